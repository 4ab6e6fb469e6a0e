/**
 * Assembles the tokens of a JSON parser to the objects that become frames: documents, elements of arrays and lists, and
 * the records of log platforms.
 */
import { Assembler } from 'stream-json/core/assembler.js'
import { jsonParser, type Token, type TokenSource } from 'stream-json/core/parser.js'
import type { JsonObject, JsonValue } from '../model/index.ts'
import { isRecord, isRecordArray, isRecordOrRow, isStream, recordOf } from './json-records.ts'
import { ObjectList } from './object-list.ts'
import type { FrameEvents, Prefilter } from './scanner.ts'
import { StreamMerger } from './stream-merger.ts'

/** Limits nesting. The deepest objects of a cluster, schemas of custom resources, nest to about 60. */
export const MAX_JSON_DEPTH: number = 200

/** Where a piece of text or an object begins. */
export interface Place {
  readonly line: number
  readonly offset: number
}

/** An object that becomes a frame when it ends. */
interface Element extends Place {
  /** Count of containers open around it. */
  readonly depth: number
  /** Null: it is too long, and is skipped to its end. */
  assembler: Assembler | null
  /** Bytes in it that are not kept, because they are records of their own. */
  emittedBytes: number
}

/** An array that emits its elements as frames. The object around it is kept only for what they inherit. */
interface RecordArray {
  readonly path: readonly string[]
  /** Count of containers open around its elements. */
  readonly depth: number
}

/** Emits strings, keys and numbers in chunks, because each may be endless. */
export function newParser(): TokenSource {
  return jsonParser({ packValues: false, jsonStreaming: true })
}

/** Thrown where objects nest too deeply. */
export class TooDeep extends Error {}

/** Assembles tokens to the objects that become frames. */
export class ObjectReader {
  readonly #events: FrameEvents
  readonly #maxObjectBytes: number
  /** Place of the last byte of the piece that is being tokenized. */
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
  /** For each open container the key that it stands under; `*` for an element of an array, '' at the top. */
  #path: string[] = []
  /** The latest key of each open container. */
  #keys: string[] = []
  /** The array of records that is being read. */
  #records: RecordArray | null = null
  /** The record that is being read. */
  #record: Element | null = null
  /** Places of the objects, arrays and texts in each open array of an object that is kept. */
  #elementPlaces: Place[][] = []
  /** True: a log line stood in the top-level array. */
  #isListOfLines = false
  #pieceStart = 0
  /** True: an array of records ended in this piece. */
  #endedRecords = false
  /** Length of the tokens of this piece that stand outside of records. */
  #keptBytes = 0
  /** True: records of the top-level object were emitted. */
  #hasRecords = false
  readonly #streams: StreamMerger

  constructor(events: FrameEvents, maxObjectBytes: number, prefilter: Prefilter) {
    this.#events = events
    this.#maxObjectBytes = maxObjectBytes
    this.#streams = new StreamMerger((frame) => this.#events.frame(frame), prefilter)
  }

  /** The innermost object that is kept. */
  get #kept(): Element | null {
    return this.#records ? this.#record : this.#element
  }

  /** Sets the place of the byte that completes the next tokens. */
  setPlace(place: Place): void {
    this.#countEmitted()
    this.#place = place
    const element = this.#kept
    if (element?.assembler && place.offset - element.offset - element.emittedBytes >= this.#maxObjectBytes) {
      element.assembler = null
      this.#events.problem('limit-reached', element.line, 'object too long', element.offset)
    }
  }

  /** Counts the piece that ends: a whole array of records may lie in it. What is kept is measured by its tokens. */
  #countEmitted(): void {
    if (this.#element && (this.#records || this.#endedRecords))
      this.#element.emittedBytes += Math.max(0, this.#place.offset - this.#pieceStart - this.#keptBytes)
    this.#pieceStart = this.#place.offset
    this.#endedRecords = false
    this.#keptBytes = 0
  }

  take(token: Token): void {
    if (!this.#records) this.#keptBytes += 'value' in token ? String(token.value).length : 1
    switch (token.name) {
      case 'startObject':
        if (this.#element === null && this.depth === this.#elementDepth) this.#begin()
        this.#beginRecord()
        if (!this.#records) this.#elementPlaces[this.depth]?.push(this.#place)
        this.#open(token)
        return
      case 'startArray':
        if (this.#startsElements()) this.#elementDepth = this.depth + 1
        this.#beginRecord()
        if (!this.#records) this.#elementPlaces[this.depth]?.push(this.#place)
        this.#open(token)
        this.#elementPlaces[this.depth] = []
        this.#beginRecords()
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
        if (this.#scalar.length < this.#maxObjectBytes && this.#kept?.assembler !== null) {
          this.#scalar += token.value
        }
        return
      case 'endKey':
        if (this.depth === 1) this.#key = this.#scalar
        this.#keys[this.depth - 1] = this.#scalar
        this.#kept?.assembler?.keyValue(this.#scalar)
        return
      case 'endString':
        if (this.depth === 1) this.#list?.setField(this.#key, this.#scalar)
        this.#emitText()
        this.#kept?.assembler?.consume({ name: 'stringValue', value: this.#scalar })
        if (!this.#records && this.#keys[this.depth - 1] === undefined) this.#addText()
        return
      case 'endNumber':
        this.#kept?.assembler?.numberValue(this.#scalar)
        return
      default:
        this.#kept?.assembler?.consume(token)
    }
  }

  /** Begins an element of an array of records. */
  #beginRecord(): void {
    if (this.#records && !this.#record && this.depth === this.#records.depth)
      this.#record = { ...this.#place, depth: this.depth, assembler: new Assembler(), emittedBytes: 0 }
  }

  /** Begins an array of records, if the array that was opened last is one. */
  #beginRecords(): void {
    if (this.#records || this.#element?.depth !== 0 || this.#list?.isTyped) return
    const path = this.#path.slice(1)
    if (!isRecordArray(path)) return
    this.#records = { path, depth: this.depth }
  }

  /** Emits a text that stands in an array of records, or in a top-level array. */
  #emitText(): void {
    const records = this.#records
    if (records && !this.#record && this.depth === records.depth)
      this.#emitRecord(this.#scalar, this.#place, records.path)
    else if (this.depth === 1 && this.#elementDepth === 1 && this.#element === null) {
      this.#isListOfLines ||= isRecord(this.#scalar)
      if (this.#isListOfLines) this.#events.frame({ body: { message: this.#scalar }, ...this.#place })
    }
  }

  /** Adds a text to the array that contains it. */
  #addText(): void {
    this.#elementPlaces[this.depth]?.push(this.#place)
    // Texts of an array in an array are the cells of a row.
    if (this.#element && this.#path.at(-1) !== '*') this.#findRecords(this.#element)
  }

  /** Begins an array of records in an unknown place, once an element that ended in it is a record. */
  #findRecords(element: Element): void {
    if (element.depth !== 0 || this.#list?.isTyped || !element.assembler) return
    const elements = element.assembler.current as JsonValue
    const places = this.#elementPlaces[this.depth]
    if (!Array.isArray(elements) || !places || !isRecordOrRow(elements.at(-1) as JsonValue)) return
    const path = this.#path.slice(1)
    const found = elements
      .splice(0)
      .filter((one) => typeof one === 'string' || (typeof one === 'object' && one !== null))
    this.#records = { path, depth: this.depth }
    for (const [n, one] of found.entries()) this.#emitRecord(one, places[n] ?? this.#place, path)
  }

  #finishRecord(record: Element, path: readonly string[]): void {
    this.#record = null
    if (record.assembler) this.#emitRecord(record.assembler.current as JsonValue, record, path)
  }

  #emitRecord(value: JsonValue, { line, offset }: Place, path: readonly string[]): void {
    const outer = this.#element?.assembler
    const body = outer && recordOf(value, [...outer.stack, outer.current])
    if (!body) return
    this.#hasRecords = true
    if (isStream(path)) this.#streams.add(body, line, offset, this.#place.offset - offset)
    else this.#events.frame({ body, line, offset })
  }

  #begin(): void {
    if (this.depth === 0) this.#list = new ObjectList((frame) => this.#events.frame(frame))
    this.#element = { ...this.#place, depth: this.depth, assembler: new Assembler(), emittedBytes: 0 }
    this.#hasRecords = false
  }

  #open(token: Token): void {
    const inArray = this.#keys[this.depth - 1] === undefined
    this.#path.push(this.depth === 0 ? '' : inArray ? '*' : (this.#keys[this.depth - 1] as string))
    this.depth++
    this.#keys.length = this.depth - 1
    if (this.depth > MAX_JSON_DEPTH) throw new TooDeep()
    this.#kept?.assembler?.consume(token)
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
    this.#path.pop()
    this.#keys.length = this.depth
    const { path, depth } = this.#records ?? {}
    if (path && depth === this.depth + 1) {
      this.#records = null
      this.#endedRecords = true
    }
    const record = this.#record
    if (record && path) {
      record.assembler?.consume(token)
      if (record.depth === this.depth) this.#finishRecord(record, path)
      return
    }
    const element = this.#element
    element?.assembler?.consume(token)
    if (element?.depth === this.depth) this.#finish(element)
    else if (element) this.#findRecords(element)
    if (this.depth < this.#elementDepth) this.#elementDepth = 0
    if (this.depth === 0) this.drop()
  }

  #finish(element: Element): void {
    this.#element = null
    this.#streams.flush()
    if (!element.assembler || this.#hasRecords) return
    const { line, offset } = element
    const body = element.assembler.current as JsonObject
    if (this.#list && element.depth > 0) this.#list.add(body, line, offset, this.#place.offset - offset)
    else this.#events.frame({ body, line, offset })
  }

  /** Drops what is unfinished. */
  drop(): void {
    this.#list?.close()
    this.#list = null
    this.#streams.flush()
    this.#element = null
    this.#records = null
    this.#record = null
    this.#elementPlaces = []
    this.#isListOfLines = false
    this.#path = []
    this.#keys = []
    this.#elementDepth = 0
    this.#key = ''
    this.depth = 0
  }
}
