/**
 * The framing of log lines, the hot path. Most lines of a log have nothing to do with a node's heartbeat, so raw bytes are
 * searched for the grammars' literals, and only lines that contain one become strings.
 *
 * Lines end at LF; a CR at their end is removed (authority: POSIX text files, and the default of split2). Line numbers and
 * offsets count every line, passed or not. Memory is bounded by the longest frame.
 */
import { isUtf8 } from 'node:buffer'
import type { LineSearch } from '../bytes/literal-search.ts'
import { lineSearch } from '../bytes/search.ts'
import type { Frame } from '../model/index.ts'
import { EXCERPT_CHARACTERS } from '../model/limits.ts'
import type { Framing } from './framing.ts'
import { LookBack } from './look-back.ts'
import { PartialLine } from './partial-line.ts'
import type { FrameEvents, FrameScanner, LinesStart, Prefilter } from './scanner.ts'
import { endOfStretch, LONG_LINE_BYTES, MAX_FRAME_BYTES, PASS_ALL } from './scanner.ts'

export const lines: Framing = {
  name: 'lines',
  title: 'log lines, one record each or several together',
  matches: () => true,
  open: (prefilter, events) => lineScanner(prefilter, events),
}

/** Bytes of an excerpt: a code point has up to four. */
const EXCERPT_BYTES = 4 * EXCERPT_CHARACTERS
const LF = 10
const CR = 13

export interface LineScannerOptions {
  /** Limits a line, its CR counted, its LF not. A longer one is reported and not emitted. */
  readonly maxFrameBytes?: number
  /** Where the bytes begin; absent: at the beginning of the source. */
  readonly start?: LinesStart
  /** A search for the literals of the prefilter; by default the fastest that this machine has. */
  readonly search?: LineSearch
}

/**
 * Emits lines. A line passes if it contains a literal, if the prefilter is open, if it is longer than 16 KiB, and if it
 * is the first, one of the last eight, the first of a mebibyte, or a sample. Never throws on data.
 */
export function lineScanner(
  prefilter: Prefilter,
  events: FrameEvents,
  { maxFrameBytes = MAX_FRAME_BYTES, search, start }: LineScannerOptions = {},
): FrameScanner {
  const { literals, bypassLiterals, usualText } = prefilter
  const found = search ?? lineSearch([literals, bypassLiterals], usualText)
  const scanner = new LineScanner(prefilter, events, maxFrameBytes, found)
  if (start) scanner.startAt(start, prefilter.sampleBytes)
  return scanner
}

class LineScanner implements FrameScanner {
  readonly #prefilter: Prefilter
  readonly #events: FrameEvents
  readonly #maxFrameBytes: number
  /** Shared with other scanners: begun and used within one call of `push` only. */
  readonly #search: LineSearch
  readonly #partial: PartialLine
  lines = 0
  bytes = 0
  /** Offset from which the next line passes, to mark the covered time. */
  #coverageDue = 0
  /** Offset from which the next line passes as a sample. */
  #sampleDue = 0
  /** End of the line that passed last. */
  #passedUntil = 0
  readonly #lookBack = new LookBack()
  /** The latest lines, as far as they did not pass: they may be the last. */
  #tail: readonly HeldLine[] = []

  constructor(prefilter: Prefilter, events: FrameEvents, maxFrameBytes: number, search: LineSearch) {
    this.#prefilter = prefilter
    this.#events = events
    this.#maxFrameBytes = maxFrameBytes
    this.#search = search
    this.#partial = new PartialLine(maxFrameBytes)
  }

  get before(): LookBack {
    return this.#lookBack
  }

  /** Goes on where a line passed and ended. */
  startAt({ offset, offsetBefore, lines, before }: LinesStart, sampleBytes = Number.POSITIVE_INFINITY): void {
    this.bytes = offset
    this.lines = lines
    this.#coverageDue = endOfStretch(offsetBefore)
    this.#passedUntil = offset - 1
    this.#sampleDue = this.#passedUntil + sampleBytes
    this.#lookBack.startAt(offset, before)
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#lookBack.beginChunk(chunk)
    const start = this.#partial.length > 0 ? this.#completePartial(chunk) : 0
    if (this.#partial.length === 0) {
      this.#scanLines(chunk, start)
      this.#holdTail(chunk, start)
    }
    this.bytes += chunk.length
    this.#lookBack.endChunk()
  }

  /** Adds the chunk to the line begun in earlier ones. Returns where the next line begins, if this one ends. */
  #completePartial(chunk: Buffer): number {
    const partial = this.#partial
    const lf = chunk.indexOf(LF)
    partial.add(lf === -1 ? chunk : chunk.subarray(0, lf))
    if (lf === -1) return chunk.length
    const content = partial.kept
    const offset = this.bytes + lf - partial.length
    this.#search.begin(content)
    const hasPassed = this.#take(content, 0, partial.length, offset)
    const held = { content: Buffer.from(content), start: 0, end: content.length, offset, line: this.lines }
    this.#tail = hasPassed ? [] : [...this.#tail.slice(1 - TAIL_LINES), held]
    partial.clear()
    return lf + 1
  }

  /** Takes the lines that end in this chunk, from `start` on, and keeps the rest. */
  #scanLines(chunk: Buffer, start: number): void {
    this.#search.begin(chunk)
    let lineStart = this.#skipLines(chunk, start)
    for (let lf = chunk.indexOf(LF, lineStart); lf !== -1; lf = chunk.indexOf(LF, lineStart)) {
      this.#take(chunk, lineStart, lf - lineStart, this.bytes + lineStart)
      lineStart = this.#skipLines(chunk, lf + 1)
    }
    this.#partial.add(chunk.subarray(lineStart))
  }

  /**
   * Counts lines that do not pass, from the one at `from` on, without a look at each. Returns the beginning of the first
   * line that must be taken, which may be the last of the chunk.
   */
  #skipLines(chunk: Buffer, from: number): number {
    const dueAt = Math.min(this.#coverageDue, this.#sampleDue) - this.bytes
    if (this.#prefilter.isOpen || dueAt <= from) return from
    // Stop at the line with the next literal, the last before the stretch ends, or the last of the chunk.
    const stop = Math.min(this.#search.next(from), dueAt - 1, chunk.length - 1)
    const lf = stop > from ? chunk.lastIndexOf(LF, stop - 1) : -1
    const start = lf < from ? from : beforeLongLine(chunk, from, lf + 1)
    this.lines += this.#search.count(LF, from, start)
    return start
  }

  /**
   * Emits the line `buffer[start, start + length)` if it passes, and returns whether it did. `search` must have begun
   * `buffer`, which may contain only the beginning of a line that is too long.
   */
  #take(buffer: Buffer, start: number, length: number, offset: number): boolean {
    this.lines++
    const isDue = offset >= Math.min(this.#coverageDue, this.#sampleDue)
    if (offset >= this.#coverageDue) this.#coverageDue = endOfStretch(offset)
    if (length > this.#maxFrameBytes) {
      const head = buffer.toString('utf8', start, start + Math.min(EXCERPT_BYTES, this.#maxFrameBytes))
      this.#events.problem('line-too-long', this.lines, head, offset)
      this.#passedUntil = offset + length
      return true
    }
    const end = withoutCr(buffer, start, start + length)
    const { isOpen, isSilent } = this.#prefilter
    const mustPass = isOpen || length > LONG_LINE_BYTES
    const literalAt = mustPass ? start : this.#search.next(start)
    const isOfInterest = mustPass || literalAt < end
    this.#lookBack.moveTo(offset, offset + length)
    const place = { offset, line: this.lines }
    if (!isOfInterest || !this.#readFromBytes(buffer, start, end, place)) {
      const isSample = !mustPass && (!isOfInterest || isSilent?.(buffer, start, end, literalAt) === true)
      if (isSample && !isDue) return false
      this.#emit(buffer, start, end, place, isSample)
    }
    this.#passedUntil = offset + length
    this.#sampleDue = this.#passedUntil + (this.#prefilter.sampleBytes ?? Number.POSITIVE_INFINITY)
    return true
  }

  /** Offers a line before it becomes a string. Returns whether it was read. */
  #readFromBytes(buffer: Buffer, start: number, end: number, place: LinePlace): boolean {
    return this.#events.readFromBytes?.(buffer, start, end, place, this.#lookBack) === true
  }

  /** Emits `buffer[start, end)`; `isSample`: it passes for its time alone. Takes no view of it, which would cost as much as the string. */
  #emit(buffer: Buffer, start: number, end: number, { offset, line }: LinePlace, isSample = false): void {
    const body = buffer.toString('utf8', start, end)
    if (body.includes('\uFFFD') && !isUtf8(buffer.subarray(start, end)))
      this.#events.problem('invalid-utf8', line, body, offset)
    const frame: Frame = isSample ? { body, line, offset, isSample } : { body, line, offset }
    this.#events.frame(frame, this.#lookBack)
  }

  /** Keeps the last lines of a chunk, back to the one that passed last. One copy: it is made for each chunk. */
  #holdTail(chunk: Buffer, start: number): void {
    const from = Math.max(start, this.#passedUntil + 1 - this.bytes)
    const lf = chunk.lastIndexOf(LF)
    const starts: number[] = []
    for (let end = lf; end >= from && starts.length < TAIL_LINES; end = (starts.at(-1) as number) - 1)
      starts.push(Math.max(from, end === 0 ? 0 : chunk.lastIndexOf(LF, end - 1) + 1))
    const earlier = this.#passedUntil >= this.bytes + start ? [] : this.#tail
    const first = starts.at(-1)
    if (first === undefined) {
      this.#tail = earlier
      return
    }
    const content = Buffer.from(chunk.subarray(first, lf))
    const held = starts.map((lineStart, n) => ({
      content,
      start: lineStart - first,
      end: (n === 0 ? lf : (starts[n - 1] as number) - 1) - first,
      offset: this.bytes + lineStart,
      line: this.lines - n,
    }))
    this.#tail = [...earlier, ...held.reverse()].slice(-TAIL_LINES)
  }

  /** The last lines pass: the very last may have no time. */
  end(): void {
    const partial = this.#partial
    for (const { content, start, end, ...place } of this.#tail) {
      const textEnd = withoutCr(content, start, end)
      this.#lookBack.moveTo(place.offset, this.bytes)
      if (!this.#readFromBytes(content, start, textEnd, place)) this.#emit(content, start, textEnd, place)
    }
    this.#tail = []
    if (partial.length > 0) {
      this.#coverageDue = 0
      this.#search.begin(partial.kept)
      this.#take(partial.kept, 0, partial.length, this.bytes - partial.length)
      partial.clear()
    }
    this.#lookBack.moveTo(this.bytes, this.bytes)
  }
}

interface LinePlace {
  readonly offset: number
  readonly line: number
}

/** A line that did not pass and may be among the last: `content[start, end)`, with its CR. */
interface HeldLine extends LinePlace {
  readonly content: Buffer
  readonly start: number
  readonly end: number
}

/** Lines at the end of a source that pass: a prompt, a fence or an interrupted command may stand behind the last record. */
const TAIL_LINES = 8

/** Returns the beginning of the first line of [from, end) that is longer than 16 KiB, or `end`. Both begin lines. */
function beforeLongLine(chunk: Buffer, from: number, end: number): number {
  let start = from
  while (end - start > LONG_LINE_BYTES + 1) {
    const lf = chunk.lastIndexOf(LF, start + LONG_LINE_BYTES)
    if (lf < start) return start
    start = lf + 1
  }
  return end
}

function withoutCr(buffer: Buffer, start: number, end: number): number {
  return end > start && buffer[end - 1] === CR ? end - 1 : end
}

/** Scans lines for a framing of several lines: emits each line to `take`, and calls `finish` after the last one. */
export function everyLine(
  events: FrameEvents,
  take: (frame: Frame) => void,
  finish: () => void,
  maxFrameBytes: number,
): FrameScanner {
  const scanner = lineScanner(PASS_ALL, { problem: events.problem, frame: take }, { maxFrameBytes })
  return {
    push: (chunk) => scanner.push(chunk),
    end(): void {
      scanner.end()
      finish()
    },
    get lines(): number {
      return scanner.lines
    },
    get bytes(): number {
      return scanner.bytes
    },
  }
}
