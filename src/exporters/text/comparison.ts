/**
 * Compares two reports for people: what was counted and measured in both, which incidents only one of them has, and what
 * differs about those of both. Nothing is judged: the reports may cover different times and logs.
 */
import type { CauseCategory, Deviation, ExportOptions, IncidentKind } from '../../model/index.ts'
import { printable, wrap } from '../../text/printable.ts'
import { causeTitle } from '../../wording/cause-words.ts'
import {
  formatBoundedSpan,
  formatCount,
  formatSpan,
  formatWhole,
  isBounded,
  spanSeconds,
} from '../../wording/durations.ts'
import { countOfKind, outageCount, titleOf } from '../../wording/incident-words.ts'
import { createTextLayout, type TextLayout } from '../layout.ts'

/** An incident, as far as it is compared. */
export interface ComparedIncident {
  readonly id: string
  readonly number: number | null
  readonly node: string | null
  readonly affected: number | null
  readonly kind: IncidentKind
  readonly startUs: number | null
  /** Bounds of the start where it is not exact; null if it is. */
  readonly startBounds: readonly [number | null, number | null] | null
  readonly endUs: number | null
  /** The end; of an open incident the end of its report, of another without an end its start. */
  readonly untilUs: number | null
  readonly open: boolean
  /** The node may have renewed. */
  readonly isInDoubt: boolean
  readonly seconds: number | null
  readonly bounds: readonly [number | null, number | null] | null
  readonly cause: CauseCategory
  readonly deviation: Deviation | null
  readonly pods: readonly string[]
}

/** A node, as far as it is compared. */
export interface ComparedNode {
  readonly node: string
  readonly state: string
  readonly renewals: number
  readonly failures: number
  readonly outages: number
  /** Outages that may be none. */
  readonly inDoubt: number
  /** Whether its last outage is open. */
  readonly isOpen: boolean
  readonly outageSeconds: number | null
  readonly outageBounds: readonly [number | null, number | null] | null
}

/** A report, as far as it is compared. */
export interface ComparedReport {
  /** How the reader knows it, such as the name of its file. */
  readonly name: string
  readonly startUs: number | null
  readonly endUs: number | null
  readonly nodes: readonly ComparedNode[]
  readonly incidents: readonly ComparedIncident[]
}

/** Lines of each section; the rest is counted. */
const SHOWN = 50

const KINDS: readonly IncidentKind[] = [
  ...([
    'cluster-outage',
    'lease-outage',
    'not-ready',
    'status-outage',
    'kubelet-restart',
    'log-gap',
  ] as const),
]

type Pair = readonly [ComparedReport, ComparedReport]

export function* formatComparison(pair: Pair, options: ExportOptions): Generator<string> {
  const layout = createTextLayout(options, [])
  for (const [i, report] of pair.entries()) yield* headLines(layout, 'AB'[i] as string, report)
  yield '\n'
  yield* countLines(layout, pair)
  yield* section(layout, 'Nodes that differ', nodeTexts(pair))
  yield* section(layout, 'Nodes only in A', missingIn(pair[1], pair[0]))
  yield* section(layout, 'Nodes only in B', missingIn(pair[0], pair[1]))
  const { same, onlyA, onlyB } = matchIncidents(pair[0].incidents, pair[1].incidents)
  const text = (incident: ComparedIncident): string => incidentText(layout, incident)
  yield* section(layout, 'Incidents only in A', onlyA.map(text))
  yield* section(layout, 'Incidents only in B', onlyB.map(text))
  const changed = same.flatMap(([a, b]) => {
    const changes = changesOf(layout, a, b)
    return changes.length === 0 ? [] : [`${text(a)}: ${changes.join('; ')}`]
  })
  yield* section(layout, 'Incidents in both that differ', changed)
  yield `\n${formatCount(same.length - changed.length, 'incident')} the same in both\n`
}

function* headLines(layout: TextLayout, letter: string, report: ComparedReport): Generator<string> {
  const { name, startUs, endUs } = report
  const span =
    startUs === null || endUs === null
      ? 'no time'
      : `${layout.dateTime(startUs)} – ${layout.dateTime(endUs)} ${layout.zone} (${formatSpan(spanSeconds(startUs, endUs))})`
  for (const line of wrap(`${letter}  ${printable(name)}: ${span}`, layout.width)) yield `${line}\n`
}

/** Counts of both, a line each. Counts that are 0 in both are left out. */
function* countLines(layout: TextLayout, pair: Pair): Generator<string> {
  const count = (of: (report: ComparedReport) => number): [number, number] => [of(pair[0]), of(pair[1])]
  const rows: [title: string, counts: [number, number]][] = [
    ['nodes', count(({ nodes }) => nodes.length)],
    ...KINDS.map((kind): [string, [number, number]] => [
      countOfKind({ kind }, 2).slice(2),
      count(({ incidents }) => incidents.filter((one) => one.kind === kind).length),
    ]),
    ['pods evicted', count(({ incidents }) => new Set(incidents.flatMap(({ pods }) => pods)).size)],
    ['renewals', count(({ nodes }) => nodes.reduce((sum, { renewals }) => sum + renewals, 0))],
    ['failed attempts', count(({ nodes }) => nodes.reduce((sum, { failures }) => sum + failures, 0))],
  ]
  const shown = rows.filter(([, [a, b]]) => a > 0 || b > 0)
  const width = Math.max(0, ...shown.map(([title]) => title.length))
  const columns = [0, 1].map((side) =>
    Math.max(1, ...shown.map(([, counts]) => formatWhole(counts[side] as number).length)),
  )
  const line = (title: string, values: readonly string[]): string =>
    `${title.padEnd(width)}  ${values.map((value, i) => value.padStart(columns[i] as number)).join('  ')}`
  yield `${layout.tint('strong', line('', ['A', 'B']))}\n`
  for (const [title, counts] of shown) yield `${line(title, counts.map(formatWhole))}\n`
}

function* section(layout: TextLayout, title: string, texts: readonly string[]): Generator<string> {
  if (texts.length === 0) return
  yield `\n${layout.tint('strong', title)}\n`
  for (const text of texts.slice(0, SHOWN))
    for (const [i, line] of wrap(printable(text), layout.width - 4).entries())
      yield `${i === 0 ? '  ' : '    '}${line}\n`
  if (texts.length > SHOWN) yield `  and ${formatCount(texts.length - SHOWN, 'more', 'more')}\n`
}

/** Nodes of both reports of which outages or state differ. */
function nodeTexts([a, b]: Pair): string[] {
  const inB = new Map(b.nodes.map((node) => [node.node, node]))
  return a.nodes.flatMap((node) => {
    const other = inB.get(node.node)
    if (!other) return []
    const [before, after] = [nodeText(node), nodeText(other)]
    return before === after ? [] : [`${node.node}: ${before} → ${after}`]
  })
}

/** Nodes of the second report that the first one does not have. */
function missingIn(report: ComparedReport, { nodes }: ComparedReport): string[] {
  const known = new Set(report.nodes.map(({ node }) => node))
  return nodes.filter(({ node }) => !known.has(node)).map((node) => `${node.node}: ${nodeText(node)}`)
}

function nodeText({ outages, inDoubt, isOpen, outageSeconds, outageBounds, state }: ComparedNode): string {
  if (outages === 0) return `no outage, ${state}`
  // The bounds of an open outage end with its last failure or mark, its incident with the evidence.
  const open = outages === 1 ? 'open' : 'the last one open'
  const length = isOpen ? open : inDoubt > 0 ? '' : lengthText(outageSeconds, outageBounds)
  return `${outageCount(outages, inDoubt)}${withComma(length)}, ${state}`
}

function incidentText(layout: TextLayout, incident: ComparedIncident): string {
  const { number, node, affected, kind, cause } = incident
  const subject = node ?? (affected === null ? 'an unnamed node' : formatCount(affected, 'node'))
  const start = incident.startUs === null ? '' : ` ${startText(layout, incident, 0)}`
  const reason = kind === 'log-gap' || kind === 'kubelet-restart' ? '' : `, ${causeTitle(cause)}`
  return `${number === null ? '' : `${number}. `}${subject}: ${titleOf(incident)}${start}${withComma(lengthOf(incident))}${reason}`
}

const withComma = (text: string): string => (text === '' ? '' : `, ${text}`)

function lengthOf({ open, seconds, bounds }: ComparedIncident): string {
  return open ? 'open' : lengthText(seconds, bounds)
}

/** Empty if nothing is known of it. */
function lengthText(seconds: number | null, bounds: ComparedIncident['bounds']): string {
  const [least, most] = bounds ?? [null, null]
  return isBounded([least, most]) ? formatBoundedSpan(seconds, bounds) : ''
}

/** `at 2026-11-22 10:44:56`; where only bounds are known, `after` the earliest or `before` the latest. */
function startText(layout: TextLayout, { startUs, startBounds }: ComparedIncident, digits: number): string {
  if (startUs === null) return 'unknown'
  const [earliestUs, latestUs] = startBounds ?? [null, null]
  if (earliestUs !== null) return `after ${layout.dateTime(earliestUs, digits)}`
  return latestUs === null
    ? `at ${layout.dateTime(startUs, digits)}`
    : `before ${layout.dateTime(latestUs, digits)}`
}

/** `cause timeout → DNS`. */
function changesOf(layout: TextLayout, a: ComparedIncident, b: ComparedIncident): string[] {
  const time = (timeUs: number | null): string => (timeUs === null ? 'unknown' : layout.dateTime(timeUs, 3))
  const facts: readonly (readonly [title: string, of: (incident: ComparedIncident) => string])[] = [
    ['start', (incident) => startText(layout, incident, 3)],
    ['end', ({ endUs }) => time(endUs)],
    ['length', (incident) => lengthOf(incident) || 'unknown'],
    ['cause', ({ cause }) => causeTitle(cause)],
    ['mark', ({ deviation }) => (deviation === 'in-time' ? 'as expected' : (deviation ?? 'not judged'))],
    ['pods evicted', ({ pods }) => formatWhole(new Set(pods).size)],
  ]
  return facts.flatMap(([title, of]) => (of(a) === of(b) ? [] : [`${title} ${of(a)} → ${of(b)}`]))
}

interface Matched {
  readonly same: readonly (readonly [ComparedIncident, ComparedIncident])[]
  readonly onlyA: readonly ComparedIncident[]
  readonly onlyB: readonly ComparedIncident[]
}

/** Matches incidents by their id, the others of one node and kind where they overlap: more logs move a start. */
function matchIncidents(a: readonly ComparedIncident[], b: readonly ComparedIncident[]): Matched {
  const inB = new Map(b.map((incident) => [incident.id, incident]))
  const same: [ComparedIncident, ComparedIncident][] = []
  const restA: ComparedIncident[] = []
  for (const incident of a) {
    const other = inB.get(incident.id)
    if (!other) restA.push(incident)
    else {
      same.push([incident, other])
      inB.delete(incident.id)
    }
  }
  const queues = groupByPlace([...inB.values()])
  const onlyA: ComparedIncident[] = []
  const onlyB: ComparedIncident[] = []
  for (const incident of restA.sort(byStart)) {
    const queue = queues.get(placeOf(incident))
    // Both are in the order of time: what ends before this one begins overlaps nothing that follows.
    for (let next = queue?.at(-1); queue && next && isBefore(next, incident); next = queue.at(-1))
      onlyB.push(queue.pop() as ComparedIncident)
    const other = queue?.at(-1)
    if (queue && other && overlap(incident, other)) same.push([incident, queue.pop() as ComparedIncident])
    else onlyA.push(incident)
  }
  return { same, onlyA, onlyB: [...onlyB, ...[...queues.values()].flat()].sort(byStart) }
}

const placeOf = ({ node, kind }: ComparedIncident): string => `${kind} ${node ?? ''}`

const byStart = (a: ComparedIncident, b: ComparedIncident): number => (a.startUs ?? 0) - (b.startUs ?? 0)

/** Each group with its latest first, so that the earliest is taken from its end. */
function groupByPlace(incidents: readonly ComparedIncident[]): Map<string, ComparedIncident[]> {
  const groups = new Map<string, ComparedIncident[]>()
  for (const incident of [...incidents].sort((a, b) => byStart(b, a))) {
    const group = groups.get(placeOf(incident))
    if (group) group.push(incident)
    else groups.set(placeOf(incident), [incident])
  }
  return groups
}

function isBefore(a: ComparedIncident, b: ComparedIncident): boolean {
  return a.untilUs !== null && b.startUs !== null && a.untilUs < b.startUs
}

function overlap(a: ComparedIncident, b: ComparedIncident): boolean {
  return a.startUs !== null && b.startUs !== null && !isBefore(a, b) && !isBefore(b, a)
}
