/** What the control plane shows of an outage: its last renewal, and the boundaries of the periods without Ready. */
import { isControlPlane } from '../../model/clock.ts'
import type { Boundaries, Boundary } from '../../model/index.ts'
import type { MeasuredOffset } from '../../model/interval.ts'
import { SECOND_US } from '../../time/instant.ts'
import { between, witnessOfBoundary } from '../evidence/boundary.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import type { NotReadyPeriod } from '../node/not-ready/not-ready-period.ts'
import { isKnownUnposted } from '../node/status-posts.ts'

/**
 * A kubelet posts its conditions every five minutes, half as late again at most: one that has not for longer stopped
 * before the control plane was there to mark it.
 */
const LONGEST_STATUS_PAUSE_US: number = 450 * SECOND_US

/**
 * Bounds the last renewal by what the controller saw last. It counts from the pass that saw a renewal or a PATCH of the
 * status, up to an interval and two passes after the renewal; after a reset from its own start. A mark alone comes a
 * grace period and up to a pass after that. Returns null if the controller's word bounds nothing.
 */
export function renewalByController(
  {
    lastSeen: seen,
    markedNotReady: marked,
    measuredFromReset,
    isMarkedByKubelet,
    status,
    taintQueued,
    notBeforeUs,
    wasUnknown,
  }: NotReadyPeriod,
  timeline: Pick<NodeTimeline, 'rules' | 'controllers' | 'seenNodes' | 'requests' | 'statusSpans'>,
): Boundary | null {
  const { rules, controllers } = timeline
  const mark = isMarkedByKubelet ? null : marked
  const { grace, passUs } = controllers.at((mark ?? seen ?? taintQueued)?.atUs ?? 0)
  const mostUs = rules.longestIntervalUs + 2 * passUs
  // Without a PATCH of the status the controller counts from the pass that saw the renewal.
  const isUnmoved =
    seen !== null && isKnownUnposted(timeline, { startUs: seen.atUs - mostUs, endUs: seen.atUs })
  const movedUs = isUnmoved ? passUs : mostUs
  const sinceUs = Math.min(Math.max(notBeforeUs ?? 0, (seen?.atUs ?? 0) - movedUs), seen?.atUs ?? 0)
  if (seen && !measuredFromReset) {
    // A node that was Unknown already may have been silent for long: the controller may count from its own start.
    const isSight =
      !wasUnknown ||
      notBeforeUs !== null ||
      controllers.leaderDuring(seen.atUs - passUs, seen.atUs + SECOND_US) !== null
    return between(witnessOfBoundary(seen), isSight ? sinceUs : null, seen.atUs)
  }
  if (seen) {
    // A mark that is older than the new controller was made a grace period after the last renewal.
    const markUs = mark && mark.clock === seen.clock ? mark.latestUs : null
    const byMarkUs = markUs === null ? seen.atUs : markUs - grace.minUs
    return between(witnessOfBoundary(seen), null, Math.min(seen.atUs, byMarkUs))
  }
  if (status === 'False') return null
  if (mark) {
    const { earliestUs, latestUs } = mark
    const sinceMarkUs = earliestUs === null ? null : earliestUs - grace.maxUs - passUs - mostUs
    const heartbeatUs = timeline.seenNodes.newestHeartbeatUs
    const isLongSilent =
      sinceMarkUs !== null && heartbeatUs !== null && heartbeatUs < sinceMarkUs - LONGEST_STATUS_PAUSE_US
    return between(
      witnessOfBoundary(mark),
      isLongSilent ? null : sinceMarkUs,
      latestUs === null ? null : latestUs - grace.minUs,
    )
  }
  return status === 'Unknown' && taintQueued
    ? between(witnessOfBoundary(taintQueued), null, (taintQueued.latestUs ?? taintQueued.atUs) - grace.minUs)
    : null
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

/** Takes the first mark and taint of an incident's periods, and its recovery: without a mark, the last one. */
export function boundariesOfPeriods(
  periods: readonly NotReadyPeriod[],
): Pick<Boundaries, 'controllerLastSeen' | 'markedNotReady' | 'taintQueued' | 'readyAgain'> {
  const marked = periods.findIndex((p) => p.markedNotReady !== null)
  const recoveries = marked < 0 ? periods.toReversed() : periods.slice(marked)
  const recovered = marked < 0 ? -1 : periods.findIndex((p, i) => i >= marked && p.readyAgain !== null)
  return {
    // A mark is measured from the sight of its own period.
    controllerLastSeen: firstKnown(
      [...periods.slice(Math.max(marked, 0)), ...periods].map(lastSeenBeforeMark),
    ),
    markedNotReady: firstKnown(periods.map((p) => p.markedNotReady)),
    // Behind its recovery, the taint is that of another mark.
    taintQueued: firstKnown(
      periods.slice(0, recovered < 0 ? undefined : recovered + 1).map((p) => p.taintQueued),
    ),
    readyAgain: firstKnown(recoveries.map((p) => p.readyAgain)),
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
