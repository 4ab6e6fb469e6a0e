/**
 * Incidents of kind `lease-outage`: silences of the node's own side with the periods without Ready that belong to
 * them, and periods that only the control plane shows.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { Boundaries, Boundary } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { exactly, excludes, intersect, NO_BOUNDARIES, stampedBoundary } from '../evidence/boundary.ts'
import { boundFromBelow } from '../node/alive-before.ts'
import { faultWindowOf } from '../node/fault-window.ts'
import { isKubeletSilent, ownRenewalBefore } from '../node/kubelet-silence.ts'
import { assignPeriods } from '../node/match-periods.ts'
import { aheadUs, type NodeTimeline } from '../node/node-timeline.ts'
import type { NotReadyPeriod } from '../node/not-ready-period.ts'
import { endOfDowntime, endOfProcess } from '../node/process-end.ts'
import { leaseRenewalBefore, renewalAfterMark } from '../node/renewals-around-mark.ts'
import { type Silence, startOf } from '../node/silences.ts'
import { startWithoutRenewal } from '../node/start-without-renewal.ts'
import { causeOfAttempts } from './cause.ts'
import { type Contradiction, draftOf, earliestOf, type IncidentDraft } from './draft.ts'
import { endingOf, isSetBackAfter, untilRemoval } from './ending.ts'
import { asStamped, boundariesOfPeriods, onNodeClock, renewalByController } from './last-renewal.ts'
import { kindOfPeriod, unexplainedPeriods } from './period-kind.ts'
import { renewalAfterMissingLines } from './renewal-after-missing-lines.ts'
import { causeOfStatusFailures } from './status-cause.ts'

/** How long after the renewal the Ready condition may come back: 54 s were measured in 1.36. */
const READY_LAG_US: number = 60 * SECOND_US

/** The last renewal that the controller saw is at most a monitor pass and a renewal later than the process that renewed. */
const LOOK_BACK_US: number = 16 * SECOND_US

/** A mark follows the end of the process by the grace period, a renew interval, a status update and three passes at most. */
const LOOK_BACK_FROM_MARK_US = 35_800_000

export function detect(timeline: NodeTimeline): IncidentDraft[] {
  const silent = outagesOfSilences(timeline)
  const unseen = unexplainedPeriods(timeline, silent)
    .filter((period) => kindOfPeriod(period, timeline) === 'lease-outage')
    .map((period) => outageOfPeriod(period, timeline))
  return [...silent, ...unseen]
}

function outagesOfSilences(timeline: NodeTimeline): IncidentDraft[] {
  const { silences, notReadyPeriods, rules } = timeline
  const order = { shiftUs: aheadUs(timeline), graceUs: rules.graceUs }
  const assigned = assignPeriods(silences, notReadyPeriods, order)
  return silences.map((silence) => outageOfSilence(silence, assigned.get(silence) ?? [], timeline))
}

function outageOfSilence(
  whole: Silence,
  periods: readonly NotReadyPeriod[],
  timeline: NodeTimeline,
): IncidentDraft {
  const { firstRenewalAfter, shownBy } = whole
  const unrenewedSinceUs = startWithoutRenewal(whole, timeline)
  const { lastRenewal: combined, contradiction } =
    unrenewedSinceUs === null
      ? lastRenewalOf(whole, periods, timeline)
      : { lastRenewal: null, contradiction: null }
  const lastRenewal = boundFromBelow(combined, timeline)
  const fromPeriods = boundariesOfPeriods(periods)
  const startUs = lastRenewal?.atUs ?? startOf(whole)
  const ending = endingOf(
    {
      startUs,
      lastFailureUs: whole.attempts.at(-1)?.atUs ?? null,
      firstRenewalAfter,
      readyAgain: fromPeriods.readyAgain ?? readyAfter(whole, timeline),
      open: whole.open && !isSetBackAfter(whole, timeline),
      periods,
    },
    timeline,
  )
  const silence = untilRemoval(whole, ending.removedUs)
  const { attempts } = silence
  const first = attempts[0]
  const last = attempts.at(-1)
  const boundaries: Boundaries = {
    ...NO_BOUNDARIES,
    ...fromPeriods,
    lastRenewal: asStamped(lastRenewal, timeline),
    firstFailure: first ? exactly(first.witness, first.atUs) : null,
    lastFailure: last ? exactly(last.witness, last.atUs) : null,
    firstRenewalAfter: asStamped(ending.firstRenewalAfter, timeline),
    readyAgain: ending.readyAgain,
  }
  return draftOf(timeline, {
    kind: 'lease-outage',
    boundaries,
    open: ending.open,
    endedBy: ending.endedBy,
    startUs: boundaries.lastRenewal?.atUs ?? startWithoutLastRenewal(silence, boundaries),
    endUs: boundaries.firstRenewalAfter?.atUs ?? ending.endUs,
    attempts,
    faultWindow: faultWindowOf(timeline, lastRenewal, attempts),
    ...causeOf(silence, lastRenewal, periods, timeline),
    periods,
    contradiction,
    processEnd: silence.downtime ?? null,
    ...(shownBy ? { proof: [shownBy], lastUs: Math.max(shownBy.timeUs, timeline.lastUs ?? 0) } : {}),
    unrenewedSinceUs,
    removal: ending.removal,
  })
}

/** Returns the earliest boundary, or the end of the process if that is earlier. */
function startWithoutLastRenewal(silence: Silence, boundaries: Boundaries): number {
  const earliestUs = earliestOf(boundaries) ?? startOf(silence)
  return Math.min(earliestUs, silence.downtime?.endUs ?? earliestUs)
}

/** Combines the last renewal of the node's own side with the last one that the controller saw. */
function lastRenewalOf(
  { lastRenewal: own }: Silence,
  [period]: readonly NotReadyPeriod[],
  timeline: NodeTimeline,
): { lastRenewal: Boundary | null; contradiction: Contradiction | null } {
  const { offset } = timeline
  const seen = period ? renewalByController(period, timeline) : null
  if (!own || (own.earliestUs === null && seen?.earliestUs != null))
    return { lastRenewal: seen, contradiction: null }
  if (!seen) return { lastRenewal: own, contradiction: null }
  // Another clock's bounds narrow this one's only where the two were compared. An audited renewal is on the node's clock.
  const isAsStamped = asStamped(own, timeline) === own
  const compared = isAsStamped && own.clock === seen.clock ? seen : offset && onNodeClock(seen, offset)
  if (!compared) return { lastRenewal: own, contradiction: null }
  return {
    lastRenewal: intersect(own, compared),
    contradiction: excludes(own, compared) ? { a: own, b: seen } : null,
  }
}

/** A process that ended before it failed to renew is the cause, whatever its successor met first. */
function causeOf(
  silence: Silence,
  lastRenewal: Boundary | null,
  periods: readonly NotReadyPeriod[],
  timeline: NodeTimeline,
): Pick<IncidentDraft, 'category' | 'error' | 'alsoCauses'> & Partial<IncidentDraft> {
  const [first] = silence.attempts
  const { downtime } = silence
  if (downtime && (!first || downtime.endUs <= first.earliestStartUs))
    return {
      category: endOfDowntime(downtime, timeline),
      error: downtime.error?.text ?? null,
      alsoCauses: [],
    }
  const ended =
    first && lastRenewal
      ? endOfProcess(timeline, lastRenewal.latestUs ?? lastRenewal.atUs, first.earliestStartUs)
      : null
  if (ended) return { ...ended, error: null, alsoCauses: [] }
  return (
    causeOfAttempts(silence.attempts) ??
    causeOfStatusFailures(silence.attempts, timeline) ?? {
      ...categoryWithoutError(silence, periods, timeline),
      error: null,
      alsoCauses: [],
    }
  )
}

/** Decides whether the process ended or just fell silent, where no attempt names a cause. */
function categoryWithoutError(
  silence: Silence,
  periods: readonly NotReadyPeriod[],
  timeline: NodeTimeline,
): Pick<IncidentDraft, 'category' | 'isInferredCause'> {
  const fromUs = silence.lastRenewal?.atUs ?? startOf(silence)
  const untilUs = silence.firstRenewalAfter?.atUs ?? null
  const ranOutUs = (silence.lastRenewal?.latestUs ?? fromUs) + timeline.rules.leaseDurationUs
  const [period] = periods
  const missedUs = period ? markOf(period, timeline) : ranOutUs
  const byUs = Math.min(missedUs, untilUs ?? Number.POSITIVE_INFINITY)
  return endOfProcess(timeline, fromUs, byUs, untilUs) ?? withoutEnd(periods, timeline)
}

/** The cause where no line shows one: a kubelet that printed nothing, or none that is known. */
function withoutEnd(
  periods: readonly NotReadyPeriod[],
  timeline: NodeTimeline,
): Pick<IncidentDraft, 'category' | 'isInferredCause'> {
  const isSilent = periods.some((period) => isKubeletSilent(period, timeline))
  return { category: isSilent ? 'kubelet-silent' : 'unknown', isInferredCause: false }
}

/** Returns when the kubelet posted Ready again after a silence, where no period shows it. */
function readyAfter(
  silence: Silence,
  { observations, unposted, unknownSpans, rules }: NodeTimeline,
): Boundary | null {
  const { downtime, lastRenewal } = silence
  // Ready comes back from a mark, and no mark comes sooner than the grace period; a kubelet that starts writes both.
  const graceUs = downtime || !lastRenewal ? 0 : rules.graceUs
  const markedUs = (graceUs > 0 ? (lastRenewal?.earliestUs ?? startOf(silence)) : startOf(silence)) + graceUs
  const sinceUs = downtime ? markedUs : Math.max(markedUs, silence.attempts[0]?.atUs ?? markedUs)
  const latestUs = silence.firstRenewalAfter?.latestUs ?? null
  const untilUs = latestUs === null ? Number.POSITIVE_INFINITY : latestUs + READY_LAG_US
  // What ends a mark in evidence is of that mark's outage.
  for (const ready of observations.within('node.ready', sinceUs + 1, untilUs))
    if (ready.timeUs !== null && !unposted.has(ready) && !unknownSpans.touches(ready.timeUs, ready.timeUs))
      return stampedBoundary({ ...ready, timeUs: ready.timeUs })
  return null
}

/** An outage that nothing but the control plane shows. */
function outageOfPeriod(period: NotReadyPeriod, timeline: NodeTimeline): IncidentDraft {
  const byController = renewalByController(period, timeline)
  const lastRenewal =
    ownRenewalBefore(period, timeline) ??
    leaseRenewalBefore(period, byController, timeline) ??
    boundFromBelow(byController, timeline)
  const startUs = lastRenewal?.atUs ?? period.startUs
  const after = renewalAfterMissingLines(period, timeline) ?? renewalAfterMark(period, timeline)
  const ending = endingOf(
    {
      startUs,
      lastFailureUs: null,
      firstRenewalAfter: after?.exact ? after : (period.seenAgain ?? after),
      readyAgain: period.readyAgain,
      open: true,
      periods: [period],
    },
    timeline,
  )
  const boundaries: Boundaries = {
    ...NO_BOUNDARIES,
    ...boundariesOfPeriods([period]),
    lastRenewal,
    firstRenewalAfter: asStamped(ending.firstRenewalAfter, timeline),
    readyAgain: ending.readyAgain,
  }
  const untilUs = period.readyAgain?.atUs ?? period.endUs
  return draftOf(timeline, {
    kind: 'lease-outage',
    boundaries,
    open: ending.open,
    endedBy: ending.endedBy,
    startUs: lastRenewal?.atUs ?? earliestOf(boundaries) ?? period.startUs,
    endUs: boundaries.firstRenewalAfter?.atUs ?? ending.endUs,
    faultWindow: faultWindowOf(timeline, lastRenewal, []),
    ...(endOfProcess(timeline, lookBackFrom(period, timeline), markOf(period, timeline), untilUs) ??
      withoutEnd([period], timeline)),
    periods: [period],
    removal: ending.removal,
  })
}

/** Returns when the node was marked, or when that was due at the latest where no line shows the mark. */
function markOf({ startUs, markedNotReady }: NotReadyPeriod, { rules }: NodeTimeline): number {
  return markedNotReady?.latestUs ?? startUs + rules.graceUs
}

/** Returns the earliest moment at which the process may have ended before the period. */
function lookBackFrom({ startUs, stale }: NotReadyPeriod, { rules }: NodeTimeline): number {
  return stale ? startUs - LOOK_BACK_US : startUs - rules.graceUs - LOOK_BACK_FROM_MARK_US
}
