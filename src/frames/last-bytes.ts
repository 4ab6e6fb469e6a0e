/** Keeps the newest bytes of a stream that reuses its chunks. */

export class LastBytes {
  readonly #limit: number
  /** Grows to twice the limit, so that the kept bytes are moved to its beginning only now and then. */
  #buffer: Buffer = Buffer.alloc(0)
  #length = 0

  /** Keeps at least the newest `limit` bytes, at most twice as many. */
  constructor(limit: number) {
    this.#limit = limit
  }

  add(chunk: Buffer): void {
    const kept = chunk.subarray(Math.max(0, chunk.length - this.#limit))
    this.#growTo(this.#length + kept.length)
    if (this.#length + kept.length > this.#buffer.length) {
      // Of what was kept, no more is needed than the new bytes leave of the limit.
      const from = this.#length - Math.min(this.#length, this.#limit - kept.length)
      this.#buffer.copyWithin(0, from, this.#length)
      this.#length -= from
    }
    kept.copy(this.#buffer, this.#length)
    this.#length += kept.length
  }

  #growTo(length: number): void {
    const capacity = this.#buffer.length
    if (length <= capacity || capacity === 2 * this.#limit) return
    const larger = Buffer.allocUnsafe(Math.min(Math.max(length, 2 * capacity), 2 * this.#limit))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }

  /** The kept bytes, valid until the next `add`. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }
}
