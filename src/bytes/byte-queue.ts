/**
 * A queue of bytes for framings with entries that are not lines: chunks are appended, complete entries dropped. It counts
 * lines and the offset, so that each entry has a place in the source.
 */

const LF = 10

/** The bytes of an incomplete entry, and what follows them. */
export class ByteQueue {
  #buffer: Buffer = Buffer.alloc(0)
  #length = 0
  /** Offset of the first pending byte in the source. */
  offset = 0
  /** Line of the first pending byte, 1-based. */
  line = 1
  #isMidLine = false

  /** All pending bytes; valid until the next call. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  /** Lines begun in the dropped bytes. */
  get lines(): number {
    return this.#isMidLine ? this.line : this.line - 1
  }

  append(chunk: Buffer): void {
    const length = this.#length + chunk.length
    if (length > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * this.#buffer.length))
      this.#buffer.copy(larger, 0, 0, this.#length)
      this.#buffer = larger
    }
    chunk.copy(this.#buffer, this.#length)
    this.#length = length
  }

  /** Drops the first `count` bytes. Copies the rest, so drop once a chunk, not once an entry. */
  drop(count: number): void {
    if (count === 0) return
    const dropped = this.#buffer.subarray(0, count)
    this.line += lineFeeds(dropped, 0, count)
    this.#isMidLine = dropped[count - 1] !== LF
    this.offset += count
    this.#buffer.copyWithin(0, count, this.#length)
    this.#length -= count
  }
}

/** Counts the lines that end in `bytes[start, end)`. */
export function lineFeeds(bytes: Buffer, start: number, end: number): number {
  let count = 0
  for (let at = bytes.indexOf(LF, start); at !== -1 && at < end; at = bytes.indexOf(LF, at + 1)) count++
  return count
}
