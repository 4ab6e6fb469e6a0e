/**
 * The renewals around a mark that Lease objects show: the last one before it, and one after it.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { isControlPlane } from '../../../model/clock.ts'
import type { Boundary } from '../../../model/index.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { between } from '../../evidence/boundary.ts'
import type { NodeTimeline } from '../node-timeline.ts'
import { usableOffset } from '../node-timeline.ts'
import type { NotReadyPeriod } from '../not-ready/not-ready-period.ts'
import type { Renewal } from './renewal.ts'
import { boundaryOfRenewal, renewalsUntil } from './renewals.ts'

/**
 * Returns the renewal of a Lease that must be the last before a mark, or before what the controller saw last: the Lease
 * was printed when the node was marked already, or the next renewal would lie behind the bounds that the control plane
 * leaves. Null: none is known to be the last.
 */
export function leaseRenewalBefore(
  period: NotReadyPeriod,
  byController: Boundary | null,
  timeline: NodeTimeline,
): Boundary | null {
  const { markedNotReady: marked, isMarkedByKubelet } = period
  const { renewals, rules } = timeline
  if (isMarkedByKubelet || isControlPlane(timeline.clock)) return null
  const shown = marked ?? byController
  if (!shown) return null
  const last = renewals.get(
    renewalsUntil(renewals, onTimeline(shown.latestUs ?? shown.atUs, shown, timeline)) - 1,
  )
  if (last?.witness.kind !== 'lease.seen') return null
  const latestUs = byController?.latestUs ?? null
  const isExcluded =
    latestUs !== null &&
    byController !== null &&
    last.atUs + rules.renewIntervalUs > onTimeline(latestUs, byController, timeline)
  return isExcluded || (marked && isSeenWithMark(last, marked, timeline)) ? boundaryOfRenewal(last) : null
}

/**
 * Returns the bounds of the first renewal after a mark that is not known to be over, by the first one in evidence. Null:
 * none is, or the node's clock is known to be another than the controller's.
 */
export function renewalAfterMark(period: NotReadyPeriod, timeline: NodeTimeline): Boundary | null {
  const { markedNotReady: marked, readyAgain, lastStaleUs, lastSeen } = period
  const { renewals, clock } = timeline
  if (!marked || readyAgain || isControlPlane(clock)) return null
  const markUs = onTimeline(marked.earliestUs ?? marked.atUs, marked, timeline)
  const staleUs = lastStaleUs !== null && lastSeen ? onTimeline(lastStaleUs, lastSeen, timeline) : markUs
  const sinceUs = Math.max(markUs, staleUs)
  const after = renewals.get(renewalsUntil(renewals, sinceUs + (marked.exact ? 0 : SECOND_US)))
  if (!after || isAhead(marked, timeline)) return null
  const isCompared = marked.clock === clock || usableOffset(timeline) !== null
  if (!isCompared && renewsWhileStale(period, timeline)) return null
  return between(after.witness, isCompared ? sinceUs : null, after.atUs + (after.resolutionUs ?? 0))
}

/** Whether the Node that was printed before the Lease, else the one after it, was marked already. */
function isSeenWithMark({ witness }: Renewal, marked: Boundary, { seenNodes }: NodeTimeline): boolean {
  const markUs = seenNodes.markAt(witness)
  return markUs !== null && Math.abs(markUs - (marked.earliestUs ?? marked.atUs)) <= SECOND_US
}

/** A condition that was posted after it was marked Unknown shows that the node's clock is ahead. */
function isAhead(marked: Boundary, { seenNodes }: NodeTimeline): boolean {
  const markUs = marked.earliestUs ?? marked.atUs
  return (seenNodes.heartbeatAtMark(markUs) ?? 0) > markUs
}

/** Whether the node renewed by its clock while the controller saw nothing new of it: the two clocks differ. */
function renewsWhileStale(
  { lastSeen, lastStaleUs, measuredFromReset }: NotReadyPeriod,
  { renewals, controllers }: NodeTimeline,
): boolean {
  if (!lastSeen || lastStaleUs === null || measuredFromReset) return false
  const next = renewals.get(renewalsUntil(renewals, lastSeen.atUs + controllers.at(lastSeen.atUs).passUs))
  return next !== undefined && next.atUs < lastStaleUs - SECOND_US
}

function onTimeline(timeUs: number, { clock }: Boundary, timeline: NodeTimeline): number {
  return clock === timeline.clock ? timeUs : timeUs + (usableOffset(timeline)?.atUs ?? 0)
}
