/**
 * Paths in, inputs that can be opened out. A directory is searched for regular files; what is named by the
 * user may also be a link, a pipe or a device (`/dev/stdin`, process substitution). Whatever can't be read is
 * told and passed over, never thrown.
 */
import type { Dirent } from 'node:fs'
import { access, constants, readdir, realpath, stat } from 'node:fs/promises'
import type { SourceInput } from '../model/index.ts'
import { fileInput, standardInput } from './file.ts'
import { reasonOf } from './system-error.ts'

/** Who is told what was not read. `reason` is plain words without a full stop. */
export interface SearchEvents {
  /** The user named it, or it is a file below a named directory, and it can't be read. */
  unreadable(name: string, reason: string): void
  /** It is below a named directory and no regular file. */
  skipped(name: string, reason: string): void
}

/**
 * The inputs behind `paths`, in their order, those of a directory sorted by path; `-` is standard input, and
 * so is no path at all. One file met twice is one input, under the name it was met with first. Never rejects.
 */
export async function findSources(paths: readonly string[], events: SearchEvents): Promise<SourceInput[]> {
  const search: Search = { events, met: new Set(), found: [] }
  for (const path of paths.length === 0 ? ['-'] : paths) {
    if (path === '-') addOnce(search, '-', () => standardInput())
    else await findAt(search, path)
  }
  return search.found
}

interface Search {
  readonly events: SearchEvents
  /** Identities of what was found, so that nothing is read twice. */
  readonly met: Set<string>
  readonly found: SourceInput[]
}

function addOnce({ met, found }: Search, identity: string, make: () => SourceInput): void {
  if (met.has(identity)) return
  met.add(identity)
  found.push(make())
}

async function findAt(search: Search, path: string): Promise<void> {
  try {
    const status = await stat(path, { bigint: true })
    if (status.isDirectory()) return await walk(search, path)
    await access(path, constants.R_OK)
    // A pipe's real path, `/proc/1234/fd/pipe:[5678]`, is no file's name.
    const identity = status.isFile() ? await realpath(path) : path
    addOnce(search, identity, () => fileInput(path, status))
  } catch (error) {
    search.events.unreadable(path, reasonOf(error))
  }
}

/** Iterates over names in order of their UTF-16 code units, the same on every system and in every locale. */
async function walk(search: Search, directory: string): Promise<void> {
  let entries: Dirent[]
  try {
    entries = await readdir(directory, { withFileTypes: true })
  } catch (error) {
    search.events.unreadable(directory, reasonOf(error))
    return
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = directory.endsWith('/') ? directory + entry.name : `${directory}/${entry.name}`
    if (entry.isDirectory()) await walk(search, path)
    else if (entry.isFile()) await findAt(search, path)
    else search.events.skipped(path, kindOf(entry))
  }
}

function kindOf(entry: Dirent): string {
  // A link leads out of the directory, in a circle, or to a file that is met anyway.
  if (entry.isSymbolicLink()) return 'symbolic link'
  // Nobody may ever write to it.
  if (entry.isFIFO()) return 'named pipe'
  return entry.isSocket() ? 'socket' : 'device'
}
