/**
 * Steps of a node's clock: what they look like to the controller, and what they are not.
 *
 * The controller takes a Lease for news only if its renewTime is later than the one before. If a clock is set
 * back, the renewals have no effect until it has caught up, and the node is marked. A clock that is set forward leaves a
 * hole between two stamps in which no time passed.
 * Authority: node_lifecycle_controller.go (tryUpdateNodeHealth), all releases since 1.13.
 */
import type { Boundaries, Boundary, BoundaryName } from '../../../model/index.ts'
import type { Interval } from '../../../model/interval.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { between, witnessOfBoundary } from '../../evidence/boundary.ts'
import type { IntervalIndex } from '../../evidence/interval-index.ts'
import type { NotReadyPeriod } from '../not-ready/not-ready-period.ts'
import type { Silence } from '../silences/silences.ts'

/** The controller sees a renewal up to two passes and a status post later, and marks as late after the grace period. */
const SLACK_US: number = 60 * SECOND_US

/** Passes of the controller that must find a silent node overdue. */
const DETECTION_US: number = 20 * SECOND_US

/**
 * Whether the node's clock was set back so that its renewals looked old to the controller during a period. Either
 * stamp may be the right one, so the period lies within the set-back time before or behind the step.
 */
export function isSetBackDuring(period: NotReadyPeriod, jumps: readonly Interval[]): boolean {
  const fromUs = period.lastSeen?.atUs ?? period.markedNotReady?.atUs ?? period.startUs
  return jumps.some(({ startUs, endUs }) => {
    const backUs = endUs - startUs
    return fromUs >= startUs - SLACK_US && fromUs <= endUs + backUs + SLACK_US
  })
}

/** Boundaries that a node's own stamps make: which of them is first and last, the order of stamps decides. */
const ORDERED_BY_STAMPS: readonly BoundaryName[] = [
  'lastRenewal',
  'firstFailure',
  'lastFailure',
  'firstRenewalAfter',
  'markedNotReady',
  'readyAgain',
]

/**
 * Widens boundaries on the node's clock to the time that it showed twice, because it was set back: there the order of
 * stamps proves nothing.
 */
export function acrossSteps(
  boundaries: Boundaries,
  { clockJumps, node }: { readonly clockJumps: readonly Interval[]; readonly node: string },
): Boundaries {
  if (clockJumps.length === 0) return boundaries
  const widened: Record<BoundaryName, Boundary | null> = { ...boundaries }
  const isOfNode = (b: Boundary | null): b is Boundary => b?.clock === node
  for (const name of ORDERED_BY_STAMPS) {
    const b = boundaries[name]
    if (isOfNode(b)) widened[name] = clockJumps.reduce(withJump, b)
  }
  const isUnclear = (name: BoundaryName): boolean => widened[name] !== boundaries[name]
  // Nothing bounds what follows an unclear renewal, and what ends an outage at such a time.
  if (isUnclear('firstFailure')) widened.lastRenewal = until(widened.lastRenewal, widened.firstFailure)
  if (isUnclear('lastRenewal')) widened.firstFailure = unbounded(boundaries.firstFailure)
  if (isUnclear('lastFailure')) widened.lastFailure = unbounded(boundaries.lastFailure)
  if (isUnclear('firstRenewalAfter')) {
    widened.firstRenewalAfter = null
    // A later failure may be stamped behind the renewal that followed it.
    if (!isUnclear('lastFailure')) widened.lastFailure = withoutLatest(boundaries.lastFailure)
  }
  // What is stamped before the middle of an unclear renewal is not known to follow it.
  for (const name of ['firstFailure', 'lastFailure', 'firstRenewalAfter'] as const)
    if (isBefore(widened[name], widened.lastRenewal)) widened[name] = null
  if (isBefore(widened.lastFailure, widened.firstFailure)) widened.lastFailure = null
  return widened
}

function isBefore(b: Boundary | null, other: Boundary | null): boolean {
  return b !== null && other !== null && b.clock === other.clock && b.atUs < other.atUs
}

function unbounded(b: Boundary | null): Boundary | null {
  return b && { ...b, exact: false, earliestUs: null, latestUs: null }
}

/** Widens an inferred renewal up to the latest moment of the failure that it is inferred from. */
function until(renewal: Boundary | null, failure: Boundary | null): Boundary | null {
  if (!renewal || renewal.exact || renewal.latestUs === null || failure?.clock !== renewal.clock)
    return renewal
  const latestUs = failure.latestUs === null ? null : Math.max(renewal.latestUs, failure.latestUs)
  return between(witnessOfBoundary(renewal), renewal.earliestUs, latestUs) ?? renewal
}

function withoutLatest(b: Boundary | null): Boundary | null {
  return b && { ...b, exact: false, latestUs: null }
}

function withJump(b: Boundary, { startUs, endUs }: Interval): Boundary {
  const { atUs, earliestUs, latestUs } = b
  if ((latestUs ?? atUs) < startUs || (earliestUs ?? atUs) > endUs) return b
  const sinceUs = earliestUs === null ? null : Math.min(earliestUs, startUs)
  const untilUs = latestUs === null ? null : Math.max(latestUs, endUs)
  return between(witnessOfBoundary(b), sinceUs, untilUs) ?? b
}

/**
 * Whether a silence is a step of the clock: no try failed, and a controller that prints what it finds went on the whole
 * time without finding the node overdue. Its spans and periods are on the silence's clock.
 */
export function isForwardStep(
  { lastRenewal, firstRenewalAfter, attempts }: Silence,
  {
    periods,
    controllerSpans,
    graceUs,
  }: {
    readonly periods: IntervalIndex<NotReadyPeriod>
    readonly controllerSpans: IntervalIndex
    readonly graceUs: number
  },
): boolean {
  if (attempts.length > 0 || !lastRenewal?.exact || !firstRenewalAfter?.exact) return false
  const startUs = lastRenewal.atUs
  const endUs = firstRenewalAfter.atUs
  if (endUs - startUs < graceUs + DETECTION_US) return false
  return controllerSpans.contains(startUs, endUs) && !periods.touches(startUs, endUs)
}
