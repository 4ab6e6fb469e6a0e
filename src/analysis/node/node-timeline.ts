/**
 * Everything that is known of one node, on one clock: the input of every incident rule.
 *
 * Input: the node's evidence and what all nodes share. Output: a `NodeTimeline`, built once per node. It refers to
 * every observation of the node, so the caller keeps only the parts that a report needs.
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { CONTROL_PLANE, isControlPlane } from '../../model/clock.ts'
import type { Observation } from '../../model/index.ts'
import type { Interval, MeasuredOffset } from '../../model/interval.ts'
import type { ProcessReading } from '../../store/reading.ts'
import type { RequestTable } from '../../store/request-table.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { Controllers } from '../evidence/controllers.ts'
import { IntervalIndex } from '../evidence/interval-index.ts'
import type { OutdatedLease } from '../evidence/lease-dumps.ts'
import type { NodeEvidence } from '../evidence/node-evidence.ts'
import { ObservationIndex } from '../evidence/observation-index.ts'
import { collectAttempts } from './attempts.ts'
import { excludesZero, measureOffset } from './clocks/clock-offset.ts'
import { isForwardStep } from './clocks/clock-steps.ts'
import { offsetByLastSeen } from './clocks/offset-by-sights.ts'
import { type CompleteSpan, completeSpansOfLeases, completeSpansOfProcesses } from './coverage.ts'
import { type Deletion, findDeletions } from './deletions.ts'
import { rulesOfNode } from './heartbeat-rules.ts'
import { withoutFirstReports } from './kubelets/first-reports.ts'
import { findDowntimes } from './kubelets/kubelet-downtimes.ts'
import { type KubeletRun, runsOf } from './kubelets/kubelet-runs.ts'
import { PrintedLines, printedSpansOf } from './kubelets/printed-lines.ts'
import { lineSpansOf, loggedSpansOf } from './kubelets/processes.ts'
import { type HeartbeatRules, type LeaseActivity, longestPauseUs } from './lease-activity.ts'
import { findMissingSpans, type MissingSpan } from './log-gaps.ts'
import { endByLastSeen } from './not-ready/match-periods.ts'
import { type NotReadyPeriod, unknownSpansOf } from './not-ready/not-ready-period.ts'
import { findNotReadyPeriods } from './not-ready/not-ready-periods.ts'
import type { Renewals } from './renewals/renewal.ts'
import {
  addCoarseRenewals,
  keptRenewals,
  mergeRenewals,
  renewalsOfLeases,
  renewalsOfRequests,
} from './renewals/renewals.ts'
import { SeenNodes } from './seen-nodes.ts'
import { type AuditedRenewals, addAuditSilence } from './silences/audit-silence.ts'
import { addDowntimes } from './silences/downtime-silences.ts'
import { addLeaseSilence } from './silences/lease-silence.ts'
import { findSilences, type Silence } from './silences/silences.ts'
import { withoutContradictions } from './silences/stale-silences.ts'
import { hasNoStatusPatch, recordsWithoutPatch } from './status-posts.ts'

/** One node on one clock. */
export interface NodeTimeline extends LeaseActivity {
  readonly node: string
  /** The clock of renewals and attempts: the node's own, or the control plane's where only that stamped any. */
  readonly clock: string
  readonly rules: HeartbeatRules
  readonly controllers: Controllers
  readonly observations: ObservationIndex
  /** Successful requests of the kubelet. */
  readonly requests: RequestTable
  /** Processes of the kubelet. */
  readonly processes: readonly ProcessReading[]
  /** Those with a pid, each once, by start. */
  readonly runs: readonly KubeletRun[]
  /** Where the node's logs report that lines are missing. */
  readonly missingSpans: IntervalIndex<MissingSpan>
  /** Where the node's clock was set back: from the first stamp after the jump to the newest before it. */
  readonly clockJumps: readonly Interval[]
  /** From moments that both clocks stamped; null: no such moment. */
  readonly offset: MeasuredOffset | null
  /** Known to a monitor pass only, from what the controller saw of the silences; null where `offset` is known. */
  readonly roughOffset: MeasuredOffset | null
  /**
   * The zone of the node's log or of the controller's is only assumed, so that their times can't be compared: no
   * deviation of the controller may rest on it.
   */
  readonly isZoneAssumed: boolean
  /** Several kubelets print its name, so that the controller's lines may be about another one. */
  readonly isNameShared: boolean
  /** Periods without a renewal in time, by start, without overlap. */
  readonly silences: readonly Silence[]
  readonly seenNodes: SeenNodes
  /** Where an audit log contains every post of its status, on the control plane's clock. */
  readonly statusSpans: IntervalIndex
  /** When the Node object was deleted, by time. */
  readonly deletions: readonly Deletion[]
  /** The kubelet's records of a status that it could not post. */
  readonly unposted: ReadonlySet<Observation>
  /** Periods in which the Ready condition was not True, by start. */
  readonly notReadyPeriods: readonly NotReadyPeriod[]
  /** From the mark of each that ended to Ready. */
  readonly unknownSpans: IntervalIndex
  /** End of the evidence of all nodes; null: nothing has a time. */
  readonly lastUs: number | null
}

/** What the timelines of all nodes share. */
export interface TimelineContext {
  /** The rules of a node without other rules in evidence. */
  readonly rules: HeartbeatRules
  /** The user chose the renew interval. */
  readonly isIntervalGiven: boolean
  /** Where an audit log contains every node's renewals, on the control plane's clock. */
  readonly auditedSpans: readonly CompleteSpan[]
  /** What audit logs show of all nodes: the newest renewals, and where none is missing. */
  readonly audited: AuditedRenewals
  /** Where an audit log contains every post of a status, on the control plane's clock. */
  readonly statusSpans: IntervalIndex
  /** Leases that had run out when others of their source were renewed, by node. */
  readonly outdatedLeases: ReadonlyMap<string, OutdatedLease>
  /** Names of nodes that several kubelets in evidence share. */
  readonly sharedNames: ReadonlySet<string>
  /** Sources that can't be compared with the controller's log, because a zone is only assumed. */
  readonly unprovedZones: ReadonlySet<string>
  /** Where a controller that prints what it finds was at work. */
  readonly controllerSpans: readonly Interval[]
  readonly controllers: Controllers
  /** When a controller started to count anew for all nodes, by time. */
  readonly resetsUs: readonly number[]
  /** End of the evidence of all nodes; null: nothing has a time. */
  readonly evidenceEndUs: number | null
}

export function buildTimeline(evidence: NodeEvidence, context: TimelineContext): NodeTimeline {
  const { node, requests, processes } = evidence
  const { controllers } = context
  const observations = new ObservationIndex(evidence.observations)
  const resetsUs = [
    ...context.resetsUs,
    ...observations.of('controller.reset').flatMap((o) => o.timeUs ?? []),
  ].sort((a, b) => a - b)
  const leases = observations.of('lease.seen')
  const missingSpans = new IntervalIndex(findMissingSpans(observations, requests, processes))
  const { renewals, isStampedByNode, offset } = collectRenewals(node, requests, leases)
  const { attempts, isPrintedByKubelet } = collectAttempts(observations.all)
  const rules = rulesOfNode(context.rules, context.isIntervalGiven, { leases, renewals, attempts })
  const pauseUs = longestPauseUs(rules)
  const requestSpans = new IntervalIndex(completeSpansOfProcesses(processes, missingSpans, pauseUs))
  const shiftUs = offset?.atUs ?? 0
  const runs = runsOf(processes, observations.all, node)
  const downtimes = findDowntimes(runs, observations.all, rules.renewIntervalUs)
  const activity: LeaseActivity = {
    renewals,
    attempts,
    announcements: observations.of('lease.retries-exhausted').map((o) => ({
      atUs: o.timeUs ?? 0,
      intervalUs: (o.retryIntervalSeconds ?? 0) * SECOND_US,
    })),
    fallbacksUs: observations.of('lease.update-fallback').flatMap((o) => o.timeUs ?? []),
    requestSpans,
    completeSpans: new IntervalIndex<CompleteSpan>([
      ...requestSpans,
      ...completeSpansOfLeases(leases, rules.renewIntervalUs),
      // Two clocks that nothing compares can't be put in one order.
      ...(isStampedByNode && !offset ? [] : context.auditedSpans.map((span) => shiftSpan(span, shiftUs))),
    ]),
    loggedSpans: new IntervalIndex(loggedSpansOf(processes, missingSpans, pauseUs)),
    printed: new PrintedLines(printedSpansOf(processes, missingSpans)),
    downtimes,
    lineSpans: lineSpansOf(processes, pauseUs),
    missingSpans,
    readsUs: readsOf(requests),
    startsUs: processes.map((p) => p.firstUs).sort((a, b) => a - b),
  }
  const byLines = addLeaseSilence(
    addDowntimes(findSilences(activity, rules), downtimes, activity, rules),
    context.outdatedLeases.get(node),
    renewals,
  )
  const audited = isStampedByNode ? null : renewals
  const silences = addAuditSilence(byLines, { node, audited, rules }, context.audited)
  const clockJumps = processes.flatMap((p) => p.clockJumps)
  const unposted = recordsWithoutPatch(observations.all, evidence)
  const shared = { node, resetsUs, controllers, lineSpans: activity.lineSpans, rules, clockJumps, unposted }
  const readiness = withoutFirstReports(observations.all, runs)
  const periodsAt = (byUs: number): NotReadyPeriod[] =>
    findNotReadyPeriods(readiness, { ...shared, shiftUs: byUs, isCompared: offset !== null || byUs !== 0 })
  const periods = periodsAt(shiftUs)
  const { passUs } = controllers
  // A clock that was set has no offset that holds for the whole log.
  const roughOffset =
    offset || clockJumps.length > 0
      ? null
      : offsetByLastSeen(silences, periods, {
          loggedSpans: new IntervalIndex(processes.map((p) => ({ startUs: p.firstUs, endUs: p.lastUs }))),
          pauses: new IntervalIndex(processes.flatMap((p) => p.pauses)),
          renewals,
          passUs,
          isUnmoved: (renewal) => hasNoStatusPatch({ ...activity, requests, rules }, renewal, passUs),
        })
  const notReadyPeriods = roughOffset && excludesZero(roughOffset) ? periodsAt(roughOffset.atUs) : periods
  const step = {
    periods: new IntervalIndex(notReadyPeriods),
    controllerSpans: new IntervalIndex(context.controllerSpans.map((span) => shiftSpan(span, shiftUs))),
    graceUs: rules.graceUs,
  }
  return {
    ...activity,
    node,
    clock: isStampedByNode || isPrintedByKubelet ? node : CONTROL_PLANE,
    rules,
    controllers,
    observations,
    requests,
    processes,
    runs,
    missingSpans,
    clockJumps,
    offset,
    roughOffset,
    isNameShared: context.sharedNames.has(node),
    isZoneAssumed: processes.some(({ source }) => context.unprovedZones.has(source)),
    silences: withoutContradictions(
      silences
        .filter((silence) => !isForwardStep(silence, step))
        .map((silence) => endByLastSeen(silence, notReadyPeriods, { ...rules, passUs })),
      // The controller's lines contradict nothing that is stamped by a clock that was set.
      clockJumps.length > 0 ? [] : notReadyPeriods,
      {
        shiftUs: (offset ?? roughOffset)?.earliestUs ?? 0,
        isCompared: (offset ?? roughOffset) !== null,
        node,
      },
    ),
    statusSpans: context.statusSpans,
    seenNodes: new SeenNodes(observations.of('node.seen')),
    deletions: findDeletions(observations),
    unposted,
    notReadyPeriods,
    unknownSpans: unknownSpansOf(notReadyPeriods),
    lastUs: context.evidenceEndUs,
  }
}

/** Returns when the kubelet's GETs of its Lease were answered, by time. */
function readsOf(requests: RequestTable): number[] {
  const times: number[] = []
  requests.rowsOf('lease.read', false).each((row) => times.push(requests.at(row)))
  return times
}

/** Merges the renewals of all witnesses on the node's clock and measures its offset on the way. */
function collectRenewals(
  node: string,
  requests: RequestTable,
  leases: readonly Observation<'lease.seen'>[],
): { renewals: Renewals; isStampedByNode: boolean; offset: MeasuredOffset | null } {
  const isCoarse = (o: Observation<'lease.seen'>): boolean => o.resolutionUs >= SECOND_US
  const byKubelet = renewalsOfRequests(requests, { byControlPlane: false, clock: node, shiftUs: 0 })
  const fine = leases.filter((o) => !isCoarse(o))
  const byLease = renewalsOfLeases(fine, node)
  const byNode = addCoarseRenewals(
    mergeRenewals(byKubelet, byLease),
    renewalsOfLeases(leases.filter(isCoarse), node),
  )
  const audit = { byControlPlane: true, clock: CONTROL_PLANE }
  const audited = renewalsOfRequests(requests, { ...audit, shiftUs: 0 })
  const offset = measureOffset(byKubelet.length > 0 ? keptRenewals(requests, node) : byLease, audited, leases)
  if (byNode.length === 0) return { renewals: audited, isStampedByNode: false, offset }
  // Two clocks that nothing compares can't show whether two renewals are the same one.
  const renewals = offset
    ? mergeRenewals(byNode, renewalsOfRequests(requests, { ...audit, shiftUs: offset.atUs }))
    : byNode
  return { renewals, isStampedByNode: true, offset }
}

/**
 * Returns the offset that incidents are compared by: the measured one, or a rough one that proves a difference;
 * null: the clocks may be the same.
 */
export function usableOffset({
  offset,
  roughOffset,
}: Pick<NodeTimeline, 'offset' | 'roughOffset'>): MeasuredOffset | null {
  return offset ?? (roughOffset && excludesZero(roughOffset) ? roughOffset : null)
}

/** Returns what to subtract from a time on the timeline's clock to get one on the control plane's, as far as known. */
export function aheadUs({
  clock,
  offset,
  roughOffset,
}: Pick<NodeTimeline, 'clock' | 'offset' | 'roughOffset'>): number {
  return isControlPlane(clock) ? 0 : ((offset ?? roughOffset)?.atUs ?? 0)
}

function shiftSpan<T extends Interval>(span: T, byUs: number): T {
  return { ...span, startUs: span.startUs + byUs, endUs: span.endUs + byUs }
}
