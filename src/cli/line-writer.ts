/**
 * Where text goes: standard output, and files that appear whole or not at all. In: pieces of text; out:
 * bytes on a stream that is never overrun, whose last line is never half a line.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'

/** So much is gathered before it is written: a write per line would cost more than making the line. */
const GATHERED_CHARACTERS = 65_536

/** Text on its way to a stream, in whole lines. */
export class LineOutput {
  readonly #stream: Writable
  readonly #atOnce: boolean
  #gathered = ''
  #stopped = false

  /** `atOnce`: every line is written when it is there, for who reads along. */
  constructor(stream: Writable, atOnce = false) {
    this.#stream = stream
    this.#atOnce = atOnce
  }

  /** Returns a promise only while the reader is behind: await it before writing more. */
  write(text: string): Promise<unknown> | undefined {
    // Who writes on after a stop waits until the process ends.
    if (this.#stopped) return new Promise(() => {})
    this.#gathered += text
    if (!this.#atOnce && this.#gathered.length < GATHERED_CHARACTERS) return undefined
    // Most often what came last is whole lines: to look for their end would copy all that is gathered.
    const end = text.endsWith('\n') ? this.#gathered.length : this.#gathered.lastIndexOf('\n') + 1
    if (end === 0) return undefined
    const lines = this.#gathered.slice(0, end)
    this.#gathered = this.#gathered.slice(end)
    return this.#stream.write(lines) ? undefined : once(this.#stream, 'drain')
  }

  /** Resolves when everything has been handed to the system. */
  async end(): Promise<void> {
    const rest = this.#stopped ? '' : this.#gathered
    this.#gathered = ''
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(rest, (error) => (error ? reject(error) : resolve()))
    })
  }

  /** Takes no more text; resolves when the lines on their way are out. What was gathered is dropped. */
  stop(): Promise<void> {
    this.#stopped = true
    return this.end()
  }
}

/** Temporary files that exist now or are about to: whoever ends the process before they are renamed removes them. */
export const unfinishedFiles: Set<string> = new Set()

export function removeUnfinishedFiles(): void {
  for (const file of unfinishedFiles) rmSync(file, { force: true })
}

/** The file an output would be written to, links followed; the path itself where nothing is there yet. */
export async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    try {
      return join(await realpath(dirname(path)), basename(path))
    } catch {
      return path
    }
  }
}

/** Whether two paths lead to the same file; false where one of them is none. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  if ((await targetOf(a)) === (await targetOf(b))) return true
  try {
    const [one, other] = await Promise.all([stat(a), stat(b)])
    return one.dev === other.dev && one.ino === other.ino
  } catch {
    return false
  }
}

/**
 * Writes a file beside its place, then puts it there, so that no reader ever sees a part of it. The mode of a
 * file that is replaced is kept. What is no regular file (a pipe, /dev/null) is written to as it is. Rejects
 * with the system's error; the temporary file is gone then.
 */
export async function writeFile(
  path: string,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const target = await targetOf(path)
  const existing = await stat(target).catch(() => null)
  if (existing && !existing.isFile()) {
    const handle = await open(target, 'w')
    await writeAll(handle, pieces)
    return
  }
  // By chance, not by process: in a container all have the same number, and one that was killed leaves its file.
  const temporary = join(dirname(target), `.leasegap-${randomBytes(8).toString('hex')}.tmp`)
  // Before it is there: the process may be ended while it is made.
  unfinishedFiles.add(temporary)
  try {
    await writeAll(await open(temporary, 'wx', existing ? existing.mode & 0o777 : 0o666), pieces)
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    unfinishedFiles.delete(temporary)
  }
}

async function writeAll(handle: FileHandle, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  try {
    let gathered = ''
    for await (const piece of pieces) {
      gathered += piece
      if (gathered.length < GATHERED_CHARACTERS) continue
      await handle.appendFile(gathered)
      gathered = ''
    }
    await handle.appendFile(gathered)
  } finally {
    await handle.close()
  }
}
