/**
 * What each file of `src/` imports, checked against the tables of `support/rooms.ts`.
 *
 * A room is a folder of `src/`. The imports are read from the source text of every file.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ORDERS, ROOMS, SHARED } from './support/rooms.ts'

/** More folders at the first level than this, and nobody finds a way through them. */
const MAX_ROOMS = 20

interface SourceFile {
  /** Below src/. */
  readonly path: string
  readonly text: string
  /** Imported files of the project, below src/. */
  readonly files: readonly string[]
  /** Imported packages of the registry. */
  readonly packages: readonly string[]
}

/** Statements begin at the beginning of a line, as the formatter prints them; dynamic imports may stand anywhere. */
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

const sourceFiles = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => parseFile(path.replaceAll('\\', '/')))

/** Development dependencies that the build bundles into the files that need them. */
const BUNDLED: readonly string[] = ['d3-scale', 'd3-shape']

/** The first folder of a path, or the file itself at the root. */
const roomOf = (path: string): string => path.split('/')[0] as string

/** The folder or file at the top of the room. */
const partOf = (path: string): string => path.split('/')[1] as string

/** Whether `path` is the room, folder or file `entry`, or lies in it. */
const isWithin = (path: string, entry: string): boolean => path === entry || path.startsWith(`${entry}/`)

describe.each(sourceFiles)('src/$path', ({ path, text, files }) => {
  const room = roomOf(path)

  it('imports only what its room may import', () => {
    const rooms = Object.keys(ROOMS)
    expect(rooms).toContain(room)
    const shared = SHARED.filter((other) => rooms.indexOf(other) < rooms.indexOf(room))
    const allowed = [room, ...(ROOMS[room]?.mayImport ?? []), ...shared]
    expect(files.filter((file) => !allowed.some((entry) => isWithin(file, entry)))).toEqual([])
  })

  it('imports only files that exist', () => {
    expect(files.filter((file) => !sourceFiles.some((other) => other.path === file))).toEqual([])
  })

  it('imports the parts of its room in their order', () => {
    const order = ORDERS[room]
    if (!order) return
    const part = partOf(path)
    expect(Object.keys(order)).toContain(part)
    const parts = files.filter((file) => roomOf(file) === room).map(partOf)
    expect(parts.filter((other) => other !== part && !order[part]?.includes(other))).toEqual([])
  })

  it('has at most 300 lines, unless it contains samples', () => {
    if (!isWithin(path, 'grammars/samples')) expect(text.split('\n').length - 1).toBeLessThanOrEqual(300)
  })

  it('begins with a comment that describes it', () => {
    expect(text).toMatch(/^\/\*\*\s+(\* )?\S/)
  })
})

describe('src', () => {
  it('has the rooms of the table, and no other', () => {
    expect(new Set(sourceFiles.map(({ path }) => roomOf(path)))).toEqual(new Set(Object.keys(ROOMS)))
  })

  it(`has at most ${MAX_ROOMS} rooms`, () => {
    expect(Object.keys(ROOMS).length).toBeLessThanOrEqual(MAX_ROOMS)
  })

  it('has no file at its root but index.ts, which only re-exports', () => {
    expect(sourceFiles.filter(({ path }) => !path.includes('/')).map(({ path }) => path)).toEqual([
      'index.ts',
    ])
    const text = sourceFiles.find(({ path }) => path === 'index.ts')?.text ?? ''
    const reexports = /^\/\*\*[\s\S]*?\*\/|^export (?:type )?(?:\*|\{[^}]*\}) from '[^']+'$/gm
    expect(text.replaceAll(reexports, '').trim()).toBe('')
  })

  it('has no import cycle, type imports included', () => {
    expect(findCycles()).toEqual([])
  })
})

describe('ROOMS', () => {
  it('lists each room behind the rooms that it may import', () => {
    const names = Object.keys(ROOMS)
    const forward = names.flatMap((name, i) =>
      (ROOMS[name]?.mayImport ?? [])
        .filter((entry) => names.indexOf(roomOf(entry)) >= i)
        .map((entry) => `${name} imports ${entry}`),
    )
    expect(forward).toEqual([])
  })
})

/** Import cycles, type imports included: each as its files in order. */
function findCycles(): string[][] {
  const importsOf = new Map(sourceFiles.map(({ path, files }) => [path, files]))
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
  for (const { path } of sourceFiles) visit(path, [])
  return cycles
}

describe('package.json', () => {
  it('declares the packages that src imports, each in exactly one file', () => {
    const importers = new Map<string, string[]>()
    for (const { path, packages } of sourceFiles) {
      for (const name of new Set(packages)) importers.set(name, [...(importers.get(name) ?? []), path])
    }
    const { dependencies, devDependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync('package.json', 'utf8'),
    ) as Readonly<Record<string, object>>
    // Those who use what needs them install them.
    const optional = Object.keys(peerDependencies as object)
    expect(peerDependenciesMeta).toEqual(
      Object.fromEntries(optional.map((name) => [name, { optional: true }])),
    )
    expect([...importers.keys()].sort()).toEqual(
      [...Object.keys(dependencies as object), ...optional, ...BUNDLED].sort(),
    )
    expect(Object.keys(devDependencies as object)).toEqual(expect.arrayContaining([...optional, ...BUNDLED]))
    expect([...importers].filter(([, files]) => files.length !== 1)).toEqual([])
  })

  it('runs no script when the package is installed, nor does a dependency', () => {
    interface Package {
      readonly scripts?: object
      readonly packages?: Readonly<
        Record<string, { readonly dev?: boolean; readonly hasInstallScript?: boolean }>
      >
    }
    const { scripts = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as Package
    // `prepare` and its variants also run when the package is installed from its repository.
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
})
