/**
 * The browser files of the libraries that the page draws with, from where they are installed. In: nothing; out:
 * their text, licences' notices included, in the order in which they need one another.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** d3-scale and d3-shape, each after what it needs. */
const FILES: readonly (readonly [package_: string, neededBy: readonly string[]])[] = [
  ['d3-array', ['d3-scale']],
  ['d3-color', ['d3-scale', 'd3-interpolate']],
  ['d3-interpolate', ['d3-scale']],
  ['d3-format', ['d3-scale']],
  ['d3-time', ['d3-scale']],
  ['d3-time-format', ['d3-scale']],
  ['d3-scale', []],
  ['d3-path', ['d3-shape']],
  ['d3-shape', []],
]

/** Looked up from the package that needs it, for it need not be installed beside ours. */
function locate(name: string, neededBy: readonly string[]): string {
  const from = neededBy.reduce((place, parent) => createRequire(place).resolve(parent), import.meta.url)
  return createRequire(from).resolve(name)
}

export async function libraryText(): Promise<string> {
  const texts = FILES.map(([name, neededBy]) => {
    const folder = locate(name, neededBy).replace(/[^/\\]+[/\\][^/\\]+$/, '')
    return readFile(`${folder}dist/${name}.min.js`, 'utf8')
  })
  return (await Promise.all(texts)).join('\n')
}
