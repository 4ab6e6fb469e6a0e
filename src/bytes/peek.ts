/** A stream of bytes in, its beginning out, and the stream again as if nobody had looked. */

/** The first bytes of a stream, fewer than asked for only where it is shorter, and all its bytes. */
export interface Peeked {
  readonly head: Buffer
  /** Everything, the head included. To be iterated once; stopping early closes the stream behind it. */
  readonly bytes: AsyncIterable<Buffer>
  /** Closes the stream instead of iterating `bytes`. */
  close(): Promise<void>
}

/** Reads until `count` bytes are there or the stream ends. Rejects as the stream does. */
export async function peek(input: AsyncIterable<Buffer>, count: number): Promise<Peeked> {
  const iterator = input[Symbol.asyncIterator]()
  const read: Buffer[] = []
  for (let length = 0; length < count; ) {
    const next = await iterator.next()
    if (next.done) break
    length += next.value.length
    // A chunk lasts until the next is asked for.
    read.push(length < count ? Buffer.from(next.value) : next.value)
  }
  const first = read[0]
  const head = (first && read.length === 1 ? first : Buffer.concat(read)).subarray(0, count)
  return {
    head,
    bytes: resumed(read, iterator),
    async close(): Promise<void> {
      await iterator.return?.()
    },
  }
}

/** The same bytes in chunks that last, for whoever keeps them. */
export async function* copyChunks(input: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  for await (const chunk of input) yield Buffer.from(chunk)
}

async function* resumed(read: readonly Buffer[], iterator: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  try {
    yield* read
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  } finally {
    await iterator.return?.()
  }
}
