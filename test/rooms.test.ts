/**
 * The house keeps its walls: which file may import which, read from the source text.
 *
 * leaves ← rooms ← pipeline ← index ← cli. Rooms never import one another, so each can be read and replaced
 * alone; the command line reaches the library through its public surface only, which proves that complete.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const LEAVES = [
  'types',
  'time',
  'calendar',
  'problem',
  'go',
  'klog',
  'answers',
  'reel',
  'rows',
  'byte-numbers',
  'where',
  'stale-lines',
  'clock',
].map((name) => `${name}.ts`)
const ROOMS = ['input', 'envelopes', 'grammars', 'fold', 'exporters']
const SURFACE = 'index.ts'

interface SourceFile {
  /** Below src/. */
  readonly path: string
  readonly text: string
  /** Files of the house, below src/. */
  readonly files: readonly string[]
  /** Packages from the registry. */
  readonly packages: readonly string[]
}

/** Statements stand at the beginning of a line, as the formatter leaves them; dynamic imports anywhere. */
const IMPORT = /^(?:(?:import|export|\}).* from|import) '([^']+)'$|\bimport\('([^']+)'\)/gm

function parseFile(path: string): SourceFile {
  const text = readFileSync(join('src', path), 'utf8')
  const specifiers = [...text.matchAll(IMPORT)].map((m) => m[1] ?? (m[2] as string))
  return {
    path,
    text,
    files: specifiers.filter((s) => s.startsWith('.')).map((s) => normalize(join(dirname(path), s))),
    packages: specifiers
      .filter((s) => !s.startsWith('.') && !s.startsWith('node:'))
      .map((s) =>
        s
          .split('/')
          .slice(0, s.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  }
}

const house = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => parseFile(path.replaceAll('\\', '/')))

/** The room a file stands in, `cli` for the command line; `leaf`, `surface` or `pipeline` for the others. */
function placeOf(path: string): string {
  if (path === SURFACE) return 'surface'
  if (path === 'cli.ts' || path.startsWith('cli/')) return 'cli'
  if (LEAVES.includes(path) || path.startsWith('types/')) return 'leaf'
  const room = ROOMS.find((name) => path.startsWith(`${name}/`))
  return room ?? (path.includes('/') ? 'nowhere' : 'pipeline')
}

/** What each place may import besides itself. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  leaf: [],
  ...Object.fromEntries(ROOMS.map((room) => [room, ['leaf']])),
  pipeline: ['leaf', ...ROOMS],
  surface: ['leaf', ...ROOMS, 'pipeline'],
  cli: ['surface'],
}

describe.each(house)('src/$path', ({ path, text, files }) => {
  it('stands in a room and imports what its place may', () => {
    const place = placeOf(path)
    expect(Object.keys(MAY)).toContain(place)
    const allowed = [place, ...(MAY[place] as readonly string[])]
    expect(files.filter((file) => !allowed.includes(placeOf(file)))).toEqual([])
    expect(files.filter((file) => !existsSync(join('src', file)))).toEqual([])
  })

  it('opens with a comment that says what it is', () => {
    expect(text.replace(/^#!.*\n/, '')).toMatch(/^\/\*\*\s+(\* )?\S/)
  })
})

it('every place is lived in', () => {
  expect(new Set(house.map(({ path }) => placeOf(path)))).toEqual(new Set(Object.keys(MAY)))
})

it('each package that is shipped with has one door, and none is used that is not', () => {
  const doors = new Map<string, string[]>()
  for (const { path, packages } of house) {
    for (const name of new Set(packages)) doors.set(name, [...(doors.get(name) ?? []), path])
  }
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object }
  expect([...doors.keys()].sort()).toEqual(Object.keys(dependencies).sort())
  expect([...doors].filter(([, files]) => files.length !== 1)).toEqual([])
})

it('nothing runs where it is installed', () => {
  interface Package {
    readonly scripts?: object
    readonly packages?: Readonly<
      Record<string, { readonly dev?: boolean; readonly hasInstallScript?: boolean }>
    >
  }
  const { scripts = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as Package
  // `prepare` and its like run where the sources are installed from, too.
  const atInstall = [
    'preinstall',
    'install',
    'postinstall',
    'prepublish',
    'preprepare',
    'prepare',
    'postprepare',
  ]
  expect(Object.keys(scripts).filter((name) => atInstall.includes(name))).toEqual([])
  const { packages = {} } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Package
  expect(Object.keys(packages).length).toBeGreaterThan(10)
  const scripted = Object.entries(packages).filter(
    ([, { dev, hasInstallScript }]) => hasInstallScript && !dev,
  )
  expect(scripted.map(([name]) => name)).toEqual([])
})
