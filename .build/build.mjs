/**
 * Builds the package: `node .build/build.mjs [DIRECTORY]`. The default directory is `dist`.
 *
 * tsc compiles the library and the command line, esbuild bundles the code of the HTML page and d3, the AssemblyScript
 * compiler makes the byte scanner. esbuild bundles the command line as `cli.js`. The man page is made from its commands.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundle, bundleProgram } from './bundle.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = resolve(process.argv[2] ?? join(root, 'dist'))

/** Runs a program of a development dependency in the root of the project, and shows its output. Throws if it fails. */
function run(program, ...args) {
  const path = join(root, 'node_modules', program)
  execFileSync(process.execPath, [path, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
}

/** Returns the man page, from the commands that the compiled program defines. */
async function manPage() {
  const load = (file) => import(pathToFileURL(join(out, file)).href)
  const [{ buildProgram }, { describeCommand }, { formatManPage }, { EXAMPLES }, { exporters }] = await Promise.all(
    ['cli/program.js', 'cli/help/describe-command.js', 'cli/help/man-page.js', 'cli/help/help-text.js', 'index.js'].map(load),
  )
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const formats = `: ${exporters.map(({ name }) => name).join(', ')} (default table)`
  const program = buildProgram({ name: 'leasegap', version, formats, isShort: false, onUsageText: () => {} })
  return formatManPage(describeCommand(program), { version, examples: EXAMPLES })
}

run('typescript/bin/tsc', '-p', 'src', '--outDir', out)
await bundle({
  root,
  entry: 'src/exporters/viewer/main.ts',
  outFile: join(out, 'exporters/html/viewer.js'),
  format: 'iife',
})
await bundle({
  root,
  entry: 'src/exporters/chart/d3.ts',
  outFile: join(out, 'exporters/chart/d3.js'),
  format: 'esm',
})
run(
  'assemblyscript/bin/asc.js',
  'src/bytes/assembly/scan.ts',
  ...['--outFile', join(out, 'bytes/scan.wasm')],
  ...['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--initialMemory', '16'],
)
for (const file of readdirSync(out)) if (/^cli-[\w.]+$/.test(file)) rmSync(join(out, file))
await bundleProgram(root, out)
chmodSync(join(out, 'cli.js'), 0o755)
writeFileSync(join(out, 'leasegap.1'), await manPage())
copyFileSync(join(root, 'src/model/report.schema.json'), join(out, 'model/report.schema.json'))
