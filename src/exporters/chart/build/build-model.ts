/**
 * Builds the model of the chart from a report: everything that the HTML page and the picture draw.
 *
 * Its size is bounded for any report; notes list what was left out.
 */

import type { Distribution, ExportOptions, Report } from '../../../model/index.ts'
import { printable } from '../../../text/printable.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { formatCount, formatSpan, formatWhole } from '../../../wording/durations.ts'
import { maySame } from '../../../wording/incident-words.ts'
import { NOT_DRAWN_BELOW_6 } from '../../../wording/verbosity-words.ts'
import { headline, separateIncidents } from '../../headline.ts'
import { sortTroubledFirst } from '../../incident-layout.ts'
import { createTextLayout, renewIntervalSeconds, spreadText, type TextLayout } from '../../layout.ts'
import { createNodeNames } from '../../node-names.ts'
import { remarksOf } from '../../remarks.ts'
import type { Lane, Model, Note, RenewalSeries } from '../model.ts'
import { assumptionLines, graceLimit } from './assumption-text.ts'
import { buildCoverage } from './build-coverage.ts'
import { buildFacts } from './build-facts.ts'
import { buildIncidents } from './build-incidents.ts'
import { buildRenewals, type RenewalsByNode } from './build-renewals.ts'
import { createTextTable } from './text-table.ts'
import { zoneSteps } from './zone.ts'

const SHOWN_LINES = 30

/** A dash if nothing was measured. */
function measuredSpread(distribution: Distribution, unit: number): string {
  return distribution.count === 0 ? '–' : spreadText(distribution, unit)
}

function describeThinning(
  renewals: RenewalsByNode & { readonly isThinned: boolean },
  factsLeftOut: number,
  incidentsLeftOut: number,
): string[] {
  const lines: string[] = []
  if (renewals.binUs !== null) {
    const bin = formatSpan(renewals.binUs / SECOND_US)
    lines.push(
      `${formatCount(renewals.renewals, 'renewal')} are drawn as bins of ${bin}: each holds the share of ` +
        'the renewals that were due, the longest interval and the slowest answer (within 2.2 %). ' +
        'Single renewals are in the csv-heartbeats format.',
    )
  }
  if (renewals.isThinned)
    lines.push('Where leasegap read --thin left renewals out, a bin has their share alone.')
  if (factsLeftOut > 0) {
    lines.push(
      `${formatCount(factsLeftOut, 'observation')} of the timeline are left out, changes of state last; ` +
        'the json format has all. Boundaries of incidents are all here.',
    )
  }
  if (incidentsLeftOut > 0)
    lines.push(`${formatCount(incidentsLeftOut, 'shorter incident')} are left out; the json format has all.`)
  return lines
}

/** A note of printable lines, the first `SHOWN_LINES`; empty without lines. */
function note(title: string, lines: readonly string[]): Note[] {
  if (lines.length === 0) return []
  const more = lines.length - SHOWN_LINES
  const visible = more > 0 ? [...lines.slice(0, SHOWN_LINES), `and ${more} more`] : lines
  return [{ title, lines: visible.map(printable) }]
}

function notesOf(layout: TextLayout, report: Report, thinned: readonly string[]): Note[] {
  const { assumptions } = report
  const remarks = remarksOf(layout, report)
  const verbose = report.sources.some(({ verbosity }) => verbosity !== null && verbosity >= 6)
  return [
    ...note('What is not shown', thinned),
    ...note('Notes', [...remarks.notes, ...remarks.warnings, ...remarks.unassigned]),
    ...note('Problems with the data', remarks.problems),
    ...note('Assumptions', assumptionLines(layout, assumptions)),
    ...note('On missing lines', verbose ? [] : [NOT_DRAWN_BELOW_6]),
  ]
}

const NO_RENEWALS: RenewalSeries = {
  form: 'each',
  startUs: 0,
  steps: '',
  latency: '',
  lines: '',
  sources: '',
}

export function buildModel(report: Report, options: ExportOptions): Model {
  const { window, sources } = report
  const layout = createTextLayout(
    options,
    sources.map(({ name }) => name),
  )
  const textTable = createTextTable()
  const renewIntervalUs = renewIntervalSeconds(report) * SECOND_US
  const nodes = sortTroubledFirst(report.nodes)
  const laneOf = new Map(nodes.map(({ node }, i) => [node, i]))
  const facts = buildFacts(report, laneOf, textTable, options.quote)
  const incidents = buildIncidents(layout, report, laneOf, facts)
  const renewals = buildRenewals(report, renewIntervalUs, textTable.intern)
  const incidentsOf = new Map<number, number[]>()
  for (const [i, { lane }] of incidents.views.entries()) {
    if (lane !== null) incidentsOf.set(lane, [...(incidentsOf.get(lane) ?? []), i])
  }
  const coverage = buildCoverage(report)
  const names = createNodeNames(nodes.map(({ node }) => node))
  const lanes = nodes.map((summary, i): Lane => {
    const { node, heartbeat, state, clockOffset } = summary
    return {
      node: printable(node),
      short: names.short(node),
      state,
      renewals: heartbeat.renewals,
      failures: heartbeat.failures,
      interval: measuredSpread(heartbeat.intervalSeconds, 1),
      latency: measuredSpread(heartbeat.latencyMs, 1e-3),
      clock:
        clockOffset === null || maySame(clockOffset)
          ? null
          : `${formatSpan(clockOffset.offsetSeconds)} off the control plane's`,
      coverage: coverage.get(node) ?? [],
      series: renewals.byNode.get(node) ?? NO_RENEWALS,
      incidentCount: summary.incidents.length,
      incidents: incidentsOf.get(i) ?? [],
      facts: facts.byLane.get(i) ?? [],
    }
  })
  return {
    version: printable(report.leasegap),
    headline: headline(report),
    zone: zoneSteps(options.timeZone, window.startUs, window.endUs),
    startUs: window.startUs,
    endUs: window.endUs,
    renewIntervalUs,
    grace: graceLimit(report.assumptions),
    // Texts include the names of sources, which are shown relative to their common directory.
    texts: textTable.texts.map((text) => layout.source(text)),
    lanes,
    domain: names.domain,
    incidents: incidents.views,
    facts: facts.all,
    sources: sources
      .slice(0, 200)
      .map((source) => [
        layout.source(source.name),
        source.components.join(', ') || 'nothing recognised',
        source.envelopes.join(' › '),
        formatWhole(source.lines),
        formatWhole(source.observations),
      ]),
    incidentCount: separateIncidents(report).length,
    notes: notesOf(
      layout,
      report,
      describeThinning(
        { ...renewals, isThinned: report.thinned !== undefined },
        facts.leftOut,
        incidents.leftOut,
      ),
    ),
  }
}
