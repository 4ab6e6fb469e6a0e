/**
 * Files and standard input as a source kind: the one for inputs without a scheme. A directory is searched for regular
 * files; an input may also be a link, a pipe or a device (`/dev/stdin`, process substitution).
 */
import type { Dirent } from 'node:fs'
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import type { SearchEvents, Source, SourceKind } from '../model/index.ts'
import { fileSource, standardInput } from './file.ts'
import { reasonOf } from './system-error.ts'

export const files: SourceKind = {
  schemes: [],
  title: 'files, directories, named pipes, - for standard input',
  find: async (input, events) => (input === '-' ? [standardInput()] : findFiles(input, events)),
}

/** The sources behind a path, those of a directory sorted by path. What can't be read goes to `events`. Never rejects. */
export async function findFiles(path: string, events: SearchEvents): Promise<Source[]> {
  try {
    // Of thousands of small files, waiting for another thread takes longer than the call.
    const status = statSync(path, { bigint: true })
    if (status.isDirectory()) return await searchDirectory(path, events)
    accessSync(path, constants.R_OK)
    // A pipe's real path, `/proc/1234/fd/pipe:[5678]`, is no file's name.
    return [fileSource(status.isFile() ? realpathSync.native(path) : path, path, status)]
  } catch (error) {
    events.unreadable(path, reasonOf(error))
    return []
  }
}

/** Orders names by their UTF-16 code units: the same on every system and in every locale. */
async function searchDirectory(directory: string, events: SearchEvents): Promise<Source[]> {
  let entries: Dirent[]
  try {
    entries = await readdir(directory, { withFileTypes: true })
  } catch (error) {
    events.unreadable(directory, reasonOf(error))
    return []
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  const found: Source[] = []
  for (const entry of entries) {
    const path = directory.endsWith('/') ? directory + entry.name : `${directory}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await searchDirectory(path, events)))
    else if (entry.isFile()) found.push(...(await findFiles(path, events)))
    else events.skipped(path, kindOf(entry))
  }
  return found
}

function kindOf(entry: Dirent): string {
  // A link leads out of the directory, in a circle, or to a file that is found anyway.
  if (entry.isSymbolicLink()) return 'symbolic link'
  // A named pipe may have no writer, ever.
  if (entry.isFIFO()) return 'named pipe'
  return entry.isSocket() ? 'socket' : 'device'
}
