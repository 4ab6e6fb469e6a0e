/**
 * Cuts JSON documents into frames: one per top-level object, element of a top-level array or element of a list's `items`
 * (`kubectl get -o json`, `journalctl -o json-pretty`, the concatenated objects of a watch).
 *
 * The parser reports no positions, so it is fed pieces that end after each `{` and each LF: an object begins at the end
 * of the piece that starts it, and broken text costs its line. Authority: RFC 8259.
 */
import { StringDecoder } from 'node:string_decoder'
import type { ProblemCode } from '../model/index.ts'
import { newParser, ObjectReader, TooDeep } from './json-objects.ts'
import type { FrameEvents, FrameScanner, Prefilter } from './scanner.ts'
import { MAX_FRAME_BYTES, PASS_ALL } from './scanner.ts'

/** Limits a piece: longer text without `{` and LF is fed in parts. */
const MAX_PIECE_BYTES = 64 * 1024

export { MAX_JSON_DEPTH } from './json-objects.ts'

const LF = 10
const OPEN_BRACE = 123
const OPEN_BRACKET = 91

/** A line that begins no JSON document: log lines between the lists of `kubectl cluster-info dump`. */
const TEXT = /^\s*(?:[^\s{}[\]",:]|\[[A-Za-z])/

/**
 * Emits every object, and lines of text between objects. Reports broken text and nesting deeper than `MAX_JSON_DEPTH`, and
 * drops what is unfinished up to the next line that begins with `{` or `[` or is text. Reports an object of more than `maxObjectBytes` and skips it. Memory is bounded
 * by one object, and by the items that precede the kind of their list. Never throws.
 */
export function documentScanner(
  events: FrameEvents,
  maxObjectBytes: number = MAX_FRAME_BYTES,
  prefilter: Prefilter = PASS_ALL,
): FrameScanner {
  const objects = new ObjectReader(events, maxObjectBytes, prefilter)
  let decoder = new StringDecoder('utf8')
  let parse = newParser()
  /** The beginning of a piece that ends in a later chunk. */
  const waiting = Buffer.alloc(MAX_PIECE_BYTES)
  let waitingBytes = 0
  let bytes = 0
  let line = 1
  let atLineStart = true
  /** True after broken text, until a line begins a new document. */
  let isLost = false
  /** The beginning of a line of text between documents; null outside of such a line. */
  let textLine: Buffer[] | null = null
  /** The pieces of the line that is read, in case it is no JSON; null: it begins as JSON does. */
  let doubtful: Buffer[] | null = null

  function push(chunk: Buffer): void {
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const full = waitingBytes + at + 1 - start === MAX_PIECE_BYTES
      if (!full && chunk[at] !== OPEN_BRACE && chunk[at] !== LF) continue
      feed(withWaiting(chunk.subarray(start, at + 1)))
      start = at + 1
    }
    waitingBytes += chunk.copy(waiting, waitingBytes, start)
  }

  /** Joins a piece with its beginning from earlier chunks, so that pieces do not depend on how chunks are cut. */
  function withWaiting(rest: Buffer): Buffer {
    if (waitingBytes === 0) return rest
    const length = waitingBytes + rest.copy(waiting, waitingBytes)
    waitingBytes = 0
    return waiting.subarray(0, length)
  }

  /** Parses one piece, which lies in one line and has a brace at its end or nowhere. */
  function feed(piece: Buffer): void {
    const beginsAnew = atLineStart && (piece[0] === OPEN_BRACE || piece[0] === OPEN_BRACKET)
    if (atLineStart) {
      const isText = TEXT.test(piece.toString('latin1', 0, 200))
      textLine = isText && (isLost || objects.depth === 0) ? [] : null
      doubtful = isText ? [] : null
    }
    if (textLine) {
      feedText(textLine, piece)
      return
    }
    if (isLost && beginsAnew) reset()
    const inside = objects.depth > 0
    if (!isLost && !read(piece)) {
      if (beginsAnew && inside) {
        // The document before was cut, and this line begins a new one.
        reset()
        read(piece)
      } else if (doubtful) {
        // The document before was cut, and this line is text.
        textLine = doubtful
        feedText(textLine, piece)
        return
      }
    }
    if (doubtful && bytesOf(doubtful) > MAX_PIECE_BYTES) doubtful = null
    doubtful?.push(Buffer.from(piece))
    bytes += piece.length
    atLineStart = piece[piece.length - 1] === LF
    if (atLineStart) line++
  }

  function bytesOf(pieces: readonly Buffer[]): number {
    return pieces.reduce((sum, { length }) => sum + length, 0)
  }

  /** Adds a piece to a line of text, and emits the line at its end. */
  function feedText(pieces: Buffer[], piece: Buffer): void {
    pieces.push(Buffer.from(piece))
    bytes += piece.length
    atLineStart = piece[piece.length - 1] === LF
    if (!atLineStart) return
    emitText(pieces)
    line++
  }

  function emitText(pieces: readonly Buffer[]): void {
    textLine = null
    const whole = Buffer.concat(pieces)
    const offset = bytes - whole.length
    if (whole.length > maxObjectBytes) {
      events.problem('line-too-long', line, whole.toString('utf8', 0, 200), offset)
      return
    }
    events.frame({ body: whole.toString('utf8').replace(/\r?\n$/, ''), line, offset })
  }

  /** Returns false if the piece is broken, after reporting it. */
  function read(piece: Buffer): boolean {
    const text = decoder.write(piece)
    try {
      const tokens = parse(text)
      objects.setPlace({ line, offset: bytes + piece.length - 1 })
      if (typeof tokens === 'object') for (const token of tokens.values) objects.take(token)
      return true
    } catch (error) {
      const code: ProblemCode = error instanceof TooDeep ? 'limit-reached' : 'broken-record'
      events.problem(code, line, text.trim(), bytes)
      isLost = true
      return false
    }
  }

  function reset(): void {
    objects.drop()
    decoder = new StringDecoder('utf8')
    parse = newParser()
    isLost = false
  }

  /** Does not count a line without a byte. */
  const lineCount = (): number => (atLineStart ? line - 1 : line)

  function end(): void {
    if (waitingBytes > 0) feed(withWaiting(Buffer.alloc(0)))
    if (textLine) emitText(textLine)
    if (!isLost && objects.depth > 0) {
      events.problem(
        'truncated-input',
        Math.max(1, lineCount()),
        'the JSON ends before it is complete',
        bytes,
      )
    }
    objects.drop()
  }

  return {
    push,
    end,
    get lines(): number {
      return lineCount()
    },
    get bytes(): number {
      return bytes
    },
  }
}
