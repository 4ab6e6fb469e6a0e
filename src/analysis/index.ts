/**
 * Readings of sources become the report: nodes are folded one by one, then compared with each other and with
 * the control plane, then told.
 *
 * Enters: readings in any order. Leaves: the report; the same readings in any order give the same report.
 */

import type { Assumption, Incident, Observation, Problem, Report, TimelineEntry } from '../model/index.ts'
import type { ProcessReading, SourceReading } from '../store/reading.ts'
import { SECOND_US } from '../time/instant.ts'
import { foldNode } from './analyze-node.ts'
import { gather, type NodeEvidence, withStale } from './evidence/gather.ts'
import { ofKind, once, order } from './evidence/order.ts'
import { type Given, periods } from './evidence/periods.ts'
import { groupOutages } from './incident/cluster-outage.ts'
import { disruptionsOf, upsetsOf } from './incident/controller-resets.ts'
import { assignEvictions, type TaintedSpan } from './incident/evictions.ts'
import { provesLifecycle } from './incident/expected.ts'
import { declaredUs, startsApart, taintedSpan, tell } from './incident/finish.ts'
import { tellGroup } from './incident/finish-group.ts'
import type { FoldContext } from './incident/node-analysis.ts'
import { Company } from './incident/other-nodes.ts'
import type { Stretch } from './node/coverage.ts'
import { rankCauses } from './report/availability.ts'
import { type Survey, survey } from './report/distributions.ts'
import { heartbeats } from './report/heartbeats.ts'
import { contradictionProblem, summarise, summariseNode, windowOf } from './report/summary.ts'
import { joinTimelines, nodeTimeline, timeline } from './report/timeline.ts'
import { warningsOf } from './report/warnings.ts'
import { spread } from './stats/spread.ts'

export interface AnalysisSettings extends Given {
  readonly leasegap: string
  /** The node of a source, where the user said it. */
  readonly sourceNodes: ReadonlyMap<string, string>
  readonly assumptions: readonly Assumption[]
  /** List every observation in the timeline. */
  readonly all: boolean
}

/** The kubelet's lease duration (`nodeLeaseDurationSeconds`). */
const LEASE_DURATION_US: number = 40 * SECOND_US
/** The lease controller stretches its interval by up to 4 % (1.22 and up). */
const JITTER = 1.04

export function analyzeReadings(readings: readonly SourceReading[], settings: AnalysisSettings): Report {
  const evidence = gather(readings, settings.sourceNodes)
  const everything = [...evidence.nodes.flatMap((n) => n.observations), ...evidence.controlPlane.observations]
  const times = periods(
    settings,
    readings.flatMap((r) => r.processes),
    staleOf(evidence.nodes),
  )
  const resets = ofKind(everything, 'controller.reset')
    .flatMap((o) => (o.timeUs === null ? [] : [o.timeUs]))
    .sort((a, b) => a - b)
  const audits = auditStretches(readings)
  const controllerEndUs = evidence.controlPlane.processes.reduce<number | null>(
    (last, p) => Math.max(last ?? p.lastUs, p.lastUs),
    null,
  )
  const context: FoldContext = {
    rules: {
      renewIntervalUs: times.renewIntervalUs,
      longestIntervalUs: Math.round(times.renewIntervalUs * JITTER),
      graceUs: times.grace.minUs,
      leaseDurationUs: LEASE_DURATION_US,
    },
    auditStretches: audits,
    resets,
    controllerEndUs,
  }
  const timelines: TimelineEntry[][] = []
  const folds = evidence.nodes.map((node) => {
    const whole = withStale(node)
    const folded = foldNode(whole, context)
    timelines.push(nodeTimeline(whole, folded, settings.all))
    return folded
  })
  const surveys = folds.map(survey)
  const drafts = folds.flatMap((f) => f.drafts)
  const spans = drafts.map((d) => taintedSpan(d))
  const evictions = assignEvictions(
    everything,
    spans.filter((s): s is TaintedSpan => s !== null),
  )
  const company = new Company(folds)
  const upsets = upsetsOf(everything)
  const disruptions = disruptionsOf(everything)
  const told = withOwnIds(
    drafts.map((draft, i) => {
      const span = spans[i]
      const mine = span ? (evictions.bySpan.get(span) ?? []) : []
      return tell(draft, mine, company, times, evidence.controlPlane.processes, upsets, disruptions)
    }),
  )
  const byDraft = new Map(drafts.map((d, i) => [d, told[i] as Incident]))
  const groups = withOwnIds(
    groupOutages(drafts, times.renewIntervalUs).map((g) =>
      tellGroup(
        g.map((draft) => byDraft.get(draft) as Incident),
        {
          declaredIntervalsSeconds: spread(g.flatMap(declaredUs)),
          observedIntervalsSeconds: spread(g.flatMap(startsApart)),
        },
        folds.length,
      ),
    ),
  )
  const incidents = [...told, ...groups].sort((a, b) => a.startUs - b.startUs || order(a.id, b.id))
  const ofNode = new Map<string | null, Incident[]>(folds.map((f) => [f.node, []]))
  for (const incident of incidents) ofNode.get(incident.node)?.push(incident)
  const found = [...evidence.problems, ...folds.flatMap((f) => f.contradictions.map(contradictionProblem))]
  const problems: Problem[] = [...readings.flatMap((r) => r.problems), ...found].sort(
    (a, b) => order(a.source, b.source) || order(a.code, b.code) || (a.line ?? 0) - (b.line ?? 0),
  )
  const counts = new Map<string, number>()
  for (const { source, count } of found) counts.set(source, (counts.get(source) ?? 0) + count)
  const { startUs, endUs } = windowOf(readings, everything)
  const controllers = evidence.controlPlane.processes
    .filter(provesLifecycle)
    .map((p) => ({ startUs: p.firstUs, endUs: p.lastUs }))
  return {
    schemaVersion: 1,
    leasegap: settings.leasegap,
    window: { startUs, endUs },
    assumptions: [...settings.assumptions, ...times.assumptions].sort(
      (a, b) => order(a.name, b.name) || order(a.of ?? '', b.of ?? ''),
    ),
    sources: [...readings]
      .sort((a, b) => order(a.name, b.name))
      .map((r, i, sorted) => {
        let count = 0
        for (const problem of r.problems) count += problem.count
        // Of several of one name, as an archive may hold, the first has what was found in their common evidence.
        if (sorted[i - 1]?.name !== r.name) count += counts.get(r.name) ?? 0
        return summarise(r, evidence, count)
      }),
    nodes: folds.map((f, i) =>
      summariseNode(f, surveys[i] as Survey, ofNode.get(f.node) ?? [], controllers, endUs),
    ),
    incidents,
    causes: rankCauses(incidents, endUs),
    timeline: joinTimelines([...timelines, timeline(evidence.controlPlane.observations, settings.all)]),
    unassignedEvictions: evictions.unassigned,
    warnings: warningsOf(folds, surveys, times.grace.minUs),
    problems,
    heartbeats: () => heartbeats(folds),
  }
}

/** Every stale line, node by node in the order of time. */
function* staleOf(nodes: readonly NodeEvidence[]): Iterable<Observation<'node.stale'>> {
  for (const { observations, stale } of nodes)
    yield* once([
      ...ofKind(observations, 'node.stale'),
      ...stale.flatMap((lines) => lines.list()),
    ]) as Iterable<Observation<'node.stale'>>
}

/** A second incident of the same node, kind and millisecond (a line printed twice) has a number behind its id. */
function withOwnIds(incidents: readonly Incident[]): Incident[] {
  const met = new Map<string, number>()
  return incidents.map((incident) => {
    const count = (met.get(incident.id) ?? 0) + 1
    met.set(incident.id, count)
    return count === 1 ? incident : { ...incident, id: `${incident.id}-${count}` }
  })
}

/**
 * For rule ii: an audit log tells all renewals while the API server writes it, be it about other nodes or about the
 * control plane's own requests. Only a source that tells any node's renewals is one: many policies drop leases.
 */
function auditStretches(readings: readonly SourceReading[]): Stretch[] {
  const stretches: Stretch[] = []
  for (const { firstUs, lastUs, pauses, processes } of readings) {
    if (firstUs === null || lastUs === null) continue
    const audits = processes.some((p) => p.component === 'kube-apiserver' && tellsRenewals(p))
    if (!audits) continue
    let startUs = firstUs
    for (const pause of pauses) {
      if (pause.endUs - pause.startUs <= LEASE_DURATION_US) continue
      stretches.push({ startUs, endUs: pause.startUs, by: 'audit' })
      startUs = pause.endUs
    }
    stretches.push({ startUs, endUs: lastUs, by: 'audit' })
  }
  return stretches
}

function tellsRenewals({ requests: answers }: ProcessReading): boolean {
  return [...answers.values()].some((columns) => columns.hasRenewals(true) || columns.hasRenewals(false))
}
