/** Columns of integers as text: varints (LEB128) in base64. Integers up to 2^53 keep their value. */
import { encodeZigzag } from '../delta-block.ts'

/** Bytes that a writer has room for at first. */
const FIRST_BYTES = 1024

/** Eight bytes of seven bits hold all integers below 2^53. */
const MAX_VARINT_BYTES = 8

/** Encodes integers, each ≥ 0 or as zigzag. */
export class VarintWriter {
  #bytes: Buffer = Buffer.allocUnsafe(FIRST_BYTES)
  #length = 0

  /** `value` is a safe integer ≥ 0. */
  put(value: number): void {
    if (this.#length + MAX_VARINT_BYTES > this.#bytes.length) this.#grow()
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#length++] = 128 + (rest % 128)
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  /** `value` is a safe integer. */
  putSigned(value: number): void {
    this.put(encodeZigzag(value))
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(2 * this.#bytes.length)
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }

  text(): string {
    return this.#bytes.toString('base64', 0, this.#length)
  }
}

/** Decodes what a `VarintWriter` made. Each method throws a RangeError where the column is cut or holds too large a number. */
export class VarintReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(text: string) {
    this.#bytes = Buffer.from(text, 'base64')
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  take(): number {
    let value = 0
    let weight = 1
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('a column is cut')
      value += (byte & 127) * weight
      if (byte < 128) {
        if (!Number.isSafeInteger(value)) break
        return value
      }
      weight *= 128
    }
    throw new RangeError('a number in a column is too large')
  }

  takeSigned(): number {
    const value = this.take()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
}
