/**
 * Bundles of esbuild: modules and the packages they import, as one file with the packages' licences.
 *
 * The code of the HTML page must be one script that can stand inside an HTML document. d3 is bundled into the page
 * and into the one file of the library that imports it, so page and picture are drawn by the same version and nobody
 * who installs leasegap installs d3 and its eight dependencies.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** Texts that would end a script element, or change how its end is found. */
const UNSAFE_IN_SCRIPT = /<\/script|<!--/i

/** Names of the packages whose code is in the output of a build. */
function findPackages({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))
  const paths = files.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path)
  const names = paths.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
  return [...new Set(names)].filter((name) => name !== undefined).sort()
}

/** The file with the licence of a package. */
function readLicence(root, name) {
  const directory = join(root, 'node_modules', name)
  const file = readdirSync(directory).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry))
  if (file === undefined) throw new Error(`${name} has no licence`)
  return readFileSync(join(directory, file), 'utf8').trim()
}

/** A comment with the packages' copyright lines and licences; packages of one licence text share it. */
function formatLicences(root, packages) {
  const linesOf = new Map()
  for (const name of packages) {
    const text = readLicence(root, name)
    const copyright = /^.*Copyright.*$/m.exec(text)?.[0] ?? ''
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'))
    const licence = text.replace(copyright, '').trim()
    linesOf.set(licence, [...(linesOf.get(licence) ?? []), `${name} ${version}: ${copyright.trim()}`])
  }
  const parts = [...linesOf].map(([licence, lines]) => `${lines.join('\n')}\n\n${licence}`)
  return `/*!\n${parts.join('\n\n')}\n*/\n`
}

/**
 * Writes `outFile`, the minified bundle of `entry`. `format`: `iife` for the page, `esm` for the library.
 *
 * The page needs a browser of 2022 or later (ES2022), the library Node 20.
 */
export async function bundle({ root, entry, outFile, format }) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    format,
    minify: true,
    target: 'es2022',
    legalComments: 'none',
    metafile: true,
    write: false,
  })
  const code = `${formatLicences(root, findPackages(metafile))}${outputFiles[0].text}`
  if (UNSAFE_IN_SCRIPT.test(code)) throw new Error(`${outFile} can't stand in a script element`)
  writeFileSync(outFile, code)
}

/**
 * Makes `import.meta.url` of a bundled module what it is in the compiled module itself. `moduleUrl` returns the expression
 * for a path below `dist`, where all bundles lie.
 */
const keepModuleUrls = (root, moduleUrl) => ({
  name: 'keep-module-urls',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8')
      if (!contents.includes('import.meta.url')) return undefined
      const compiled = relative(join(root, 'src'), path).replaceAll('\\', '/').replace(/ts$/, 'js')
      const ofBundle = contents
        .replace("'./worker.js'", "'../../cli-worker.cjs'")
        .replaceAll('import.meta.url', moduleUrl(compiled))
      return { contents: ofBundle, loader: 'ts' }
    })
  },
})

/** Leaves of the samples only the releases that `leasegap formats` prints: the rest is for tests, and each run would load it. */
const withoutSamples = (root, out) => ({
  name: 'without-samples',
  setup({ onLoad }) {
    onLoad({ filter: /(?:[\\/]samples[\\/][\w-]+|-samples)\.ts$/ }, async ({ path }) => {
      const compiled = join(out, relative(join(root, 'src'), path)).replace(/ts$/, 'js')
      const lines = Object.entries(await import(pathToFileURL(compiled).href)).map(([name, samples]) => {
        const releases = [...new Set(samples.map(({ kubernetes }) => kubernetes))]
        return `export const ${name} = ${JSON.stringify(releases.map((kubernetes) => ({ kubernetes })))}\n`
      })
      return { contents: lines.join(''), loader: 'js' }
    })
  },
})

/**
 * Packages in the program's bundle: those that each run loads, those that a CommonJS module can't load in Node 20, because
 * they are ES modules only, and those that are not installed with leasegap. The others are loaded when they are used.
 */
const BUNDLED = /^(?:commander|get-east-asian-width|stream-json|stream-chain|d3-[a-z-]+|internmap)(?:\/|$)/

const externalPackages = {
  name: 'external-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[a-z@]/ }, ({ path, kind }) =>
      kind === 'entry-point' || BUNDLED.test(path) ? undefined : { path, external: true },
    )
  },
}

/** Loads a module of Node when something of it is used: a short run uses few. Those that Node itself has loaded stay. */
const LAZY_REQUIRE = `require = ((load) => (name) => {
  if (!/^(?:node:)?(?:child_process|crypto|fs\\/promises|https?|os|readline|stream|stream\\/(?:promises|web)|string_decoder|timers\\/promises|tty|v8|worker_threads|zlib)$/.test(name)) return load(name)
  let loaded
  return new Proxy({}, { get: (_, key) => (loaded ??= load(name))[key] })
})(require)
const moduleUrl = (path) => require('node:url').pathToFileURL(require('node:path').join(__dirname, path)).href`

/** Escapes what is not ASCII, in regular expressions: the text takes a byte for each character then. */
function toAscii(code) {
  return code.replace(/[^\x00-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * Bundles the command line in `out`: `cli.js` starts the process, `cli-worker.cjs` its reading threads. By `cli-load.cjs`
 * they load `cli-program.cjs`, all the rest. Node opens few files then, and can keep the code compiled. The map beside it
 * leads from the lines of a stack trace to those of the sources. The modules stay for the library.
 */
export async function bundleProgram(root, out) {
  const usual = {
    absWorkingDir: root,
    outdir: out,
    bundle: true,
    platform: 'node',
    target: 'node20.12',
    legalComments: 'none',
  }
  await build({
    ...usual,
    entryPoints: { cli: 'src/cli/startup/start.ts' },
    format: 'esm',
    banner: { js: '#!/usr/bin/env node' },
    plugins: [keepModuleUrls(root, (path) => `new URL('./${path}', import.meta.url).href`)],
  })
  const ofNode = { ...usual, format: 'cjs', outExtension: { '.js': '.cjs' }, banner: { js: LAZY_REQUIRE } }
  const moduleUrls = keepModuleUrls(root, (path) => `moduleUrl('${path}')`)
  await build({
    ...ofNode,
    entryPoints: { 'cli-load': 'src/cli/startup/load-program.ts', 'cli-worker': 'src/cli/startup/worker.ts' },
    plugins: [moduleUrls],
  })
  const { metafile } = await build({
    ...ofNode,
    outdir: undefined,
    outExtension: undefined,
    outfile: join(out, 'cli-program.cjs'),
    stdin: {
      contents: `exports.main = async (args) => (await import('./src/cli/main.ts')).main(args)
        exports.readFiles = () => import('./src/read/threads/worker.ts')`,
      resolveDir: root,
    },
    // Node 20 can't import from code that it kept.
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
    lineLimit: 160,
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    plugins: [withoutSamples(root, out), moduleUrls, externalPackages],
  })
  const outfile = join(out, 'cli-program.cjs')
  const licences = formatLicences(root, findPackages(metafile))
  const [code, link] = readFileSync(outfile, 'utf8').split(/(?=\/\/# sourceMappingURL=[^\n]*\s*$)/)
  writeFileSync(outfile, `${toAscii(code)}${licences}${link}`)
}
