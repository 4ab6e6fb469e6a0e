/**
 * Cuts JSON documents into frames: one per top-level object, element of a top-level array or element of a list's `items`
 * (`kubectl get -o json`, `journalctl -o json-pretty`, the concatenated objects of a watch).
 *
 * The parser reports no positions, so it is fed pieces that end after each `{` and each LF: an object begins at the end
 * of the piece that starts it, and broken text costs its line. Authority: RFC 8259.
 */
import { StringDecoder } from 'node:string_decoder'
import { Assembler } from 'stream-json/core/assembler.js'
import { jsonParser, type Token, type TokenSource } from 'stream-json/core/parser.js'
import type { JsonObject, ProblemCode } from '../model/index.ts'
import { ObjectList } from './object-list.ts'
import type { FrameEvents, FrameScanner } from './scanner.ts'
import { MAX_FRAME_BYTES } from './scanner.ts'

/** Limits nesting. The deepest objects of a cluster, schemas of custom resources, nest to about 60. */
export const MAX_JSON_DEPTH: number = 200

/** Limits a piece: longer text without `{` and LF is fed in parts. */
const MAX_PIECE_BYTES = 64 * 1024

const LF = 10
const OPEN_BRACE = 123
const OPEN_BRACKET = 91

/** Where a piece of text or an object begins. */
interface Place {
  readonly line: number
  readonly offset: number
}

/** An object that becomes a frame when it ends. */
interface Element extends Place {
  /** Count of containers open around it. */
  readonly depth: number
  /** Null: it is too long, and is skipped to its end. */
  assembler: Assembler | null
}

/**
 * Emits every object. Reports broken text and nesting deeper than `MAX_JSON_DEPTH`, and drops what is unfinished up to the
 * next line that begins with `{` or `[`. Reports an object of more than `maxObjectBytes` and skips it. Memory is bounded
 * by one object, and the items of a list before its kind. Never throws.
 */
export function documentScanner(events: FrameEvents, maxObjectBytes: number = MAX_FRAME_BYTES): FrameScanner {
  const objects = new ObjectReader(events, maxObjectBytes)
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
    if (isLost && beginsAnew) reset()
    const inside = objects.depth > 0
    if (!isLost && !read(piece) && beginsAnew && inside) {
      // The document before was cut, and this line begins a new one.
      reset()
      read(piece)
    }
    bytes += piece.length
    atLineStart = piece[piece.length - 1] === LF
    if (atLineStart) line++
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

/** Emits strings, keys and numbers in chunks, because each may be endless. */
function newParser(): TokenSource {
  return jsonParser({ packValues: false, jsonStreaming: true })
}

class TooDeep extends Error {}

/** Assembles tokens to the objects that become frames. */
class ObjectReader {
  readonly #events: FrameEvents
  readonly #maxObjectBytes: number
  /** Place of the last byte of the current piece. */
  #place: Place = { line: 1, offset: 0 }
  /** Count of open containers. */
  depth = 0
  #element: Element | null = null
  /** The list that a top-level object is or may be. */
  #list: ObjectList | null = null
  /** Count of containers open around the elements of an array that become frames; 0 outside of such an array. */
  #elementDepth = 0
  /** The key, string or number that is being read. */
  #scalar = ''
  /** The latest key of the top-level object. */
  #key = ''

  constructor(events: FrameEvents, maxObjectBytes: number) {
    this.#events = events
    this.#maxObjectBytes = maxObjectBytes
  }

  /** Sets the place of the byte that completes the next tokens. */
  setPlace(place: Place): void {
    this.#place = place
    const element = this.#element
    if (element?.assembler && place.offset - element.offset >= this.#maxObjectBytes) {
      element.assembler = null
      this.#events.problem('limit-reached', element.line, 'object too long', element.offset)
    }
  }

  take(token: Token): void {
    switch (token.name) {
      case 'startObject':
        if (this.#element === null && this.depth === this.#elementDepth) this.#begin()
        this.#open(token)
        return
      case 'startArray':
        if (this.#startsElements()) this.#elementDepth = this.depth + 1
        this.#open(token)
        return
      case 'endObject':
      case 'endArray':
        this.#close(token)
        return
      case 'startKey':
      case 'startString':
      case 'startNumber':
        this.#scalar = ''
        return
      case 'stringChunk':
      case 'numberChunk':
        // The text of an element that is too long is not needed.
        if (this.#scalar.length < this.#maxObjectBytes && this.#element?.assembler !== null) {
          this.#scalar += token.value
        }
        return
      case 'endKey':
        if (this.depth === 1) this.#key = this.#scalar
        this.#element?.assembler?.keyValue(this.#scalar)
        return
      case 'endString':
        if (this.depth === 1) this.#list?.setField(this.#key, this.#scalar)
        this.#element?.assembler?.consume({ name: 'stringValue', value: this.#scalar })
        return
      case 'endNumber':
        this.#element?.assembler?.numberValue(this.#scalar)
        return
      default:
        this.#element?.assembler?.consume(token)
    }
  }

  #begin(): void {
    if (this.depth === 0) this.#list = new ObjectList((frame) => this.#events.frame(frame))
    this.#element = { ...this.#place, depth: this.depth, assembler: new Assembler() }
  }

  #open(token: Token): void {
    this.depth++
    if (this.depth > MAX_JSON_DEPTH) throw new TooDeep()
    this.#element?.assembler?.consume(token)
  }

  /** Whether the elements of an array that begins now become frames. If so, drops the list around them. */
  #startsElements(): boolean {
    if (this.depth === 0) return true
    if (this.depth > 1 || this.#key !== 'items' || !this.#list?.mayBeList) return false
    this.#element = null
    return true
  }

  #close(token: Token): void {
    this.depth--
    const element = this.#element
    element?.assembler?.consume(token)
    if (element?.depth === this.depth) this.#finish(element)
    if (this.depth < this.#elementDepth) this.#elementDepth = 0
    if (this.depth === 0) this.drop()
  }

  #finish(element: Element): void {
    this.#element = null
    if (!element.assembler) return
    const { line, offset } = element
    const body = element.assembler.current as JsonObject
    if (this.#list && element.depth > 0) this.#list.add(body, line, offset, this.#place.offset - offset)
    else this.#events.frame({ body, line, offset })
  }

  /** Drops what is unfinished. */
  drop(): void {
    this.#list?.close()
    this.#list = null
    this.#element = null
    this.#elementDepth = 0
    this.#key = ''
    this.depth = 0
  }
}
