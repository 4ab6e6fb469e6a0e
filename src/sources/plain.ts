/** A source as plain text: its stored bytes read, decompressed and transcoded. Failures of the source become its own. */

import type { ReusedChunks } from '../model/chunks.ts'
import { SourceError, UsageError } from '../model/errors.ts'
import type { OpenOptions, Source, SourceEvents } from '../model/index.ts'
import { reasonOf } from './system-error.ts'
import { plainBytes } from './utf8.ts'

/** A source, or a member of an archive, with plain bytes. */
export interface PlainSource extends Omit<Source, 'open'> {
  /**
   * Opens the plain bytes: decompressed, UTF-8, without byte order mark.
   * Rejects with a SourceError if nothing can be read; a later failure is a problem, and the bytes end there.
   */
  open(events?: SourceEvents): ReusedChunks
}

export function plainSource(
  source: Source,
  { signal, time, nodes, filter }: Pick<OpenOptions, 'signal' | 'time' | 'nodes' | 'filter'> = {},
): PlainSource {
  const { id, label, path, size, modifiedUs } = source
  const options = {
    ...(signal ? { signal } : {}),
    ...(time ? { time } : {}),
    ...(nodes ? { nodes } : {}),
    ...(filter ? { filter } : {}),
  }
  const stored = (events?: SourceEvents): ReusedChunks =>
    storedBytes(source, { ...options, ...(events ? { events } : {}) })
  return {
    ...{ id, label, path, size, modifiedUs },
    open: (events) => plainBytes(stored(events), events, path === null ? null : () => stored()),
  }
}

/** Reads what a source gives; whatever it throws is its failure, not ours. Rejects with the signal's reason if aborted. */
async function* storedBytes(source: Source, options: OpenOptions): ReusedChunks {
  const { events, signal } = options
  let readBytes = 0
  try {
    const chunks = source.open(options)
    // A regular file never makes one wait.
    for await (const chunk of signal && source.path === null ? interruptible(chunks, signal) : chunks) {
      signal?.throwIfAborted()
      readBytes += chunk.length
      events?.stored?.(readBytes)
      yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    }
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof UsageError) throw error
    const reason = error instanceof Error ? reasonIn(error) : String(error)
    if (readBytes === 0) throw new SourceError(source.label, reason, { cause: error })
    events?.problem('unreadable', null, `reading stopped: ${reason}`, readBytes)
  }
}

function reasonIn(error: Error): string {
  return error instanceof SourceError ? error.reason : reasonOf(error)
}

/** The same chunks; a wait for one ends when the signal aborts. */
async function* interruptible<T>(chunks: AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
  const iterator = chunks[Symbol.asyncIterator]()
  let interrupt: (reason: unknown) => void = () => {}
  const onAbort = (): void => interrupt(signal.reason)
  signal.addEventListener('abort', onAbort)
  let isWaiting = false
  try {
    for (;;) {
      signal.throwIfAborted()
      isWaiting = true
      const next = await new Promise<IteratorResult<T>>((resolve, reject) => {
        interrupt = reject
        iterator.next().then(resolve, reject)
      })
      isWaiting = false
      if (next.done) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    const closed = iterator.return?.()
    // Of a stream that is silent the end may never come.
    if (isWaiting) closed?.catch(() => undefined)
    else await closed
  }
}
