/**
 * Incidents of kind `lease-outage`: silences of the node's own side with the periods without Ready that belong to
 * them, and periods that only the control plane shows.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { Boundaries, Boundary, TimeBounds } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import {
  between,
  exactly,
  excludes,
  intersect,
  NO_BOUNDARIES,
  stampedBoundary,
  witnessOf,
} from '../evidence/boundary.ts'
import { acrossSteps } from '../node/clocks/clock-steps.ts'
import { faultWindowOf } from '../node/fault-window.ts'
import { aheadUs, type NodeTimeline } from '../node/node-timeline.ts'
import { assignPeriods } from '../node/not-ready/match-periods.ts'
import type { NotReadyPeriod } from '../node/not-ready/not-ready-period.ts'
import { boundFromBelow } from '../node/renewals/alive-before.ts'
import { leaseRenewalBefore, renewalAfterMark } from '../node/renewals/renewals-around-mark.ts'
import { ownRenewalBefore } from '../node/silences/kubelet-silence.ts'
import { type Silence, startOf } from '../node/silences/silences.ts'
import { startWithoutRenewal } from '../node/silences/start-without-renewal.ts'
import { type Contradiction, draftOf, earliestOf, type IncidentDraft } from './draft.ts'
import { endingOf, isSetBackAfter, untilRemoval } from './ending.ts'
import { asStamped, boundariesOfPeriods, onNodeClock, renewalByController } from './last-renewal.ts'
import { causeOfPeriod, causeOfSilence } from './outage-cause.ts'
import { kindOfPeriod, unexplainedPeriods } from './period-kind.ts'
import { renewalAfterMissingLines } from './renewal-after-missing-lines.ts'

/** How long after the renewal the Ready condition may come back: 54 s were measured in 1.36. */
const READY_LAG_US: number = 60 * SECOND_US

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
  const boundaries = acrossSteps(
    {
      ...NO_BOUNDARIES,
      ...fromPeriods,
      lastRenewal: asStamped(lastRenewal, timeline),
      ...failuresOf(silence),
      firstRenewalAfter: asStamped(ending.firstRenewalAfter, timeline),
      readyAgain: ending.readyAgain,
    },
    timeline,
  )
  return draftOf(timeline, {
    kind: 'lease-outage',
    boundaries,
    open: ending.open,
    endedBy: ending.endedBy,
    startUs: boundaries.lastRenewal?.atUs ?? startWithoutLastRenewal(silence, boundaries),
    endUs: boundaries.firstRenewalAfter?.atUs ?? ending.endUs,
    attempts,
    faultWindow: faultWindow(silence, lastRenewal, timeline),
    ...causeOfSilence(silence, lastRenewal, periods, timeline),
    periods,
    contradiction,
    processEnd: silence.downtime ?? null,
    silentUntilUs: silentUntil([shownBy?.timeUs, attempts.at(-1)?.atUs, ...periods.map(lastSignOf)]),
    ...(shownBy ? { proof: [shownBy], lastUs: Math.max(shownBy.timeUs, timeline.lastUs ?? 0) } : {}),
    unrenewedSinceUs,
    removal: ending.removal,
  })
}

/** The first and the last failed attempt; bounded where those in evidence may be of another silence. */
function failuresOf({
  attempts,
  certainAttempts: certain = attempts,
}: Silence): Pick<Boundaries, 'firstFailure' | 'lastFailure'> {
  const [first, firstCertain, lastCertain, last] = [attempts[0], certain[0], certain.at(-1), attempts.at(-1)]
  if (!first || !firstCertain || !lastCertain || !last) return { firstFailure: null, lastFailure: null }
  return {
    firstFailure:
      first === firstCertain
        ? exactly(first.witness, first.atUs)
        : between(firstCertain.witness, first.atUs, firstCertain.atUs),
    lastFailure:
      last === lastCertain
        ? exactly(last.witness, last.atUs)
        : between(lastCertain.witness, lastCertain.atUs, last.atUs),
  }
}

/** When the fault began: before the first failure that certainly belongs to the silence, whatever failed earlier. */
function faultWindow(
  { attempts, certainAttempts }: Silence,
  lastRenewal: Boundary | null,
  timeline: NodeTimeline,
): TimeBounds | null {
  const whole = faultWindowOf(timeline, lastRenewal, attempts)
  if (!whole || !certainAttempts || certainAttempts[0] === attempts[0]) return whole
  const certain = faultWindowOf(timeline, lastRenewal, certainAttempts)
  return { earliestUs: whole.earliestUs, latestUs: certain?.latestUs ?? null }
}

/** Returns the last of the moments that are known; null: none is. */
function silentUntil(times: readonly (number | null | undefined)[]): number | null {
  return times.reduce<number | null>((last, us) => (us == null ? last : Math.max(last ?? us, us)), null)
}

/** Returns when the controller showed last that it saw nothing of the node. */
function lastSignOf({ lastStaleUs, markedNotReady }: NotReadyPeriod): number | null {
  return lastStaleUs ?? markedNotReady?.latestUs ?? null
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
  // Renewed before a mark was due, it was not marked.
  if (graceUs > 0 && latestUs !== null && latestUs < markedUs) return null
  const lastCertain = silence.certainAttempts?.at(-1)
  const isEndCertain = lastCertain === undefined || lastCertain === silence.attempts.at(-1)
  const untilUs = latestUs === null ? Number.POSITIVE_INFINITY : latestUs + READY_LAG_US
  // What ends a mark in evidence is of that mark's outage.
  for (const ready of observations.within('node.ready', sinceUs + 1, untilUs))
    if (ready.timeUs !== null && !unposted.has(ready) && !unknownSpans.touches(ready.timeUs, ready.timeUs))
      return isEndCertain
        ? stampedBoundary({ ...ready, timeUs: ready.timeUs })
        : between(witnessOf(ready), lastCertain?.atUs ?? null, ready.timeUs)
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
  const boundaries = acrossSteps(
    {
      ...NO_BOUNDARIES,
      ...boundariesOfPeriods([period]),
      lastRenewal,
      firstRenewalAfter: asStamped(ending.firstRenewalAfter, timeline),
      readyAgain: ending.readyAgain,
    },
    timeline,
  )
  const untilUs = period.readyAgain?.atUs ?? period.endUs
  return draftOf(timeline, {
    kind: 'lease-outage',
    boundaries,
    open: ending.open,
    endedBy: ending.endedBy,
    startUs: boundaries.lastRenewal?.atUs ?? earliestOf(boundaries) ?? period.startUs,
    silentUntilUs: lastSignOf(period),
    endUs: boundaries.firstRenewalAfter?.atUs ?? ending.endUs,
    faultWindow: faultWindowOf(timeline, lastRenewal, []),
    ...causeOfPeriod(period, untilUs, timeline),
    periods: [period],
    removal: ending.removal,
  })
}
