/**
 * What the kubelet's own log shows of a period without Ready for which it prints no failure.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { firstAtLeast } from '../../../bytes/binary-search.ts'
import type { Boundary } from '../../../model/index.ts'
import { STAMP_TOLERANCE_US } from '../../evidence/boundary.ts'
import { nextLineUs } from '../kubelets/processes.ts'
import { longestPauseUs } from '../lease-activity.ts'
import { aheadUs, type NodeTimeline } from '../node-timeline.ts'
import type { NotReadyPeriod } from '../not-ready/not-ready-period.ts'
import type { Renewal } from '../renewals/renewal.ts'
import { boundaryOfRenewal, renewalsUntil } from '../renewals/renewals.ts'

/**
 * Whether the kubelet printed nothing from the time at which its next renewal was due until the controller marked the
 * node, while its log covers that time. The controller's stale lines prove the silence; but lines are missing where a
 * kubelet that prints its requests does not print the renewal that the controller saw, or what it had failed to do.
 */
export function isKubeletSilent(period: NotReadyPeriod, timeline: NodeTimeline): boolean {
  if (!isUnprinted(period, timeline)) return false
  const lineUs = lineAfterSilence(period, timeline)
  return lineUs === null || lineUs >= markOf(period)
}

/** Whether a log that covers a period prints neither a renewal nor a failure of that time, and misses no lines. */
function isUnprinted(period: NotReadyPeriod, timeline: NodeTimeline): boolean {
  const { rules, processes, requestSpans } = timeline
  if (!period.stale) return false
  if (requestSpans.length > 0 && !ownRenewalBefore(period, timeline)) return false
  const fromUs = period.startUs + rules.longestIntervalUs
  if (readsBeforeRenewal(fromUs, timeline)) return false
  const untilUs = markOf(period)
  const isCovered = processes.some((p) => p.firstUs <= period.startUs && p.lastUs >= untilUs)
  if (!isCovered || untilUs <= fromUs) return false
  return requestSpans.length === 0 || !isSeenWithoutLine(period, timeline, lineAfterSilence(period, timeline))
}

function markOf({ markedNotReady, endUs }: NotReadyPeriod): number {
  return markedNotReady?.atUs ?? endUs
}

/** Returns the first line of the kubelet from the time at which its next renewal was due. Null: there is none. */
function lineAfterSilence({ startUs }: NotReadyPeriod, { lineSpans, rules }: NodeTimeline): number | null {
  return nextLineUs(lineSpans, startUs + rules.longestIntervalUs)
}

/**
 * Whether the kubelet read its Lease after a time and before it renewed it again: one that does not start then had failed
 * to update it five times.
 */
export function readsBeforeRenewal(fromUs: number, { renewals, readsUs, startsUs }: NodeTimeline): boolean {
  const readUs = firstAtLeast(readsUs, fromUs)
  const after = renewals.get(renewalsUntil(renewals, fromUs))
  if (readUs === undefined || (after && after.atUs < readUs)) return false
  const startUs = firstAtLeast(startsUs, fromUs)
  return startUs === undefined || startUs > readUs
}

/** Whether the controller saw the node again so long before the kubelet's next line that lines of it are missing. */
function isSeenWithoutLine(
  { seenAgain, readyAgain, lastSeen }: NotReadyPeriod,
  { offset, roughOffset, rules }: NodeTimeline,
  lineUs: number | null,
): boolean {
  const seen = seenAgain ?? readyAgain
  if (!seen || lineUs === null) return false
  const aheadUs = seen.clock === lastSeen?.clock ? ((offset ?? roughOffset)?.latestUs ?? 0) : 0
  return (seen.latestUs ?? seen.atUs) + aheadUs + longestPauseUs(rules) < lineUs
}

/**
 * Returns the node's own last renewal before a period, where it must be the last: the controller saw the node after it
 * and before the next one was due, and the kubelet's request lines go on up to it. Null: lines may be missing.
 */
export function ownRenewalBefore(
  { startUs, endUs, markedNotReady, lastSeen, measuredFromReset }: NotReadyPeriod,
  { renewals, requestSpans, missingSpans, rules }: NodeTimeline,
): Boundary | null {
  if (!lastSeen || measuredFromReset) return null
  const i = renewalsUntil(renewals, startUs + STAMP_TOLERANCE_US)
  const before = renewals.get(i - 1)
  const after = renewals.get(i)
  if (!before || startUs - before.atUs >= rules.renewIntervalUs) return null
  const untilUs = markedNotReady?.atUs ?? endUs
  if (after && after.atUs <= untilUs) return null
  if (missingSpans.touching(before.startUs, untilUs).some((span) => span.startUs >= before.startUs))
    return null
  const isPrinted = requestSpans.touches(before.atUs - longestPauseUs(rules), before.atUs)
  return isPrinted ? boundaryOfRenewal(before) : null
}

/**
 * Whether a renewal follows the first line that a kubelet printed after its silence, with its requests going on. It may
 * wake up shortly before the controller marks it, and renew only afterwards. Where the controller had not called it
 * stale within the interval before, another renewal may be missing in front of that line.
 */
export function endsSilence({ startUs }: Renewal, period: NotReadyPeriod, timeline: NodeTimeline): boolean {
  if (!isUnprinted(period, timeline)) return false
  const { rules } = timeline
  const lineUs = lineAfterSilence(period, timeline)
  if (lineUs === null || startUs - lineUs > rules.longestIntervalUs) return false
  const staleUs = (period.lastStaleUs ?? markOf(period)) + aheadUs(timeline)
  return startUs - staleUs <= rules.renewIntervalUs
}
