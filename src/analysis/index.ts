/**
 * Readings of sources become the report: nodes are analyzed one by one, then compared with each other and with the
 * control plane.
 *
 * Input: readings in any order. Output: the report; it does not depend on the order of the readings.
 */

import type { Observation, Report } from '../model/index.ts'
import type { ProcessReading, SourceReading } from '../store/reading.ts'
import { SECOND_US } from '../time/instant.ts'
import { analyzeNode } from './analyze-node.ts'
import { type Evidence, gather } from './evidence/gather.ts'
import { IntervalIndex } from './evidence/interval-index.ts'
import { findOutdatedLeases } from './evidence/lease-dumps.ts'
import { observedTimes } from './evidence/observation-lists.ts'
import { choosePeriods, type Periods } from './evidence/periods.ts'
import { inferZones } from './evidence/zones.ts'
import { finishIncidents } from './incident/finish.ts'
import { REQUEST_TIMEOUT_US } from './node/attempts.ts'
import type { CompleteSpan } from './node/coverage.ts'
import { JITTER } from './node/heartbeat-rules.ts'
import type { TimelineContext } from './node/node-timeline.ts'
import { newestAudited } from './node/silences/audit-silence.ts'
import { buildReport, type ReportSettings, windowOf } from './report/build-report.ts'
import { type NotedNode, withNotable } from './report/notable.ts'

export interface AnalysisSettings extends ReportSettings {
  readonly graceSeconds: number | null
  readonly renewIntervalSeconds: number | null
  /** How long pods tolerate the taints of a node; absent or null: the default. */
  readonly tolerationSeconds?: number | null
}

/** The kubelet's lease duration by default (`nodeLeaseDurationSeconds`): a longer pause of an audit log hides an outage. */
const LEASE_DURATION_US: number = 40 * SECOND_US

/** The readings must not be used any more. */
export function analyzeReadings(given: readonly SourceReading[], settings: AnalysisSettings): Report {
  const { readings, assumptions, unproved } = inferZones(given)
  const evidence = gather(readings)
  const observed = observedTimes(evidence)
  const { changes } = observed
  const window = windowOf(readings, observed)
  const periods = choosePeriods(settings, evidence.controlPlane.processes)
  const context = contextOf(readings, evidence, changes, periods, {
    evidenceEndUs: window.endUs,
    unprovedZones: unproved,
    isIntervalGiven: settings.renewIntervalSeconds !== null,
  })
  const noted: NotedNode[] = []
  // Node by node, for the evidence of one may be read from a file.
  const nodes = evidence.nodes.map((node) => {
    noted.push(withNotable(node))
    return analyzeNode(node, context, settings.all)
  })
  const unnamed = evidence.unnamedNodes.map((node) => analyzeNode(node, context, settings.all))
  const finished = finishIncidents({ nodes, unnamed }, changes, evidence, periods)
  return buildReport({
    readings,
    evidence: { ...evidence, nodes: noted },
    window,
    nodes,
    ...finished,
    periods,
    settings: { ...settings, assumptions: [...settings.assumptions, ...assumptions] },
  })
}

/** Collects what the timelines of all nodes share. */
function contextOf(
  readings: readonly SourceReading[],
  evidence: Evidence,
  changes: readonly Observation[],
  { renewIntervalUs, controllers }: Periods,
  known: Pick<TimelineContext, 'unprovedZones' | 'isIntervalGiven' | 'evidenceEndUs'>,
): TimelineContext {
  const auditedSpans = auditedSpansOf(readings, containsRenewals)
  return {
    rules: {
      renewIntervalUs,
      longestIntervalUs: Math.round(renewIntervalUs * JITTER),
      graceUs: controllers.grace.minUs,
      leaseDurationUs: 4 * renewIntervalUs,
      requestTimeoutUs: REQUEST_TIMEOUT_US,
    },
    ...known,
    auditedSpans,
    audited: { newest: newestAudited(evidence.nodes), spans: auditedSpans },
    statusSpans: new IntervalIndex(auditedSpansOf(readings, containsStatus)),
    outdatedLeases: findOutdatedLeases(readings),
    sharedNames: evidence.sharedNames,
    controllerSpans: controllers.all.flatMap(({ leads, printsLifecycle }) => (printsLifecycle ? leads : [])),
    controllers,
    resetsUs: changes
      .flatMap(({ kind, timeUs }) => (kind === 'cluster.disruption-left' && timeUs !== null ? timeUs : []))
      .sort((a, b) => a - b),
  }
}

/**
 * Finds where an audit log contains all requests of a kind: while the API server writes it, be it about other nodes or
 * about the control plane's own requests. A source without any is none: many policies drop leases.
 */
function auditedSpansOf(
  readings: readonly SourceReading[],
  contains: (process: ProcessReading) => boolean,
): CompleteSpan[] {
  const spans: CompleteSpan[] = []
  for (const { firstUs, lastUs, pauses, processes } of readings) {
    if (firstUs === null || lastUs === null) continue
    if (!processes.some((p) => p.component === 'kube-apiserver' && contains(p))) continue
    let startUs = firstUs
    for (const pause of pauses) {
      if (pause.endUs - pause.startUs <= LEASE_DURATION_US) continue
      spans.push({ startUs, endUs: pause.startUs, by: 'audit' })
      startUs = pause.endUs
    }
    spans.push({ startUs, endUs: lastUs, by: 'audit' })
  }
  return spans
}

function containsRenewals({ requests }: ProcessReading): boolean {
  return [...requests.values()].some((table) => table.hasRenewals(true) || table.hasRenewals(false))
}

function containsStatus({ requests }: ProcessReading): boolean {
  return [...requests.values()].some((table) => table.hasAuditedStatus)
}
