/**
 * Buffers in, candidate lines out: the hot path. Most lines of a log say nothing about a node's heartbeat,
 * so raw bytes are searched for the grammars' literals and only lines that hold one become strings.
 *
 * Lines end at LF; a CR at their end is taken off (authority: POSIX text files, and what split2 does by
 * default). Line numbers and offsets count every line, passed or not. Memory is bounded by the longest frame.
 */
import { isUtf8 } from 'node:buffer'
import type { LineSearch } from '../bytes/literal-search.ts'
import { lineSearch } from '../bytes/search.ts'
import type { Frame } from '../model/index.ts'
import { EXCERPT_CHARACTERS } from '../model/limits.ts'
import type { FrameEvents, FrameScanner, Prefilter } from './scanner.ts'
import { COVERAGE_STRIDE_BYTES, LONG_LINE_BYTES, MAX_FRAME_BYTES } from './scanner.ts'

/** A code point takes up to four bytes: enough of them for an excerpt. */
const EXCERPT_BYTES = 4 * EXCERPT_CHARACTERS
const LF = 10
const CR = 13

/**
 * Scans lines. A line passes when it holds a literal of the gate, when the gate is open, when it is longer
 * than 16 KiB, and when it is the first, the last, or the first of a mebibyte. A line longer than
 * `maxFrameBytes` (its CR counted, its LF not) is a problem and no frame. `search` is for the gate's literals;
 * the fastest there is if absent. Never throws on data.
 */
export function lineScanner(
  gate: Prefilter,
  events: FrameEvents,
  maxFrameBytes: number = MAX_FRAME_BYTES,
  search: LineSearch = lineSearch([...gate.literals, ...gate.bypassLiterals]),
): FrameScanner {
  const carry = new PartialLine(maxFrameBytes)
  let lines = 0
  let bytes = 0
  let coverageDue = 0
  /** The newest line, while it has not passed and no byte came after it: it may be the last. */
  let held: { content: Buffer; offset: number } | null = null

  /**
   * Judges the next line, `buffer[start, start + length)`, which `search` must be on; of one that is too long
   * the buffer may hold just the beginning. False: it did not pass.
   */
  function take(buffer: Buffer, start: number, length: number, offset: number): boolean {
    lines++
    const due = offset >= coverageDue
    if (due) coverageDue = offset - (offset % COVERAGE_STRIDE_BYTES) + COVERAGE_STRIDE_BYTES
    if (length > maxFrameBytes) {
      const head = buffer.toString('utf8', start, start + Math.min(EXCERPT_BYTES, maxFrameBytes))
      events.problem('line-too-long', lines, head, offset)
      return true
    }
    const end = start + length
    if (!(due || gate.isOpen || length > LONG_LINE_BYTES || search.next(start) < end)) return false
    deliver(buffer, start, withoutCr(buffer, start, end), offset)
    return true
  }

  /** A line, `buffer[start, end)`. A view of it would cost as much as its text. */
  function deliver(buffer: Buffer, start: number, end: number, offset: number): void {
    if (events.readFromBytes?.(buffer, start, end, lines)) return
    const body = buffer.toString('utf8', start, end)
    if (body.includes('\uFFFD') && !isUtf8(buffer.subarray(start, end)))
      events.problem('invalid-utf8', lines, body, offset)
    events.frame({ body, line: lines, offset })
  }

  function push(chunk: Buffer): void {
    if (chunk.length === 0) return
    held = null
    let start = 0
    if (carry.length > 0) {
      const lf = chunk.indexOf(LF)
      carry.add(chunk.subarray(0, lf === -1 ? chunk.length : lf))
      if (lf !== -1) {
        start = lf + 1
        const content = carry.kept
        const offset = bytes + lf - carry.length
        search.begin(content)
        const passed = take(content, 0, carry.length, offset)
        if (!passed && start === chunk.length) hold(content, 0, content.length, offset)
        carry.clear()
      }
    }
    if (carry.length === 0) scan(chunk, start)
    bytes += chunk.length
  }

  /** The lines that begin in this chunk, from `start` on. */
  function scan(chunk: Buffer, start: number): void {
    search.begin(chunk)
    let lineStart = leap(chunk, start)
    for (let lf = chunk.indexOf(LF, lineStart); lf !== -1; lf = chunk.indexOf(LF, lineStart)) {
      const passed = take(chunk, lineStart, lf - lineStart, bytes + lineStart)
      if (!passed && lf + 1 === chunk.length) hold(chunk, lineStart, lf, bytes + lineStart)
      lineStart = leap(chunk, lf + 1)
    }
    carry.add(chunk.subarray(lineStart))
  }

  /**
   * Counts, from the line that begins at `from` on, lines that don't pass, without a look at each. Gives the
   * beginning of the first that is to be judged, which may be the last of the chunk.
   */
  function leap(chunk: Buffer, from: number): number {
    const dueAt = coverageDue - bytes
    if (gate.isOpen || dueAt <= from) return from
    // The line on which a literal stands, the last before the stretch ends, and the last of the chunk are judged.
    const stop = Math.min(search.next(from), dueAt - 1, chunk.length - 1)
    const before = stop > from ? chunk.lastIndexOf(LF, stop - 1) : -1
    const start = before < from ? from : beforeLongLine(chunk, from, before + 1)
    lines += search.count(LF, from, start)
    return start
  }

  function hold(buffer: Buffer, start: number, end: number, offset: number): void {
    held = { content: Buffer.from(buffer.subarray(start, withoutCr(buffer, start, end))), offset }
  }

  function end(): void {
    if (carry.length > 0) {
      const offset = bytes - carry.length
      coverageDue = 0 // The last line passes.
      take(carry.kept, 0, carry.length, offset)
      carry.clear()
    } else if (held) {
      deliver(held.content, 0, held.content.length, held.offset)
      held = null
    }
  }

  return {
    push,
    end,
    get lines(): number {
      return lines
    },
    get bytes(): number {
      return bytes
    },
  }
}

/** The beginning of the first line of [from, end) that is longer than 16 KiB, or `end`; both are beginnings of lines. */
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

/**
 * The beginning of a line whose end is in a later chunk: copied, for the chunk may be reused, and in one
 * growing buffer, for pieces may be tiny.
 */
class PartialLine {
  readonly #maxBytes: number
  #buffer: Buffer = Buffer.alloc(0)
  /** Bytes of the line so far, kept or not. */
  length = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  add(piece: Buffer): void {
    const before = this.length
    this.length += piece.length
    if (before > this.#maxBytes) return // Its beginning is kept for the excerpt, no more is needed.
    const needed = Math.min(this.length, this.#maxBytes)
    if (needed > this.#buffer.length) {
      const larger = Buffer.alloc(Math.min(Math.max(needed, 2 * this.#buffer.length), this.#maxBytes))
      this.#buffer.copy(larger, 0, 0, before)
      this.#buffer = larger
    }
    piece.copy(this.#buffer, before)
  }

  /** What is kept of the line, valid until the next `add`. */
  get kept(): Buffer {
    return this.#buffer.subarray(0, Math.min(this.length, this.#maxBytes))
  }

  clear(): void {
    this.length = 0
  }
}

/**
 * For framings whose entries are of several lines: every line goes to `take`, for only there is known where an entry
 * ends; after the last one, `finish` gives what is pending.
 */
export function everyLine(
  events: FrameEvents,
  take: (frame: Frame) => void,
  finish: () => void,
  maxFrameBytes: number,
): FrameScanner {
  const every: Prefilter = { literals: [], bypassLiterals: [], isOpen: true }
  const lines = lineScanner(every, { problem: events.problem, frame: take }, maxFrameBytes)
  return {
    push: lines.push,
    end(): void {
      lines.end()
      finish()
    },
    get lines(): number {
      return lines.lines
    },
    get bytes(): number {
      return lines.bytes
    },
  }
}
