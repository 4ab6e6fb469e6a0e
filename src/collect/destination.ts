/** Where a collection is saved: a new directory, or a new archive by its name. */
import { mkdir, open, rm } from 'node:fs/promises'
import { ARCHIVE, Archive } from './archive.ts'
import { DIRECTORY_MODE, Directory, FILE_MODE, unwritable } from './directory.ts'
import type { Destination } from './saved.ts'

/** Throws UsageError if something is there already, or nothing can be created there. */
export async function openDestination(path: string): Promise<Destination> {
  try {
    if (!ARCHIVE.test(path)) {
      await mkdir(path, { mode: DIRECTORY_MODE })
      return new Directory(path)
    }
    const file = await open(path, 'wx', FILE_MODE)
    try {
      return new Archive(path, file)
    } catch (error) {
      await file.close()
      await rm(path, { force: true })
      throw error
    }
  } catch (error) {
    throw unwritable(path, error)
  }
}
