/**
 * Tries that failed: a request line (`PUT … in 10000 milliseconds`) and the message that follows it
 * (`Failed to update lease`) tell of the same try and count once. Summary lines (fallback, retries exhausted)
 * are no tries.
 *
 * Authority: component-helpers lease/controller.go and client-go transport/round_trippers.go, 1.14–1.36.
 */

import type { Cause, Observation } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { Witness } from '../evidence/boundary.ts'

/** How far the request line and its message may be apart in one process. In real logs: 0.1–3 ms, in either order. */
const SAME_TRY_US = 50_000

/** Longest time a heartbeat request takes: the client gives up after it (`?timeout=10s`). */
export const REQUEST_TIMEOUT_US: number = 10 * SECOND_US

export interface Try {
  /** The line that told it first. */
  readonly witness: Witness
  /** When that line was printed: the end of the try. */
  readonly atUs: number
  /** When the request began; `startUs` null: only that it was not before `earliestStartUs`. */
  readonly startUs: number | null
  readonly earliestStartUs: number
  readonly latestStartUs: number
  readonly pid: number | null
  /** Null: only the request line is in evidence, or the message is cut before its error. */
  readonly cause: Cause | null
  readonly alsoCauses: readonly Cause[]
  readonly error: string | null
  readonly declaredIntervalSeconds: number | null
}

type Told = Observation<'lease.request-failed' | 'lease.update-failed' | 'lease.ensure-failed'>

export function isFailedTry(o: Observation): o is Told {
  return (
    o.kind === 'lease.request-failed' || o.kind === 'lease.update-failed' || o.kind === 'lease.ensure-failed'
  )
}

/** In time order; `told` must be, too. One source's lines of one node. */
export function joinTries(told: readonly Told[]): Try[] {
  const tries: Try[] = []
  /** Index of the last try that only a request line told, and of the last that only a message told. */
  let request = -1
  let message = -1
  for (const o of told) {
    if (o.timeUs === null) continue
    const isRequest = o.kind === 'lease.request-failed'
    const other = isRequest ? message : request
    const partner = other >= 0 ? tries[other] : undefined
    if (partner && o.timeUs - partner.atUs <= SAME_TRY_US && samePid(partner.pid, o.pid)) {
      tries[other] = isRequest ? withRequest(partner, o) : withMessage(partner, o)
      request = -1
      message = -1
      continue
    }
    tries.push(oneTry(o))
    if (isRequest) request = tries.length - 1
    else message = tries.length - 1
  }
  return tries
}

function samePid(a: number | null, b: number | null): boolean {
  return a === null || b === null || a === b
}

function oneTry(o: Told): Try {
  const atUs = o.timeUs as number
  const witness = { kind: o.kind, source: o.source, line: o.line, clock: o.clock ?? 'unknown' }
  if (o.kind === 'lease.request-failed') {
    const start = startOf(o)
    return {
      witness,
      atUs,
      startUs: start,
      earliestStartUs: start ?? atUs - REQUEST_TIMEOUT_US,
      latestStartUs: start ?? atUs,
      pid: o.pid,
      cause: causeOfStatus(o.statusCode),
      alsoCauses: [],
      error: o.statusCode === null ? null : `status ${o.statusCode}`,
      declaredIntervalSeconds: null,
    }
  }
  const timedOut = o.cause === 'timeout'
  return {
    witness,
    atUs,
    startUs: timedOut ? atUs - REQUEST_TIMEOUT_US : null,
    earliestStartUs: atUs - REQUEST_TIMEOUT_US,
    latestStartUs: timedOut ? atUs - REQUEST_TIMEOUT_US : atUs,
    pid: o.pid,
    cause: o.cause,
    alsoCauses: o.alsoCauses,
    error: o.error,
    declaredIntervalSeconds: o.kind === 'lease.ensure-failed' ? o.retryIntervalSeconds : null,
  }
}

function startOf(o: Observation<'lease.request-failed'>): number | null {
  if (o.timeUs === null) return null
  if (o.receivedUs !== undefined) return o.receivedUs
  return o.latencyMs === null ? null : o.timeUs - o.latencyMs * 1000 - 1000
}

function withMessage(request: Try, o: Told): Try {
  const told = oneTry(o)
  return {
    ...request,
    cause: told.cause ?? request.cause,
    alsoCauses: told.alsoCauses,
    error: told.error ?? request.error,
    declaredIntervalSeconds: told.declaredIntervalSeconds,
  }
}

function withRequest(message: Try, o: Observation<'lease.request-failed'>): Try {
  const told = oneTry(o)
  return {
    ...message,
    startUs: told.startUs,
    earliestStartUs: told.earliestStartUs,
    latestStartUs: told.latestStartUs,
    cause: message.cause ?? told.cause,
    error: message.error ?? told.error,
  }
}

/** What a status code by itself says; null: there was none, so nothing was said. */
function causeOfStatus(statusCode: number | null): Cause | null {
  if (statusCode === null) return null
  if (statusCode === 401 || statusCode === 403) return 'auth'
  if (statusCode === 404) return 'not-found'
  if (statusCode === 409) return 'conflict'
  if (statusCode === 429) return 'throttled'
  return statusCode >= 500 ? 'server-error' : 'other'
}
