/**
 * `fleet`: nodes by time as a heat map, the causes, and the nodes that were down for longest, as one page without a
 * script, which opens offline and may fetch nothing.
 */
import { createHash } from 'node:crypto'
import type { CauseCategory, ExportOptions, NodeSummary, Report } from '../../model/index.ts'
import { printable } from '../../text/printable.ts'
import { SECOND_US } from '../../time/instant.ts'
import { formatLocal } from '../../time/zones.ts'
import { causeTitle } from '../../wording/cause-words.ts'
import { formatCount, formatSpan, formatWhole } from '../../wording/durations.ts'
import { leastSeconds, shownUntilUs } from '../../wording/incident-length.ts'
import { FONTS, THEMES } from '../chart/style.ts'
import { escapeMarkup } from '../chart/svg-text.ts'
import { headline } from '../headline.ts'
import { COLUMNS, type HeatMap, type HeatRow, heatMapOf } from './heat.ts'
import { heatSvg } from './heat-svg.ts'

/** Nodes in the table of the worst. */
const WORST_NODES = 50

const STYLE = `
body { margin: 24px auto; max-width: 1220px; padding: 0 16px; background: var(--paper); color: var(--ink); font: 14px/1.5 var(--sans); }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 16px; margin: 28px 0 8px; } p { margin: 4px 0; color: var(--ink-2); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 14px 3px 0; text-align: left; border-bottom: 1px solid var(--rule); font-weight: 400; overflow-wrap: anywhere; }
thead th { color: var(--ink-3); } .n { text-align: right; }
.scroll { overflow-x: auto; } .heat { display: block; } .heat text { fill: var(--ink-2); font: 11px/1 var(--sans); text-anchor: end; }
.heat rect { fill: var(--cover); } .heat text.time { text-anchor: start; }
.heat path { fill: var(--bad); shape-rendering: crispEdges; } .heat .bars { fill: var(--down); }
.heat .heat-1 { fill-opacity: .3; } .heat .heat-2 { fill-opacity: .5; } .heat .heat-3 { fill-opacity: .75; }`

export async function* write(
  report: Report,
  { timeZone, theme }: Pick<ExportOptions, 'timeZone' | 'theme'>,
): AsyncGenerator<string> {
  const style = `${THEMES}\n:root {${FONTS} }${STYLE}`
  const hash = createHash('sha256').update(style).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  const title = text(headline(report))
  const chosen = theme === undefined ? '' : ` data-theme="${theme}"`
  yield `<!doctype html>\n<html lang="en"${chosen}>\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">\n`
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
  yield `<title>${title} – leasegap</title>\n<style>${style}</style>\n</head>\n<body>\n<main>\n<h1>${title}</h1>\n`
  const map = heatMapOf(report)
  if (map === null || map.rows.length === 0) yield '<p>The report has no outage of a named node.</p>\n'
  else yield* bodyOf(report, map, timeZone)
  const unnamed = report.incidents.filter(
    ({ node, kind }) => node === null && kind !== 'cluster-outage',
  ).length
  if (unnamed > 0) yield `<p>${formatCount(unnamed, 'incident')} of unnamed nodes: not on the map.</p>\n`
  yield '</main>\n</body>\n</html>\n'
}

function* bodyOf(report: Report, map: HeatMap, timeZone: string): Generator<string> {
  const nodes = report.nodes.length
  const at = (us: number): string => text(formatLocal(us, timeZone)?.slice(0, 19) ?? '')
  const span = formatSpan((map.endUs - map.startUs) / COLUMNS / SECOND_US)
  const most = Math.max(...map.downNodes)
  yield `<p>${at(map.startUs)} to ${at(map.endUs)}, ${text(timeZone)}. ${formatCount(map.rows.length, 'node')} of ${formatWhole(nodes)} ${map.rows.length === 1 ? 'was' : 'were'} down at some time, at most ${formatWhole(most)} within one cell of ${span}.</p>\n`
  yield `<h2>Nodes by time</h2>\n<p>One row is a node, the longest down first; one cell is ${span}, darker the more of it an outage of the node or its time NotReady certainly covers. The bars above show the share of all nodes.</p>\n`
  yield `<div class="scroll" tabindex="0">${heatSvg(map, { nodes, formatTime: at })}</div>\n`
  const leastTotals = leastTotalsOf(report)
  yield* tableOf(
    'Causes of lease outages',
    ['cause', 'outages', 'at least'],
    report.causes.map(({ category, outages }) => [
      causeTitle(category),
      formatWhole(outages),
      formatSpan(leastTotals.get(category) ?? 0),
    ]),
  )
  const summaries = new Map(report.nodes.map((summary) => [summary.node, summary]))
  const worst = map.rows.slice(0, WORST_NODES)
  const rows = worst.map((row) => nodeCells(row, summaries.get(row.node)))
  yield* tableOf(
    'Nodes down for longest',
    ['node', 'incidents', 'down for at least', 'state at the end'],
    rows,
  )
  const more = map.rows.length - worst.length
  if (more > 0) yield `<p>And ${formatCount(more, 'more node')}, which -o csv-nodes lists.</p>\n`
}

/** How long the outages of each cause were together, in seconds, as far as bounds show it. */
function leastTotalsOf({ incidents, window }: Report): ReadonlyMap<CauseCategory, number> {
  const totals = new Map<CauseCategory, number>()
  for (const incident of incidents) {
    if (incident.kind !== 'lease-outage') continue
    const { category } = incident.cause
    const least = leastSeconds(incident, shownUntilUs(incident) ?? window.endUs) ?? 0
    totals.set(category, (totals.get(category) ?? 0) + Math.max(0, least))
  }
  return totals
}

function nodeCells({ node, incidents, downUs }: HeatRow, summary: NodeSummary | undefined): string[] {
  return [node, formatWhole(incidents), formatSpan(downUs / SECOND_US), summary?.state ?? '']
}

function* tableOf(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Generator<string> {
  if (rows.length === 0) return
  const cells = (tag: string, row: readonly string[]): string =>
    row
      .map((cell, n) => `<${tag}${/^\d/.test(cell) && n > 0 ? ' class="n"' : ''}>${text(cell)}</${tag}>`)
      .join('')
  yield `<h2>${title}</h2>\n<table><thead><tr>${cells('th', columns)}</tr></thead><tbody>\n`
  for (const row of rows) yield `<tr>${cells('td', row)}</tr>\n`
  yield '</tbody></table>\n'
}

function text(value: string): string {
  return escapeMarkup(printable(value))
}
