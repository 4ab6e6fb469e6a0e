/** What the control plane shows of an outage: its last renewal, and the boundaries of the periods without Ready. */
import { isControlPlane } from '../../model/clock.ts'
import type { Boundaries, Boundary } from '../../model/index.ts'
import type { MeasuredOffset } from '../../model/interval.ts'
import { between, witnessOfBoundary } from '../evidence/boundary.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import { MONITOR_PERIOD_US, type NotReadyPeriod } from '../node/not-ready-periods.ts'
import type { HeartbeatRules } from '../node/silences.ts'

/**
 * Bounds the last renewal by when the controller last saw one: it passes every 5 s and counts from the pass that saw
 * the renewal; after a reset it counts from its own start. Returns null if the period has no stale line.
 */
export function renewalByLastSeen(
  { lastSeen: seen, markedNotReady: marked, measuredFromReset }: NotReadyPeriod,
  { graceUs }: HeartbeatRules,
): Boundary | null {
  if (!seen) return null
  const witness = witnessOfBoundary(seen)
  if (!measuredFromReset) return between(witness, seen.atUs - MONITOR_PERIOD_US, seen.atUs)
  // A mark that is older than the new controller was made a grace period after the last renewal.
  const byMarkUs = marked && marked.clock === seen.clock ? marked.atUs - graceUs : seen.atUs
  return between(witness, null, Math.min(seen.atUs, byMarkUs))
}

/** Moves a renewal that only the audit log contains back to its own stamp: the timeline has it on the node's clock. */
export function asStamped(b: Boundary | null, { clock, offset }: NodeTimeline): Boundary | null {
  if (!b || !offset || isControlPlane(clock) || !isControlPlane(b.clock) || b.from !== 'lease.renewed')
    return b
  const back = (timeUs: number | null): number | null => (timeUs === null ? null : timeUs - offset.atUs)
  return { ...b, atUs: b.atUs - offset.atUs, earliestUs: back(b.earliestUs), latestUs: back(b.latestUs) }
}

/** Moves a control plane's bounds to where the node's clock would have shown them. */
export function onNodeClock(b: Boundary, offset: MeasuredOffset): Boundary {
  return {
    ...b,
    atUs: b.atUs + offset.atUs,
    earliestUs: b.earliestUs === null ? null : b.earliestUs + offset.earliestUs,
    latestUs: b.latestUs === null ? null : b.latestUs + offset.latestUs,
  }
}

/** Takes the first mark and taint and the last recovery of an incident's periods. */
export function boundariesOfPeriods(
  periods: readonly NotReadyPeriod[],
): Pick<Boundaries, 'controllerLastSeen' | 'markedNotReady' | 'taintQueued' | 'readyAgain'> {
  return {
    controllerLastSeen: firstKnown(periods.map(lastSeenBeforeMark)),
    markedNotReady: firstKnown(periods.map((p) => p.markedNotReady)),
    taintQueued: firstKnown(periods.map((p) => p.taintQueued)),
    readyAgain: firstKnown(periods.map((p) => p.readyAgain).reverse()),
  }
}

/** A controller that started after the mark saw nothing that the mark was measured from. */
function lastSeenBeforeMark({ lastSeen, markedNotReady: marked }: NotReadyPeriod): Boundary | null {
  return lastSeen && marked && marked.clock === lastSeen.clock && marked.atUs < lastSeen.atUs
    ? null
    : lastSeen
}

function firstKnown(boundaries: readonly (Boundary | null)[]): Boundary | null {
  return boundaries.find((b) => b !== null) ?? null
}
