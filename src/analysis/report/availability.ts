/**
 * How often and how long a node's lease was not renewed, and which causes cost most.
 *
 * Input: incidents, and where an outage would be in evidence. Output: figures for a node, and a ranking. Only covered
 * time counts: a time without a log is neither up nor down.
 */

import type {
  Availability,
  CauseCategory,
  CauseRank,
  Incident,
  Interval,
  SecondsBounds,
} from '../../model/index.ts'
import { SECOND_US, usToSeconds } from '../../time/instant.ts'
import { isDoubted } from '../../wording/params-of.ts'
import { order } from '../evidence/order.ts'
import { lengthBoundsOf, longestOf, meanBetween, sumOf } from './outage-bounds.ts'

/** Outages of one node within the hour that count as flapping. */
export const FLAPPING_OUTAGES = 3
const FLAPPING_SPAN_US: number = 3600 * SECOND_US

/** The lease duration: a shorter log without failures proves nothing. */
const SHORTEST_LOG_US: number = 40 * SECOND_US

/** Returns when the first of that many outages within the hour began; null: the node was not flapping. `outages` by start. */
export function flappingSince(outages: readonly { readonly startUs: number }[]): number | null {
  for (let i = FLAPPING_OUTAGES - 1; i < outages.length; i++) {
    const from = outages[i - FLAPPING_OUTAGES + 1]
    const to = outages[i]
    if (from && to && to.startUs - from.startUs <= FLAPPING_SPAN_US) return from.startUs
  }
  return null
}

/**
 * Computes the figures of one node. `covered`: where an outage would be in evidence, in any order, on the node's
 * clock; `endUs`: end of the evidence, up to which an open outage counts; `hasRenewals`: any is in evidence.
 */
export function availabilityOf(
  incidents: readonly Incident[],
  covered: readonly Interval[],
  { endUs, hasRenewals }: { readonly endUs: number | null; readonly hasRenewals: boolean },
): Availability {
  const outages = incidents
    .filter(({ kind }) => kind === 'lease-outage')
    .sort((a, b) => a.startUs - b.startUs)
  const spans = outages.flatMap((incident) => spanOf(incident, endUs) ?? [])
  const down = totalUs(spans)
  const proven = hasRenewals ? covered : withoutUnproven(covered, outages[0])
  // An outage counts as covered: while its process is down there is no log. A bound inside a hole counts as nothing.
  const seen = totalUs([...proven, ...outages.flatMap((incident) => leastSpanOf(incident, endUs))])
  const downInSeen = down + seen - totalUs([...proven, ...spans])
  // Without a renewal only the absence of failures in a log that goes on counts.
  const known = totalUs(proven) > (hasRenewals ? 0 : SHORTEST_LOG_US) ? seen : null
  const pauses = pausesOf(spans)
  const lengths = outages.map((incident) => lengthBoundsOf(incident, endUs))
  // An outage that may be of any length leaves any share; before one without a last renewal no time counts as covered.
  const isBounded = ({ boundaries }: Incident, i: number): boolean =>
    (boundaries.lastRenewal === null || lengths[i]?.mostUs !== null) && !isDoubted(outages[i] as Incident)
  const outageSecondsBounds = sumOf(lengths)
  const shareBounds = known ? shareBoundsOf(outageSecondsBounds, usToSeconds(known)) : null
  return {
    share: known && outages.every(isBounded) ? 1 - downInSeen / known : null,
    shareBounds,
    coveredSeconds: known === null ? null : usToSeconds(known),
    outages: outages.length,
    outageSeconds: outages.length > 0 && spans.length === 0 ? null : usToSeconds(down),
    outageSecondsBounds,
    longestSecondsBounds: lengths.length === 0 ? null : longestOf(lengths),
    longestSeconds:
      spans.length === 0
        ? null
        : usToSeconds(spans.reduce((most, s) => Math.max(most, s.endUs - s.startUs), 0)),
    meanBetweenSeconds:
      pauses.length === 0 ? null : usToSeconds(Math.round(pauses.reduce((a, b) => a + b, 0) / pauses.length)),
    meanBetweenSecondsBounds:
      pauses.length === 0 ? null : meanBetween(outages.filter((outage) => !isDoubted(outage))),
    flapping: flappingSince(outages) !== null,
  }
}

function shareBoundsOf([least, most]: SecondsBounds, coveredSeconds: number): SecondsBounds {
  const shareWithout = (seconds: number | null): number | null =>
    seconds === null ? null : Math.max(0, 1 - seconds / coveredSeconds)
  return [shareWithout(most), shareWithout(least)]
}

/** Leaves out what lies before a first outage without a last renewal: the node may never have renewed until then. */
function withoutUnproven(covered: readonly Interval[], first: Incident | undefined): readonly Interval[] {
  if (!first || first.boundaries.lastRenewal !== null) return covered
  return covered
    .filter(({ endUs }) => endUs > first.startUs)
    .map(({ startUs, endUs }) => ({ startUs: Math.max(startUs, first.startUs), endUs }))
}

/** Returns the times between outages; empty where two overlap, which a mean would hide. */
function pausesOf(spans: readonly Interval[]): number[] {
  const pauses = spans.slice(1).map(({ startUs }, i) => startUs - (spans[i] as Interval).endUs)
  return pauses.some((us) => us < 0) ? [] : pauses
}

/** Ranks the causes of outages, those that cost most time first. */
export function rankCauses(incidents: readonly Incident[], endUs: number | null): CauseRank[] {
  const ranks = new Map<CauseCategory, { outages: number; totalUs: number | null }>()
  for (const incident of incidents) {
    if (incident.kind !== 'lease-outage') continue
    const { category } = incident.cause
    const rank = ranks.get(category) ?? { outages: 0, totalUs: null }
    const span = spanOf(incident, endUs)
    ranks.set(category, {
      outages: rank.outages + 1,
      totalUs: span ? (rank.totalUs ?? 0) + span.endUs - span.startUs : rank.totalUs,
    })
  }
  return [...ranks]
    .map(([category, { outages, totalUs: us }]) => ({
      category,
      outages,
      totalSeconds: us === null ? null : usToSeconds(us),
    }))
    .sort(
      (a, b) =>
        (b.totalSeconds ?? -1) - (a.totalSeconds ?? -1) ||
        b.outages - a.outages ||
        order(a.category, b.category),
    )
}

/** Returns when an outage was; null: its end is unknown, or there may have been none. */
function spanOf(incident: Incident, lastUs: number | null): Interval | null {
  const { startUs, endUs, open } = incident
  if (isDoubted(incident)) return null
  const until = endUs ?? (open ? lastUs : null)
  return until === null || until < startUs ? null : { startUs, endUs: until }
}

/** Returns the part of an outage that all its bounds share; empty where they leave none. */
function leastSpanOf(incident: Incident, lastUs: number | null): readonly Interval[] {
  const span = spanOf(incident, lastUs)
  if (!span) return []
  const { lastRenewal, firstRenewalAfter } = incident.boundaries
  const startUs = Math.max(span.startUs, lastRenewal?.latestUs ?? span.startUs)
  const endUs = Math.min(span.endUs, firstRenewalAfter?.earliestUs ?? span.endUs)
  return startUs < endUs ? [{ startUs, endUs }] : []
}

/** Sums the time that the spans cover together. */
function totalUs(spans: readonly Interval[]): number {
  let total = 0
  let untilUs = Number.NEGATIVE_INFINITY
  for (const { startUs, endUs } of [...spans].sort((a, b) => a.startUs - b.startUs)) {
    total += Math.max(0, endUs - Math.max(startUs, untilUs))
    untilUs = Math.max(untilUs, endUs)
  }
  return total
}
