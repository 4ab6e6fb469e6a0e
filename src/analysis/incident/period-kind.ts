/** Whether a period without Ready, that no silence of the node explains, was an outage of the lease. */
import { isControlPlane } from '../../model/clock.ts'
import { SECOND_US } from '../../time/instant.ts'
import { isSetBackDuring } from '../node/clocks/clock-steps.ts'
import { isComplete } from '../node/coverage.ts'
import { isStartUp } from '../node/kubelets/process-end.ts'
import { type NodeTimeline, usableOffset } from '../node/node-timeline.ts'
import { type NotReadyPeriod, postedWithinUs } from '../node/not-ready/not-ready-period.ts'
import { renewalsUntil } from '../node/renewals/renewals.ts'
import type { IncidentDraft } from './draft.ts'

/** Two renew intervals: renewals that are further apart leave room for a silence. */
const RENEWING_INTERVAL_US: number = 20 * SECOND_US

/** A kubelet complains of its runtime every 5 s at least. */
const WITHOUT_COMPLAINT_US: number = 20 * SECOND_US

/** Lists the periods that no draft contains yet. */
export function unexplainedPeriods(
  { notReadyPeriods }: NodeTimeline,
  found: readonly IncidentDraft[],
): NotReadyPeriod[] {
  const explained = new Set(found.flatMap((draft) => draft.periods))
  return notReadyPeriods.filter((period) => !explained.has(period))
}

/**
 * Returns the kind of incident that an unexplained period is; null if it is none: the object was never stale and shows
 * no transition, or the kubelet had just started.
 */
export function kindOfPeriod(
  period: NotReadyPeriod,
  timeline: NodeTimeline,
): 'lease-outage' | 'not-ready' | null {
  const { stale, markedNotReady, taintQueued, complaints } = period
  if (!stale && !markedNotReady && !taintQueued && complaints.length === 0) return null
  if (period.status === 'False')
    return isStartUp(period, timeline) || isPassingComplaint(period, timeline) ? null : 'not-ready'
  return renewsDuring(period, timeline) || renewsSetBack(period, timeline) ? 'not-ready' : 'lease-outage'
}

/**
 * Whether a kubelet complained for too short a time to prove that it posted Ready=False, and prints that it goes on
 * without a complaint.
 */
function isPassingComplaint(period: NotReadyPeriod, timeline: NodeTimeline): boolean {
  const isShort = period.endUs - period.startUs < postedWithinUs(timeline.rules)
  return period.complaints.length > 0 && isShort && endOfComplaints(period, timeline) !== null
}

/** Returns when the kubelet had gone on for 20 s without a further complaint; null: no line shows it. */
export function endOfComplaints({ endUs }: NotReadyPeriod, { printed }: NodeTimeline): number | null {
  const within = { dueUs: endUs, afterUs: endUs, withinUs: WITHOUT_COMPLAINT_US }
  return printed.successOf(within)?.endUs ?? null
}

/**
 * Whether the node renewed with a clock that had been set back: its stamps then lie before the period, or at any time
 * where its zone is only assumed.
 */
function renewsSetBack(
  period: NotReadyPeriod,
  { clockJumps, renewals, isZoneAssumed }: NodeTimeline,
): boolean {
  if (renewals.length === 0) return false
  return isZoneAssumed ? clockJumps.length > 0 : isSetBackDuring(period, clockJumps)
}

/**
 * Whether a renewal between the controller's last sight and its mark is in evidence, on a clock that was compared with
 * the controller's: then the controller is to blame.
 */
export function provesRenewing(
  { lastSeen, markedNotReady: marked, measuredFromReset }: NotReadyPeriod,
  { renewals, offset, clock, controllers, rules }: NodeTimeline,
): boolean {
  if (!lastSeen || !marked?.exact || measuredFromReset || marked.clock !== lastSeen.clock) return false
  if (!isControlPlane(clock) && !offset) return false
  const [leastUs, mostUs] = isControlPlane(clock) ? [0, 0] : [offset?.earliestUs ?? 0, offset?.latestUs ?? 0]
  const fromUs = lastSeen.atUs + mostUs + controllers.at(lastSeen.atUs).passUs
  const untilUs = marked.atUs + leastUs - rules.renewIntervalUs
  const i = renewalsUntil(renewals, fromUs)
  return i < renewals.length && renewals.atUs(i) <= untilUs && renewals.startUs(i) > fromUs
}

/** Whether renewals are in evidence, none further apart than two intervals, from the last seen renewal to the mark. */
function renewsDuring(period: NotReadyPeriod, timeline: NodeTimeline): boolean {
  const { renewals, completeSpans, controllers, node, clock, offset, roughOffset } = timeline
  const fromUs = period.startUs
  const marked = period.markedNotReady
  // A period is on the node's clock, its mark on that of who made it.
  const shiftUs = marked && marked.clock !== node ? (usableOffset(timeline)?.atUs ?? 0) : 0
  const untilUs = marked ? marked.atUs + shiftUs : period.endUs
  const first = renewalsUntil(renewals, fromUs)
  if (!isComplete(completeSpans, fromUs, Math.min(untilUs, period.endUs))) {
    // Lines may be missing: one renewal well inside the period proves that the node was alive, on the same clock.
    if (!isControlPlane(clock) && !offset && !roughOffset) return false
    for (let i = first; i < renewals.length && renewals.atUs(i) < untilUs; i++)
      if (renewals.startUs(i) > fromUs + controllers.passUs) return true
    return false
  }
  let previousUs = fromUs
  for (let i = first; i < renewals.length; i++) {
    const atUs = renewals.atUs(i)
    if (atUs - previousUs > RENEWING_INTERVAL_US) return false
    previousUs = atUs
    if (atUs >= untilUs) return true
  }
  return untilUs - previousUs <= RENEWING_INTERVAL_US
}
