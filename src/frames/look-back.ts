/** The text in front of a line, whether its lines passed the prefilter or not. */
import { LastBytes } from './last-bytes.ts'
import { type LinesBefore, LONG_LINE_BYTES } from './scanner.ts'

/** How far back it looks unless more is asked for: some hundred lines of usual length. */
const LOOK_BACK_BYTES: number = 16 * 1024

/** The longest stretch of lines that do not pass: 32 KiB to the next sample, and the line before it. */
export const LONGEST_BYTES: number = 48 * 1024

/** Kept in front of a chunk: a line may begin before it. */
const KEPT_BYTES: number = LONGEST_BYTES + LONG_LINE_BYTES
const LF = 10
const NOTHING: Buffer = Buffer.alloc(0)

export class LookBack implements LinesBefore {
  /** The end of the chunks before the current one. */
  readonly #earlier = new LastBytes(KEPT_BYTES)
  #chunk = NOTHING
  /** Offset at which the current chunk begins. */
  #chunkOffset = 0
  /** Offset of the line that is emitted. */
  #offset = 0
  /** Bytes in front of the line that are kept, wherever the chunks began. */
  #most = 0

  /** Goes on in the middle of a source: `before` stands in front of `offset`. */
  startAt(offset: number, before: Buffer): void {
    this.#chunkOffset = offset
    this.#earlier.add(before)
  }

  beginChunk(chunk: Buffer): void {
    this.#chunk = chunk
  }

  /** Keeps what is needed of the chunk, which may be reused. */
  endChunk(): void {
    this.#chunkOffset += this.#chunk.length
    this.#earlier.add(this.#chunk)
    this.#chunk = NOTHING
  }

  /** Names the line that is emitted, by its offset. `end`: no chunk that it is emitted from begins behind it. */
  moveTo(offset: number, end: number): void {
    this.#offset = offset
    this.#most = KEPT_BYTES - (end - offset)
  }

  textBefore(atMost: number = LOOK_BACK_BYTES): string {
    // A line that is longer than what is kept has no text before it.
    const limit = Math.max(0, Math.min(atMost, LONGEST_BYTES, this.#most))
    const { bytes } = this.#earlier
    const inChunk = Math.max(0, this.#offset - this.#chunkOffset)
    const inEarlier = Math.max(0, bytes.length - Math.max(0, this.#chunkOffset - this.#offset))
    const own = this.#chunk.subarray(Math.max(0, inChunk - limit), inChunk)
    const rest = limit - own.length
    const text = Buffer.concat([bytes.subarray(Math.max(0, inEarlier - rest), inEarlier), own])
    // The first line is whole at the beginning of the source only.
    const start = this.#offset === text.length ? 0 : text.indexOf(LF) + 1
    const isWithoutLine = start === 0 && this.#offset !== text.length
    return isWithoutLine ? '' : text.toString('utf8', start, Math.max(start, text.length - 1))
  }
}
