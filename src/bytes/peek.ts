/** Streams of bytes: look at the beginning, or copy the chunks. */
import type { ReusedChunks } from '../model/chunks.ts'

/** The beginning of a stream, and the whole stream. */
export interface Peeked {
  /** The first bytes; fewer than requested only if the stream is shorter. */
  readonly head: Buffer
  /** All bytes, the head included. Can be iterated once; stopping early closes the stream. */
  readonly bytes: ReusedChunks
  /** Closes the stream; to be called if `bytes` is not iterated. */
  close(): Promise<void>
}

/** Reads until `count` bytes are read or the stream ends. Rejects as the stream does. */
export async function peek(input: ReusedChunks, count: number): Promise<Peeked> {
  const iterator = input[Symbol.asyncIterator]()
  const chunks: Buffer[] = []
  for (let length = 0; length < count; ) {
    const next = await iterator.next()
    if (next.done) break
    length += next.value.length
    // All chunks but the last must survive the next request.
    chunks.push(length < count ? Buffer.from(next.value) : next.value)
  }
  const first = chunks[0]
  const head = (first && chunks.length === 1 ? first : Buffer.concat(chunks)).subarray(0, count)
  return {
    head,
    bytes: resume(chunks, iterator),
    async close(): Promise<void> {
      await iterator.return?.()
    },
  }
}

/** Copies each chunk, for a consumer that keeps chunks or requests the next one before it is done with the last. */
export async function* copyChunks(input: ReusedChunks): AsyncIterable<Buffer> {
  for await (const chunk of input) yield Buffer.from(chunk)
}

async function* resume(chunks: readonly Buffer[], iterator: AsyncIterator<Buffer>): ReusedChunks {
  try {
    yield* chunks
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  } finally {
    await iterator.return?.()
  }
}

/** Whether a file begins with `magic`. */
export function hasMagic(head: Buffer, magic: Buffer): boolean {
  return head.subarray(0, magic.length).equals(magic)
}
