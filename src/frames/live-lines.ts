/**
 * Lines of a live pipe, each as soon as it is complete. This is the only file that imports split2.
 *
 * The bytes are counted in front of split2, which keeps no offsets: of a line that is too long it gets only the
 * beginning, so that memory stays bounded, and that line becomes a problem instead of a frame.
 */
import { isUtf8 } from 'node:buffer'
import { pipeline } from 'node:stream/promises'
import split2 from 'split2'
import type { Frame, SourceEvents } from '../model/index.ts'
import { MAX_FRAME_BYTES } from './scanner.ts'

const LF = 10
const LINE_END: Buffer = Buffer.of(LF)
const EMPTY: Buffer = Buffer.alloc(0)

/** Facts of a complete line that split2 does not keep. */
interface LineFacts {
  /** Of the line's first byte. */
  readonly offset: number
  readonly isTooLong: boolean
  readonly isUtf8: boolean
}

/** The frames of a live source, to be iterated once. Rejects as `source` does. */
export class LiveLines implements AsyncIterable<Frame> {
  /** Lines so far. */
  lines = 0
  /** Bytes of the complete lines so far, at the end of all. */
  bytes = 0
  readonly #source: AsyncIterable<Buffer>
  readonly #problem: SourceEvents['problem']
  readonly #maxLineBytes: number
  /** Of the lines that split2 has not given yet. */
  readonly #facts: LineFacts[] = []
  /** Pieces of the line that is not complete, from earlier chunks and up to the limit. */
  #carried: Buffer[] = []
  /** Length of these pieces, and of what is beyond the limit. */
  #carriedBytes = 0

  /** A line longer than `maxLineBytes` (its CR counted, its LF not) is a problem and no frame. */
  constructor(
    source: AsyncIterable<Buffer>,
    problem: SourceEvents['problem'],
    maxLineBytes: number = MAX_FRAME_BYTES,
  ) {
    this.#source = source
    this.#problem = problem
    this.#maxLineBytes = maxLineBytes
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Frame, void, undefined> {
    const texts = split2()
    const fed = pipeline(() => this.#completeLines(), texts)
    // A failure reaches the loop.
    fed.catch(() => undefined)
    for await (const text of texts as AsyncIterable<string>) {
      const { offset, isTooLong, isUtf8 } = this.#facts.shift() as LineFacts
      this.lines++
      if (isTooLong) {
        this.#problem('line-too-long', this.lines, text, offset)
        continue
      }
      if (!isUtf8) this.#problem('invalid-utf8', this.lines, text, offset)
      yield { body: text, line: this.lines, offset }
    }
  }

  /**
   * Complete lines, each up to the limit; the last line is completed. A piece of a line would be searched again with
   * each chunk.
   */
  async *#completeLines(): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of this.#source) {
      const complete: Buffer[] = []
      let start = 0
      for (let lf = chunk.indexOf(LF); lf !== -1; lf = chunk.indexOf(LF, start)) {
        complete.push(this.#endLine(chunk.subarray(start, lf)), LINE_END)
        start = lf + 1
      }
      this.#carry(chunk.subarray(start))
      if (complete.length > 0) yield Buffer.concat(complete)
    }
    if (this.#carriedBytes === 0) return
    const last = this.#endLine(EMPTY)
    // It has no end of its own.
    this.bytes--
    yield Buffer.concat([last, LINE_END])
  }

  /** Keeps a piece of a line, up to the limit. */
  #carry(piece: Buffer): void {
    const room = Math.max(0, this.#maxLineBytes - this.#carriedBytes)
    if (room > 0) this.#carried.push(Buffer.from(piece.subarray(0, room)))
    this.#carriedBytes += piece.length
  }

  /** Returns the line that this piece completes, up to the limit. */
  #endLine(piece: Buffer): Buffer {
    const length = this.#carriedBytes + piece.length
    const line = this.#carried.length === 0 ? piece : Buffer.concat([...this.#carried, piece])
    const kept = line.subarray(0, this.#maxLineBytes)
    this.#facts.push({ offset: this.bytes, isTooLong: length > this.#maxLineBytes, isUtf8: isUtf8(kept) })
    this.#carried = []
    this.#carriedBytes = 0
    this.bytes += length + 1
    return kept
  }
}
