/** Content that a caller hands over as a source: text, bytes, or a stream. */
import { addAbortSignal, Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { Content, OpenOptions, Source } from '../model/index.ts'

type Chunk = Uint8Array | string

/** The source of the `n`th input. Two contents of one name are two sources. */
export function contentSource({ name, data }: Content, n: number): Source {
  const content = typeof data === 'string' ? Buffer.from(data) : data
  const isWhole = content instanceof Uint8Array
  return {
    id: `content ${n}`,
    label: name,
    path: null,
    size: isWhole ? content.length : null,
    modifiedUs: null,
    async *open(options) {
      if (isWhole) yield content
      else
        for await (const chunk of chunksOf(content, options))
          yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    },
  }
}

/** The chunks of a stream, which is closed when the signal aborts, even while it is silent. */
function chunksOf(data: AsyncIterable<Chunk>, { signal }: OpenOptions = {}): AsyncIterable<Chunk> {
  if ('getReader' in data) return readerChunks(data as ReadableStream<Chunk>, signal)
  return data instanceof Readable && signal ? addAbortSignal(signal, data) : data
}

/** The iterator of a ReadableStream can't be closed while it waits; its reader can. */
async function* readerChunks(
  data: ReadableStream<Chunk>,
  signal: AbortSignal | undefined,
): AsyncIterable<Chunk> {
  const reader = data.getReader()
  const cancel = (): void => void reader.cancel(signal?.reason).catch(() => undefined)
  signal?.addEventListener('abort', cancel)
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    signal?.removeEventListener('abort', cancel)
    cancel()
  }
}
