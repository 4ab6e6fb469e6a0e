/**
 * Moves one incident to the control plane's clock by the rules in `align.ts`.
 *
 * Input: an incident and the offset of each node's clock. Output: the incident with boundaries, intervals and verdict
 * on one clock; unchanged if no known offset concerns it.
 */

import { measure, STAMP_TOLERANCE_US } from '../analysis/evidence/boundary.ts'
import { order } from '../analysis/evidence/order.ts'
import { clusterIncident, isFirstProven, lostByAll } from '../analysis/incident/cluster-outage.ts'
import { CONTROL_PLANE } from '../model/clock.ts'
import type {
  Boundaries,
  Boundary,
  BoundaryName,
  Incident,
  IntervalBounds,
  IntervalName,
  Intervals,
  SourceLine,
  TimeBounds,
} from '../model/index.ts'
import { judge } from '../wording/verdict.ts'
import { claimedFacts } from './claimed-facts.ts'

/** What to subtract from the stamps of one node. */
export interface Shift {
  readonly node: string
  readonly byUs: number
  readonly earliestUs: number | null
  readonly latestUs: number | null
}

/** By the name of the clock. */
export type Shifts = ReadonlyMap<string, Shift>

/** Whether the moved stamp is as good as the stamp was. */
function isTight({ byUs, earliestUs, latestUs }: Shift): boolean {
  return (
    earliestUs !== null &&
    latestUs !== null &&
    byUs - earliestUs <= STAMP_TOLERANCE_US &&
    latestUs - byUs <= STAMP_TOLERANCE_US
  )
}

export const less = (us: number | null, byUs: number | null): number | null =>
  us === null || byUs === null ? null : us - byUs

/** Moves a boundary and widens its bounds by the uncertainty of the offset. */
function moveBoundary(boundary: Boundary | null, shifts: Shifts): Boundary | null {
  const shift = boundary && shifts.get(boundary.clock)
  if (!boundary || !shift) return boundary
  return {
    ...boundary,
    atUs: boundary.atUs - shift.byUs,
    earliestUs: less(boundary.earliestUs, shift.latestUs),
    latestUs: less(boundary.latestUs, shift.earliestUs),
    exact: false,
    clock: CONTROL_PLANE,
    alignedFrom: shift.node,
  }
}

/** Moves a boundary; it stays exact if it was and the offset is known well enough. */
function alignBoundary(boundary: Boundary | null, shifts: Shifts): Boundary | null {
  const moved = moveBoundary(boundary, shifts)
  const shift = boundary && shifts.get(boundary.clock)
  if (!boundary || !moved || !shift || !boundary.exact || !isTight(shift)) return moved
  const { earliestUs, latestUs } = boundary
  return {
    ...moved,
    exact: true,
    earliestUs: less(earliestUs, shift.byUs),
    latestUs: less(latestUs, shift.byUs),
  }
}

function mapBoundaries(
  boundaries: Boundaries,
  change: (boundary: Boundary | null) => Boundary | null,
): Boundaries {
  const entries = Object.entries(boundaries) as [BoundaryName, Boundary | null][]
  return Object.fromEntries(
    entries.map(([name, boundary]) => [name, change(boundary)]),
  ) as unknown as Boundaries
}

function alignWindow(window: TimeBounds | null, shift: Shift | undefined): TimeBounds | null {
  if (!window || !shift) return window
  return {
    earliestUs: less(window.earliestUs, shift.latestUs),
    latestUs: less(window.latestUs, shift.earliestUs),
  }
}

export function alignIncident(incident: Incident, shifts: Shifts, endUs: number | null): Incident {
  const { node, boundaries, faultWindow, cause } = incident
  const own = node === null ? undefined : shifts.get(node)
  if (!own) return incident
  const known = Object.values(boundaries).filter((b): b is Boundary => b !== null)
  if (known.length > 0 && !known.some(({ clock }) => clock === node)) return incident
  // An incident begins and ends with one of its boundaries, or else with a line of the node's log.
  const instant = (us: number): number => {
    const boundary = known.find(({ atUs }) => atUs === us)
    return boundary && boundary.clock !== node ? us : us - own.byUs
  }
  const tried = (boundaries.firstFailure ?? boundaries.lastRenewal)?.clock === node ? own : undefined
  const aligned: Incident = {
    ...incident,
    startUs: instant(incident.startUs),
    // The control plane stamps the removal of a node.
    endUs: incident.endUs === null || incident.endedBy !== null ? incident.endUs : instant(incident.endUs),
    boundaries: mapBoundaries(boundaries, (boundary) => alignBoundary(boundary, shifts)),
    ...alignIntervals(
      incident,
      mapBoundaries(boundaries, (boundary) => moveBoundary(boundary, shifts)),
    ),
    faultWindow: alignWindow(faultWindow, tried),
    cause: {
      ...cause,
      alsoCauses: cause.alsoCauses.map((also) => ({
        ...also,
        firstAtUs: also.firstAtUs - (tried?.byUs ?? 0),
      })),
    },
    alignedFrom: own.node,
  }
  const facts = claimedFacts(incident, own.byUs)
  const context = { ...facts, offset: null, areCompared: true, lastUs: endUs, proof: proofOf(incident) }
  return { ...aligned, ...judge(aligned, context) }
}

/** Lists the lines that proved the claims before. */
function proofOf({ claims, evidence }: Incident): readonly SourceLine[] {
  return evidence.length > 0 ? [] : claims.flatMap((c) => c.evidence)
}

/** Between two stamps of one clock nothing changes; between two clocks the offset now counts. */
function alignIntervals(
  { intervals, intervalBounds, crossClock }: Incident,
  moved: Boundaries,
): Pick<Incident, 'intervals' | 'intervalBounds' | 'crossClock'> {
  const measured = measure(moved)
  const across = (name: IntervalName): boolean => crossClock.includes(name)
  const names = Object.keys(intervals) as IntervalName[]
  return {
    intervals: Object.fromEntries(
      names.map((name) => [name, (across(name) ? measured : { intervals }).intervals[name]]),
    ) as unknown as Intervals,
    intervalBounds: Object.fromEntries(
      names.map((name) => [name, (across(name) ? measured : { intervalBounds }).intervalBounds[name]]),
    ) as unknown as IntervalBounds,
    crossClock: measured.crossClock,
  }
}

/** Makes a cluster outage again from its members: another one may be first now. */
export function alignGroup(group: Incident, byId: ReadonlyMap<string, Incident>): Incident {
  const members = (group.members ?? [])
    .flatMap((id) => byId.get(id) ?? [])
    .sort((a, b) => a.startUs - b.startUs || order(a.id, b.id))
  if (!members.some(({ alignedFrom }) => alignedFrom !== undefined)) return group
  const claims = group.claims.filter(({ code }) => code === 'cluster.zone' || code === 'cluster.disruption')
  return {
    ...clusterIncident(members, group.retries, {
      seen: group.seen ?? members.length,
      claims,
      lostWatch: lostByAll(members),
      // Those that could be compared are on one clock now.
      isFirstProven: isFirstProven(members.map((member) => ({ ...member, offset: null }))),
    }),
    id: group.id,
    ...(group.number === undefined ? {} : { number: group.number }),
  }
}
