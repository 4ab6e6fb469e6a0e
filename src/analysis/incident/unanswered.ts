/**
 * Attempts to renew that got no answer: the API server may have written the renewal all the same, so that the controller
 * saw the node later than its kubelet shows.
 *
 * Authority: net/http and client-go (errors after a request was sent), node_lifecycle_controller.go 1.14–1.36.
 */
import type { Boundary, Cause } from '../../model/index.ts'
import { isCauseCut } from '../../wording/cut-error.ts'
import type { Attempt } from '../node/attempts.ts'

/** Failures after which the request may have been carried out. */
const WITHOUT_ANSWER: ReadonlySet<Cause> = new Set([
  'timeout',
  'eof',
  'connection-reset',
  'connection-lost',
  'closed-connection',
  'canceled',
  'server-error',
])

/** Errors of a connection that was never made: nothing was sent. */
const NOT_SENT: readonly string[] = ['dial ', 'lookup ', 'TLS handshake', 'waiting for connection']

/** Returns how long after the last renewal in evidence the API server may have written another; 0: it can't have. */
export function unansweredDelayUs(attempts: readonly Attempt[], lastRenewal: Boundary | null): number {
  if (!lastRenewal) return 0
  const sinceUs = lastRenewal.latestUs ?? lastRenewal.atUs
  return attempts.filter(mayBeWritten).reduce((longestUs, { atUs }) => Math.max(longestUs, atUs - sinceUs), 0)
}

/** Whether an attempt was an update, not a GET of the Lease, and may have reached the API server. */
function mayBeWritten(attempt: Attempt): boolean {
  const { declaredIntervalSeconds, cause, error } = attempt
  if (declaredIntervalSeconds !== null) return false
  if (cause !== null && !WITHOUT_ANSWER.has(cause) && !isCauseCut(attempt)) return false
  return error === null || !NOT_SENT.some((words) => error.includes(words))
}
