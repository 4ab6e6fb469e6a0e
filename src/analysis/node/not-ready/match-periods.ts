/**
 * Which periods without Ready, as the control plane saw them, belong to which silences of the node: those that overlap.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import type { Interval } from '../../../model/interval.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { between, witnessOfBoundary } from '../../evidence/boundary.ts'
import { MONITOR_PERIOD_US } from '../../evidence/controllers.ts'
import { IntervalIndex } from '../../evidence/interval-index.ts'
import { type Silence, startOf } from '../silences/silences.ts'
import type { NotReadyPeriod } from './not-ready-period.ts'

/** How long after its first renewal a kubelet that was stopped may report itself not ready. */
const WAKING_UP_US: number = 15 * SECOND_US

/** Ready follows the lease by up to 54 s: lines without a sight or a mark, which a log begins with, repeat what was before. */
const READY_LAG_US: number = 60 * SECOND_US

/**
 * Whether a silence and a period are one incident: they overlap, so the controller last saw the node after its last
 * renewal, at most a monitor pass later. If the controller saw a renewal after the last failed attempt, the period
 * belongs to another silence.
 */
export function belongTogether(silence: Silence, period: NotReadyPeriod): boolean {
  if (isOver(silence, period)) return false
  const sinceUs = silence.lastRenewal?.earliestUs ?? startOf(silence)
  // A node that its own clock shows Ready before had renewed since.
  const isReadyByOwn = period.readyAgain?.exact && period.readyAgain.clock === silence.lastRenewal?.clock
  const fromUs = isReadyByOwn && period.markedNotReady ? sinceUs : sinceUs - MONITOR_PERIOD_US
  // A kubelet that wakes up or starts may report Ready=False for some seconds after its first renewal.
  const isRepetition = !period.lastSeen && !period.markedNotReady
  const isWakingUp = silence.attempts.length === 0 && period.status !== 'Unknown'
  const lagUs = isRepetition ? READY_LAG_US : isWakingUp ? WAKING_UP_US : 0
  const untilUs = silence.firstRenewalAfter?.latestUs ?? null
  // A node that shuts down reports itself not ready before its kubelet ends.
  if (silence.downtime?.isShutdown && period.status === 'False' && !period.readyAgain) return true
  const periodEndUs = period.readyAgain ? period.endUs : Math.max(period.endUs, period.startUs)
  return (untilUs === null || period.startUs <= untilUs + lagUs) && periodEndUs >= fromUs
}

/** Periods of one node, of which those near a silence are found without going through all. */
export class PeriodSearch {
  readonly #periods: readonly NotReadyPeriod[]
  readonly #spans: IntervalIndex<Interval & { readonly n: number }>

  constructor(periods: readonly NotReadyPeriod[]) {
    this.#periods = periods
    this.#spans = new IntervalIndex(
      periods.map(({ startUs, endUs }, n) => ({ startUs, endUs: Math.max(startUs, endUs), n })),
    )
  }

  /** Lists the periods that belong to a silence, in their order. */
  of(silence: Silence): NotReadyPeriod[] {
    return this.#near(silence).filter((period) => belongTogether(silence, period))
  }

  /** A node that shuts down may report itself not ready at any time before. */
  #near(silence: Silence): readonly NotReadyPeriod[] {
    if (silence.downtime?.isShutdown) return this.#periods
    const fromUs = (silence.lastRenewal?.earliestUs ?? startOf(silence)) - MONITOR_PERIOD_US
    const untilUs = (silence.firstRenewalAfter?.latestUs ?? Number.POSITIVE_INFINITY) + READY_LAG_US
    const found = this.#spans.touching(fromUs, untilUs).sort((a, b) => a.n - b.n)
    return found.map(({ n }) => this.#periods[n] as NotReadyPeriod)
  }
}

/** What puts the sights of periods in order with the renewals of silences. */
interface SightOrder {
  /** What to add to the control plane's times to get the node's, as far as that is known. */
  readonly shiftUs: number
  /** How long a mark follows its sight at least. */
  readonly graceUs: number
}

/**
 * Assigns each period to the silence that it is about: of those that it meets, the last with a last renewal before the
 * period, else the first.
 */
export function assignPeriods(
  silences: readonly Silence[],
  periods: readonly NotReadyPeriod[],
  order: SightOrder,
): Map<Silence, NotReadyPeriod[]> {
  const search = new PeriodSearch(periods)
  const owners = new Map<NotReadyPeriod, Silence>()
  for (const silence of silences)
    for (const period of search.of(silence)) {
      const owner = owners.get(period)
      const isBetter =
        owner === undefined ||
        (lastsAsLong(silence, period) &&
          (!lastsAsLong(owner, period) || isRenewedBefore(silence, period, order)))
      if (isBetter) owners.set(period, silence)
    }
  const assigned = new Map<Silence, NotReadyPeriod[]>(silences.map((silence) => [silence, []]))
  for (const period of periods) {
    const owner = owners.get(period)
    if (owner) assigned.get(owner)?.push(period)
  }
  return assigned
}

/** Whether a silence may have lasted from the sight to the last line about it: nothing arrived meanwhile. */
function lastsAsLong(
  { lastRenewal, firstRenewalAfter }: Silence,
  { lastSeen, lastStaleUs, measuredFromReset }: NotReadyPeriod,
): boolean {
  if (measuredFromReset || lastSeen?.latestUs == null || lastStaleUs === null) return true
  if (lastRenewal?.earliestUs == null || firstRenewalAfter?.latestUs == null) return true
  return firstRenewalAfter.latestUs - lastRenewal.earliestUs >= lastStaleUs - lastSeen.latestUs - SECOND_US
}

/**
 * Whether the last renewal of a silence came before the period: from the sight to the mark nothing arrived. Clocks that
 * nothing compares may differ, so the middle of that time decides.
 */
function isRenewedBefore(
  { lastRenewal }: Silence,
  { lastSeen, markedNotReady: marked, isMarkedByKubelet }: NotReadyPeriod,
  { shiftUs, graceUs }: SightOrder,
): boolean {
  const byMarkUs = marked?.latestUs == null || isMarkedByKubelet ? null : marked.latestUs - graceUs
  const sightUs = lastSeen?.latestUs ?? byMarkUs
  if (sightUs === null || lastRenewal?.latestUs == null) return false
  return lastRenewal.latestUs <= sightUs + shiftUs + graceUs / 2
}

/** What decides how far a sight lies behind its renewal. */
interface SightPeriods {
  readonly passUs: number
  readonly longestIntervalUs: number
}

const DEFAULT_PERIODS: SightPeriods = { passUs: MONITOR_PERIOD_US, longestIntervalUs: 10.4 * SECOND_US }

/** Whether the controller saw a renewal after everything that the silence shows, although its end is not known. */
function isOver(
  silence: Silence,
  period: NotReadyPeriod,
  { passUs, longestIntervalUs }: SightPeriods = DEFAULT_PERIODS,
): boolean {
  const last = silence.attempts.at(-1)
  if (!last || !period.lastSeen || period.measuredFromReset || silence.firstRenewalAfter?.exact) return false
  // A PATCH between the last renewal and the first failure moves the sight, too.
  const movedUs = (silence.lastRenewal?.latestUs ?? startOf(silence)) + longestIntervalUs + 2 * passUs
  return period.startUs - 2 * passUs > last.atUs && period.startUs > movedUs
}

/** Ends an open silence at the latest when the controller saw a renewal. */
export function endByLastSeen(
  silence: Silence,
  periods: readonly NotReadyPeriod[],
  sights: SightPeriods,
): Silence {
  const last = silence.attempts.at(-1)
  if (!last || silence.firstRenewalAfter) return silence
  const seen = periods.find((period) => isOver(silence, period, sights))?.lastSeen
  if (!seen) return silence
  return {
    ...silence,
    firstRenewalAfter: between(witnessOfBoundary(seen), last.atUs, seen.atUs),
    open: false,
  }
}
