/**
 * A collection in a new `.tar.gz`. A member of an archive begins with its size, so each file is saved beside the archive
 * first and moved into it when it is complete.
 */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { type FileHandle, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Pack, pack } from '../sources/archive/tar.ts'
import { Directory, FILE_MODE, unwritable } from './directory.ts'
import type { Destination, Saved } from './saved.ts'

/** Ending of an archive's name. */
export const ARCHIVE: RegExp = /\.(?:tar\.gz|tgz)$/

/** Completes files one after the other, while others are still saved. */
export class Archive implements Destination {
  readonly path: string
  readonly #staging: Directory
  readonly #pack: Pack = pack()
  readonly #written: Promise<void>
  #last: Promise<void> = Promise.resolve()
  readonly #removeStaging = (): void => rmSync(this.#staging.path, { recursive: true, force: true })

  /** `file`: the new archive, open for writing. Throws if nothing can be written beside it. */
  constructor(path: string, file: FileHandle) {
    this.path = path
    // Beside the archive: the temporary directory of the system may be too small.
    this.#staging = new Directory(mkdtempSync(join(dirname(resolve(path)), '.leasegap-')))
    process.once('exit', this.#removeStaging)
    this.#written = pipeline(this.#pack, createGzip(), file.createWriteStream())
    // Whoever adds or closes gets the failure.
    this.#written.catch(() => undefined)
  }

  async save(
    file: string,
    chunks: AsyncIterable<Uint8Array>,
    onBytes: (bytes: number) => void,
  ): Promise<Saved> {
    const saved = await this.#staging.save(file, chunks, onBytes)
    if (saved.bytes > 0) {
      this.#last = this.#last.then(() => this.#add(file, saved.bytes))
      await this.#last
    }
    return saved
  }

  async #add(file: string, size: number): Promise<void> {
    const staged = join(this.#staging.path, file)
    const directory = basename(this.path).replace(ARCHIVE, '')
    const entry = this.#pack.entry({ name: `${directory}/${file}`, size, mode: FILE_MODE, mtime: new Date() })
    try {
      // A full disk ends the archive, and nothing takes the entry's bytes any more.
      await Promise.race([pipeline(createReadStream(staged), entry), this.#written])
    } catch (error) {
      throw unwritable(this.path, error)
    }
    await rm(staged)
  }

  async close(): Promise<void> {
    try {
      await this.#last
      this.#pack.finalize()
      await this.#written
    } catch (error) {
      throw unwritable(this.path, error)
    } finally {
      this.abandon()
    }
  }

  abandon(): void {
    this.#pack.destroy()
    this.#removeStaging()
    process.removeListener('exit', this.#removeStaging)
  }

  async discard(): Promise<void> {
    this.abandon()
    await this.#written.catch(() => undefined)
    await rm(this.path, { force: true })
  }
}
