/**
 * `fleet`: nodes by time as a heat map, zones and pools, the causes, and the nodes that were down for longest, as one
 * page without a script, which opens offline and may fetch nothing.
 */
import { createHash } from 'node:crypto'
import type { CauseCategory, ExportOptions, NodeSummary, Report } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { formatLocal } from '../../time/zones.ts'
import { causeTitle } from '../../wording/cause-words.ts'
import { formatCount, formatSpan, formatWhole } from '../../wording/durations.ts'
import { leastOutageSeconds } from '../../wording/incident-length.ts'
import { FONTS, THEMES } from '../chart/style.ts'
import { headline } from '../headline.ts'
import { concentrations, type GroupKind, labelText } from '../node-groups.ts'
import { createNodeNames, type NodeNames } from '../node-names.ts'
import { GROUP_COLUMNS, groupCells } from './group-table.ts'
import { COLUMNS, type HeatMap, type HeatRow, heatMapOf } from './heat.ts'
import { groupSvg, heatSvg, type MapLabels } from './heat-svg.ts'
import { drawnRows, groupBars, sectionsOf, type TitledGroup, titledGroups } from './map-sections.ts'
import { STYLE } from './style.ts'
import { tableOf, text } from './table.ts'

/** Nodes in the table of the worst. */
const WORST_NODES = 50

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
  const at = (us: number): string => formatLocal(us, timeZone)?.slice(0, 19) ?? ''
  const span = formatSpan((map.endUs - map.startUs) / COLUMNS / SECOND_US)
  const most = map.downNodes.reduce((a, b) => Math.max(a, b), 0)
  const names = createNodeNames(report.nodes.map(({ node }) => node))
  yield `<p>${text(at(map.startUs))} to ${text(at(map.endUs))}, ${text(timeZone)}. ${formatCount(map.rows.length, 'node')} of ${formatWhole(nodes)} ${map.rows.length === 1 ? 'was' : 'were'} down at some time, at most ${formatWhole(most)} within one cell of ${span}.</p>\n`
  for (const sentence of concentrations(report)) yield `<p>${text(sentence)}.</p>\n`

  const labels = { startUs: map.startUs, endUs: map.endUs, formatTime: at }
  const zones = titledGroups(report, 'zone')
  const pools = titledGroups(report, 'pool')
  yield* groupPart('zone', zones, map, labels)
  yield* groupPart('pool', pools, map, labels)

  const rows = drawnRows(map.rows)
  const [kind, groups] = zones.length > 0 ? ['zone', zones] : ['pool', pools]
  const order = groups.length > 0 ? `by ${kind}, the longest down first` : 'the longest down first'
  const domain = names.domain === '' ? '' : ` Names are without <code>${text(names.domain)}</code>.`
  yield `<h2>Nodes by time</h2>\n<p>One row is a node, ${order}; one cell is ${span}, stronger the more of it an outage of the node or its time NotReady certainly covers. The bars above show the share of all nodes.${domain}</p>\n`
  if (rows.length < map.rows.length)
    yield `<p>The ${formatWhole(rows.length)} nodes that were down for longest are shown; -o csv-nodes lists all.</p>\n`
  yield scrolled(
    heatSvg(
      sectionsOf(rows, groups, names.short),
      { label: '', downNodes: map.downNodes, nodes },
      {
        ...labels,
        description: `${rows.length} nodes by time; a coloured cell is a time in which the node was down`,
      },
    ),
  )
  yield* causesPart(report)
  yield* worstPart(report, map.rows, names)
}

/** Figures of the zones or pools, and a map of them. */
function* groupPart(
  kind: GroupKind,
  groups: readonly TitledGroup[],
  map: HeatMap,
  labels: Omit<MapLabels, 'description'>,
): Generator<string> {
  if (groups.length === 0) return
  const title = kind === 'zone' ? 'Zones' : 'Pools'
  yield* tableOf(title, [kind, ...GROUP_COLUMNS], groups.map(groupCells))
  yield `<p>Time without renewals is a share of the time that the evidence covers. The bars show which share of the nodes of a ${kind} was down.</p>\n`
  const description = `${title} by time; a high bar is a time in which many nodes of the ${kind} were down`
  yield scrolled(groupSvg(groupBars(map, groups), { ...labels, description }))
}

function scrolled(svg: string): string {
  return `<div class="scroll" tabindex="0">${svg}</div>\n`
}

function* causesPart(report: Report): Generator<string> {
  const leastTotals = leastTotalsOf(report)
  yield* tableOf(
    'Causes of lease outages',
    ['cause', 'outages', 'at least'],
    report.causes.map(({ category, outages }) => {
      const least = leastTotals.get(category) ?? 0
      return [causeTitle(category), formatWhole(outages), least > 0 ? formatSpan(least) : '–']
    }),
  )
}

function* worstPart(report: Report, rows: readonly HeatRow[], names: NodeNames): Generator<string> {
  const summaries = new Map(report.nodes.map((summary) => [summary.node, summary]))
  const worst = rows.slice(0, WORST_NODES)
  const isKnown = (label: 'zone' | 'pool'): boolean => report.nodes.some((node) => node[label] !== null)
  const shown = (['zone', 'pool'] as const).filter(isKnown)
  yield* tableOf(
    'Nodes down for longest',
    ['node', 'incidents', 'down for at least', 'state at the end', ...shown],
    worst.map((row) => {
      const summary = summaries.get(row.node)
      return [
        ...nodeCells(row, summary, names),
        ...shown.map((label) => (summary ? labelText(summary, label) : '')),
      ]
    }),
  )
  const more = rows.length - worst.length
  if (more > 0) yield `<p>And ${formatCount(more, 'more node')}, which -o csv-nodes lists.</p>\n`
}

/** How long the outages of each cause were together, in seconds, as far as bounds show it. */
function leastTotalsOf({ incidents, window }: Report): ReadonlyMap<CauseCategory, number> {
  const totals = new Map<CauseCategory, number>()
  for (const incident of incidents) {
    if (incident.kind !== 'lease-outage') continue
    const { category } = incident.cause
    totals.set(category, (totals.get(category) ?? 0) + leastOutageSeconds(incident, window.endUs))
  }
  return totals
}

function nodeCells(
  { node, incidents, downUs }: HeatRow,
  summary: NodeSummary | undefined,
  names: NodeNames,
): string[] {
  return [names.short(node), formatWhole(incidents), formatSpan(downUs / SECOND_US), summary?.state ?? '']
}
