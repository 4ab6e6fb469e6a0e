/**
 * `table`: the report for people, as plain text of the terminal's width: incidents, nodes, remarks, sources.
 *
 * The result comes first. Several incidents are listed in one line each, then the first ten with verdict and timeline;
 * the members of a cluster outage stand below it. Times are in the chosen zone and durations are rounded; the data
 * formats contain the exact values. Colour adds no information. All text of logs is made printable. `wide` adds the
 * values that were measured, and every node and source.
 */
import type { CauseRank, ExportOptions, Incident, NodeSummary, Report } from '../../model/index.ts'
import { cut, displayWidth, pad, printable, wrap } from '../../text/printable.ts'
import { causeTitle } from '../../wording/cause-words.ts'
import { formatCount, formatSpan, spanSeconds } from '../../wording/durations.ts'
import { leastSeconds, lengthText } from '../../wording/incident-length.ts'
import { incidentTitle } from '../../wording/incident-words.ts'
import { isDoubted } from '../../wording/params-of.ts'
import { SILENT_BELOW_6 } from '../../wording/verbosity-words.ts'
import { headline, separateIncidents } from '../headline.ts'
import { consequences, hasCause, startText } from '../incident-layout.ts'
import { createTextLayout, type TextLayout } from '../layout.ts'
import { createNodeNames, type NodeNames } from '../node-names.ts'
import { detailLines } from './table-details.ts'
import { type IncidentContext, incidentLines, subjectText } from './table-incident.ts'
import { nodeSection } from './table-nodes.ts'
import { remarkSections } from './table-remarks.ts'
import { sourceLine, sourceSection } from './table-sources.ts'

/** Incidents with verdict and timeline; the rest is in the list. */
const SHOWN_DETAILS = 10
/** Incidents and nodes in the lines above a long list. */
const SHOWN_RANKED = 3
/** Minimum and maximum width of a name in the list. */
const NAME_WIDTH = { min: 16, max: 30 }

function* writeTable(given: Report, options: ExportOptions, isWide: boolean): Generator<string> {
  const report = numbered(given)
  const layout = withoutDirectory(
    createTextLayout(
      options,
      report.sources.map(({ name }) => name),
    ),
    report.sources,
  )
  const names = createNodeNames(report.nodes.map(({ node }) => node))
  yield* heading(layout, report)
  yield* incidentSection(layout, report, { names, isWide })
  yield* nodeSection(layout, { ...report, window: shownWindow(report) }, { names, isWide })
  yield* remarkSections(layout, report)
  if (isWide) yield* sourceSection(layout, report.sources)
  else yield* sourceLine(layout, report.sources)
}

/** The name of a single source, too, is printed without its directory. */
function withoutDirectory(layout: TextLayout, sources: Report['sources']): TextLayout {
  const [only, ...others] = sources.map(({ name }) => name)
  if (only === undefined || others.length > 0) return layout
  const directory = only.slice(0, only.lastIndexOf('/') + 1)
  return {
    ...layout,
    directory: printable(directory),
    source: (name) => printable(name.startsWith(directory) ? name.slice(directory.length) : name),
  }
}

export function write(report: Report, options: ExportOptions): Generator<string> {
  return writeTable(report, options, false)
}

export function writeWide(report: Report, options: ExportOptions): Generator<string> {
  return writeTable(report, options, true)
}

/** Numbers the incidents of a report that was not made by an analysis. */
function numbered(report: Report): Report {
  const incidents = report.incidents.map((incident, i) => ({ number: i + 1, ...incident }))
  return { ...report, incidents }
}

/** The selected part of the window; without times if they do not overlap. */
function shownWindow({ window, selection }: Report): Report['window'] {
  const { startUs, endUs } = window
  if (startUs === null || endUs === null) return window
  const fromUs = Math.max(startUs, selection?.sinceUs ?? startUs)
  const toUs = Math.min(endUs, selection?.untilUs ?? endUs)
  return fromUs > toUs ? { startUs: null, endUs: null } : { startUs: fromUs, endUs: toUs }
}

function* heading(layout: TextLayout, report: Report): Generator<string> {
  const { window } = report
  const { nodes: globs } = report.selection ?? { nodes: null }
  const title = `leasegap ${printable(report.leasegap)}: ${headline(report)}`
  for (const line of wrap(title, layout.width)) yield `${layout.tint('strong', line)}\n`
  if (window.startUs === null || window.endUs === null) return
  if (globs)
    for (const line of wrap(printable(`Only nodes ${globs.join(', ')}`), layout.width)) yield `${line}\n`
  const whole = rangeText(layout, window.startUs, window.endUs)
  const { startUs, endUs } = shownWindow(report)
  const isWhole = startUs === window.startUs && endUs === window.endUs
  const part =
    startUs === null || endUs === null
      ? 'Nothing was read of the selected time; all logs: '
      : isWhole
        ? ''
        : `Only ${rangeText(layout, startUs, endUs)} of `
  const span = isWhole ? ` (${formatSpan(spanSeconds(window.startUs, window.endUs))})` : ''
  for (const line of wrap(`${part}${whole} ${layout.zone}${span}`, layout.width)) yield `${line}\n`
}

/** `2026-11-22 10:43:04 – 10:50:20`. */
function rangeText(layout: TextLayout, startUs: number, endUs: number): string {
  const start = layout.dateTime(startUs)
  if (startUs === endUs) return start
  const isOneDay = layout.date(startUs) === layout.date(endUs)
  return `${start} – ${isOneDay ? layout.timeOfDay(endUs) : layout.dateTime(endUs)}`
}

function* incidentSection(
  layout: TextLayout,
  report: Report,
  { names, isWide }: { readonly names: NodeNames; readonly isWide: boolean },
): Generator<string> {
  const { sources, incidents, nodes, window } = report
  if (sources.length === 0) {
    yield `\n${layout.tint('strong', 'Nothing was read')}\n`
    return
  }
  if (incidents.length === 0) {
    yield* noIncident(layout, report)
    return
  }
  const separate = separateIncidents(report)
  if (separate.length > 1) {
    yield '\n'
    if (separate.length > SHOWN_DETAILS) {
      yield* causeLines(layout, report.causes)
      yield* longestLines(layout, separate, { names, endUs: window.endUs })
      yield* frequentLines(layout, nodes, names)
    }
    yield* incidentList(layout, separate, { all: incidents, names, endUs: window.endUs })
  }
  const offsets = new Map(nodes.map(({ node, clockOffset }) => [node, clockOffset]))
  const byId = new Map(incidents.map((incident) => [incident.id, incident]))
  for (const incident of separate.slice(0, SHOWN_DETAILS)) {
    const context: IncidentContext = {
      names,
      clockOffset: incident.node === null ? null : (offsets.get(incident.node) ?? null),
      endUs: window.endUs,
      members: (incident.members ?? []).flatMap((id) => byId.get(id) ?? []),
    }
    yield '\n'
    yield* incidentLines(layout, incident, context)
    if (!isWide) continue
    yield* detailLines(layout, incident)
    for (const member of context.members.slice(0, SHOWN_DETAILS)) {
      yield '\n'
      const clockOffset = member.node === null ? null : (offsets.get(member.node) ?? null)
      yield* incidentLines(layout, member, { ...context, clockOffset, members: [] })
      yield* detailLines(layout, member)
    }
  }
  if (separate.length > SHOWN_DETAILS) {
    const text = `The first ${SHOWN_DETAILS} of ${separate.length} are described here: --node and --since select others, leasegap explain --incident NUMBER describes one.`
    yield '\n'
    for (const line of wrap(text, layout.width)) yield `${line}\n`
  }
}

function* noIncident(layout: TextLayout, report: Report): Generator<string> {
  const { sources, selection } = report
  yield `\n${layout.tint('strong', selection ? 'No incident in this selection' : 'No incident')}\n`
  const isRecognised = sources.some(({ observations }) => observations > 0)
  const hasKubelet = sources.some(({ components }) => components.includes('kubelet'))
  if (!isRecognised || !hasKubelet) return
  if (sources.some(({ verbosity }) => verbosity !== null && verbosity >= 6)) return
  for (const line of wrap(SILENT_BELOW_6, layout.width - 2)) yield `  ${line}\n`
}

/** Kinds that the list does not name: most are outages of the lease, and a cluster outage counts its nodes. */
const PLAIN_KINDS: ReadonlySet<Incident['kind']> = new Set(['lease-outage', 'cluster-outage'])

/** `2 NotReady`: how many nodes of a cluster outage; empty for none. */
function memberConsequences(
  { members = [] }: Incident,
  byId: ReadonlyMap<string, Incident>,
): readonly string[] {
  const marked = members.filter((id) => byId.get(id)?.boundaries.markedNotReady)
  return marked.length === 0 ? [] : [`${marked.length} NotReady`]
}

/** One line for each incident. */
function* incidentList(
  layout: TextLayout,
  incidents: readonly Incident[],
  {
    all,
    names,
    endUs,
  }: { readonly all: readonly Incident[]; readonly names: NodeNames; readonly endUs: number | null },
): Generator<string> {
  const byId = new Map(all.map((incident) => [incident.id, incident]))
  const isDated = new Set(incidents.map(({ startUs }) => layout.date(startUs))).size > 1
  const rows = incidents.map((incident) => [
    `${incident.number}.`,
    subjectText(incident, names),
    startText(incident, (timeUs) => (isDated ? layout.dateTime(timeUs).slice(5) : layout.timeOfDay(timeUs))),
    lengthText(incident, endUs).replace('at least ', '≥ '),
    [
      ...(PLAIN_KINDS.has(incident.kind) && !isDoubted(incident) ? [] : [incidentTitle(incident)]),
      ...(hasCause(incident) ? [causeTitle(incident.cause.category)] : []),
      ...memberConsequences(incident, byId),
      ...consequences(incident),
    ].join(', '),
  ])
  const widthOf = (column: number): number =>
    rows.reduce((most, row) => Math.max(most, displayWidth(row[column] ?? '')), 0)
  const [numberWidth, startWidth, lengthWidth] = [widthOf(0), widthOf(2), widthOf(3)]
  // The last column keeps at least half of the line.
  const room = Math.floor(layout.width / 2) - numberWidth - startWidth - lengthWidth - 8
  const nameWidth = Math.min(widthOf(1), NAME_WIDTH.max, Math.max(NAME_WIDTH.min, room))
  for (const [number = '', name = '', start = '', length = '', rest] of rows) {
    const line = `${number.padStart(numberWidth)}  ${pad(name, nameWidth, 'both')}  ${pad(start, startWidth)}  ${pad(length, lengthWidth)}  ${rest}`
    yield `  ${cut(line, layout.width - 2).trimEnd()}\n`
  }
}

/** Prints the incidents with the longest known length. */
function* longestLines(
  layout: TextLayout,
  incidents: readonly Incident[],
  { names, endUs }: { readonly names: NodeNames; readonly endUs: number | null },
): Generator<string> {
  const longest = incidents
    .map((incident) => ({ incident, seconds: leastSeconds(incident, endUs) ?? 0 }))
    .filter(({ seconds }) => seconds > 0)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, SHOWN_RANKED)
  const texts = longest.map(
    ({ incident }) => `${incident.number}. ${subjectText(incident, names)} (${lengthText(incident, endUs)})`,
  )
  yield* ranked(layout, 'Longest', texts)
}

/** Prints the nodes with the most incidents, if any has several. */
function* frequentLines(
  layout: TextLayout,
  nodes: readonly NodeSummary[],
  names: NodeNames,
): Generator<string> {
  const texts = nodes
    .filter(({ incidents }) => incidents.length > 1)
    .sort((a, b) => b.incidents.length - a.incidents.length)
    .slice(0, SHOWN_RANKED)
    .map(({ node, incidents }) => `${names.short(node)} (${formatCount(incidents.length, 'time')})`)
  yield* ranked(layout, 'Most often', texts)
}

/** Prints the causes if there is more than one, the most frequent first. */
function* causeLines(layout: TextLayout, causes: readonly CauseRank[]): Generator<string> {
  if (causes.length < 2) return
  const texts = [...causes]
    .sort((a, b) => b.outages - a.outages)
    .map(({ category, outages }) => `${causeTitle(category)} (${formatCount(outages, 'outage')})`)
  yield* ranked(layout, 'Causes', texts)
}

function* ranked(layout: TextLayout, label: string, texts: readonly string[]): Generator<string> {
  if (texts.length === 0) return
  for (const line of wrap(`${label}: ${texts.join(', ')}`, layout.width - 2)) yield `  ${line}\n`
}
