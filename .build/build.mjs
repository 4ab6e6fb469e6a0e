/**
 * Builds the package: `node .build/build.mjs [DIRECTORY]`. The default directory is `dist`.
 *
 * tsc compiles the library and the command line, then the code of the HTML page, a project of its own because it needs
 * the types of the DOM. The AssemblyScript compiler compiles the byte scanner. `cli.js` starts the command line.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = resolve(process.argv[2] ?? join(root, 'dist'))

/** Runs a program of a development dependency in the root of the project, and shows its output. Throws if it fails. */
function run(program, ...args) {
  const path = join(root, 'node_modules', program)
  execFileSync(process.execPath, [path, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
}

run('typescript/bin/tsc', '-p', 'src', '--outDir', out)
run('typescript/bin/tsc', '-p', 'src/exporters/viewer', '--outDir', out)
run(
  'assemblyscript/bin/asc.js',
  'src/bytes/assembly/scan.ts',
  ...['--outFile', join(out, 'bytes/scan.wasm')],
  ...['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--initialMemory', '16'],
)
writeFileSync(join(out, 'cli.js'), "#!/usr/bin/env node\nimport './cli/main.js'\n")
chmodSync(join(out, 'cli.js'), 0o755)
copyFileSync(join(root, 'src/model/report.schema.json'), join(out, 'model/report.schema.json'))
