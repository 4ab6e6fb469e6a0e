/**
 * Silences and stale lines: lines of one sight prove that the controller saw nothing new meanwhile, so no inferred
 * renewal lies before the last of them.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { Boundary } from '../../../model/index.ts'
import type { Interval } from '../../../model/interval.ts'
import { between, witnessOfBoundary } from '../../evidence/boundary.ts'
import { IntervalIndex } from '../../evidence/interval-index.ts'
import type { NotReadyPeriod } from '../not-ready/not-ready-period.ts'
import { type Silence, startOf } from './silences.ts'

/** Puts the controller's lines on the node's clock. */
interface NodeClock {
  readonly node: string
  /** The least that the node's clock is ahead: what it shows at a line, it has shown then for certain. */
  readonly shiftUs: number
  /** False: nothing compares the clocks, so that the lines may lie elsewhere. */
  readonly isCompared: boolean
}

/** Drops inferred renewals that stale lines exclude; what follows within the same lines is the same silence. */
export function withoutContradictions(
  silences: readonly Silence[],
  periods: readonly NotReadyPeriod[],
  clock: NodeClock,
): Silence[] {
  const result: Silence[] = []
  const sights = sightsOf(periods, clock)
  for (const found of silences) {
    const silence = withoutMissing(found, sights)
    const before = result.at(-1)
    const staleUs = before ? lastStaleUs(before, sights) : null
    // On clocks that nothing compares, the lines may be of another silence.
    if (before && staleUs !== null && startOf(silence) <= staleUs && clock.isCompared)
      result[result.length - 1] = {
        ...silence,
        lastRenewal: before.lastRenewal,
        attempts: [...before.attempts, ...silence.attempts],
      }
    else {
      if (before && staleUs !== null) result[result.length - 1] = endLater(before, staleUs, silence, clock)
      result.push(silence)
    }
  }
  const last = result.at(-1)
  const staleUs = last ? lastStaleUs(last, sights) : null
  if (last && staleUs !== null) result[result.length - 1] = endLater(last, staleUs, null, clock)
  return result
}

/** Takes attempts as failed that are missing while the controller saw nothing new. */
function withoutMissing(silence: Silence, sights: IntervalIndex<Sight>): Silence {
  const { missing, certainAttempts: _, ...whole } = silence
  return missing && sights.contains(missing.startUs, missing.endUs)
    ? { ...whole, ...missing.ifNoneRenewed }
    : silence
}

/** A sight from its beginning to its last line, on the node's clock. */
interface Sight extends Interval {
  /** Its place among the periods. */
  readonly n: number
}

function sightsOf(periods: readonly NotReadyPeriod[], { node, shiftUs }: NodeClock): IntervalIndex<Sight> {
  return new IntervalIndex(
    periods.flatMap(({ startUs, lastSeen, measuredFromReset, lastStaleUs: lastUs }, n) =>
      lastUs === null || !lastSeen || measuredFromReset
        ? []
        : [{ startUs, endUs: lastSeen.clock === node ? lastUs : lastUs + shiftUs, n }],
    ),
  )
}

/** Returns the last line of the first sight that excludes the inferred end of a silence; null: none does. */
function lastStaleUs(silence: Silence, sights: IntervalIndex<Sight>): number | null {
  const end = silence.firstRenewalAfter
  if (!end || end.exact) return null
  const atUs = end.earliestUs ?? end.atUs
  const [first] = sights
    .touching(atUs, atUs)
    .filter(({ startUs, endUs }) => startUs < atUs && endUs > atUs)
    .sort((a, b) => a.n - b.n)
  return first?.endUs ?? null
}

/** The renewal came after the last stale line, and before what shows the next silence. */
function endLater(silence: Silence, staleUs: number, next: Silence | null, clock: NodeClock): Silence {
  const inferred = silence.firstRenewalAfter as Boundary
  const nextUs = next === null ? null : (next.lastRenewal?.latestUs ?? startOf(next))
  const isLater = inferred.latestUs !== null && inferred.latestUs > staleUs
  const latestUs = isLater ? inferred.latestUs : nextUs
  if (latestUs === null) return { ...silence, firstRenewalAfter: null, open: true }
  const earliestUs = clock.isCompared ? staleUs : inferred.earliestUs
  return { ...silence, firstRenewalAfter: between(witnessOfBoundary(inferred), earliestUs, latestUs) }
}
