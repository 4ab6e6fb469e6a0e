/**
 * Drafts become the incidents of a report: compared with other nodes and with the model, measured, put in words.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { isControlPlane } from '../../model/clock.ts'
import type {
  Boundary,
  BoundaryName,
  Eviction,
  Incident,
  IncidentCause,
  Observation,
} from '../../model/index.ts'
import type { MeasuredOffset } from '../../model/interval.ts'
import { SECOND_US } from '../../time/instant.ts'
import { inferenceOf } from '../../wording/claimed-time.ts'
import { type IncidentFacts, judge } from '../../wording/verdict.ts'
import { measure } from '../evidence/boundary.ts'
import { type Evidence, UNNAMED_NODE } from '../evidence/gather.ts'
import { order } from '../evidence/order.ts'
import type { Periods } from '../evidence/periods.ts'
import { spread } from '../stats/spread.ts'
import { causeOfAttempts, confidence, locate } from './cause.ts'
import { areClocksApart } from './clocks-apart.ts'
import * as clusterOutage from './cluster-outage.ts'
import { zoneClaimsOf } from './cluster-zone.ts'
import { findControllerResets } from './controller-resets.ts'
import { NOTHING_KNOWN } from './deviation.ts'
import { type Disruption, findDisruptions } from './disruptions.ts'
import { type IncidentDraft, idStamp } from './draft.ts'
import { assignEvictions, type TaintedPeriod } from './evictions.ts'
import { compareWithModel, type Expectation, NOTHING_EXPECTED } from './expected.ts'
import { type DraftEvictions, evictionsOf } from './first-eviction.ts'
import { isLogged, silentUntil } from './kubelet-log-span.ts'
import type { NodeAnalysis } from './node-analysis.ts'
import type { ControllerHistory } from './observed-outage.ts'
import { OtherNodes } from './other-nodes.ts'
import { declaredIntervalsUs, observedIntervalsUs } from './retries.ts'
import { unansweredDelayUs } from './unanswered.ts'
import { heartbeatAheadOf, lostWatchDuring } from './unseen.ts'

/** The analyses of all nodes, and of those that no line names. */
interface AnalyzedNodes {
  readonly nodes: readonly NodeAnalysis[]
  readonly unnamed: readonly NodeAnalysis[]
}

/**
 * Makes the incidents of all nodes and of the cluster, by start, and the evictions that belong to none of them. `changes`
 * are the observations that do not repeat while nothing changes.
 */
export function finishIncidents(
  { nodes, unnamed }: AnalyzedNodes,
  changes: readonly Observation[],
  evidence: Evidence,
  periods: Periods,
): { incidents: Incident[]; unassignedEvictions: readonly Eviction[] } {
  const drafts = nodes.flatMap((node) => node.drafts)
  const taintedPeriods = new Map(
    drafts.map((draft) => [draft, taintedPeriod(draft, periods.controllers.passUs)]),
  )
  const evictions = assignEvictions(
    changes,
    [...taintedPeriods.values()].filter((period) => period !== null),
    periods.controllers.all,
  )
  const disruptions = findDisruptions(changes, nodes.length)
  const cluster: ClusterContext = {
    firstMarked: firstMarkedIn(disruptions, drafts),
    heartbeat: evidence.isBeforeLeases ? { heartbeat: 'node-status' } : {},
    otherNodes: new OtherNodes(nodes),
    kubeletLogs: evidence.kubeletLogs,
    controller: {
      controllers: periods.controllers,
      resets: findControllerResets(changes),
      disruptions,
    },
  }
  const single = withUniqueIds(
    drafts.map((draft) => {
      const tainted = taintedPeriods.get(draft)
      return finishIncident(
        draft,
        evictionsOf(draft, tainted ?? null, evictions, periods.controllers),
        cluster,
      )
    }),
  )
  const groups = withUniqueIds(
    clusterOutage.detect(new Map(drafts.map((draft, i) => [draft, single[i] as Incident])), {
      graceUs: periods.controllers.grace.maxUs,
      seen: nodes.length,
      disruptions,
      zoneClaims: zoneClaimsOf(nodes, unnamed.length > 0 || evidence.unnamed.length > 0),
    }),
  )
  const ofUnnamed = withUniqueIds(
    unnamed
      .flatMap(({ drafts: own }) => own.filter(isShownByFailures))
      .map((draft) => finishIncident(draft, NO_EVICTIONS, cluster)),
  )
  return {
    incidents: [...single, ...groups, ...ofUnnamed].sort(
      (a, b) => a.startUs - b.startUs || order(a.id, b.id),
    ),
    unassignedEvictions: evictions.unassigned,
  }
}

const NO_EVICTIONS: DraftEvictions = { evictions: [], firstEviction: null }

/** Whether failures show it, or the conditions of a node: nothing else of a kubelet without a name makes an incident. */
function isShownByFailures({ kind, boundaries }: IncidentDraft): boolean {
  const { firstFailure, markedNotReady } = boundaries
  const isMarked = markedNotReady?.from === 'node.not-ready' && isControlPlane(markedNotReady.clock)
  return firstFailure !== null || kind === 'status-outage' || isMarked
}

/** Appends a number to the second id of the same node, kind and millisecond (a line that is printed twice). */
function withUniqueIds(incidents: readonly Incident[]): Incident[] {
  const counts = new Map<string, number>()
  return incidents.map((incident) => {
    const count = (counts.get(incident.id) ?? 0) + 1
    counts.set(incident.id, count)
    return count === 1 ? incident : { ...incident, id: `${incident.id}-${count}` }
  })
}

/** Returns when the node was tainted because of an incident; null if it was not marked. */
function taintedPeriod(draft: IncidentDraft, passUs: number): TaintedPeriod | null {
  if (draft.kind !== 'lease-outage' && draft.kind !== 'not-ready') return null
  const { markedNotReady, taintQueued } = draft.boundaries
  const starts = [markedNotReady, taintQueued].filter((b) => b !== null)
  if (starts.length === 0) return null
  // Where no line shows Ready, it may have come with the renewal: what follows may be of another mark.
  const { readyAgain } = draft.boundaries
  const until = readyAgain ?? draft.boundaries.firstRenewalAfter
  // Evictions are stamped by the control plane.
  const ahead = (b: Boundary): Pick<MeasuredOffset, 'earliestUs' | 'latestUs'> =>
    draft.offset && b.clock === draft.node ? draft.offset : { earliestUs: 0, latestUs: 0 }
  return {
    node: draft.node,
    // By clocks that nothing compares, the mark may be stamped later than the taint that follows it.
    startUs: Math.min(...starts.map((b) => (b.earliestUs ?? b.atUs) - ahead(b).latestUs)),
    endUs: until
      ? (until.latestUs ?? until.atUs) - ahead(until).earliestUs + (readyAgain ? passUs : 0)
      : null,
    isEndOfOtherClock: until !== null && until.clock === draft.node && !draft.offset && !draft.areCompared,
  }
}

/** What a node's incident is compared with. */
interface ClusterContext {
  readonly otherNodes: OtherNodes
  readonly kubeletLogs: Evidence['kubeletLogs']
  readonly controller: ControllerHistory
  /** The draft of the node that was marked first in each disruption: its taint was queued before. */
  readonly firstMarked: ReadonlySet<IncidentDraft>
  readonly heartbeat: Pick<Incident, 'heartbeat'>
}

function finishIncident(
  draft: IncidentDraft,
  { evictions, firstEviction }: DraftEvictions,
  { otherNodes, kubeletLogs, controller, firstMarked, heartbeat }: ClusterContext,
): Incident {
  const boundaries = { ...draft.boundaries, firstEviction }
  const measured = measure(boundaries)
  const cause = causeOf(draft, otherNodes)
  const isOutage = draft.kind === 'lease-outage'
  const expectation: Expectation =
    isOutage && boundaries.lastRenewal
      ? compareWithModel(
          {
            ...draft,
            boundaries,
            failures: draft.attempts.length,
            unansweredUs: unansweredDelayUs(draft.attempts, boundaries.lastRenewal),
            isFirstOfZone: firstMarked.has(draft),
          },
          controller,
        )
      : { expected: NOTHING_EXPECTED, deviation: NOTHING_KNOWN }
  const silence = measured.intervals.silenceSeconds
  const doubts = {
    lostWatch: lostWatchDuring(draft, controller.controllers),
    heartbeatAhead: heartbeatAheadOf(draft),
  }
  const isInDoubt = doubts.lostWatch !== null || doubts.heartbeatAhead !== null
  const node = draft.node === UNNAMED_NODE ? null : draft.node
  const facts: IncidentFacts = {
    id: `${node ?? 'unnamed'}-${idStamp(draft.startUs)}-${draft.kind}`,
    node,
    kind: draft.kind,
    startUs: draft.startUs,
    endUs: draft.endUs,
    open: draft.open,
    endedBy: draft.endedBy,
    boundaries,
    ...measured,
    evidence: (Object.keys(boundaries) as BoundaryName[]).flatMap((boundary) => {
      const b = boundaries[boundary]
      return b ? [{ boundary, source: b.source, line: b.line }] : []
    }),
    // Where the node may have renewed, nothing shows that there was a fault.
    faultWindow: isInDoubt ? null : draft.faultWindow,
    cause: cause.cause,
    retries: {
      tries: draft.attempts.length + (isOutage && isRecorded(boundaries.firstRenewalAfter) ? 1 : 0),
      failures: draft.attempts.length,
      declaredIntervalsSeconds: spread(declaredIntervalsUs(draft)),
      observedIntervalsSeconds: spread(observedIntervalsUs(draft)),
    },
    missedRenewals:
      silence === null ? null : Math.max(0, Math.floor((silence * SECOND_US) / draft.renewIntervalUs) - 1),
    ...expectation,
    evictions,
    ...heartbeat,
  }
  const context = {
    ...draft,
    proof: cause.proof,
    hasKubeletLog: isLogged(draft, kubeletLogs),
    silentUntilUs: silentUntil(draft, kubeletLogs),
    ...doubts,
    areApart: areClocksApart(measured, draft.areCompared),
  }
  return { ...facts, ...judge(facts, context) }
}

/** Whether a record shows a renewal; one that is inferred is no attempt in evidence. */
function isRecorded(renewal: Boundary | null): boolean {
  return renewal !== null && inferenceOf(renewal) === null
}

/** Of each disruption the node that was marked first before or with it: its taint is set without delay. */
function firstMarkedIn(
  disruptions: readonly Disruption[],
  drafts: readonly IncidentDraft[],
): ReadonlySet<IncidentDraft> {
  const firsts = disruptions.flatMap(({ startUs }) => {
    let first: IncidentDraft | null = null
    for (const draft of drafts) {
      const { markedNotReady: marked, readyAgain } = draft.boundaries
      if (!marked || marked.atUs > startUs || (readyAgain && readyAgain.atUs < startUs)) continue
      if (!first || marked.atUs < (first.boundaries.markedNotReady?.atUs ?? 0)) first = draft
    }
    return first ? [first] : []
  })
  return new Set(firsts)
}

/** Names the cause and its side, by the incident's own evidence and by what the other nodes did. */
function causeOf(
  draft: IncidentDraft,
  otherNodes: OtherNodes,
): { cause: IncidentCause; proof: IncidentDraft['proof'] } {
  const { category, error, alsoCauses, proof } = causeWithLookups(draft, otherNodes)
  const others = otherNodes.compare(draft)
  const where = isMarkedForNothing(draft) ? 'control-plane' : locate({ category, error }, others)
  const facts = { category, where, error, alsoCauses }
  const found = confidence(facts, others)
  return {
    cause: { ...facts, confidence: draft.isInferredCause && found === 'high' ? 'medium' : found },
    proof,
  }
}

/** A lookup that failed after something else did counts if other nodes fail in lookup, too. */
function causeWithLookups(
  draft: IncidentDraft,
  otherNodes: OtherNodes,
): Pick<IncidentDraft, 'category' | 'error' | 'alsoCauses' | 'proof'> {
  const isLate =
    draft.category !== 'dns' &&
    draft.alsoCauses.some(({ cause }) => cause === 'dns') &&
    draft.category === causeOfAttempts(draft.attempts)?.category
  return (isLate && otherNodes.failInLookup(draft) && causeOfAttempts(draft.attempts, true)) || draft
}

/** A node that is marked although renewals of that time are in evidence points to the control plane. */
function isMarkedForNothing({ kind, category, periods, isRenewalProven }: IncidentDraft): boolean {
  return (
    kind === 'not-ready' &&
    category === 'unknown' &&
    isRenewalProven &&
    periods.some((p) => p.status === 'Unknown')
  )
}
