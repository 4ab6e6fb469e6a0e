/**
 * Chunks in, one growing stretch of bytes out, of which what is dealt with is dropped: for framings whose
 * entries are not lines. Counts lines and offset, so that each entry knows where it began.
 */

const LF = 10

/** Bytes that wait until an entry is complete. */
export class ByteQueue {
  #buffer: Buffer = Buffer.alloc(0)
  #length = 0
  /** Where the first pending byte lies in the source. */
  offset = 0
  /** Its line, 1-based. */
  line = 1
  #midLine = false

  /** All pending bytes; valid until the next call. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  /** Lines begun so far, once all is dropped. */
  get lines(): number {
    return this.#midLine ? this.line : this.line - 1
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

  /** Drops the first `count` bytes. Costs what stays, so drop once a chunk, not once an entry. */
  drop(count: number): void {
    if (count === 0) return
    const dropped = this.#buffer.subarray(0, count)
    this.line += lineFeeds(dropped, 0, count)
    this.#midLine = dropped[count - 1] !== LF
    this.offset += count
    this.#buffer.copyWithin(0, count, this.#length)
    this.#length -= count
  }
}

/** How many lines end in `bytes[start, end)`. */
export function lineFeeds(bytes: Buffer, start: number, end: number): number {
  let count = 0
  for (let at = bytes.indexOf(LF, start); at !== -1 && at < end; at = bytes.indexOf(LF, at + 1)) count++
  return count
}
