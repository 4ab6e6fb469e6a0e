/**
 * Pairs the two lines of a request that clients print from -v=7 on.
 *
 * Input: parsed records. Output: the same; the status of a request gets the findings of both lines. Neither line names
 * the other, so they are paired only while one request of their process is open.
 */
import { isBareStatus, type RequestStart, requestStartOf, withRequest } from '../../grammars/request-parts.ts'
import type { Statement } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { ParsedRecord } from './record.ts'

/** The API server ends a request after a minute (--request-timeout): a status that is still missing was not printed. */
const MAX_OPEN_US: number = 60 * SECOND_US

/** Most requests of a process that are open at once, and most processes; further ones are not paired. */
export const MAX_OPEN = 1000

interface OpenRequest extends RequestStart {
  readonly timeUs: number | null
}

/** The open requests of each process, the oldest first. */
export type OpenRequests = readonly (readonly [string, readonly OpenRequest[]])[]

export class RequestPairs {
  readonly #reparse: (parsed: ParsedRecord, statement: Statement) => ParsedRecord
  readonly #open = new Map<string, OpenRequest[]>()

  /** `reparse` parses a record with another statement. */
  constructor(reparse: (parsed: ParsedRecord, statement: Statement) => ParsedRecord) {
    this.#reparse = reparse
  }

  /** Processes that began a request. */
  get processes(): number {
    return this.#open.size
  }

  /** Without the processes that have none. */
  get state(): OpenRequests {
    const open = [...this.#open].filter(([, requests]) => requests.length > 0)
    return open.map(([key, requests]) => [key, [...requests]] as const).sort(([a], [b]) => (a < b ? -1 : 1))
  }

  /** Goes on behind the records that led to a state. */
  resume(state: OpenRequests): void {
    for (const [key, requests] of state) this.#open.set(key, [...requests])
  }

  /** Returns the record, with the findings of its request if it is the status of one. */
  join(parsed: ParsedRecord): ParsedRecord {
    const { record, findings } = parsed
    const { statement } = record
    if (statement === null || findings.length > 0) return parsed
    const start = requestStartOf(statement)
    if (start) {
      this.#begin(parsed, start)
      return parsed
    }
    if (this.#open.size === 0 || !isBareStatus(statement)) return parsed
    const open = this.#openRequests(parsed)
    const [request, another] = open
    open.shift()
    if (!request || another) return parsed
    return { ...this.#reparse(parsed, withRequest(statement, request)), isJoined: true }
  }

  #begin(parsed: ParsedRecord, start: RequestStart): void {
    const open = this.#openRequests(parsed)
    if (open.length < MAX_OPEN) open.push({ ...start, timeUs: parsed.record.timeUs })
    if (open.length > 1 || this.#open.size < MAX_OPEN) this.#open.set(keyOf(parsed), open)
  }

  /** Returns the open requests of a record's process, the oldest first, without those that were open for too long. */
  #openRequests(parsed: ParsedRecord): OpenRequest[] {
    const open = this.#open.get(keyOf(parsed)) ?? []
    const { timeUs } = parsed.record
    while (open[0] && isExpired(open[0], timeUs)) open.shift()
    return open
  }
}

function isExpired(request: OpenRequest, timeUs: number | null): boolean {
  return timeUs !== null && request.timeUs !== null && timeUs - request.timeUs > MAX_OPEN_US
}

function keyOf({ record: { host, pid } }: ParsedRecord): string {
  return `${host ?? ''}\0${pid ?? ''}`
}
