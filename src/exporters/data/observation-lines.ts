/**
 * Collects observations as the bytes of JSON Lines: `formatObservationLine` of each, without those that are not printed.
 *
 * Most lines of `observe` are requests that differ from earlier ones in time, line and latency only. Their other bytes are
 * kept and copied: a string for each line takes ten times as long.
 */
import type { Observation } from '../../model/index.ts'
import { isRequest, type RequestKind } from '../../model/kinds.ts'
import { InstantWriter } from '../../time/instant-bytes.ts'
import { formatObservationLine, requestLineParts, startedUs } from './observation-fields.ts'

/** Bytes of a piece: a system call for each line would cost more than the line. */
const PIECE_BYTES = 65_536
/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const MAX_UNIT_BYTES = 3
const MAX_COUNT_DIGITS = 16
const ZERO = 48
const INSTANT = '2026-11-22T10:44:56.909546Z'

/** The bytes of a request's line between line and latency, with room for the instants at both ends. */
interface RequestLine {
  readonly beforeLine: Buffer
  readonly timeAt: number
  readonly beforeLatency: Buffer
  readonly end: Buffer
  readonly startAt: number
  readonly maxBytes: number
}

export class ObservationLines {
  readonly #take: (piece: Uint8Array) => void
  readonly #requests = new WeakMap<Observation, RequestLine>()
  readonly #instants = new InstantWriter()
  #bytes = Buffer.allocUnsafeSlow(PIECE_BYTES)
  #end = 0

  /** `take` gets pieces of whole lines, in their order, which are not changed any more. */
  constructor(take: (piece: Uint8Array) => void) {
    this.#take = take
  }

  /** Adds an observation. `isReused`: only time, line and latency of the object change from call to call. */
  add(observation: Observation, isReused: boolean): void {
    // Answers to other requests are evidence for `analyze` only.
    if (observation.kind === 'api.answered') return
    if (isReused && isRequest(observation) && this.#addRequest(observation)) return
    this.#addText(formatObservationLine(observation))
  }

  /** Gives what is collected so far. */
  flush(): void {
    if (this.#end === 0) return
    this.#take(this.#bytes.subarray(0, this.#end))
    this.#bytes = Buffer.allocUnsafeSlow(PIECE_BYTES)
    this.#end = 0
  }

  #addText(text: string): void {
    const bytes = text.length * MAX_UNIT_BYTES
    if (this.#end + bytes > PIECE_BYTES) this.flush()
    if (bytes > PIECE_BYTES) this.#take(Buffer.from(text))
    else this.#end += this.#bytes.write(text, this.#end)
  }

  /** Returns false if a number of the request is none of those that logs print. */
  #addRequest(observation: Observation<RequestKind>): boolean {
    const { timeUs, line, latencyMs } = observation
    const startUs = startedUs(observation)
    if (timeUs === null || startUs === null || latencyMs === null) return false
    const request = this.#lineOf(observation)
    if (this.#end + request.maxBytes > PIECE_BYTES) this.flush()
    const start = this.#end
    const bytes = this.#bytes
    let end = start
    bytes.set(request.beforeLine, end)
    if (!this.#instants.write(timeUs, bytes, start + request.timeAt)) return false
    end = writeCount(line, bytes, end + request.beforeLine.length)
    bytes.set(request.beforeLatency, end)
    end = writeCount(latencyMs, bytes, end + request.beforeLatency.length)
    bytes.set(request.end, end)
    if (!this.#instants.write(startUs, bytes, end + request.startAt)) return false
    this.#end = end + request.end.length
    return true
  }

  #lineOf(observation: Observation<RequestKind>): RequestLine {
    const known = this.#requests.get(observation)
    if (known) return known
    const { beforeTime, beforeLine, beforeLatency, beforeStart } = requestLineParts(observation)
    const first = Buffer.from(`${beforeTime}"${INSTANT}"${beforeLine}`)
    const second = Buffer.from(beforeLatency)
    const last = Buffer.from(`${beforeStart}"${INSTANT}"}\n`)
    const request = {
      beforeLine: first,
      timeAt: Buffer.byteLength(beforeTime) + 1,
      beforeLatency: second,
      end: last,
      startAt: Buffer.byteLength(beforeStart) + 1,
      maxBytes: first.length + second.length + last.length + 2 * MAX_COUNT_DIGITS,
    }
    this.#requests.set(observation, request)
    return request
  }
}

/** Writes a whole number ≥ 0 in decimal. Returns the end of it. */
function writeCount(count: number, bytes: Uint8Array, at: number): number {
  let digits = 1
  for (let power = 10; power <= count; power *= 10) digits++
  let rest = count
  for (let i = at + digits - 1; i >= at; i--) {
    const tenth = Math.floor(rest / 10)
    bytes[i] = ZERO + (rest - 10 * tenth)
    rest = tenth
  }
  return at + digits
}
