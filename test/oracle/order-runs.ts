/** `order`: the logs of each folder in several orders; the reports must be equal byte for byte. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Found } from './contradiction.ts'
import type { Program, ProgramOptions } from './program.ts'

/** Inputs that belong together, and how they are read. */
interface Inputs {
  readonly name: string
  readonly paths: readonly string[]
  readonly options: ProgramOptions
}

/** Files of a folder that are no logs. */
const NO_LOG = /^(?:truth\.json|expect\.json|SOURCE\.md|README\.md|expected\..*)$/
const YEAR = 2026

/** Runs over all folders below the given ones. Returns how many inputs were compared, and what differs. */
export async function compareOrders(
  program: Program,
  folders: readonly string[],
): Promise<{ readonly count: number; readonly found: Found[] }> {
  const all = folders.flatMap(findInputs)
  const found: Found[] = []
  for (const [seed, { name, paths, options }] of all.entries()) {
    const given = JSON.stringify(await program(paths, options))
    for (const [order, permuted] of permutations(paths)) {
      const other = JSON.stringify(await program(permuted, options))
      if (other === given) continue
      const at = [...given].findIndex((character, i) => character !== other[i])
      const claim = other.slice(Math.max(0, at - 80), at + 80)
      const truth = given.slice(Math.max(0, at - 80), at + 80)
      found.push({ kind: `order: ${order}`, claim, truth, seed, place: '', description: name })
    }
  }
  return { count: all.length, found }
}

function permutations(paths: readonly string[]): (readonly [name: string, paths: readonly string[]])[] {
  const rotated = [...paths.slice(1), ...paths.slice(0, 1)]
  return [['reversed', paths.toReversed()], ...(paths.length > 2 ? ([['rotated', rotated]] as const) : [])]
}

/** Finds the inputs of a folder: those that its `truth.json` lists, else all its files; and of those below it. */
function findInputs(folder: string): Inputs[] {
  const names = readdirSync(folder).sort()
  const isFolder = (name: string): boolean => statSync(join(folder, name)).isDirectory()
  const truth = join(folder, 'truth.json')
  const lists = existsSync(truth) ? inputsOfTruth(folder, truth) : []
  const files = names.filter((name) => !isFolder(name) && !NO_LOG.test(name))
  const own =
    lists.length > 0
      ? lists
      : [{ name: folder, paths: files.map((name) => join(folder, name)), options: { year: YEAR } }]
  return [
    ...own.filter(({ paths }) => paths.length > 1),
    ...(lists.length > 0 ? [] : names.filter(isFolder).flatMap((name) => findInputs(join(folder, name)))),
  ]
}

interface Truth {
  readonly cases: readonly {
    readonly name: string
    readonly inputs: readonly string[]
    readonly options?: readonly string[]
  }[]
}

function inputsOfTruth(folder: string, path: string): Inputs[] {
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as Truth
  return cases.map(({ name, inputs, options = [] }) => {
    const paths = inputs.map((input) => join(folder, input))
    const year = Number(options[options.indexOf('--year') + 1])
    const zones = new Map<string, string>()
    for (const [i, option] of options.entries()) {
      const zone = options[i + 1]
      if (option !== '--input-tz' || zone === undefined) continue
      const [file, ofFile] = zone.split('=')
      if (ofFile === undefined) for (const one of paths) zones.set(one, zone)
      else zones.set(join(folder, file as string), ofFile)
    }
    return {
      name: `${folder}: ${name}`,
      paths,
      options: { year: Number.isInteger(year) ? year : YEAR, zones },
    }
  })
}
