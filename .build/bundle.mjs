/**
 * Bundles of esbuild: modules and the packages they import, as one file with the packages' licences.
 *
 * The code of the HTML page must be one script that can stand inside an HTML document. d3 is bundled into the page
 * and into the one file of the library that imports it, so page and picture are drawn by the same version and nobody
 * who installs leasegap installs d3 and its eight dependencies.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
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

/** A comment with the packages' copyright lines and licence; the packages share one licence text. */
function formatLicences(root, packages) {
  const texts = packages.map((name) => readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8').trim())
  const copyrights = texts.map((text) => /^Copyright.*$/m.exec(text)?.[0])
  const licences = new Set(texts.map((text, i) => text.replace(copyrights[i], '').trim()))
  if (licences.size !== 1) throw new Error(`licences differ: ${packages.join(', ')}`)
  const lines = packages.map((name, i) => {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'))
    return `${name} ${version}: ${copyrights[i]}`
  })
  return `/*!\n${lines.join('\n')}\n\n${[...licences][0]}\n*/\n`
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

/** The bundle of the thread that reads files, beside `cli.js`. */
const WORKER = 'cli-worker'

/** Makes `import.meta.url` of a bundled module what it is in the module itself; all bundles lie in `out`. */
const keepModuleUrls = (out) => ({
  name: 'keep-module-urls',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      if (path.includes('node_modules')) return undefined
      const contents = readFileSync(path, 'utf8')
      if (!contents.includes('import.meta.url')) return undefined
      const url = `new URL('./${relative(out, path)}', import.meta.url).href`
      const ofBundle = contents
        .replace("'./worker.js'", `'../../${WORKER}.js'`)
        .replaceAll('import.meta.url', url)
      return { contents: ofBundle, loader: 'js' }
    })
  },
})

/** Leaves of the samples only the releases that `leasegap formats` prints: the rest is for tests, and each run would load it. */
const withoutSamples = {
  name: 'without-samples',
  setup({ onLoad }) {
    onLoad({ filter: /(?:[\\/]samples[\\/][\w-]+|-samples)\.js$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined
      const lines = Object.entries(await import(path)).map(([name, samples]) => {
        const releases = [...new Set(samples.map(({ kubernetes }) => kubernetes))]
        return `export const ${name} = ${JSON.stringify(releases.map((kubernetes) => ({ kubernetes })))}\n`
      })
      return { contents: lines.join(''), loader: 'js' }
    })
  },
}

/**
 * Bundles the compiled command line in `out` as `cli.js`, its reading thread, and one file for each part that they load
 * on demand. Node opens fewer files, which saves a third of the CPU of a short run. The modules stay for the library.
 */
export async function bundleProgram(out) {
  await build({
    entryPoints: { cli: join(out, 'cli/start.js'), [WORKER]: join(out, 'read/threads/worker.js') },
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.12',
    packages: 'external',
    chunkNames: 'cli-[hash]',
    plugins: [withoutSamples, keepModuleUrls(out)],
  })
}
