/** Writes text in whole lines to standard output, and to files that appear whole or not at all. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { SignalControl } from '../signals.ts'

/** Characters buffered before a write: a write per line would cost more than making the line. */
const BUFFERED_CHARACTERS = 65_536

/** A buffered writer to a stream that writes whole lines. */
export class LineOutput {
  readonly #stream: Writable
  readonly #signals: SignalControl
  readonly #atOnce: boolean
  #buffered = ''
  #stopped = false

  /** `atOnce`: every line is written as soon as it is complete, for a reader that follows. Signals are caught from the first on. */
  constructor(
    stream: Writable,
    signals: SignalControl,
    { atOnce = false }: { readonly atOnce?: boolean } = {},
  ) {
    this.#stream = stream
    this.#signals = signals
    this.#atOnce = atOnce
  }

  /** Returns a promise if much was written: await it before writing more. Bytes must be whole lines. */
  write(text: string | Uint8Array): Promise<unknown> | undefined {
    // A writer that goes on after a stop waits until the process ends.
    if (this.#stopped) return new Promise(() => {})
    if (typeof text !== 'string') return this.#writeBytes(text)
    this.#buffered += text
    if (!this.#atOnce && this.#buffered.length < BUFFERED_CHARACTERS) return undefined
    // The text is whole lines nearly always: to look for their end would copy the buffer.
    const end = text.endsWith('\n') ? this.#buffered.length : this.#buffered.lastIndexOf('\n') + 1
    if (end === 0) return undefined
    const lines = this.#buffered.slice(0, end)
    this.#buffered = this.#buffered.slice(end)
    return this.#writeLines(lines)
  }

  #writeBytes(lines: Uint8Array): Promise<unknown> | undefined {
    if (this.#buffered !== '') this.#stream.write(this.#buffered)
    this.#buffered = ''
    return this.#writeLines(lines)
  }

  #writeLines(lines: string | Uint8Array): Promise<unknown> | undefined {
    this.#signals.catch()
    return this.#stream.write(lines) ? undefined : this.#drained()
  }

  /** Resolves when the reader is no longer behind. Then a signal has its turn: a fast reader never makes one wait. */
  async #drained(): Promise<void> {
    await once(this.#stream, 'drain')
    await setImmediate()
  }

  /** Resolves when everything is handed to the system. */
  async end(): Promise<void> {
    const rest = this.#stopped ? '' : this.#buffered
    this.#buffered = ''
    if (rest !== '') this.#signals.catch()
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(rest, (error) => (error ? reject(error) : resolve()))
    })
  }

  /** Takes no more text and drops the buffer; resolves when the lines already written are out. */
  stop(): Promise<void> {
    this.#stopped = true
    return this.end()
  }
}

/** Temporary files that exist now or are about to, to be removed if the process ends before they are renamed. */
export const unfinishedFiles: Set<string> = new Set()

export function removeUnfinishedFiles(): void {
  for (const file of unfinishedFiles) rmSync(file, { force: true })
}

/** The file an output would be written to, links followed; the path itself if nothing exists there. */
async function targetOf(path: string): Promise<string> {
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

/** Whether two paths lead to the same file; false if one of them doesn't exist. */
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
 * Writes a temporary file beside the target, then renames it, so that no reader ever sees a part of it. The mode of a
 * file that is replaced is kept. A target that is no regular file (a pipe, /dev/null) is written directly. Rejects with
 * the system's error; the temporary file is removed then. Signals are caught while the file is written.
 */
export async function writeFile(
  path: string,
  pieces: Iterable<string> | AsyncIterable<string>,
  signals: SignalControl,
): Promise<void> {
  const texts = bufferedTexts(pieces)
  // Before there is a file: of many formats the first piece takes longest.
  const first = (await texts.next()).value ?? ''
  signals.catch()
  try {
    await writeTexts(path, first, texts)
  } finally {
    await signals.release()
  }
}

async function writeTexts(path: string, first: string, texts: AsyncIterable<string>): Promise<void> {
  const target = await targetOf(path)
  const existing = await stat(target).catch(() => null)
  if (existing && !existing.isFile()) {
    await writeAll(await open(target, 'w'), first, texts)
    return
  }
  // Random, not the process id: in a container all have the same one, and a killed process leaves its file.
  const temporary = join(dirname(target), `.leasegap-${randomBytes(8).toString('hex')}.tmp`)
  // Before it exists: the process may be ended while it is made.
  unfinishedFiles.add(temporary)
  try {
    const handle = await open(temporary, 'wx', existing ? existing.mode & 0o777 : 0o666)
    await writeAll(handle, first, texts)
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    unfinishedFiles.delete(temporary)
  }
}

async function writeAll(handle: FileHandle, first: string, others: AsyncIterable<string>): Promise<void> {
  try {
    await handle.appendFile(first)
    for await (const text of others) await handle.appendFile(text)
  } finally {
    await handle.close()
  }
}

/** The pieces, joined to texts that are worth a write. */
async function* bufferedTexts(
  pieces: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<string, undefined> {
  let buffered = ''
  for await (const piece of pieces) {
    buffered += piece
    if (buffered.length < BUFFERED_CHARACTERS) continue
    yield buffered
    buffered = ''
  }
  if (buffered !== '') yield buffered
}
