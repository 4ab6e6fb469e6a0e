/** A collection in a new directory. Only this user may read it. */
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../model/errors.ts'
import { reasonOf } from '../sources/system-error.ts'
import type { Destination, Saved } from './saved.ts'

export const DIRECTORY_MODE = 0o700
export const FILE_MODE = 0o600

/** Files of a collection below a directory, which exists. */
export class Directory implements Destination {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  async save(
    file: string,
    chunks: AsyncIterable<Uint8Array>,
    onBytes: (bytes: number) => void,
  ): Promise<Saved> {
    const path = join(this.path, file)
    const chunkIterator = chunks[Symbol.asyncIterator]()
    let handle: FileHandle | null = null
    let bytes = 0
    try {
      for (;;) {
        let next: IteratorResult<Uint8Array>
        try {
          next = await chunkIterator.next()
        } catch (failure) {
          return { bytes, failure }
        }
        if (next.done) return { bytes, failure: null }
        if (next.value.length === 0) continue
        handle ??= await this.#create(file)
        await handle.appendFile(next.value)
        bytes += next.value.length
        onBytes(next.value.length)
      }
    } catch (error) {
      throw unwritable(path, error)
    } finally {
      await chunkIterator.return?.()
      await handle?.close()
    }
  }

  /**
   * Makes the directories of a file one by one: where the collection was deleted, that fails, while `recursive` of Node 20
   * tries for ever if the working directory is gone, too.
   */
  async #create(file: string): Promise<FileHandle> {
    let directory = this.path
    for (const part of file.split('/').slice(0, -1)) {
      directory = join(directory, part)
      await mkdir(directory, { mode: DIRECTORY_MODE }).catch(ignoreExisting)
    }
    return open(join(this.path, file), 'wx', FILE_MODE)
  }

  async close(): Promise<void> {}

  abandon(): void {}

  async discard(): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

/** The error of a file that can't be written, with what to do. */
export function unwritable(path: string, error: unknown): UsageError {
  const { code } = error as NodeJS.ErrnoException
  const remedy =
    code === 'EEXIST'
      ? 'nothing is overwritten, give another --out'
      : code === 'ENOSPC' || code === 'EDQUOT'
        ? 'free some space, or give --out on another disk; what was saved until then stays'
        : 'give another --out'
  return new UsageError(`${path} can't be written: ${reasonOf(error)}; ${remedy}`, {
    given: path,
    cause: error,
  })
}
