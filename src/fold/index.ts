/**
 * Readings of sources become the report: nodes are folded one by one, then compared with each other and with
 * the control plane, then told.
 *
 * Enters: readings in any order. Leaves: the report; the same readings in any order give the same report.
 */
import { SECOND_US } from '../time.ts'
import type { Assumption, Incident, Problem, Report, SourceReading } from '../types.ts'
import type { Stretch } from './beats.ts'
import { groupOutages } from './cluster.ts'
import { assignEvictions, type TaintedSpan } from './evictions.ts'
import { type Evidence, gather, order } from './evidence.ts'
import { type Given, periods } from './grace.ts'
import { foldNode, ofKind } from './node.ts'
import {
  contradictionProblem,
  heartbeats,
  summarise,
  summariseNode,
  warningsOf,
  windowOf,
} from './summary.ts'
import { taintedSpan, tell } from './tell.ts'
import { tellGroup } from './tell-group.ts'
import { timelineOf } from './timeline.ts'

export interface FoldSettings extends Given {
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

export function fold(readings: readonly SourceReading[], settings: FoldSettings): Report {
  const evidence = gather(readings, settings.sourceNodes)
  const everything = [...evidence.nodes.flatMap((n) => n.observations), ...evidence.controlPlane.observations]
  const stale = ofKind(everything, 'node.stale')
  const times = periods(
    settings,
    readings.flatMap((r) => r.processes),
    stale,
  )
  const resets = ofKind(everything, 'controller.reset').flatMap((o) => (o.timeUs === null ? [] : [o.timeUs]))
  const auditStretches = auditsOf(evidence)
  const controllerEndUs = evidence.controlPlane.processes.reduce<number | null>(
    (last, p) => Math.max(last ?? p.lastUs, p.lastUs),
    null,
  )
  const folds = evidence.nodes.map((node) =>
    foldNode(node, {
      rules: {
        renewIntervalUs: times.renewIntervalUs,
        longestIntervalUs: Math.round(times.renewIntervalUs * JITTER),
        leaseDurationUs: LEASE_DURATION_US,
      },
      auditStretches,
      resets,
      controllerEndUs,
    }),
  )
  const drafts = folds.flatMap((f) => f.drafts)
  const spans = drafts.map((d) => taintedSpan(d))
  const evictions = assignEvictions(
    everything,
    spans.filter((s): s is TaintedSpan => s !== null),
  )
  const told = drafts.map((draft, i) => {
    const span = spans[i]
    const mine = span ? (evictions.bySpan.get(span) ?? []) : []
    return tell(draft, mine, folds, times, evidence, everything)
  })
  const byDraft = new Map(drafts.map((d, i) => [d, told[i] as Incident]))
  const groups = groupOutages(drafts, times.renewIntervalUs).map((g) =>
    tellGroup(
      g.map((draft) => byDraft.get(draft) as Incident),
      folds.length,
    ),
  )
  const incidents = [...told, ...groups].sort((a, b) => a.startUs - b.startUs || order(a.id, b.id))
  const problems: Problem[] = [
    ...readings.flatMap((r) => r.problems),
    ...evidence.problems,
    ...folds.flatMap((f) => f.contradictions.map(contradictionProblem)),
  ].sort((a, b) => order(a.source, b.source) || order(a.code, b.code) || (a.line ?? 0) - (b.line ?? 0))
  const { startUs, endUs } = windowOf(readings, everything)
  return {
    schemaVersion: 1,
    leasegap: settings.leasegap,
    window: { startUs, endUs },
    assumptions: [...settings.assumptions, ...times.assumptions].sort(
      (a, b) => order(a.name, b.name) || order(a.of ?? '', b.of ?? ''),
    ),
    sources: [...readings].sort((a, b) => order(a.name, b.name)).map((r) => summarise(r, evidence)),
    nodes: folds.map((f) => summariseNode(f, incidents)),
    incidents,
    timeline: timelineOf(evidence.nodes, folds, everything, settings.all),
    unassignedEvictions: evictions.unassigned,
    warnings: warningsOf(folds),
    problems,
    heartbeats: () => heartbeats(folds),
  }
}

/** For rule ii: an audit log tells all renewals of a node while it tells those of other nodes. */
function auditsOf(evidence: Evidence): (node: string) => readonly Stretch[] {
  const renewals = evidence.nodes.map((n) => {
    const times: number[] = []
    for (let row = 0; row < n.answers.length; row++)
      if (n.answers.byControlPlane(row) && n.answers.kind(row) === 'lease.renewed')
        times.push(n.answers.at(row))
    return { node: n.node, times: times.sort((a, b) => a - b) }
  })
  return (node) => {
    const others = renewals.filter((r) => r.node !== node).flatMap((r) => r.times)
    others.sort((a, b) => a - b)
    const stretches: { startUs: number; endUs: number; by: 'audit' }[] = []
    // Where no other node renews for a lease duration, the audit log itself may be silent.
    for (const at of others) {
      const last = stretches[stretches.length - 1]
      if (last && at - last.endUs <= LEASE_DURATION_US) last.endUs = at
      else stretches.push({ startUs: at, endUs: at, by: 'audit' })
    }
    return stretches.map((s) => ({
      ...s,
      startUs: s.startUs - 2 * 10 * SECOND_US,
      endUs: s.endUs + 2 * 10 * SECOND_US,
    }))
  }
}
