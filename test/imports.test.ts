/**
 * Which room may import which, read from the source text of every file.
 *
 * A room is a folder of `src/`. Data flows one way, so a room imports only rooms below it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Rooms that each room may import, besides itself, `time` and `model`. A path names one folder of a room. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  cli: ['index.ts', 'text'],
  'index.ts': ['api', 'read', 'envelopes', 'exporters', 'frames', 'grammars', 'sources', 'text', 'transform'],
  api: ['read', 'analysis', 'exporters', 'sources', 'frames', 'grammars', 'bytes', 'store', 'text'],
  transform: ['analysis', 'wording'],
  read: ['sources', 'frames', 'envelopes', 'grammars', 'store', 'bytes', 'text'],
  analysis: ['store', 'wording'],
  exporters: ['wording', 'text'],
  sources: ['bytes'],
  frames: ['bytes'],
  store: ['bytes'],
  envelopes: ['text'],
  grammars: ['text'],
  wording: ['text'],
  bytes: [],
  text: [],
  time: [],
  model: [],
}

/** Rooms with an order of their own: each folder may import the folders in its list; `index` is the files at the top. */
const INSIDE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  analysis: {
    index: ['report', 'incident', 'node', 'stats', 'evidence'],
    report: ['incident', 'node', 'stats', 'evidence'],
    incident: ['node', 'stats', 'evidence'],
    node: ['stats', 'evidence'],
    stats: [],
    evidence: [],
  },
  exporters: {
    index: ['html', 'chart', 'text', 'data'],
    html: ['chart'],
    viewer: ['chart'],
    chart: ['layout'],
    story: ['layout'],
    text: ['layout'],
    data: ['layout'],
    layout: [],
  },
}

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

/** The first folder of a path, or the file itself at the root. */
const roomOf = (path: string): string => path.split('/')[0] as string

/** The folder below the room. A file at the top of its room counts as `layout` by its name, else as `index`. */
const folderOf = (path: string): string =>
  path.split('/').length > 2
    ? (path.split('/')[1] as string)
    : path.endsWith('layout.ts')
      ? 'layout'
      : 'index'

describe.each(house)('src/$path', ({ path, text, files }) => {
  const room = roomOf(path)

  it('imports only what its room may', () => {
    expect(Object.keys(MAY_IMPORT)).toContain(room)
    const allowed = [room, 'time', 'model', ...(MAY_IMPORT[room] as readonly string[])]
    expect(files.filter((file) => !allowed.includes(roomOf(file)))).toEqual([])
  })

  it('imports only files that exist', () => {
    expect(files.filter((file) => !house.some((other) => other.path === file))).toEqual([])
  })

  it('keeps the order of the folders in its room', () => {
    const folder = folderOf(path)
    const allowed = INSIDE[room]?.[folder]
    if (INSIDE[room] && folder !== 'index') expect(Object.keys(INSIDE[room])).toContain(folder)
    const inside = files.filter((file) => roomOf(file) === room).map(folderOf)
    if (allowed) expect(inside.filter((to) => to !== folder && !allowed.includes(to))).toEqual([])
  })

  it('opens with a comment that says what it is', () => {
    expect(text).toMatch(/^\/\*\*\s+(\* )?\S/)
  })
})

it('every room exists', () => {
  expect(new Set(house.map(({ path }) => roomOf(path)))).toEqual(new Set(Object.keys(MAY_IMPORT)))
})

/** Circles of imports, type imports included: each as its files in order. */
function findCycles(): string[][] {
  const importsOf = new Map(house.map(({ path, files }) => [path, files]))
  const finished = new Set<string>()
  const cycles: string[][] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) {
      cycles.push(trail.slice(start))
      return
    }
    if (finished.has(path)) return
    for (const file of importsOf.get(path) ?? []) visit(file, [...trail, path])
    finished.add(path)
  }
  for (const { path } of house) visit(path, [])
  return cycles
}

it('no circle of imports exists, type imports included', () => {
  expect(findCycles()).toEqual([])
})

it('only index.ts lies at the root of src', () => {
  expect(house.map(({ path }) => path).filter((path) => !path.includes('/'))).toEqual(['index.ts'])
})

/** Development dependencies that the build bundles into the files that need them. */
const BUNDLED: readonly string[] = ['d3-scale', 'd3-shape']

it('each runtime dependency is imported by exactly one file', () => {
  const doors = new Map<string, string[]>()
  for (const { path, packages } of house) {
    for (const name of new Set(packages)) doors.set(name, [...(doors.get(name) ?? []), path])
  }
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly dependencies: object
    readonly devDependencies: object
  }
  expect([...doors.keys()].sort()).toEqual([...Object.keys(dependencies), ...BUNDLED].sort())
  expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining([...BUNDLED]))
  expect([...doors].filter(([, files]) => files.length !== 1)).toEqual([])
})

it('no script runs when the package is installed', () => {
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
