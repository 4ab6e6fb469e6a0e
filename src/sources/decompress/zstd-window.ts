/**
 * The bytes of a Zstandard file in, how many of them may be decoded out: a decoder keeps as much as a frame asks for, and
 * moves all of it with each block. Authority: RFC 8878, 3.1.1 and 3.1.2.
 */

const MAGIC = 0xfd2fb528
/** With any last digit. */
const SKIPPABLE = 0x184d2a50

/** Follows frames and blocks by their heads. Where something is none of them it sees nothing more: the decoder tells it. */
export class Windows {
  /** Of the head that is being read. */
  #head: number[] = []
  /** Bytes up to the next head. */
  #skip = 0
  #inFrame = false
  #checksumBytes = 0

  /** How many bytes of a piece lie before the first frame that asks for more than `maxBytes`; all of them where none does. */
  allowed(piece: Buffer, maxBytes: number): number {
    let headAt = 0
    for (let at = 0; at < piece.length; ) {
      const skipped = Math.min(this.#skip, piece.length - at)
      at += skipped
      this.#skip -= skipped
      if (at === piece.length) break
      if (this.#head.length === 0) headAt = at
      this.#head.push(piece[at++] as number)
      if (this.#inFrame) this.#readBlock(Buffer.from(this.#head))
      else if (this.#readFrame(Buffer.from(this.#head)) > maxBytes) return headAt
    }
    return piece.length
  }

  /** Its window; 0 where its head is not whole yet. */
  #readFrame(head: Buffer): number {
    if (head.length < 5) return 0
    const magic = head.readUInt32LE()
    if (magic !== MAGIC) {
      const isSkippable = (magic & ~0xf) === SKIPPABLE
      if (isSkippable && head.length < 8) return 0
      this.#next(isSkippable ? head.readUInt32LE(4) : Number.POSITIVE_INFINITY)
      return 0
    }
    const flags = head[4] as number
    const isSingle = (flags & 0x20) !== 0
    const dictionaryBytes = [0, 1, 2, 4][flags & 3] as number
    const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] as number
    const sizeAt = 5 + (isSingle ? 0 : 1) + dictionaryBytes
    if (head.length < sizeAt + sizeBytes) return 0
    this.#inFrame = true
    this.#checksumBytes = (flags & 4) === 0 ? 0 : 4
    this.#next(0)
    if (isSingle)
      return sizeBytes === 8 ? Number(head.readBigUInt64LE(sizeAt)) : head.readUIntLE(sizeAt, sizeBytes)
    const window = head[5] as number
    return 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8)
  }

  #readBlock(head: Buffer): void {
    if (head.length < 3) return
    const flags = head.readUIntLE(0, 3)
    const isLast = (flags & 1) === 1
    const isRun = ((flags >> 1) & 3) === 1
    this.#inFrame = !isLast
    this.#next((isRun ? 1 : flags >> 3) + (isLast ? this.#checksumBytes : 0))
  }

  #next(skip: number): void {
    this.#head = []
    this.#skip = skip
  }
}
