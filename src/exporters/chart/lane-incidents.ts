/**
 * Draws the incidents of a lane.
 *
 * The kubelet's row shows the silence, the control plane's row grace period, not ready, taint and expectation. Links
 * join the two clocks' times of one event. Marks carry the index of their incident for the pointer.
 */
import { formatSpan } from '../../wording/durations.ts'
import type { LaneChart } from './lane-layout.ts'
import { label, line, type Mark, path, pixel, rect } from './marks.ts'
import { FACT, type IncidentView } from './model.ts'

const CHARACTER_PIXELS = 6.4

interface Spans {
  readonly chart: LaneChart
  readonly incident: IncidentView
  readonly index: number
  /** Time of a boundary; null if unknown. */
  at(name: string): number | null
  /** End of incidents that are still open. */
  readonly endUs: number
}

/** A label in the middle of the visible part of a span; empty if it does not fit. */
function spanLabel(text: string, [x, width]: readonly [number, number], y: number, name: string): Mark[] {
  return width < text.length * CHARACTER_PIXELS + 10 ? [] : [label(x + width / 2, y, text, name, 'middle')]
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

function kubeletSpan({ chart, incident, index, at, endUs }: Spans): Mark[] {
  const { scale, rows } = chart
  const name = KUBELET_CLASSES[incident.kind]
  if (name === undefined) return []
  const fromUs = at('lastRenewal') ?? incident.startUs
  const toUs = at('firstRenewalAfter') ?? incident.endUs ?? endUs
  const span = scale.span(fromUs, toUs)
  if (!span) return []
  const [y, height] = rows.kubelet
  const marks = [rect([span[0], y, span[1], height], name, { incident: index })]
  const failing = at('firstFailure')
  const failed = at('lastFailure')
  if (failing !== null && failed !== null) {
    const part = scale.span(failing, failed)
    if (part) marks.push(line([part[0], y + height / 2, part[0] + part[1], y + height / 2], 'failing'))
  }
  if (!rows.tall) return marks
  const open = incident.open ? ', still open' : ''
  const text = KUBELET_LABELS[incident.kind]
  if (text === undefined) return marks
  const length = formatSpan((toUs - fromUs) / 1e6)
  return [...marks, ...spanLabel(`${text} ${length}${open}`, span, y - 4, 'span-words')]
}

function controlSpans({ chart, incident, index, at, endUs }: Spans): Mark[] {
  const { scale, rows } = chart
  const [y, height] = rows.control
  const marks: Mark[] = []
  const target = { incident: index }
  const seen = at('controllerLastSeen')
  const marked = at('markedNotReady')
  const ready = at('readyAgain')
  const overUs = ready ?? incident.endUs ?? endUs
  if (seen !== null && marked !== null && marked >= seen) {
    const span = scale.span(seen, marked)
    if (span) {
      const middle = y + height / 2
      marks.push(line([span[0], middle, span[0] + span[1], middle], 'grace', target))
      const text = `grace ${formatSpan((marked - seen) / 1e6)}`
      if (rows.tall) marks.push(...spanLabel(text, span, middle + 14, 'note-words'))
    }
  }
  if (marked !== null) {
    const name = incident.kind === 'lease-outage' ? 'unknown' : 'not-ready'
    const span = scale.span(marked, Math.max(marked, overUs))
    if (span) {
      marks.push(rect([span[0], y, span[1], height], name, target))
      const state = name === 'unknown' ? 'Unknown' : 'NotReady'
      const text = `${state} ${formatSpan((overUs - marked) / 1e6)}`
      if (rows.tall) marks.push(...spanLabel(text, span, y + height / 2 + 3.5, `${name}-words`))
    }
  }
  const tainted = at('taintQueued')
  if (tainted !== null) {
    const span = scale.span(tainted, Math.max(tainted, overUs))
    if (span) {
      marks.push(line([span[0], rows.taintY, span[0] + span[1], rows.taintY], 'taint', target))
      if (rows.tall) marks.push(...spanLabel('tainted', span, rows.taintY + 11, 'note-words'))
    }
  }
  if (incident.expected && rows.tall) {
    const span = scale.span(...incident.expected)
    if (span) {
      const [x, width] = span
      marks.push(path(`M${pixel(x)},${y - 2}v-4h${pixel(width)}v4`, 'expected', target))
    }
  }
  return marks
}

/** Boundaries of one event on the clocks of kubelet and control plane. */
const LINKS: readonly (readonly [kubelet: string, control: string])[] = [
  ['lastRenewal', 'controllerLastSeen'],
  ['firstRenewalAfter', 'readyAgain'],
]

function links({ chart, at }: Spans): Mark[] {
  const { scale, rows } = chart
  if (!rows.tall) return []
  const from = rows.kubelet[0] + rows.kubelet[1]
  const to = rows.control[0]
  const middle = (from + to) / 2
  return LINKS.flatMap(([kubelet, control]) => {
    const [startUs, endUs] = [at(kubelet), at(control)]
    if (startUs === null || endUs === null) return []
    if (!scale.isVisible(startUs) && !scale.isVisible(endUs)) return []
    const [x1, x2] = [pixel(scale.x(startUs)), pixel(scale.x(endUs))]
    return [path(`M${x1},${from}C${x1},${middle} ${x2},${middle} ${x2},${to}`, 'link')]
  })
}

export function incidentMarks(chart: LaneChart): Mark[] {
  const { model, lane, scale } = chart
  const { incidents } = model.lanes[lane] as (typeof model.lanes)[number]
  const endUs = model.endUs ?? scale.toUs
  return incidents.flatMap((index) => {
    const incident = model.incidents[index] as IncidentView
    const at = (name: string): number | null => {
      const fact = incident.edges[name]
      return fact === undefined ? null : (model.facts[fact]?.[FACT.atUs] ?? null)
    }
    const spans: Spans = { chart, incident, index, at, endUs }
    return [...kubeletSpan(spans), ...controlSpans(spans), ...links(spans)]
  })
}
