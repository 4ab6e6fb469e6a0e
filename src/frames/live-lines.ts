/**
 * Lines of a live pipe, each as soon as it is complete. This is the only file that imports split2.
 *
 * split2 joins the pieces of a line and decodes them. The bytes are counted on their way to it: it keeps no offsets, and
 * of a line that is too long it gets only the beginning, so that memory stays bounded; that line becomes a problem
 * instead of a frame.
 */
import { isUtf8 } from 'node:buffer'
import { pipeline } from 'node:stream/promises'
import split2 from 'split2'
import type { Frame, SourceEvents } from '../model/index.ts'
import { MAX_FRAME_BYTES } from './scanner.ts'

const LF = 10

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
  /** Bytes so far. */
  bytes = 0
  readonly #source: AsyncIterable<Buffer>
  readonly #problem: SourceEvents['problem']
  readonly #maxLineBytes: number
  /** Of the lines that split2 has not given yet. */
  readonly #facts: LineFacts[] = []
  /** Pieces of the line that is not complete, from earlier chunks and up to the limit. */
  #carried: Buffer[] = []
  /** Offset of the line that is not complete. */
  #lineOffset = 0

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
    const fed = pipeline(() => this.#bounded(), texts)
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

  /** The same bytes without what exceeds the limit of a line; the last line is completed. */
  async *#bounded(): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of this.#source) {
      const kept: Buffer[] = []
      let keptFrom = 0
      for (let start = 0; start < chunk.length; ) {
        const lf = chunk.indexOf(LF, start)
        const end = lf === -1 ? chunk.length : lf
        // Where the limit of this line lies in the chunk.
        const limit = Math.max(start, this.#lineOffset + this.#maxLineBytes - this.bytes)
        if (end > limit) {
          kept.push(chunk.subarray(keptFrom, limit))
          keptFrom = end
        }
        const piece = chunk.subarray(start, Math.min(end, limit))
        if (lf === -1) this.#carried.push(Buffer.from(piece))
        else this.#complete(piece, this.bytes + end)
        start = end + 1
      }
      this.bytes += chunk.length
      // A copy: the chunk is valid until the next is requested.
      yield Buffer.concat([...kept, chunk.subarray(keptFrom)])
    }
    if (this.bytes > this.#lineOffset) {
      this.#complete(Buffer.alloc(0), this.bytes)
      yield Buffer.of(LF)
    }
  }

  /** `piece`: the last of the line, up to the limit. */
  #complete(piece: Buffer, endOffset: number): void {
    const offset = this.#lineOffset
    const line = this.#carried.length === 0 ? piece : Buffer.concat([...this.#carried, piece])
    this.#facts.push({
      offset,
      isTooLong: endOffset - offset > this.#maxLineBytes,
      isUtf8: isUtf8(line),
    })
    this.#carried = []
    this.#lineOffset = endOffset + 1
  }
}
