/** Boundaries of an incident against what happened. */
import type { Boundary, BoundaryName, Incident } from '../contract.ts'
import { BOUNDARY_NAMES, INTERVALS } from '../contract.ts'
import type { Contradiction } from '../contradiction.ts'
import { isJoinedAfterStep } from './contract-rules.ts'
import { type Evidence, type Gap, isKept, show, us } from './evidence.ts'
import { clockOf } from './match.ts'

const SECOND = 1_000_000
/** Bounds are widened by 20 ms before they are called contradictory. */
const TOLERANCE_US = 20_000

/** The controller removes the taint of a node that is Ready in its next pass; until then it evicts. */
const PASS_US = 6 * SECOND

/** A moment of real time at which the event may be said to have been. */
export type Moment = readonly [fromUs: number, toUs: number]

/** Where each boundary of an outage truly lies; none: it did not happen, null: the simulation can't tell. */
export type Moments = Readonly<Record<BoundaryName, readonly Moment[] | null>>

export function momentsOf(evidence: Evidence, gap: Gap): Moments {
  const { node } = evidence
  const fromUs = gap.fromUs
  const untilUs = gap.after === null ? Number.POSITIVE_INFINITY : gap.toUs + 6 * SECOND
  const within = ({ atUs }: { atUs: number }): boolean => atUs >= fromUs && atUs <= untilUs
  const failures = evidence.keptFailures(gap)
  const failureAt = (i: number): Moment[] => {
    const times =
      failures
        .at(i)
        ?.lines.filter(isKept)
        .map((line) => line.atUs) ?? []
    return times.length === 0 ? [] : [[Math.min(...times), Math.max(...times)]]
  }
  const marked = node.readyChanges.filter((c) => c.status !== 'True' && within(c))
  const markedUs = marked[0]?.atUs ?? Number.POSITIVE_INFINITY
  const ready = node.readyChanges.find(
    (c) => c.status === 'True' && c.atUs > fromUs && (marked.length === 0 || c.atUs > markedUs),
  )
  const readyUs = ready?.atUs ?? Number.POSITIVE_INFINITY
  const evicted = node.evictions.filter((e) => e.atUs >= markedUs && e.atUs <= readyUs + PASS_US)
  // A node whose clock was set back may be marked again: the taint of that mark is another incident's.
  const queuedOf = (mark: { atUs: number }): Evidence['node']['queued'] => {
    const recovered = node.readyChanges.find((c) => c.status === 'True' && c.atUs > mark.atUs)
    const overUs = recovered?.atUs ?? Number.POSITIVE_INFINITY
    return node.queued.filter((q) => q.atUs >= mark.atUs && q.atUs <= overUs + PASS_US)
  }
  const firsts = (list: readonly { atUs: number; line: { kept: boolean } | null }[]): Moment[] =>
    [list[0], list.find(({ line }) => line?.kept === true)].flatMap((one) =>
      one ? [[one.atUs, one.atUs] as const] : [],
    )
  return {
    lastRenewal: gap.before === null ? null : [[gap.before.startUs, gap.before.endUs]],
    firstFailure: failureAt(0),
    lastFailure: failureAt(-1),
    firstRenewalAfter: gap.after === null ? [] : [[gap.after.startUs, gap.after.endUs]],
    controllerLastSeen: node.staleLooks.filter(within).map(({ probeUs }) => [probeUs, probeUs]),
    markedNotReady: marked.map((c) => [c.startUs, c.atUs]),
    taintQueued: marked.flatMap((mark) => firsts(queuedOf(mark))),
    firstEviction: firsts(evicted),
    readyAgain: ready === undefined ? [] : [[ready.startUs, ready.atUs]],
  }
}

export function checkBoundaries(evidence: Evidence, incident: Incident, moments: Moments): Contradiction[] {
  return [
    ...BOUNDARY_NAMES.flatMap((name) => checkBoundary(evidence, incident, name, moments[name])),
    ...checkIntervals(evidence, incident, moments),
  ]
}

function checkBoundary(
  evidence: Evidence,
  incident: Incident,
  name: BoundaryName,
  moments: readonly Moment[] | null,
): Contradiction[] {
  const boundary = incident.boundaries[name]
  if (boundary === null || moments === null) return []
  // In a zone that is only assumed, as the report says, another clock shows one outage at another time.
  if (evidence.shiftUs !== 0 && boundary.clock !== clockOf(incident)) return []
  // The kubelet's record of Ready belongs to the mark.
  const clock = name === 'readyAgain' ? null : boundary.clock
  if (isJoinedAfterStep(evidence, incident, clock)) return []
  const how = `${incident.kind} ${name} ${boundary.exact ? 'exact' : 'bounded'}`
  const claim = `${incident.id}: ${name} ${showBoundary(boundary)}`
  if (moments.length === 0)
    return [{ kind: `${how}: never happened`, claim, truth: `no ${name} of ${incident.node} then` }]
  if (moments.some((moment) => holds(evidence, boundary, moment))) return []
  const truth = moments.slice(0, 4).map((m) => describe(evidence, boundary.clock, m))
  return [
    {
      kind: `${how} is wrong`,
      claim,
      truth: `${name} ${truth.join(' or ')} on the clock of ${boundary.clock}`,
    },
  ]
}

function holds(evidence: Evidence, boundary: Boundary, [fromUs, toUs]: Moment): boolean {
  const from = evidence.on(boundary.clock, fromUs) - TOLERANCE_US
  const to = evidence.on(boundary.clock, toUs) + TOLERANCE_US
  if (boundary.exact) return us(boundary.at) >= from && us(boundary.at) <= to
  const earliest = boundary.earliest === null ? Number.NEGATIVE_INFINITY : us(boundary.earliest)
  const latest = boundary.latest === null ? Number.POSITIVE_INFINITY : us(boundary.latest)
  return to >= earliest && from <= latest
}

/** Intervals on one clock contain the true difference, where the simulation knows both ends. */
function checkIntervals(evidence: Evidence, incident: Incident, moments: Moments): Contradiction[] {
  return Object.entries(INTERVALS).flatMap(([name, [from, to]]) => {
    const bounds = incident.intervalBounds[name]
    const [a, b] = [incident.boundaries[from], incident.boundaries[to]]
    if (!bounds || a === null || b === null || a.clock !== b.clock) return []
    if (to === 'readyAgain' && isJoinedAfterStep(evidence, incident, null)) return []
    const [fromMoments, toMoments] = [moments[from], moments[to]]
    if (!fromMoments?.length || !toMoments?.length) return []
    const differences = fromMoments.flatMap((f) =>
      toMoments.map(
        (t): Moment => [
          evidence.on(b.clock, t[0]) - evidence.on(a.clock, f[1]),
          evidence.on(b.clock, t[1]) - evidence.on(a.clock, f[0]),
        ],
      ),
    )
    const min = bounds[0] === null ? Number.NEGATIVE_INFINITY : bounds[0] * SECOND - 2 * TOLERANCE_US
    const max = bounds[1] === null ? Number.POSITIVE_INFINITY : bounds[1] * SECOND + 2 * TOLERANCE_US
    if (differences.some(([low, high]) => high >= min && low <= max)) return []
    return [
      {
        kind: `${incident.kind} ${name} is wrong`,
        claim: `${incident.id}: ${name} in ${JSON.stringify(bounds)}`,
        truth: `${differences
          .slice(0, 3)
          .map(([low]) => low / SECOND)
          .join(' or ')} s`,
      },
    ]
  })
}

function showBoundary(boundary: Boundary): string {
  const at = show(us(boundary.at))
  if (boundary.exact) return `${at} exact (${boundary.from})`
  const side = (instant: string | null): string => (instant === null ? '?' : show(us(instant)))
  return `${side(boundary.earliest)}…${side(boundary.latest)} (${boundary.from})`
}

function describe(evidence: Evidence, clock: string, [fromUs, toUs]: Moment): string {
  const from = show(evidence.on(clock, fromUs))
  return toUs - fromUs < TOLERANCE_US ? from : `${from}…${show(evidence.on(clock, toUs))}`
}
