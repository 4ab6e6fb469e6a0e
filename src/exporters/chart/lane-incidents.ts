/**
 * Incidents in a lane: the silence on the kubelet's row, grace, not ready, taint and evictions on the control
 * plane's, and links from what one side did to when the other saw it. In: a lane chart; out: marks that tell
 * their incident when pointed at.
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
  /** Instant of a boundary; null where it is not known. */
  at(name: string): number | null
  /** Up to where what is not over is drawn. */
  readonly endUs: number
}

/** Words in the middle of what is visible of a span, where they fit. */
function words(text: string, [x, width]: readonly [number, number], y: number, name: string): Mark[] {
  return width < text.length * CHARACTER_PIXELS + 10 ? [] : [label(x + width / 2, y, text, name, 'middle')]
}

const KUBELET_KINDS: Readonly<Record<string, string>> = {
  'lease-outage': 'outage',
  'status-outage': 'status-outage',
  'log-gap': 'log-gap',
  'kubelet-restart': 'restart',
}

const KUBELET_WORDS: Readonly<Record<string, string>> = {
  'lease-outage': 'silent',
  'status-outage': 'status not posted',
  'log-gap': 'log gap',
}

function kubeletSpan({ chart, incident, index, at, endUs }: Spans): Mark[] {
  const { scale, rows } = chart
  const name = KUBELET_KINDS[incident.kind]
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
  const text = KUBELET_WORDS[incident.kind]
  if (text === undefined) return marks
  const length = formatSpan((toUs - fromUs) / 1e6)
  return [...marks, ...words(`${text} ${length}${open}`, span, y - 4, 'span-words')]
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
      if (rows.tall) marks.push(...words(text, span, middle + 14, 'note-words'))
    }
  }
  if (marked !== null) {
    const name = incident.kind === 'lease-outage' ? 'unknown' : 'not-ready'
    const span = scale.span(marked, Math.max(marked, overUs))
    if (span) {
      marks.push(rect([span[0], y, span[1], height], name, target))
      const state = name === 'unknown' ? 'Unknown' : 'not ready'
      const text = `${state} ${formatSpan((overUs - marked) / 1e6)}`
      if (rows.tall) marks.push(...words(text, span, y + height / 2 + 3.5, `${name}-words`))
    }
  }
  const tainted = at('taintQueued')
  if (tainted !== null) {
    const span = scale.span(tainted, Math.max(tainted, overUs))
    if (span) {
      marks.push(line([span[0], rows.taintY, span[0] + span[1], rows.taintY], 'taint', target))
      if (rows.tall) marks.push(...words('tainted', span, rows.taintY + 11, 'note-words'))
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

/** The same moment as each side had it. */
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
