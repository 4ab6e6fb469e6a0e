/**
 * The beginning of a line that ends in a later chunk. Copied, because the chunk may be reused, to one growing buffer,
 * because pieces may be tiny.
 */
export class PartialLine {
  readonly #maxBytes: number
  #buffer: Buffer = Buffer.alloc(0)
  /** Bytes of the line so far, kept or not. */
  length = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Keeps up to `maxBytes` of the line, enough for an excerpt of a longer one. */
  add(piece: Buffer): void {
    const before = this.length
    this.length += piece.length
    if (before > this.#maxBytes) return
    const needed = Math.min(this.length, this.#maxBytes)
    if (needed > this.#buffer.length) {
      const larger = Buffer.alloc(Math.min(Math.max(needed, 2 * this.#buffer.length), this.#maxBytes))
      this.#buffer.copy(larger, 0, 0, before)
      this.#buffer = larger
    }
    piece.copy(this.#buffer, before)
  }

  /** The kept bytes of the line, valid until the next `add`. */
  get kept(): Buffer {
    return this.#buffer.subarray(0, Math.min(this.length, this.#maxBytes))
  }

  clear(): void {
    this.length = 0
  }
}
