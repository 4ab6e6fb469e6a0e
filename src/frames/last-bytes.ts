/** Keeps the newest bytes of a stream that reuses its chunks. */

export class LastBytes {
  readonly #limit: number
  /** Twice the limit, so that the kept bytes are moved to its beginning only now and then. */
  readonly #buffer: Buffer
  #length = 0

  /** Keeps at least the newest `limit` bytes, at most twice as many. */
  constructor(limit: number) {
    this.#limit = limit
    this.#buffer = Buffer.alloc(2 * limit)
  }

  add(chunk: Buffer): void {
    const kept = chunk.subarray(Math.max(0, chunk.length - this.#limit))
    if (this.#length + kept.length > this.#buffer.length) {
      // Of what was kept, no more is needed than the new bytes leave of the limit.
      const from = this.#length - Math.min(this.#length, this.#limit - kept.length)
      this.#buffer.copyWithin(0, from, this.#length)
      this.#length -= from
    }
    kept.copy(this.#buffer, this.#length)
    this.#length += kept.length
  }

  /** The kept bytes, valid until the next `add`. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }
}
