/**
 * Failed attempts to renew a lease. A request line (`PUT … in 10000 milliseconds`) and the message that follows it
 * (`Failed to update lease`) are one attempt. Summary lines (fallback, retries exhausted) are not attempts.
 *
 * Authority: component-helpers lease/controller.go and client-go transport/round_trippers.go, 1.14–1.36.
 */

import type { Cause, Observation } from '../../model/index.ts'
import { type FailedAttemptKind, isFailedAttempt } from '../../model/kinds.ts'
import { requestStartUs, SAME_ATTEMPT_US } from '../../model/request.ts'
import { SECOND_US } from '../../time/instant.ts'
import { type Witness, witnessOf } from '../evidence/boundary.ts'

/** Longest time a heartbeat request takes where its URL prints no other: the client gives up after it (`?timeout=10s`). */
export const REQUEST_TIMEOUT_US: number = 10 * SECOND_US

export interface Attempt {
  /** The first line that reports it. */
  readonly witness: Witness
  /** Time of that line: the end of the attempt. */
  readonly atUs: number
  /** When the request began; null: only known not to be before `earliestStartUs`. */
  readonly startUs: number | null
  readonly earliestStartUs: number
  readonly latestStartUs: number
  /** How long its request may have taken. */
  readonly timeoutUs: number
  readonly pid: number | null
  /** Null: only the request line is in evidence, or the message is cut before its error. */
  readonly cause: Cause | null
  readonly alsoCauses: readonly Cause[]
  readonly error: string | null
  readonly declaredIntervalSeconds: number | null
}

type FailedAttempt = Observation<FailedAttemptKind>

/** Joins the lines of each attempt. `failed` holds one node's failures by time; the result is by time, too. */
function joinAttempts(failed: readonly FailedAttempt[]): Attempt[] {
  const attempts: Attempt[] = []
  /** Index of the newest attempt with only a request line, and of the newest with only a message. */
  let requestIndex: number | null = null
  let messageIndex: number | null = null
  for (const o of failed) {
    if (o.timeUs === null) continue
    const isRequest = o.kind === 'lease.request-failed'
    const partnerIndex = isRequest ? messageIndex : requestIndex
    const partner = partnerIndex === null ? undefined : attempts[partnerIndex]
    if (
      partnerIndex !== null &&
      partner &&
      o.timeUs - partner.atUs <= SAME_ATTEMPT_US &&
      samePid(partner.pid, o.pid)
    ) {
      attempts[partnerIndex] = isRequest ? withRequest(partner, o) : withMessage(partner, o)
      requestIndex = null
      messageIndex = null
      continue
    }
    attempts.push(attemptOf(o, o.timeUs))
    if (isRequest) requestIndex = attempts.length - 1
    else messageIndex = attempts.length - 1
  }
  return attempts
}

/** Takes the kubelet's own failures, or those of the audit log where the kubelet printed none. */
export function collectAttempts(observations: readonly Observation[]): {
  attempts: Attempt[]
  isPrintedByKubelet: boolean
} {
  const failed = observations.filter(isFailedAttempt)
  const own = joinAttempts(failed.filter((o) => o.component === 'kubelet'))
  return own.length > 0
    ? { attempts: own, isPrintedByKubelet: true }
    : { attempts: joinAttempts(failed), isPrintedByKubelet: false }
}

function samePid(a: number | null, b: number | null): boolean {
  return a === null || b === null || a === b
}

function attemptOf(o: FailedAttempt, atUs: number): Attempt {
  const witness = witnessOf(o)
  const timeoutUs = o.timeoutSeconds === undefined ? REQUEST_TIMEOUT_US : o.timeoutSeconds * SECOND_US
  if (o.kind === 'lease.request-failed') {
    const startUs = startOfRequest(o, atUs)
    return {
      witness,
      atUs,
      startUs,
      earliestStartUs: startUs ?? atUs - timeoutUs,
      latestStartUs: startUs ?? atUs,
      timeoutUs,
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
    startUs: timedOut ? atUs - timeoutUs : null,
    earliestStartUs: atUs - timeoutUs,
    latestStartUs: timedOut ? atUs - timeoutUs : atUs,
    timeoutUs,
    pid: o.pid,
    cause: o.cause,
    alsoCauses: o.alsoCauses,
    error: o.error,
    declaredIntervalSeconds: o.kind === 'lease.ensure-failed' ? o.retryIntervalSeconds : null,
  }
}

function startOfRequest(o: Observation<'lease.request-failed'>, atUs: number): number | null {
  if (o.receivedUs !== undefined) return o.receivedUs
  return o.latencyMs === null ? null : requestStartUs(atUs, o.latencyMs)
}

function withMessage(request: Attempt, o: FailedAttempt): Attempt {
  const message = attemptOf(o, request.atUs)
  return {
    ...request,
    cause: message.cause ?? request.cause,
    alsoCauses: message.alsoCauses,
    error: message.error ?? request.error,
    declaredIntervalSeconds: message.declaredIntervalSeconds,
  }
}

function withRequest(message: Attempt, o: Observation<'lease.request-failed'>): Attempt {
  const request = attemptOf(o, o.timeUs ?? message.atUs)
  return {
    ...message,
    startUs: request.startUs,
    earliestStartUs: request.earliestStartUs,
    latestStartUs: request.latestStartUs,
    cause: message.cause ?? request.cause,
    error: message.error ?? request.error,
  }
}

/** Returns what a status code by itself proves; null: no status was printed. */
function causeOfStatus(statusCode: number | null): Cause | null {
  if (statusCode === null) return null
  if (statusCode === 401 || statusCode === 403) return 'auth'
  if (statusCode === 404) return 'not-found'
  if (statusCode === 409) return 'conflict'
  if (statusCode === 429) return 'throttled'
  return statusCode >= 500 ? 'server-error' : 'other'
}
