/**
 * The renewals around a mark that Lease objects show: the last one before it, and one after it.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { isControlPlane } from '../../model/clock.ts'
import type { Boundary, NodeCondition, Observation } from '../../model/index.ts'
import { parseInstant, SECOND_US } from '../../time/instant.ts'
import { between } from '../evidence/boundary.ts'
import type { NodeTimeline } from './node-timeline.ts'
import { usableOffset } from './node-timeline.ts'
import type { NotReadyPeriod } from './not-ready-period.ts'
import { boundaryOfRenewal, type Renewal, renewalsUntil } from './renewals.ts'

/** Conditions that the kubelet does not post. */
const NOT_OF_KUBELET: ReadonlySet<string | null> = new Set(['NetworkUnavailable'])

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
 * none is, or the node's clock is ahead of the mark.
 */
export function renewalAfterMark(period: NotReadyPeriod, timeline: NodeTimeline): Boundary | null {
  const { markedNotReady: marked, readyAgain, lastStaleUs, lastSeen } = period
  const { renewals, clock } = timeline
  if (!marked || readyAgain || isControlPlane(clock)) return null
  const markUs = onTimeline(marked.earliestUs ?? marked.atUs, marked, timeline)
  const staleUs = lastStaleUs !== null && lastSeen ? onTimeline(lastStaleUs, lastSeen, timeline) : markUs
  const sinceUs = Math.max(markUs, staleUs)
  const after = renewals.get(renewalsUntil(renewals, sinceUs + (marked.exact ? 0 : SECOND_US)))
  if (!after || isAhead(sinceUs, timeline)) return null
  const isCompared = marked.clock === clock || usableOffset(timeline) !== null
  return between(after.witness, isCompared ? sinceUs : null, after.atUs + (after.resolutionUs ?? 0))
}

/** Returns when the kubelet last posted its conditions, as far as a Node object shows it; null: none does. */
export function newestHeartbeatUs({ observations }: Pick<NodeTimeline, 'observations'>): number | null {
  let newestUs: number | null = null
  for (const { conditions } of observations.of('node.seen'))
    for (const { type, lastHeartbeatTime } of conditions) {
      if (lastHeartbeatTime === null || NOT_OF_KUBELET.has(type)) continue
      const timeUs = parseInstant(lastHeartbeatTime)
      if (timeUs !== null) newestUs = Math.max(newestUs ?? timeUs, timeUs)
    }
  return newestUs
}

/** Whether the Node that was printed before the Lease, else the one after it, was marked already. */
function isSeenWithMark({ witness }: Renewal, marked: Boundary, { observations }: NodeTimeline): boolean {
  let before: Observation<'node.seen'> | null = null
  let after: Observation<'node.seen'> | null = null
  for (const o of observations.of('node.seen')) {
    if (o.source !== witness.source) continue
    if (o.line > witness.line) after = after && after.line < o.line ? after : o
    else before = before && before.line > o.line ? before : o
  }
  return (before ?? after)?.conditions.some((condition) => showsMark(condition, marked)) ?? false
}

function showsMark({ type, status, lastTransitionTime }: NodeCondition, marked: Boundary): boolean {
  if (type !== 'Ready' || status !== 'Unknown' || lastTransitionTime === null) return false
  const timeUs = parseInstant(lastTransitionTime)
  return timeUs !== null && Math.abs(timeUs - (marked.earliestUs ?? marked.atUs)) <= SECOND_US
}

/** A condition that was posted after it was marked Unknown shows that the node's clock is ahead. */
function isAhead(markUs: number, { observations }: NodeTimeline): boolean {
  return observations
    .of('node.seen')
    .some(({ conditions }) =>
      conditions.some(
        ({ status, reason, lastHeartbeatTime }) =>
          status === 'Unknown' &&
          reason === 'NodeStatusUnknown' &&
          lastHeartbeatTime !== null &&
          (parseInstant(lastHeartbeatTime) ?? 0) > markUs,
      ),
    )
}

function onTimeline(timeUs: number, { clock }: Boundary, timeline: NodeTimeline): number {
  return clock === timeline.clock ? timeUs : timeUs + (usableOffset(timeline)?.atUs ?? 0)
}
