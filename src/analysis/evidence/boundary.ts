/**
 * Boundaries and intervals: a moment with the bounds that the evidence leaves it, and differences of two.
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type {
  Boundaries,
  Boundary,
  BoundaryName,
  IntervalBounds,
  IntervalName,
  Intervals,
  Observation,
  ObservationKind,
} from '../../model/index.ts'
import { SECOND_US, usToSeconds } from '../../time/instant.ts'

/** Two stamps of one moment may differ by this before they contradict each other: renewTime is stamped up to 5 ms before the request, latencies are cut to whole milliseconds. */
export const STAMP_TOLERANCE_US = 20_000

/** Where a boundary was read. */
export interface Witness {
  readonly kind: ObservationKind
  readonly source: string
  readonly line: number
  readonly clock: string
}

export function witnessOf(o: Observation): Witness {
  return { kind: o.kind, source: o.source, line: o.line, clock: o.clock ?? 'unknown' }
}

export function witnessOfBoundary({ from, source, line, clock }: Boundary): Witness {
  return { kind: from, source, line, clock }
}

/** Makes a boundary of a moment that a record prints: all three times are equal but for the start of a request. */
export function exactly(witness: Witness, atUs: number, startUs: number = atUs): Boundary {
  return {
    atUs,
    earliestUs: startUs,
    latestUs: atUs,
    exact: true,
    clock: witness.clock,
    from: witness.kind,
    source: witness.source,
    line: witness.line,
  }
}

/** Makes a boundary of the time that a record prints: exact, or bounded where it is known to whole seconds or worse. */
export function stampedBoundary(o: Observation & { readonly timeUs: number }): Boundary {
  const { timeUs, resolutionUs } = o
  const bounded = resolutionUs < SECOND_US ? null : between(witnessOf(o), timeUs, timeUs + resolutionUs)
  return bounded ?? exactly(witnessOf(o), timeUs)
}

/** Makes a boundary between two moments: `at` is the midpoint, or the side that is known; null if neither is. */
export function between(
  witness: Witness,
  earliestUs: number | null,
  latestUs: number | null,
): Boundary | null {
  const atUs =
    earliestUs === null ? latestUs : latestUs === null ? earliestUs : Math.round((earliestUs + latestUs) / 2)
  if (atUs === null) return null
  return {
    atUs,
    earliestUs,
    latestUs,
    exact: false,
    clock: witness.clock,
    from: witness.kind,
    source: witness.source,
    line: witness.line,
  }
}

/**
 * Narrows `a` to what both boundaries allow; `a` stays the witness. An exact one is not narrowed. If they exclude each
 * other by more than the tolerance, it returns `a`; the caller reports the contradiction (`excludes`).
 */
export function intersect(a: Boundary, b: Boundary): Boundary {
  if (a.exact || excludes(a, b)) return a
  if (b.exact) return b
  const earliestUs = larger(a.earliestUs, b.earliestUs)
  const latestUs = smaller(a.latestUs, b.latestUs)
  if (earliestUs !== null && latestUs !== null && earliestUs > latestUs) {
    // Within the tolerance the bounds may cross: then the moment lies where they meet.
    const atUs = Math.round((earliestUs + latestUs) / 2)
    return { ...a, atUs, earliestUs: latestUs, latestUs: earliestUs }
  }
  return between(witnessOfBoundary(a), earliestUs, latestUs) ?? a
}

/** Whether no moment satisfies both, beyond the tolerance. */
export function excludes(a: Boundary, b: Boundary): boolean {
  const later = larger(a.earliestUs, b.earliestUs)
  const sooner = smaller(a.latestUs, b.latestUs)
  return later !== null && sooner !== null && later - sooner > STAMP_TOLERANCE_US
}

/** Returns the larger of two numbers; null stands for no bound. */
function larger(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}

/** Returns the smaller of two numbers; null stands for no bound. */
function smaller(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b)
}

export const NO_BOUNDARIES: Boundaries = {
  lastRenewal: null,
  firstFailure: null,
  lastFailure: null,
  firstRenewalAfter: null,
  controllerLastSeen: null,
  markedNotReady: null,
  taintQueued: null,
  firstEviction: null,
  readyAgain: null,
}

/** Name, from, to: each interval is `to − from`. */
const INTERVALS: readonly (readonly [IntervalName, BoundaryName, BoundaryName])[] = [
  ['silenceSeconds', 'lastRenewal', 'firstRenewalAfter'],
  ['toFirstFailureSeconds', 'lastRenewal', 'firstFailure'],
  ['failingSeconds', 'firstFailure', 'lastFailure'],
  ['detectionSeconds', 'lastRenewal', 'markedNotReady'],
  ['graceSeconds', 'controllerLastSeen', 'markedNotReady'],
  ['notReadySeconds', 'markedNotReady', 'readyAgain'],
  ['recoverySeconds', 'firstRenewalAfter', 'readyAgain'],
  ['toEvictionSeconds', 'markedNotReady', 'firstEviction'],
]

export interface Measured {
  readonly intervals: Intervals
  readonly intervalBounds: IntervalBounds
  readonly crossClock: readonly IntervalName[]
}

/**
 * Measures the intervals between boundaries, exact to the microsecond; null where a boundary is missing or known from
 * one side only.
 */
export function measure(boundaries: Boundaries): Measured {
  const intervals = {} as Record<IntervalName, number | null>
  const intervalBounds = {} as Record<IntervalName, readonly [number | null, number | null] | null>
  const crossClock: IntervalName[] = []
  for (const [name, from, to] of INTERVALS) {
    const a = boundaries[from]
    const b = boundaries[to]
    if (!a || !b) {
      intervals[name] = null
      intervalBounds[name] = null
      continue
    }
    intervals[name] = isBounded(a) && isBounded(b) ? usToSeconds(b.atUs - a.atUs) : null
    intervalBounds[name] = [
      b.earliestUs === null || a.latestUs === null ? null : usToSeconds(b.earliestUs - a.latestUs),
      b.latestUs === null || a.earliestUs === null ? null : usToSeconds(b.latestUs - a.earliestUs),
    ]
    if (a.clock !== b.clock) crossClock.push(name)
  }
  return { intervals, intervalBounds, crossClock }
}

function isBounded({ earliestUs, latestUs }: Boundary): boolean {
  return earliestUs !== null && latestUs !== null
}
