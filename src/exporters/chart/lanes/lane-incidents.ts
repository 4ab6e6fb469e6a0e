/**
 * Draws the incidents of a lane.
 *
 * The kubelet's row shows the silence, the control plane's row grace period, not ready, taint and expectation. Links
 * join a renewal with its effect in the control plane, each by its own clock. Marks carry the index of their incident
 * for the pointer.
 */
import { INTERVAL_TITLES } from '../../../wording/incident-words.ts'
import { label, line, type Mark, path, pixel, rect } from '../marks.ts'
import { FACT, type Fact, type IncidentView, type Model } from '../model.ts'
import { type LaneChart, showsSingles } from './lane-layout.ts'

/** Width of a character, which differs between systems: at least that of Verdana and DejaVu Sans. */
const CHARACTER_PIXELS = 6.4
const BOLD_PIXELS = 8
const BOLD: ReadonlySet<string> = new Set([
  'span-words',
  'span-words inside',
  'unknown-words',
  'not-ready-words',
])

interface Spans {
  readonly chart: LaneChart
  readonly incident: IncidentView
  readonly index: number
  /** Time of a boundary; null if unknown. */
  at(name: string): number | null
  /** Earliest and latest time of a boundary; a side that is unknown is the known one. Null if it is unknown. */
  bounds(name: string): readonly [number, number] | null
  /** End of incidents that are still open. */
  readonly endUs: number
}

/**
 * The longest of the texts that fits into the visible part of a span, clear of markers at `taken`; nothing if none
 * does. It is in the middle, else at the end or the start.
 */
function spanLabel(
  texts: readonly string[],
  [x, width]: readonly [number, number],
  { y, name, taken = [] }: { readonly y: number; readonly name: string; readonly taken?: readonly number[] },
): Mark[] {
  for (const text of texts) {
    const half = (text.length * (BOLD.has(name) ? BOLD_PIXELS : CHARACTER_PIXELS)) / 2 + 5
    if (text === '' || width < 2 * half) continue
    const isFree = (place: number): boolean => taken.every((other) => Math.abs(other - place) > half + 4)
    const place = [x + width / 2, x + width - half, x + half].find(isFree)
    if (place !== undefined) return [label(place, y, text, name, 'middle')]
  }
  return []
}

/** The value of an interval with its bounds; empty if it is unknown. */
function intervalText({ intervals }: IncidentView, name: keyof typeof INTERVAL_TITLES): string {
  return intervals.find(({ title }) => title === INTERVAL_TITLES[name])?.value ?? ''
}

const KUBELET_CLASSES: Readonly<Record<string, string>> = {
  'lease-outage': 'outage',
  'status-outage': 'status-outage',
  'log-gap': 'log-gap',
  'kubelet-restart': 'restart',
}

const KUBELET_LABELS: Readonly<Record<string, string>> = {
  'lease-outage': 'no renewal',
  'status-outage': 'status not posted',
  'log-gap': 'log gap',
}

function kubeletSpan({ chart, incident, index, at, bounds, endUs }: Spans): Mark[] {
  const { scale, rows } = chart
  const name = KUBELET_CLASSES[incident.kind]
  if (name === undefined) return []
  const begin = bounds('lastRenewal') ?? [incident.startUs, incident.startUs]
  const end = bounds('firstRenewalAfter') ?? [incident.endUs ?? endUs, incident.endUs ?? endUs]
  const [y, height] = rows.kubelet
  const box = (fromUs: number, toUs: number, drawn: string): Mark[] => {
    const part = fromUs <= toUs ? scale.span(fromUs, toUs) : null
    return part ? [rect([part[0], y, part[1], height], drawn, { incident: index })] : []
  }
  const isBounded = begin[0] < begin[1] || end[0] < end[1]
  // Only what the bounds leave no doubt of is filled.
  const marks = [
    ...(isBounded || incident.isInDoubt ? box(begin[0], end[1], 'possible') : []),
    ...(incident.isInDoubt ? [] : box(begin[1], end[0], name)),
  ]
  const span = scale.span(begin[0], end[1])
  if (!span) return []
  const failing = at('firstFailure')
  const failed = at('lastFailure')
  if (failing !== null && failed !== null) {
    const part = scale.span(failing, failed)
    if (part) marks.push(line([part[0], y + height / 2, part[0] + part[1], y + height / 2], 'failing'))
  }
  const words = incident.isInDoubt ? 'possibly no renewal' : KUBELET_LABELS[incident.kind]
  if (words === undefined) return marks
  const texts = [`${words}${incident.open ? ',' : ''} ${incident.length}`, incident.length]
  if (rows.tall) return [...marks, ...spanLabel(texts, span, { y: y - 4, name: 'span-words' })]
  // Single attempts need the place of the label.
  return showsSingles(chart)
    ? marks
    : [...marks, ...spanLabel(texts, span, { y: y + 10, name: 'span-words inside' })]
}

/** The control plane's row of a lane. */
interface ControlRow {
  readonly y: number
  readonly height: number
}

function controlSpans(spans: Spans): Mark[] {
  const { control } = spans.chart.rows
  if (control === null) return []
  const row = { y: control[0], height: control[1] }
  return [
    ...graceSpan(spans, row),
    ...notReadySpan(spans, row),
    ...taintSpan(spans),
    ...expectedSpan(spans, row),
  ]
}

/** When the control plane's part of an incident was over. */
function controlEndUs({ incident, at, endUs }: Spans): number {
  return at('readyAgain') ?? incident.endUs ?? endUs
}

function graceSpan({ chart, incident, index, at }: Spans, { y, height }: ControlRow): Mark[] {
  const seen = at('controllerLastSeen')
  const marked = at('markedNotReady')
  const span = seen !== null && marked !== null && marked >= seen ? chart.scale.span(seen, marked) : null
  if (!span) return []
  const middle = y + height / 2
  const drawn = line([span[0], middle, span[0] + span[1], middle], 'grace', { incident: index })
  if (!chart.rows.tall) return [drawn]
  const value = intervalText(incident, 'graceSeconds')
  const text = value && `grace ${value}`
  return [drawn, ...spanLabel([text], span, { y: middle + 14, name: 'note-words' })]
}

function notReadySpan(spans: Spans, { y, height }: ControlRow): Mark[] {
  const { chart, incident, index, at } = spans
  const marked = at('markedNotReady')
  const span = marked === null ? null : chart.scale.span(marked, Math.max(marked, controlEndUs(spans)))
  if (!span) return []
  const name = incident.kind === 'lease-outage' ? 'unknown' : 'not-ready'
  const drawn = rect([span[0], y, span[1], height], name, { incident: index })
  if (!chart.rows.tall) return [drawn]
  const state = name === 'unknown' ? 'Unknown' : 'NotReady'
  const texts = [`${state} ${intervalText(incident, 'notReadySeconds')}`.trimEnd(), state]
  const taken = incident.evictions.map((fact) => chart.scale.x((chart.model.facts[fact] as Fact)[FACT.atUs]))
  return [drawn, ...spanLabel(texts, span, { y: y + height / 2 + 3.5, name: `${name}-words`, taken })]
}

function taintSpan(spans: Spans): Mark[] {
  const { chart, index, at } = spans
  const { rows, scale } = chart
  const tainted = at('taintQueued')
  const span = tainted === null ? null : scale.span(tainted, Math.max(tainted, controlEndUs(spans)))
  if (!span) return []
  const drawn = line([span[0], rows.taintY, span[0] + span[1], rows.taintY], 'taint', { incident: index })
  return rows.tall
    ? [drawn, ...spanLabel(['tainted'], span, { y: rows.taintY + 11, name: 'note-words' })]
    : [drawn]
}

function expectedSpan({ chart, incident, index }: Spans, { y }: ControlRow): Mark[] {
  const span = incident.expected && chart.rows.tall ? chart.scale.span(...incident.expected) : null
  if (!span) return []
  const [x, width] = span
  return [path(`M${pixel(x)},${y - 2}v-4h${pixel(width)}v4`, 'expected', { incident: index })]
}

/** A renewal by the kubelet's clock and its effect by the control plane's. */
const LINKS: readonly (readonly [kubelet: string, control: string])[] = [
  ['lastRenewal', 'controllerLastSeen'],
  ['firstRenewalAfter', 'readyAgain'],
]

/** The pairs of facts that links join, each with the index of the link. */
export function linkedFacts(
  { facts }: Pick<Model, 'facts'>,
  { edges }: IncidentView,
): { readonly link: number; readonly renewal: Fact; readonly effect: Fact }[] {
  return LINKS.flatMap(([kubelet, control], link) => {
    const [renewal, effect] = [facts[edges[kubelet] ?? -1], facts[edges[control] ?? -1]]
    const isByTwoClocks = renewal?.[FACT.byNode] === 1 && effect?.[FACT.byNode] === 0
    return isByTwoClocks ? [{ link, renewal, effect }] : []
  })
}

function links({ chart, index, incident }: Spans): Mark[] {
  const { scale, rows } = chart
  if (!rows.tall || rows.control === null) return []
  const from = rows.kubelet[0] + rows.kubelet[1]
  const to = rows.control[0]
  const middle = (from + to) / 2
  return linkedFacts(chart.model, incident).flatMap(({ link, renewal, effect }) => {
    const [startUs, endUs] = [renewal[FACT.atUs], effect[FACT.atUs]]
    if (!scale.isVisible(startUs) && !scale.isVisible(endUs)) return []
    const [x1, x2] = [pixel(scale.x(startUs)), pixel(scale.x(endUs))]
    const d = `M${x1},${from}C${x1},${middle} ${x2},${middle} ${x2},${to}`
    return [path(d, 'link', { incident: index, link })]
  })
}

export function incidentMarks(chart: LaneChart): Mark[] {
  const { model, lane, scale } = chart
  const { incidents } = model.lanes[lane] as (typeof model.lanes)[number]
  const endUs = model.endUs ?? scale.toUs
  return incidents.flatMap((index) => {
    const incident = model.incidents[index] as IncidentView
    const at = (name: string): number | null => model.facts[incident.edges[name] ?? -1]?.[FACT.atUs] ?? null
    const bounds = (name: string): readonly [number, number] | null => {
      const fact = model.facts[incident.edges[name] ?? -1]
      const { atUs, earliestUs, latestUs } = FACT
      return fact ? [fact[earliestUs] ?? fact[latestUs] ?? fact[atUs], fact[latestUs] ?? fact[atUs]] : null
    }
    const spans: Spans = { chart, incident, index, at, bounds, endUs }
    return [...kubeletSpan(spans), ...controlSpans(spans), ...links(spans)]
  })
}
