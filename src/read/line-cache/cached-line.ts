/** A parsed line in the cache: the rest of it behind its head, and what a line with the same rest contains. */
import { bytesOf, readCount } from '../../bytes/ascii-numbers.ts'
import { endOfQuery, type RequestFields } from '../../grammars/request-fields.ts'
import { RepeatedRequest } from '../repeated-request.ts'
import type { ParsedLine } from './parse-line.ts'

/** Where the rest of a line stands, and its variable fields. */
export interface LineRest extends RequestFields {
  /** The byte of the severity. */
  severity: number
  /** Of the rest: it begins with the blank behind klog's time. */
  at: number
  end: number
}

export class CachedLine<P> {
  readonly process: P
  /** The line as parsed, with the values of the line that matched last. */
  readonly line: ParsedLine
  /** Undefined if the line is more than a request, or another line. */
  readonly request: RepeatedRequest | undefined
  readonly #severity: number
  /** Of the three parts that the variable fields separate, one after the other. */
  readonly #bytes: DataView
  readonly #parts: readonly [number, number, number]
  readonly #isRequest: boolean
  /** Null: any query is the same. */
  readonly #query: DataView | null
  /** The finding that contains the duration; null: none does. */
  readonly #measured: { latencyMs: number } | null

  /** `hasQuery`: the findings depend on the query. */
  constructor(text: string, rest: LineRest, line: ParsedLine, process: P, hasQuery: boolean) {
    const { at, queryAt, queryEnd, countAt, countEnd, end } = rest
    const parts = [text.slice(at, queryAt), text.slice(queryEnd, countAt), text.slice(countEnd, end)]
    const [{ length: first = 0 } = '', { length: second = 0 } = '', { length: third = 0 } = ''] = parts
    const findings = line.findings.map((finding) => ({ ...finding }))
    this.process = process
    this.line = { ...line, findings }
    this.request = RepeatedRequest.of(findings)
    this.#severity = rest.severity
    this.#bytes = bytesOf(parts.join(''))
    this.#parts = [first, second, third]
    this.#isRequest = countAt < countEnd
    this.#query = hasQuery ? bytesOf(text.slice(queryAt, queryEnd)) : null
    this.#measured = countAt < countEnd ? ((findings[0] ?? null) as { latencyMs: number } | null) : null
  }

  /** Whether a line has the same rest but for its variable fields. */
  matches(bytes: DataView, rest: LineRest): boolean {
    const { at, queryAt, queryEnd, countAt, countEnd, end } = rest
    const [first, second, third] = this.#parts
    return (
      rest.severity === this.#severity &&
      queryAt - at === first &&
      countAt - queryEnd === second &&
      end - countEnd === third &&
      areEqual(bytes, at, this.#bytes, 0, first) &&
      areEqual(bytes, queryEnd, this.#bytes, first, second) &&
      areEqual(bytes, countEnd, this.#bytes, first + second, third) &&
      (this.#query === null || this.#isQuery(bytes, queryAt, queryEnd))
    )
  }

  /**
   * Returns the duration of the line `bytes[at, end)` if it has the same rest, 0 if it is no request; −1 if not. Compares
   * before any field is found: where this line has one, so has one with the same rest.
   */
  durationIn(bytes: DataView, severity: number, at: number, end: number): number {
    const [first, second, third] = this.#parts
    const queryAt = at + first
    if (severity !== this.#severity || queryAt > end) return -1
    if (!this.#isRequest) return queryAt === end && areEqual(bytes, at, this.#bytes, 0, first) ? 0 : -1
    // The last byte first: most lines differ in what is in front of the query.
    if (bytes.getUint8(queryAt - 1) !== this.#bytes.getUint8(first - 1)) return -1
    if (!areEqual(bytes, at, this.#bytes, 0, first)) return -1
    const queryEnd = second === 0 ? queryAt : endOfQuery(bytes, queryAt, end)
    const countAt = queryEnd + second
    if (queryEnd < 0 || countAt > end || !areEqual(bytes, queryEnd, this.#bytes, first, second)) return -1
    if (this.#query !== null && !this.#isQuery(bytes, queryAt, queryEnd)) return -1
    const countEnd = end - third
    if (!areEqual(bytes, countEnd, this.#bytes, first + second, third)) return -1
    return readCount(bytes, countAt, countEnd)
  }

  #isQuery(bytes: DataView, queryAt: number, queryEnd: number): boolean {
    const query = this.#query as DataView
    const { byteLength } = query
    return queryEnd - queryAt === byteLength && areEqual(bytes, queryAt, query, 0, byteLength)
  }

  /** Sets the duration to that of a line that matches. */
  setLatency(latencyMs: number): void {
    if (this.#measured !== null) this.#measured.latencyMs = latencyMs
  }
}

const WORD_BYTES = 4

/** The FNV prime. */
const HASH_FACTOR = 0x01000193

/** Returns a hash of the rest without its variable fields. */
export function hashOf(bytes: DataView, rest: LineRest): number {
  const first = hashRange(bytes, rest.at, rest.queryAt, rest.severity)
  const second = hashRange(bytes, rest.queryEnd, rest.countAt, first)
  const hash = hashRange(bytes, rest.countEnd, rest.end, second)
  return hash ^ (hash >>> 15)
}

function hashRange(bytes: DataView, from: number, end: number, seed: number): number {
  let hash = seed
  let at = from
  for (; at + WORD_BYTES <= end; at += WORD_BYTES) hash = Math.imul(hash ^ bytes.getInt32(at), HASH_FACTOR)
  for (; at < end; at++) hash = Math.imul(hash ^ bytes.getUint8(at), HASH_FACTOR)
  return hash
}

function areEqual(a: DataView, aFrom: number, b: DataView, bFrom: number, length: number): boolean {
  let i = 0
  for (; i + WORD_BYTES <= length; i += WORD_BYTES)
    if (a.getInt32(aFrom + i) !== b.getInt32(bFrom + i)) return false
  for (; i < length; i++) if (a.getUint8(aFrom + i) !== b.getUint8(bFrom + i)) return false
  return true
}
