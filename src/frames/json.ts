/**
 * JSON documents in, one frame per object that may say something out: a top-level object, an element of a
 * top-level array, an element of a list's `items`. `kubectl get -o json`, `journalctl -o json-pretty`, the
 * concatenated objects of a watch.
 *
 * The parser tells no positions, so it is fed pieces that end behind each `{` and each LF: an object begins
 * at the end of the piece that starts it, and broken text costs its line. Authority: RFC 8259.
 */
import { StringDecoder } from 'node:string_decoder'
import { Assembler } from 'stream-json/core/assembler.js'
import { jsonParser, type Token, type TokenSource } from 'stream-json/core/parser.js'
import type { JsonObject, ProblemCode } from '../model/index.ts'
import { ObjectList } from './object-list.ts'
import type { FrameEvents, FrameScanner, Prefilter } from './scanner.ts'
import { MAX_FRAME_BYTES } from './scanner.ts'

/** The deepest objects of a cluster, schemas of custom resources, nest to about 60. */
export const MAX_JSON_DEPTH: number = 200

/** Longer text without `{` and LF is fed in parts. */
const MAX_PIECE_BYTES = 64 * 1024

const LF = 10
const OPEN_BRACE = 123
const OPEN_BRACKET = 91

/** Where a piece of text or an object begins. */
interface Place {
  readonly line: number
  readonly offset: number
}

/** An object on its way to a frame. */
interface Element extends Place {
  /** How many containers are open around it. */
  readonly depth: number
  /** Null: it is too long, and only its end is waited for. */
  assembler: Assembler | null
}

/**
 * Broken text is a problem and costs what is unfinished up to the next line that begins with `{` or `[`; so
 * is a document nested deeper than `MAX_JSON_DEPTH`. An object of more than `maxObjectBytes` is a problem and
 * costs itself. Memory is bounded by one object (and the items of a list whose kind stands behind them).
 * Never throws.
 */
export function documentScanner(
  _gate: Prefilter,
  events: FrameEvents,
  maxObjectBytes: number = MAX_FRAME_BYTES,
): FrameScanner {
  const objects = new ObjectReader(events, maxObjectBytes)
  let decoder = new StringDecoder('utf8')
  let parse = newParser()
  /** The beginning of a piece whose end is in a later chunk. */
  const waiting = Buffer.alloc(MAX_PIECE_BYTES)
  let waitingBytes = 0
  let bytes = 0
  let line = 1
  let atLineStart = true
  /** Behind broken text, on the way to a line that begins anew. */
  let lost = false

  function push(chunk: Buffer): void {
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const full = waitingBytes + at + 1 - start === MAX_PIECE_BYTES
      if (!full && chunk[at] !== OPEN_BRACE && chunk[at] !== LF) continue
      feed(whole(chunk.subarray(start, at + 1)))
      start = at + 1
    }
    waitingBytes += chunk.copy(waiting, waitingBytes, start)
  }

  /** A piece together with what waits for it: pieces do not depend on how the bytes are cut. */
  function whole(rest: Buffer): Buffer {
    if (waitingBytes === 0) return rest
    const length = waitingBytes + rest.copy(waiting, waitingBytes)
    waitingBytes = 0
    return waiting.subarray(0, length)
  }

  /** One piece: of one line, with a brace at its end or nowhere. */
  function feed(piece: Buffer): void {
    const beginsAnew = atLineStart && (piece[0] === OPEN_BRACE || piece[0] === OPEN_BRACKET)
    if (lost && beginsAnew) reset()
    const inside = objects.depth > 0
    if (!lost && !read(piece) && beginsAnew && inside) {
      // The document before was cut, and this line begins another.
      reset()
      read(piece)
    }
    bytes += piece.length
    atLineStart = piece[piece.length - 1] === LF
    if (atLineStart) line++
  }

  /** False: the piece is broken, which is told. */
  function read(piece: Buffer): boolean {
    const text = decoder.write(piece)
    try {
      const tokens = parse(text)
      objects.behind({ line, offset: bytes + piece.length - 1 })
      if (typeof tokens === 'object') for (const token of tokens.values) objects.take(token)
      return true
    } catch (error) {
      const code: ProblemCode = error instanceof TooDeep ? 'limit-reached' : 'broken-record'
      events.problem(code, line, text.trim(), bytes)
      lost = true
      return false
    }
  }

  function reset(): void {
    objects.drop()
    decoder = new StringDecoder('utf8')
    parse = newParser()
    lost = false
  }

  /** A line that has not begun does not count. */
  const lineCount = (): number => (atLineStart ? line - 1 : line)

  function end(): void {
    if (waitingBytes > 0) feed(whole(Buffer.alloc(0)))
    if (!lost && objects.depth > 0) {
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

/** Strings, keys and numbers come in chunks, for any of them may be without end. */
function newParser(): TokenSource {
  return jsonParser({ packValues: false, jsonStreaming: true })
}

class TooDeep extends Error {}

/** Tokens in, the objects that become frames out. */
class ObjectReader {
  readonly #events: FrameEvents
  readonly #maxObjectBytes: number
  /** Where the last byte of the piece lies whose tokens are taken. */
  #place: Place = { line: 1, offset: 0 }
  /** Containers open. */
  depth = 0
  #element: Element | null = null
  /** The list that a top-level object is or may be. */
  #list: ObjectList | null = null
  /**
   * How many containers are open around an element of an array whose elements become frames; 0: we are in
   * none.
   */
  #elementDepth = 0
  /** A key, string or number so far. */
  #scalar = ''
  /** The newest key of the top-level object. */
  #key = ''

  constructor(events: FrameEvents, maxObjectBytes: number) {
    this.#events = events
    this.#maxObjectBytes = maxObjectBytes
  }

  /** The tokens that come next were completed by the byte at `place`. */
  behind(place: Place): void {
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
        // Without a limit of its own: an element that is too long needs no text.
        if (this.#scalar.length < this.#maxObjectBytes && this.#element?.assembler !== null) {
          this.#scalar += token.value
        }
        return
      case 'endKey':
        if (this.depth === 1) this.#key = this.#scalar
        this.#element?.assembler?.keyValue(this.#scalar)
        return
      case 'endString':
        if (this.depth === 1) this.#list?.tell(this.#key, this.#scalar)
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

  /** Whether an array that begins now holds elements. If so a list's own fields are of no more use. */
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

  /** Forgets what is unfinished. */
  drop(): void {
    this.#list?.close()
    this.#list = null
    this.#element = null
    this.#elementDepth = 0
    this.#key = ''
    this.depth = 0
  }
}
