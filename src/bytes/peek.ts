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

/** Buffers for heads, by length: thousands of small files would each leave a copy to the garbage collector. */
const spareHeads = new Map<number, Buffer[]>()

/** Reads until `count` bytes are read or the stream ends. Rejects as the stream does. */
export async function peek(input: ReusedChunks, count: number): Promise<Peeked> {
  const iterator = input[Symbol.asyncIterator]()
  const close = async (): Promise<void> => {
    await iterator.return?.()
  }
  const first = await iterator.next()
  if (first.done || first.value.length >= count) {
    const chunks = first.done ? [] : [first.value]
    return { head: (chunks[0] ?? Buffer.alloc(0)).subarray(0, count), bytes: resume(chunks, iterator), close }
  }
  const head = spareHeads.get(count)?.pop() ?? Buffer.allocUnsafeSlow(count)
  // All chunks but the last must survive the next request.
  const copied: Buffer[] = []
  let length = 0
  let last: Buffer = first.value
  for (;;) {
    last.copy(head, length)
    if (length + last.length >= count) break
    copied.push(head.subarray(length, length + last.length))
    length += last.length
    const next = await iterator.next()
    if (next.done) return { head: head.subarray(0, length), bytes: resume(copied, iterator, head), close }
    last = next.value
  }
  return { head, bytes: resume([...copied, last], iterator, head), close }
}

/** Copies each chunk, for a consumer that keeps chunks or requests the next one before it is done with the last. */
export async function* copyChunks(input: ReusedChunks): AsyncIterable<Buffer> {
  for await (const chunk of input) yield Buffer.from(chunk)
}

/** `head`: the buffer of the chunks, which is used again when they are read. */
async function* resume(
  chunks: readonly Buffer[],
  iterator: AsyncIterator<Buffer>,
  head?: Buffer,
): ReusedChunks {
  try {
    yield* chunks
    if (head) putBack(head)
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  } finally {
    await iterator.return?.()
  }
}

function putBack(head: Buffer): void {
  const spare = spareHeads.get(head.length)
  if (spare) spare.push(head)
  else spareHeads.set(head.length, [head])
}

/** Whether a file begins with `magic`. */
export function hasMagic(head: Buffer, magic: Buffer): boolean {
  return head.subarray(0, magic.length).equals(magic)
}
