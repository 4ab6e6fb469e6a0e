/**
 * Incidents of kind `cluster-outage`: outages of two or more nodes that share time and cause.
 *
 * Outages belong together if their causes are the same (or one of them is unknown), they overlap, and each begins
 * within the grace period of the one before: a fault may spread. Nodes with different clocks are compared on the control
 * plane's, where it is known.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import { isControlPlane } from '../../model/clock.ts'
import type { Boundary, Claim, Incident, Retries, TimeBounds } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { ClaimedDuration } from '../../wording/claim-params.ts'
import { claim } from '../../wording/claims.ts'
import { doubtsOf } from '../../wording/doubt-claims.ts'
import { type IncidentFacts, judge, type LostWatch } from '../../wording/verdict.ts'
import { measure, NO_BOUNDARIES } from '../evidence/boundary.ts'
import { order } from '../evidence/order.ts'
import { spread } from '../stats/spread.ts'
import type { ZoneClaims } from './cluster-zone.ts'
import type { Disruption } from './disruptions.ts'
import { type IncidentDraft, idStamp, mayShareCause, onSharedClock, overlap } from './draft.ts'
import { declaredIntervalsUs, observedIntervalsUs } from './retries.ts'

/** Incidents of single nodes, each with the draft that it was made of. */
type DraftedIncidents = ReadonlyMap<IncidentDraft, Incident>

/** What outages of a cluster are detected by. */
interface ClusterEvidence {
  readonly graceUs: number
  /** How many nodes are in evidence. */
  readonly seen: number
  /** When zones were disrupted. */
  readonly disruptions: readonly Disruption[]
  readonly zoneClaims: ZoneClaims
}

/** What is known of a cluster outage besides its members. */
interface ClusterFacts {
  readonly seen: number
  /** What is stated after the nodes. */
  readonly claims: readonly Claim[]
  /** Bounds show that its first node was the first; absent: they don't. */
  readonly isFirstProven?: boolean
  /** As in the verdict of each member; null: other evidence shows an outage of one. */
  readonly lostWatch: LostWatch | null
}

/** Detects outages that several nodes share. */
export function detect(
  incidents: DraftedIncidents,
  { graceUs, seen, disruptions, zoneClaims }: ClusterEvidence,
): Incident[] {
  return groupOutages([...incidents.keys()], graceUs).map((group) => {
    const members = group.map((draft) => incidents.get(draft) as Incident)
    const lostWatch = lostByAll(members)
    // They may have renewed where the controller could not see it.
    const zone = lostWatch ? null : zoneClaims(group)
    return clusterIncident(
      members,
      {
        declaredIntervalsSeconds: spread(group.flatMap(declaredIntervalsUs)),
        observedIntervalsSeconds: spread(group.flatMap(observedIntervalsUs)),
      },
      {
        seen,
        claims: [...(zone ? [zone] : []), ...disruptionClaims(group, disruptions)],
        isFirstProven: isFirstProven(group),
        lostWatch,
      },
    )
  })
}

/** Returns the watch that was lost during the outage of each member; null: other evidence shows one. */
export function lostByAll(members: readonly Incident[]): LostWatch | null {
  const lost = members.map((member) => doubtsOf(member).lostWatch)
  return lost.every((watch) => watch !== null) ? (lost[0] ?? null) : null
}

/** States the disruption during an outage: that of all zones if there is one, else that of the only zone. */
function disruptionClaims(group: readonly IncidentDraft[], disruptions: readonly Disruption[]): Claim[] {
  const intervals = group.map(onSharedClock)
  const during = disruptions.filter((d) => intervals.some((interval) => overlap(d, interval)))
  const disruption = during.find(({ state }) => state === 'full-disruption') ?? during[0]
  if (!disruption) return []
  const { state, startUs, endUs, proof } = disruption
  const untilUs = Number.isFinite(endUs) ? endUs : null
  return [claim('cluster.disruption', { state, fromUs: startUs, untilUs }, proof)]
}

/** A node that stopped renewing; `offset` compares its clock with the control plane's. */
type Stopped = Pick<IncidentDraft, 'boundaries' | 'offset'> & { readonly node: string | null }

/** Whether the first of a group stopped renewing before each other node, by bounds on clocks that were compared. */
export function isFirstProven([first, ...others]: readonly Stopped[]): boolean {
  const latestUs = first ? (renewalBounds(first)?.latestUs ?? null) : null
  return (
    latestUs !== null &&
    others.every((other) => {
      const earliestUs = renewalBounds(other)?.earliestUs ?? null
      return other.node === first?.node || (earliestUs !== null && earliestUs > latestUs)
    })
  )
}

/** Returns the bounds of the last renewal on the control plane's clock; null if nothing compares the node's with it. */
function renewalBounds({ boundaries: { lastRenewal: b }, offset }: Stopped): TimeBounds | null {
  if (!b || isControlPlane(b.clock)) return b
  if (!offset) return null
  return {
    earliestUs: b.earliestUs === null ? null : b.earliestUs - offset.latestUs,
    latestUs: b.latestUs === null ? null : b.latestUs - offset.earliestUs,
  }
}

interface Member {
  readonly draft: IncidentDraft
  readonly interval: Interval
}

/** Groups the outages of at least two nodes, each group by start. */
function groupOutages(drafts: readonly IncidentDraft[], graceUs: number): IncidentDraft[][] {
  const outages = drafts
    .filter((d) => d.kind === 'lease-outage')
    .map((draft) => ({ draft, interval: onSharedClock(draft) }))
    .sort((a, b) => a.interval.startUs - b.interval.startUs || (a.draft.node < b.draft.node ? -1 : 1))
  const groups: Member[][] = []
  /** Groups with a newest member that began late enough to be joined. */
  let joinable: Member[][] = []
  for (const outage of outages) {
    const sinceUs = outage.interval.startUs - graceUs
    joinable = joinable.filter((g) => (g.at(-1)?.interval.startUs ?? sinceUs) >= sinceUs)
    const group = joinable.findLast((g) =>
      g.some((m) => mayShareCause(m.draft, outage.draft) && overlap(m.interval, outage.interval)),
    )
    if (group) group.push(outage)
    else {
      const started = [outage]
      groups.push(started)
      joinable.push(started)
    }
  }
  return groups
    .filter((g) => new Set(g.map(({ draft }) => draft.node)).size >= 2)
    .map((g) => g.map(({ draft }) => draft))
}

/**
 * Makes one incident of its members, which are at least two, by start. `intervals` are those between their attempts;
 * `seen` is the number of nodes in evidence; `claims` what is to be stated besides.
 */
export function clusterIncident(
  members: readonly Incident[],
  intervals: Pick<Retries, 'declaredIntervalsSeconds' | 'observedIntervalsSeconds'>,
  { seen, claims, isFirstProven = false, lostWatch }: ClusterFacts,
): Incident {
  const first = members[0] as Incident
  const nodes = [...new Set(members.map((m) => m.node as string))].sort(order)
  const open = members.some((m) => m.open)
  const lead = members.find((m) => m.cause.category !== 'unknown') ?? first
  const facts: IncidentFacts = {
    id: `cluster-${idStamp(first.startUs)}`,
    node: null,
    kind: 'cluster-outage',
    startUs: first.startUs,
    endUs: open ? null : latest(members.map((m) => m.endUs)),
    open,
    boundaries: NO_BOUNDARIES,
    ...measure(NO_BOUNDARIES),
    evidence: [],
    faultWindow: commonWindow(members),
    cause: lead.cause,
    retries: {
      tries: members.reduce((n, m) => n + m.retries.tries, 0),
      failures: members.reduce((n, m) => n + m.retries.failures, 0),
      declaredIntervalsSeconds: intervals.declaredIntervalsSeconds,
      observedIntervalsSeconds: intervals.observedIntervalsSeconds,
    },
    missedRenewals: null,
    endedBy: null,
    expected: { markedNotReady: null, firstEviction: null, reason: null },
    deviation: { markedNotReady: null, reason: null },
    evictions: [],
    members: members.map((m) => m.id),
    nodes,
    first: first.node as string,
    affected: nodes.length,
    seen,
    ...(first.heartbeat === undefined ? {} : { heartbeat: first.heartbeat }),
  }
  const showing = members.filter((m) => m.cause.category === lead.cause.category)
  const shownBy = [...new Set(showing.map((m) => m.node as string))].sort(order)
  const causeShownBy =
    lead.cause.category === 'unknown' || shownBy.length === nodes.length ? {} : { causeShownBy: shownBy }
  const proof = members.flatMap((m) => [...m.evidence.slice(0, 1), ...m.evidence.slice(-1)])
  const from = firstStop(members)
  const back = open || lostWatch ? [] : backClaims(members, from)
  const closing = [...back, ...claims]
  return {
    ...facts,
    ...judge(facts, {
      offset: null,
      lastUs: null,
      proof,
      closing,
      isFirstProven,
      from,
      lostWatch,
      ...causeShownBy,
    }),
  }
}

/** Bounds when the first member stopped; null: no renewal before is known of each. */
function firstStop(members: readonly Incident[]): Boundary | null {
  const renewals = members.flatMap(({ boundaries: { lastRenewal } }) => lastRenewal ?? [])
  const earliest = renewals.reduce<Boundary | null>((a, b) => (a && a.atUs <= b.atUs ? a : b), null)
  if (!earliest || renewals.length < members.length) return null
  if (earliest.exact) return earliest
  const lows = renewals.map(({ earliestUs }) => earliestUs)
  const earliestUs = lows.includes(null) ? null : Math.min(...lows.map((us) => us ?? 0))
  const latestUs = earliestOf(renewals)
  return { ...earliest, earliestUs, latestUs }
}

function earliestOf(renewals: readonly Boundary[]): number | null {
  return earliest(renewals.flatMap(({ latestUs }) => latestUs ?? []))
}

/** When the last member was back, by the boundary that ended it; nothing if no line shows that of each. */
function backClaims(members: readonly Incident[], from: Boundary | null): Claim[] {
  const ends: Boundary[] = []
  for (const { boundaries, endUs, endedBy } of members) {
    const end = boundaries.firstRenewalAfter ?? boundaries.readyAgain
    if (endedBy !== null) continue
    if (!end || endUs === null) return []
    ends.push(end)
  }
  const last = ends.toSorted((a, b) => (a.latestUs ?? a.atUs) - (b.latestUs ?? b.atUs)).at(-1)
  if (!last) return []
  // Another one that may have been back before it was not back before its own earliest time.
  const at = last.exact ? last : { ...last, earliestUs: latest(ends.map((end) => end.earliestUs)) }
  const deleted = members.length - ends.length
  return [claim('cluster.over', { at, length: from && lengthOf(from, at), deleted }, [last])]
}

function lengthOf(from: Boundary, to: Boundary): ClaimedDuration {
  const seconds = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? null : (b - a) / SECOND_US
  return {
    seconds: (to.atUs - from.atUs) / SECOND_US,
    bounds: [seconds(from.latestUs, to.earliestUs), seconds(from.earliestUs, to.latestUs)],
    byTwoClocks: from.clock !== to.clock,
  }
}

function latest(times: readonly (number | null)[]): number | null {
  let last: number | null = null
  for (const t of times) if (t !== null && (last === null || t > last)) last = t
  return last
}

function earliest(times: readonly number[]): number | null {
  let first: number | null = null
  for (const t of times) if (first === null || t < first) first = t
  return first
}

/** One fault began in all members' windows, where they leave room for one; else in their union. */
function commonWindow(members: readonly Incident[]): TimeBounds | null {
  const windows = members.flatMap((m) => (m.faultWindow ? [m.faultWindow] : []))
  if (windows.length === 0) return null
  const starts = windows.flatMap((w) => (w.earliestUs === null ? [] : [w.earliestUs]))
  const ends = windows.flatMap((w) => (w.latestUs === null ? [] : [w.latestUs]))
  const earliestUs = latest(starts)
  const latestUs = earliest(ends)
  if (earliestUs === null || latestUs === null || earliestUs <= latestUs) return { earliestUs, latestUs }
  return { earliestUs: earliest(starts), latestUs: latest(ends) }
}
