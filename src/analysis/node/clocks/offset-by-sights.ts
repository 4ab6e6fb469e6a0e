/** How far a node's clock is ahead of the control plane's, by what the controller saw of its silences. */
import type { Boundary } from '../../../model/index.ts'
import type { MeasuredOffset } from '../../../model/interval.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { IntervalIndex } from '../../evidence/interval-index.ts'
import { belongTogether, PeriodSearch } from '../not-ready/match-periods.ts'
import type { NotReadyPeriod } from '../not-ready/not-ready-period.ts'
import type { Renewals } from '../renewals/renewal.ts'
import { renewalsUntil } from '../renewals/renewals.ts'
import { type Silence, startOf } from '../silences/silences.ts'
import { commonBounds, type OffsetBounds } from './clock-offset.ts'

/** Ready came back up to 7 s before the lease and up to 54 s after it, and is known to a monitor pass of 5 s. */
const SOONER_READY_US: number = 12 * SECOND_US
const LATER_READY_US: number = 60 * SECOND_US

/** Most pairs of silences and periods that are compared; more prove no offset. */
const MAX_PAIRS = 1_000_000

/** What compares a node's clock with the controller's sights. */
interface SightContext {
  /** Where the node's log covers the time. */
  readonly loggedSpans: IntervalIndex
  /** Where it shows no line for longer. */
  readonly pauses: IntervalIndex
  readonly renewals: Renewals
  readonly passUs: number
  /** Whether no PATCH of the status can have moved the sight after a renewal. */
  readonly isUnmoved: (renewal: Boundary) => boolean
}

/**
 * Measures the offset of a node's clock: the controller last saw a renewal at most a monitor pass after it was made,
 * unless a PATCH of the status moved the sight. A silence and a period belong together where they overlap; or where
 * they last equally long and the node's log, which covers the time of the period (`loggedSpans`), shows no silence
 * then. Returns null if nothing belongs together.
 */
export function offsetByLastSeen(
  silences: readonly Silence[],
  periods: readonly NotReadyPeriod[],
  context: SightContext,
): MeasuredOffset | null {
  const seen = periods.filter((p) => p.lastSeen !== null && !p.measuredFromReset)
  const [silence] = silences
  const [period] = seen
  if (silence && period && silences.length === 1 && seen.length === 1) {
    const bounds = boundsOf(silence, period, context)
    const isMatched =
      belongTogether(silence, period) ||
      (isDisplaced(silence, period, context) && !isElsewhere(silences, period, context))
    if (!bounds || !isMatched) return null
    return { ...bounds, atUs: Math.round((bounds.earliestUs + bounds.latestUs) / 2), pairs: 1 }
  }
  // The order of several matches them only where none is missing.
  const search = new PeriodSearch(seen)
  const matched = new Set(silences.flatMap((s) => search.of(s)))
  if (matched.size === seen.length || silences.length * seen.length > MAX_PAIRS) return null
  const pairs = silences.flatMap((s) =>
    seen.filter((p) => isDisplaced(s, p, context)).flatMap((p) => boundsOf(s, p, context) ?? []),
  )
  const common = commonBounds(pairs)
  if (common?.pairs !== seen.length) return null
  if (common.pairs === 1 && seen.some((p) => isElsewhere(silences, p, context))) return null
  // Where as many pairs agree on another offset, none of the two is proved.
  const { earliestUs, latestUs } = common
  const rivals = pairs.filter((pair) => pair.latestUs < earliestUs || pair.earliestUs > latestUs)
  return (commonBounds(rivals)?.pairs ?? 0) < common.pairs ? common : null
}

/** Returns the offsets that a silence and its period allow; null where the renewal is not exact, or not what was seen. */
function boundsOf(
  { lastRenewal: renewal }: Silence,
  { lastSeen }: NotReadyPeriod,
  { passUs, isUnmoved }: SightContext,
): OffsetBounds | null {
  if (!renewal?.exact || !lastSeen || renewal.clock === lastSeen.clock || !isUnmoved(renewal)) return null
  return {
    earliestUs: (renewal.earliestUs ?? renewal.atUs) - lastSeen.atUs,
    latestUs: renewal.atUs - lastSeen.atUs + passUs,
  }
}

/** Whether they last equally long, the period at a time at which the node's log shows nothing of the kind. */
function isDisplaced(
  { lastRenewal, firstRenewalAfter }: Silence,
  period: NotReadyPeriod,
  context: SightContext,
): boolean {
  const { lastSeen, readyAgain, startUs, endUs } = period
  const { loggedSpans, passUs } = context
  if (!lastRenewal || !firstRenewalAfter || !lastSeen || !readyAgain) return false
  const longerUs = readyAgain.atUs - lastSeen.atUs - (firstRenewalAfter.atUs - lastRenewal.atUs)
  // The controller last saw the node up to a monitor pass later than the renewal.
  if (longerUs < -SOONER_READY_US - passUs || longerUs > LATER_READY_US) return false
  return loggedSpans.contains(startUs, endUs) && !mayHide(period, context)
}

/**
 * Whether the silence of a single period may be where the node's log pauses, apart from the silences: on a displaced
 * clock, it is elsewhere in the log.
 */
function isElsewhere(
  silences: readonly Silence[],
  { startUs, endUs }: NotReadyPeriod,
  { pauses }: SightContext,
): boolean {
  const known = new IntervalIndex(
    silences.map((s) => ({ startUs: startOf(s), endUs: s.firstRenewalAfter?.atUs ?? startOf(s) })),
  )
  for (const pause of pauses)
    if (2 * (pause.endUs - pause.startUs) > endUs - startUs && !known.touches(pause.startUs, pause.endUs))
      return true
  return false
}

/** Whether a pause of the log may hide the silence of a period: it is most of it, and no renewal lies before the mark. */
function mayHide(
  { startUs, endUs, markedNotReady }: NotReadyPeriod,
  { pauses, passUs, renewals }: SightContext,
): boolean {
  const longest = pauses
    .touching(startUs, endUs)
    .reduce((us, p) => Math.max(us, Math.min(p.endUs, endUs) - Math.max(p.startUs, startUs)), 0)
  if (2 * longest <= endUs - startUs) return false
  const next = renewalsUntil(renewals, startUs + passUs)
  return next >= renewals.length || renewals.atUs(next) >= (markedNotReady?.atUs ?? endUs)
}
