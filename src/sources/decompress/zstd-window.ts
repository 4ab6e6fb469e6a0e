/**
 * Finds Zstandard frames that declare a large window, before a decoder reads them: fzstd allocates the window of a frame
 * without a limit and moves all of it with each block.
 *
 * Authority: RFC 8878, 3.1.1 (frames, blocks) and 3.1.2 (skippable frames).
 */

const MAGIC = 0xfd2fb528
/** The last hexadecimal digit may be any. */
const SKIPPABLE_MAGIC = 0x184d2a50

/** Follows frames and blocks by their headers. After bytes that are no frame it allows everything: the decoder fails there. */
export class WindowGuard {
  readonly #maxWindowBytes: number
  /** Bytes of the header that is being read. */
  #header: number[] = []
  /** Bytes up to the next header. */
  #skipBytes = 0
  #isInFrame = false
  #checksumBytes = 0

  constructor(maxWindowBytes: number) {
    this.#maxWindowBytes = maxWindowBytes
  }

  /** Returns how many bytes of the next piece lie before the first frame with a window that is too large. */
  allowedBytes(piece: Buffer): number {
    let headerAt = 0
    for (let at = 0; at < piece.length; ) {
      const skipped = Math.min(this.#skipBytes, piece.length - at)
      at += skipped
      this.#skipBytes -= skipped
      if (at === piece.length) break
      if (this.#header.length === 0) headerAt = at
      this.#header.push(piece[at++] as number)
      if (this.#isInFrame) this.#readBlockHeader(Buffer.from(this.#header))
      else if (this.#readFrameHeader(Buffer.from(this.#header)) > this.#maxWindowBytes) return headerAt
    }
    return piece.length
  }

  /** Returns the window in bytes; 0 while the header is incomplete, and for a skippable frame. */
  #readFrameHeader(header: Buffer): number {
    if (header.length < 5) return 0
    const magic = header.readUInt32LE()
    if (magic !== MAGIC) {
      const isSkippable = (magic & ~0xf) === SKIPPABLE_MAGIC
      if (isSkippable && header.length < 8) return 0
      this.#expectHeaderAfter(isSkippable ? header.readUInt32LE(4) : Number.POSITIVE_INFINITY)
      return 0
    }
    const flags = header[4] as number
    const isSingleSegment = (flags & 0x20) !== 0
    const dictionaryBytes = [0, 1, 2, 4][flags & 3] as number
    const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6] as number
    const sizeAt = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes
    if (header.length < sizeAt + sizeBytes) return 0
    this.#isInFrame = true
    this.#checksumBytes = (flags & 4) === 0 ? 0 : 4
    this.#expectHeaderAfter(0)
    if (isSingleSegment)
      return sizeBytes === 8 ? Number(header.readBigUInt64LE(sizeAt)) : header.readUIntLE(sizeAt, sizeBytes)
    const window = header[5] as number
    return 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8)
  }

  #readBlockHeader(header: Buffer): void {
    if (header.length < 3) return
    const flags = header.readUIntLE(0, 3)
    const isLast = (flags & 1) === 1
    const isRunLength = ((flags >> 1) & 3) === 1
    this.#isInFrame = !isLast
    this.#expectHeaderAfter((isRunLength ? 1 : flags >> 3) + (isLast ? this.#checksumBytes : 0))
  }

  #expectHeaderAfter(bytes: number): void {
    this.#header = []
    this.#skipBytes = bytes
  }
}
