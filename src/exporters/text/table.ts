/**
 * `table`: the report for people, as plain text of the terminal's width: sources, nodes, incidents, data problems.
 *
 * Incidents are listed in one line each, the first ten also in detail. Times are in the chosen zone and durations are
 * rounded; the data formats contain the exact values. Colour adds no information. All text of logs is made printable.
 */
import type {
  Availability,
  CauseRank,
  ExportOptions,
  NodeSummary,
  Report,
  SecondsBounds,
  SourceSummary,
  VersionRange,
} from '../../model/index.ts'
import { cut, displayWidth, pad, printable, wrap } from '../../text/printable.ts'
import { formatCount, formatSpan, formatWhole, spanSeconds } from '../../wording/durations.ts'
import { kindTitle, lengthSeconds, maySame, subject } from '../../wording/incident-words.ts'
import { SILENT_BELOW_6 } from '../../wording/verbosity-words.ts'
import { sortTroubledFirst } from '../incident-layout.ts'
import { createTextLayout, spreadText, type TextLayout } from '../layout.ts'
import { drawStrips } from './heartbeat-strip.ts'
import { incidentLines } from './table-incident.ts'
import { remarkSections } from './table-remarks.ts'

/** Maximum numbers of rows; the rest is counted. */
const SHOWN_SOURCES = 20
const SHOWN_NODES = 20
const SHOWN_DETAILS = 10

/** Minimum width of the flexible column; other columns are cut before it gets narrower. */
const MIN_NAME_WIDTH = 16

/** Prints rows with aligned columns. If they are too wide, column `flexible` is cut first, then the end of the line. */
function* columns(
  layout: TextLayout,
  rows: readonly (readonly string[])[],
  flexible: number,
): Generator<string> {
  const widths: number[] = []
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, displayWidth(cell))
  }
  const excess = widths.reduce((sum, width) => sum + width + 2, 0) - layout.width
  if (excess > 0) {
    const width = widths[flexible] as number
    widths[flexible] = Math.max(Math.min(width, MIN_NAME_WIDTH), width - excess)
  }
  for (const row of rows) {
    const line = row
      .map((cell, i) => pad(cell, widths[i] as number, i === flexible ? 'end' : 'start'))
      .join('  ')
    yield `  ${cut(line.trimEnd(), layout.width - 2)}\n`
  }
}

function sourceDescription({ components, kubernetesVersion: version, verbosity }: SourceSummary): string {
  const versions = version && versionText(version)
  return [
    components.join(', ') || 'nothing known',
    ...(versions ? [printable(versions)] : []),
    ...(verbosity === null ? [] : [`-v=${verbosity}`]),
  ].join(' ')
}

function versionText({ min, max }: VersionRange): string {
  if (min === max) return min ?? ''
  if (min === null) return `≤ ${max}`
  return max === null ? `≥ ${min}` : `${min}–${max}`
}

function* sourceSection(layout: TextLayout, sources: readonly SourceSummary[]): Generator<string> {
  if (sources.length === 0) return
  const place = layout.directory === '' ? '' : cut(` in ${layout.directory}`, layout.width - 7, 'end')
  yield `\n${layout.tint('strong', 'Sources')}${place}\n`
  const visible = sources.slice(0, SHOWN_SOURCES)
  const counts = (title: string, count: (source: SourceSummary) => number): string[] => {
    const texts = [title, ...visible.map((source) => formatWhole(count(source)))]
    const width = Math.max(...texts.map((text) => text.length))
    return texts.map((text) => text.padStart(width))
  }
  const names = ['', ...visible.map(({ name }) => layout.source(name))]
  const descriptions = ['', ...visible.map(sourceDescription)]
  const lines = counts('lines', (source) => source.lines)
  const observed = counts('observed', (source) => source.observations)
  const rows = names.map((name, i) => [
    name,
    ...[descriptions, lines, observed].map((column) => column[i] as string),
  ])
  yield* columns(layout, rows, 0)
  if (sources.length > visible.length) {
    yield `  and ${formatCount(sources.length - visible.length, 'more source')}\n`
  }
}

/** `2 outages, the longest 77.1 s, …`; empty for a node without an outage. */
function availabilityText(availability: Availability): string {
  const { outages, longestSeconds, longestSecondsBounds, meanBetweenSeconds, shareBounds } = availability
  if (outages === 0) return ''
  const isLongestExact = longestSecondsBounds?.[0] === longestSecondsBounds?.[1]
  const about = isLongestExact ? '' : 'about '
  const parts = [
    ...(longestSeconds === null || outages === 1
      ? []
      : [`the longest ${about}${formatSpan(longestSeconds)}`]),
    ...(meanBetweenSeconds === null ? [] : [`on average ${formatSpan(meanBetweenSeconds)} apart`]),
    ...(shareBounds === null ? [] : [`renewing ${percentText(shareBounds)} % of the covered time`]),
  ]
  return [formatCount(outages, 'outage'), ...parts].join(', ')
}

/** `97.15`, `95.2 to 97.15`, or `at most 97.15`. */
function percentText([least, most]: SecondsBounds): string {
  const percent = (share: number): string => (Math.floor(share * 1e4) / 100).toFixed(2)
  const upper = percent(most ?? 1)
  if (least === null) return `at most ${upper}`
  const lower = percent(least)
  return lower === upper ? upper : `${lower} to ${upper}`
}

function nodeText({ heartbeat, incidents, clockOffset, availability }: NodeSummary): string {
  const outages = availabilityText(availability)
  const { renewals, failures, intervalSeconds, latencyMs } = heartbeat
  return [
    formatCount(renewals, 'renewal') +
      (intervalSeconds.count > 0 ? ` every ${spreadText(intervalSeconds, 1)}` : '') +
      (latencyMs.count > 0 ? `, answered in ${spreadText(latencyMs, 1e-3)}` : ''),
    formatCount(failures, 'failure'),
    ...(incidents.length > 0 ? [formatCount(incidents.length, 'incident')] : []),
    ...(outages === '' ? [] : [outages]),
    ...(clockOffset === null || maySame(clockOffset)
      ? []
      : [`clock ${formatSpan(clockOffset.offsetSeconds)} off the control plane's`]),
  ].join('; ')
}

function* nodeSection(layout: TextLayout, report: Report): Generator<string> {
  const { nodes } = report
  if (nodes.length === 0) return
  yield `\n${layout.tint('strong', 'Nodes')}\n`
  const visible = nodes.length <= SHOWN_NODES ? nodes : sortTroubledFirst(nodes).slice(0, SHOWN_NODES)
  const nameWidth = Math.min(30, Math.max(...visible.map(({ node }) => displayWidth(printable(node)))))
  const indent = nameWidth + 4 + 10
  const strips = drawStrips(report, layout.width - nameWidth - 4)
  for (const node of visible) {
    let head = `  ${pad(printable(node.node), nameWidth, 'end')}  `
    let state = layout.tint(node.state === 'renewing' ? 'good' : 'bad', pad(node.state, 10))
    for (const line of wrap(nodeText(node), layout.width - indent)) {
      yield `${head}${state}${line}\n`
      head = ' '.repeat(nameWidth + 4)
      state = ' '.repeat(10)
    }
    const strip = strips?.strip(node.node) ?? ''
    if (strip !== '') yield `${' '.repeat(nameWidth + 4)}${strip}\n`
  }
  for (const line of wrap(strips?.legend ?? '', layout.width - nameWidth - 4)) {
    yield `${' '.repeat(nameWidth + 4)}${layout.tint('faint', line)}\n`
  }
  if (nodes.length > visible.length)
    yield `  and ${formatCount(nodes.length - visible.length, 'more node')}\n`
}

/** Prints the causes if there is more than one. */
function* causeLines(layout: TextLayout, causes: readonly CauseRank[]): Generator<string> {
  if (causes.length < 2) return
  const ranks = causes.map(
    ({ category, outages, totalSeconds }) =>
      `${category} ${formatSpan(totalSeconds)} in ${formatCount(outages, 'outage')}`,
  )
  for (const line of wrap(`By cause: ${ranks.join('; ')}`, layout.width - 2)) yield `  ${line}\n`
}

function* incidentSection(layout: TextLayout, report: Report): Generator<string> {
  const { incidents, sources } = report
  if (sources.length === 0) {
    yield `\n${layout.tint('strong', 'Nothing was read')}\n`
    return
  }
  if (incidents.length === 0) {
    yield `\n${layout.tint('strong', 'No incident')}\n`
    if (!sources.some(({ verbosity }) => verbosity !== null && verbosity >= 6)) {
      for (const line of wrap(SILENT_BELOW_6, layout.width - 2)) yield `  ${line}\n`
    }
    return
  }
  yield `\n${layout.tint('strong', 'Incidents')}\n`
  const rows = incidents.map((incident, i) => [
    `${i + 1}.`,
    subject(incident),
    kindTitle(incident.kind),
    layout.dateTime(incident.startUs).slice(5),
    incident.open ? 'open' : formatSpan(lengthSeconds(incident)),
    incident.cause.category,
  ])
  yield* columns(layout, rows, 1)
  yield* causeLines(layout, report.causes)
  for (const [i, incident] of incidents.slice(0, SHOWN_DETAILS).entries()) {
    yield '\n'
    yield* incidentLines(layout, incident, i + 1)
  }
  if (incidents.length > SHOWN_DETAILS) {
    yield `\nThe first ${SHOWN_DETAILS} of ${incidents.length} are listed in full; -o json contains all, --node and --since select.\n`
  }
}

export function* write(report: Report, options: ExportOptions): Generator<string> {
  const { window, sources, nodes, incidents } = report
  const layout = createTextLayout(
    options,
    sources.map(({ name }) => name),
  )
  const counts = [
    formatCount(sources.length, 'source'),
    formatCount(nodes.length, 'node'),
    formatCount(incidents.length, 'incident'),
  ].join(', ')
  yield `${layout.tint('strong', `leasegap ${printable(report.leasegap)}: ${counts}`)}\n`
  if (window.startUs !== null && window.endUs !== null) {
    const span = formatSpan(spanSeconds(window.startUs, window.endUs))
    yield `${layout.dateTime(window.startUs)} – ${layout.dateTime(window.endUs)} ${layout.zone} (${span})\n`
  }
  yield* sourceSection(layout, sources)
  yield* nodeSection(layout, report)
  yield* incidentSection(layout, report)
  yield* remarkSections(layout, report)
}
