/**
 * Which periods without Ready, as the control plane saw them, belong to which silences of the node: those that overlap.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import type { Interval, MeasuredOffset } from '../../model/interval.ts'
import { SECOND_US } from '../../time/instant.ts'
import { between, witnessOfBoundary } from '../evidence/boundary.ts'
import { commonBounds, type OffsetBounds } from './clock-offset.ts'
import { MONITOR_PERIOD_US, type NotReadyPeriod } from './not-ready-periods.ts'
import { type Silence, startOf } from './silences.ts'

/** How long after its first renewal a kubelet that was stopped may report itself not ready. */
const WAKING_UP_US: number = 15 * SECOND_US

/**
 * Whether a silence and a period are one incident: they overlap, so the controller last saw the node after its last
 * renewal, at most a monitor pass later. If the controller saw a renewal after the last failed attempt, the period
 * belongs to another silence.
 */
export function belongTogether(silence: Silence, period: NotReadyPeriod): boolean {
  if (isOver(silence, period)) return false
  const fromUs = (silence.lastRenewal?.earliestUs ?? startOf(silence)) - MONITOR_PERIOD_US
  // A kubelet that wakes up or starts may report Ready=False for some seconds after its first renewal.
  const lagUs = silence.attempts.length === 0 ? WAKING_UP_US : 0
  const untilUs = silence.firstRenewalAfter?.latestUs ?? null
  const periodEndUs = period.readyAgain ? period.endUs : Math.max(period.endUs, period.startUs)
  return (untilUs === null || period.startUs <= untilUs + lagUs) && periodEndUs >= fromUs
}

/** Whether the controller saw a renewal after everything that the silence shows, although its end is not known. */
function isOver(silence: Silence, period: NotReadyPeriod): boolean {
  const last = silence.attempts.at(-1)
  if (!last || !period.lastSeen || period.measuredFromReset || silence.firstRenewalAfter?.exact) return false
  return period.startUs - 2 * MONITOR_PERIOD_US > last.atUs
}

/** Ends an open silence at the latest when the controller saw a renewal. */
export function endByLastSeen(silence: Silence, periods: readonly NotReadyPeriod[]): Silence {
  const last = silence.attempts.at(-1)
  if (!last || silence.firstRenewalAfter) return silence
  const seen = periods.find((period) => isOver(silence, period))?.lastSeen
  if (!seen) return silence
  return {
    ...silence,
    firstRenewalAfter: between(witnessOfBoundary(seen), last.atUs, seen.atUs),
    open: false,
  }
}

/** Ready came back up to 7 s before the lease and up to 54 s after it, and is known to a monitor pass of 5 s. */
const SOONER_READY_US: number = 12 * SECOND_US
const LATER_READY_US: number = 60 * SECOND_US

/**
 * Measures the offset of a node's clock by what the controller saw of its silences: it last saw a renewal at most a
 * monitor pass after the renewal was made. A silence and a period belong together where they overlap; or where they
 * last equally long and the node's log, which covers the time of the period (`loggedSpans`), shows no silence then.
 * Returns null if nothing belongs together.
 */
export function offsetByLastSeen(
  silences: readonly Silence[],
  periods: readonly NotReadyPeriod[],
  loggedSpans: readonly Interval[],
): MeasuredOffset | null {
  const seen = periods.filter((p) => p.lastSeen !== null && !p.measuredFromReset)
  const [silence] = silences
  const [period] = seen
  if (silence && period && silences.length === 1 && seen.length === 1) {
    const bounds = boundsOf(silence, period)
    if (!bounds || !(belongTogether(silence, period) || isDisplaced(silence, period, loggedSpans)))
      return null
    return { ...bounds, atUs: Math.round((bounds.earliestUs + bounds.latestUs) / 2), pairs: 1 }
  }
  // The order of several matches them only where none is missing.
  if (seen.every((p) => silences.some((s) => belongTogether(s, p)))) return null
  const pairs = silences.flatMap((s) =>
    seen.filter((p) => isDisplaced(s, p, loggedSpans)).flatMap((p) => boundsOf(s, p) ?? []),
  )
  const common = commonBounds(pairs)
  return common && common.pairs === seen.length ? common : null
}

/** Returns the offsets that a silence and its period allow; null where the renewal is not known to a monitor pass. */
function boundsOf(silence: Silence, period: NotReadyPeriod): OffsetBounds | null {
  const renewal = silence.lastRenewal
  const { lastSeen } = period
  if (!renewal || !lastSeen || renewal.clock === lastSeen.clock) return null
  const firstUs = renewal.exact ? renewal.atUs : renewal.earliestUs
  if (firstUs === null || renewal.latestUs === null) return null
  if (renewal.latestUs - firstUs > MONITOR_PERIOD_US) return null
  return {
    earliestUs: firstUs - lastSeen.atUs,
    latestUs: renewal.latestUs - lastSeen.atUs + MONITOR_PERIOD_US,
  }
}

/** Whether they last equally long, the period at a time at which the node's log shows nothing of the kind. */
function isDisplaced(silence: Silence, period: NotReadyPeriod, loggedSpans: readonly Interval[]): boolean {
  const { lastRenewal, firstRenewalAfter } = silence
  const { lastSeen, readyAgain } = period
  if (!lastRenewal || !firstRenewalAfter || !lastSeen || !readyAgain) return false
  const longerUs = readyAgain.atUs - lastSeen.atUs - (firstRenewalAfter.atUs - lastRenewal.atUs)
  // The controller last saw the node up to a monitor pass later than the renewal.
  if (longerUs < -SOONER_READY_US - MONITOR_PERIOD_US || longerUs > LATER_READY_US) return false
  return loggedSpans.some((c) => c.startUs <= period.startUs && period.endUs <= c.endUs)
}
