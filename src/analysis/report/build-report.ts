/** Puts a report together from the analyses of all nodes. */

import type { Assumption, Eviction, Incident, Report } from '../../model/index.ts'
import type { SourceReading } from '../../store/reading.ts'
import { groupBy } from '../evidence/group-by.ts'
import type { ObservedTimes } from '../evidence/observation-lists.ts'
import { order } from '../evidence/order.ts'
import type { Periods } from '../evidence/periods.ts'
import type { NodeAnalysis } from '../incident/node-analysis.ts'
import { rankCauses } from './availability.ts'
import { measureRenewals } from './distributions.ts'
import { heartbeats } from './heartbeats.ts'
import { intervalAssumptions } from './interval-assumptions.ts'
import { summariseNode } from './node-summary.ts'
import { summariesWithin } from './nodes-within.ts'
import type { NotedEvidence } from './notable.ts'
import { notesOf } from './notes.ts'
import { contradictionProblem, sortProblems } from './problems.ts'
import { summariseSources } from './source-summary.ts'
import { thinnedAssumptions, thinnedSpans } from './thinned-spans.ts'
import { joinEntries, listEntries } from './timeline.ts'
import { warningsOf } from './warnings.ts'

export interface ReportSettings {
  /** Version of leasegap. */
  readonly leasegap: string
  readonly assumptions: readonly Assumption[]
  /** List every observation in the timeline. */
  readonly all: boolean
}

/** Everything that a report is made of. */
export interface ReportParts {
  readonly readings: readonly SourceReading[]
  readonly evidence: NotedEvidence
  readonly window: Report['window']
  readonly nodes: readonly NodeAnalysis[]
  readonly incidents: readonly Incident[]
  readonly unassignedEvictions: readonly Eviction[]
  readonly periods: Periods
  readonly settings: ReportSettings
}

export function buildReport(parts: ReportParts): Report {
  const { readings, evidence, window, nodes, incidents, unassignedEvictions, periods, settings } = parts
  const statistics = nodes.map(measureRenewals)
  const thinned = thinnedSpans(nodes)
  const analysisProblems = [
    ...evidence.problems,
    ...nodes.flatMap((node) => node.contradictions.map(contradictionProblem)),
  ]
  const incidentsByNode = groupBy(incidents, ({ node }) => node)
  const controllerSpans = periods.controllers.all.flatMap(({ leads, printsLifecycle }) =>
    printsLifecycle ? leads : [],
  )
  return {
    schemaVersion: 1,
    leasegap: settings.leasegap,
    window,
    assumptions: [
      ...settings.assumptions,
      ...thinnedAssumptions(readings),
      ...periods.assumptions.flatMap((assumption) =>
        assumption.name === 'renewIntervalSeconds' ? intervalAssumptions(assumption, nodes) : assumption,
      ),
    ].sort((a, b) => order(a.name, b.name) || order(a.of ?? '', b.of ?? '')),
    sources: summariseSources(readings, evidence, analysisProblems),
    nodes: nodes.map((node, i) =>
      summariseNode(node, {
        statistics: statistics[i] as (typeof statistics)[number],
        incidents: incidentsByNode.get(node.node) ?? [],
        controllerSpans,
        endUs: window.endUs,
      }),
    ),
    incidents: incidents.map((incident, i) => ({ ...incident, number: i + 1 })),
    causes: rankCauses(incidents, window.endUs),
    timeline: joinEntries([
      ...nodes.map((node) => node.entries),
      listEntries(evidence.controlPlane.observations, settings.all),
      listEntries(evidence.unnamed, settings.all),
    ]),
    unassignedEvictions,
    warnings: warningsOf(nodes, statistics, periods.controllers.grace.minUs),
    notes: notesOf(evidence, {
      incidents,
      compared: new Set(
        nodes.flatMap(({ node, offset, roughOffset }) => ((offset ?? roughOffset) ? [node] : [])),
      ),
      renewing: new Set(nodes.flatMap(({ node, renewals }) => (renewals.length > 0 ? [node] : []))),
    }),
    problems: sortProblems([...readings.flatMap((reading) => reading.problems), ...analysisProblems]),
    heartbeats: () => heartbeats(nodes),
    ...(thinned.length === 0 ? {} : { thinned }),
    nodesWithin: (spanOf) =>
      summariesWithin(nodes, { incidentsByNode, controllerSpans, endUs: window.endUs }, spanOf),
  }
}

/** Returns the time that the evidence spans; both null if nothing has a time. */
export function windowOf(readings: readonly SourceReading[], observed: ObservedTimes): Report['window'] {
  let startUs: number | null = null
  let endUs: number | null = null
  for (const { firstUs, lastUs } of readings)
    for (const timeUs of [firstUs, lastUs]) {
      if (timeUs === null) continue
      startUs = startUs === null ? timeUs : Math.min(startUs, timeUs)
      endUs = endUs === null ? timeUs : Math.max(endUs, timeUs)
    }
  // Objects contain times long before anyone looked: they begin the evidence only where nothing else dates it.
  startUs ??= observed.earliestUs
  if (startUs === null) return { startUs, endUs: null }
  return { startUs, endUs: Math.max(endUs ?? startUs, observed.latestUs ?? startUs) }
}
