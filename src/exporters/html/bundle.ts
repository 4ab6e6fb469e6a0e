/**
 * The page's code as one script. In: the compiled modules of the viewer and what they import; out: the same
 * modules as nested functions, in the order of their imports, so that the page imports nothing.
 *
 * Only our own modules, as tsc writes them, are joined: named imports and exports, one statement a line.
 */
import { readFile } from 'node:fs/promises'

/** Compiled modules lie beside this one; when it runs as source, where the build puts them. */
const HOME: URL = new URL(import.meta.url.endsWith('.ts') ? '../../../dist/' : '../../', import.meta.url)
const ENTRY = 'exporters/viewer/main.js'

const IMPORT = /^import \{([^}]*)\} from ['"]([^'"]+)['"];?$/gm
const REEXPORT = /^export \{([^}]*)\} from ['"]([^'"]+)['"];?$/gm
const EXPORT = /^export (?=(?:async )?(?:const|let|function\*?|class) ([\w$]+))/gm
const EMPTY_EXPORT = /^export \{\s*\};?$/gm
const ANY_MODULE_WORD = /^(?:import|export)\b.*$/m

/** The names between the braces of an import as a pattern that takes an object apart. */
function pattern(names: string): string {
  return names.replace(/([\w$]+) as ([\w$]+)/g, '$1: $2')
}

/** Scales and shapes come from d3's browser files, which make one object of that name. */
function isLibrary(specifier: string): boolean {
  return specifier.startsWith('d3-')
}

async function read(url: URL): Promise<string> {
  try {
    return await readFile(url, 'utf8')
  } catch (error) {
    throw new Error('the code of the page is not built: run npm run build', { cause: error })
  }
}

/** The entry and all that it imports, as one expression to run. */
export async function joinModules(home: URL = HOME, entry: string = ENTRY): Promise<string> {
  const variables = new Map<string, string>()
  const parts: string[] = []

  const join = async (url: URL): Promise<string> => {
    const known = variables.get(url.href)
    if (known !== undefined) return known
    const text = await read(url)
    const needed = new Map<string, string>()
    for (const [, , specifier] of [...text.matchAll(IMPORT), ...text.matchAll(REEXPORT)]) {
      const name = specifier as string
      needed.set(name, isLibrary(name) ? 'd3' : await join(new URL(name, url)))
    }
    const exported = [...text.matchAll(EXPORT)].map((match) => match[1] as string)
    const body = text
      .replace(REEXPORT, (_, names: string, specifier: string) => {
        exported.push(...names.split(',').map((name) => name.trim().split(' as ').at(-1) as string))
        return `const {${pattern(names)}} = ${needed.get(specifier)};`
      })
      .replace(IMPORT, (_, names: string, specifier: string) => {
        return `const {${pattern(names)}} = ${needed.get(specifier)};`
      })
      .replace(EXPORT, '')
      .replace(EMPTY_EXPORT, '')
    const left = ANY_MODULE_WORD.exec(body)
    if (left) throw new Error(`${url.pathname} can't be joined: ${left[0]}`)
    const variable = `module${variables.size}`
    variables.set(url.href, variable)
    const returned = `return { ${exported.filter((name) => name !== '').join(', ')} };`
    parts.push(`const ${variable} = (() => {\n${body.trim()}\n${returned}\n})();`)
    return variable
  }
  await join(new URL(entry, home))
  return `(() => {\n'use strict';\n${parts.join('\n')}\n})();\n`
}
