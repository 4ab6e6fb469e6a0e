/**
 * Outages in doubt: the controller called a node stale while its own watch of Leases was dead, and nothing else shows
 * that the node did not renew.
 *
 * Authority: node_lifecycle_controller.go 1.17–1.36 (it judges by the Leases of its watch), golang.org/x/net/http2.
 */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import { isControlPlane } from '../../model/clock.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { LostWatch } from '../../wording/verdict.ts'
import type { Controllers } from '../evidence/controllers.ts'
import type { HeartbeatAhead } from '../node/not-ready/not-ready-period.ts'
import type { IncidentDraft } from './draft.ts'

/** After a loss the controller lists the Leases anew and calls a node that had renewed stale no longer than this. */
const SEEN_AGAIN_US: number = 20 * SECOND_US

/** A dead connection is found by a ping: 30 s without a frame, then 15 s without an answer, and the time to act on it. */
const FOUND_WITHIN_US: number = 60 * SECOND_US

/** Returns the watch that was lost while a node was called stale; null: none, or other evidence shows the outage. */
export function lostWatchDuring(draft: IncidentDraft, { lostWatches }: Controllers): LostWatch | null {
  const { lastRenewal } = draft.boundaries
  if (lostWatches.length === 0 || !lastRenewal || !isOfControllerOnly(draft)) return null
  const seenUs = lastRenewal.latestUs ?? lastRenewal.atUs
  const staleUs = Math.max(...draft.periods.map((p) => p.lastStaleUs ?? p.markedNotReady?.atUs ?? seenUs))
  const fromUs = Math.max(seenUs, staleUs - SEEN_AGAIN_US)
  const first =
    lostWatches[firstIndexWhere(lostWatches.length, (i) => (lostWatches[i]?.timeUs ?? 0) >= fromUs)]
  return first && first.timeUs <= staleUs + FOUND_WITHIN_US ? first : null
}

/** Returns a heartbeat that is stamped later than the controller's line; null: none, or other evidence shows the outage. */
export function heartbeatAheadOf(draft: IncidentDraft): HeartbeatAhead | null {
  if (!isOfControllerOnly(draft)) return null
  return draft.periods.find(({ heartbeatAhead }) => heartbeatAhead !== null)?.heartbeatAhead ?? null
}

/** Whether nothing but what a controller printed or wrote shows an outage. */
function isOfControllerOnly({ kind, attempts, processEnd, boundaries, periods }: IncidentDraft): boolean {
  const { lastRenewal, firstRenewalAfter } = boundaries
  return (
    kind === 'lease-outage' &&
    attempts.length === 0 &&
    !processEnd &&
    periods.length > 0 &&
    lastRenewal !== null &&
    !lastRenewal.exact &&
    [lastRenewal, firstRenewalAfter].every((b) => b === null || isControlPlane(b.clock))
  )
}
