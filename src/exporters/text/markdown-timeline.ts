/**
 * Formats one timeline of all incidents as a table: boundaries, evictions and what the controller did with all nodes.
 *
 * Rows are in the order of events: times of a node's clock count by its measured offset. A `*` marks a time that the
 * control plane stamped, where a row of another clock is beside it.
 */
import type { Boundary, ExportOptions, Incident, Observation, Report, SourceLine } from '../../model/index.ts'
import { cutMiddle } from '../../text/printable.ts'
import { formatCount } from '../../wording/durations.ts'
import { BOUNDARY_NAMES, boundaryTitle, maySame } from '../../wording/incident-words.ts'
import type { TextLayout } from '../layout.ts'
import { formatRows } from './markdown-text.ts'

const SHOWN_ROWS = 200
/** Of a quoted line, its middle is left out beyond this. */
const QUOTE_COLUMNS = 160
const CONTROL_PLANE = 'control-plane'

const DISRUPTIONS: { readonly [K in Observation['kind']]?: string } = {
  'cluster.disruption-entered': 'the controller entered disruption mode and held evictions back',
  'cluster.disruption-left': 'the controller left disruption mode',
}

interface Row {
  /** For the order only. */
  readonly commonUs: number
  readonly time: string
  readonly node: string
  readonly what: string
  readonly clock: string
  readonly line: SourceLine
}

/** `incidents`: those with a section, without the cluster outages, which have the boundaries of their members. */
export function* markdownTimeline(
  layout: TextLayout,
  report: Report,
  incidents: readonly Incident[],
  quote: ExportOptions['quote'],
): Generator<string> {
  const rows = [
    ...incidents.flatMap((incident) => incidentRows(layout, incident, aheadOf(report, incident))),
    ...report.timeline.flatMap(({ observation }) => disruptionRow(layout, observation)),
  ].sort((a, b) => a.commonUs - b.commonUs)
  if (rows.length === 0) return
  const isMarked = new Set(rows.map(({ clock }) => clock)).size > 1
  yield '## Timeline\n\n'
  yield* formatRows(
    ['Time', 'Node', 'Event', 'Evidence', ...(quote ? ['Line'] : [])],
    rows.slice(0, SHOWN_ROWS).map(({ time, node, what, clock, line }) => {
      const text = quote?.(line) ?? null
      return [
        isMarked && clock === CONTROL_PLANE ? `${time} *` : time,
        node,
        what,
        [`${layout.source(line.source)}:${line.line}`] as const,
        ...(!quote ? [] : text === null ? [''] : [[cutMiddle(text, QUOTE_COLUMNS)] as const]),
      ]
    }),
  )
  if (rows.length > SHOWN_ROWS) yield `and ${formatCount(rows.length - SHOWN_ROWS, 'more row')}\n\n`
  if (isMarked && rows.some(({ clock }) => clock === CONTROL_PLANE))
    yield '\\* clock of the control plane\n\n'
}

/** By how much a node's clock is ahead of the control plane's, as far as that is known. */
function aheadOf({ nodes }: Report, { node, alignedFrom }: Incident): number {
  const offset = nodes.find((summary) => summary.node === node)?.clockOffset
  return !offset || alignedFrom !== undefined || maySame(offset) ? 0 : offset.offsetSeconds * 1e6
}

function incidentRows(layout: TextLayout, incident: Incident, aheadUs: number): Row[] {
  const { boundaries, evictions } = incident
  const node = incident.node ?? 'not named'
  const row = (boundary: Boundary, what: string): Row => ({
    commonUs: boundary.atUs - (boundary.clock === incident.node ? aheadUs : 0),
    time: boundaryTime(layout, boundary),
    node,
    what,
    clock: boundary.clock,
    line: boundary,
  })
  const pods = evictions.flatMap(({ pod, atUs, source, line }): Row[] => {
    if (atUs === null) return []
    const [time, what] = [layout.dateTime(atUs, 3), `evicted ${pod}`]
    return [{ commonUs: atUs, time, node, what, clock: CONTROL_PLANE, line: { source, line } }]
  })
  return [
    ...BOUNDARY_NAMES.flatMap((name): Row[] => {
      const boundary = boundaries[name]
      // Each eviction has a row of its own.
      if (!boundary || (name === 'firstEviction' && pods.length > 0)) return []
      return [row(boundary, boundaryTitle(incident, name))]
    }),
    ...pods,
  ]
}

function disruptionRow(layout: TextLayout, { kind, timeUs, source, line }: Observation): Row[] {
  const what = DISRUPTIONS[kind]
  if (what === undefined || timeUs === null) return []
  const time = layout.dateTime(timeUs, 3)
  return [{ commonUs: timeUs, time, node: 'all', what, clock: CONTROL_PLANE, line: { source, line } }]
}

/** `2026-11-22 10:44:56.909`, or the bounds of a time that is not exact. */
export function boundaryTime(layout: TextLayout, { atUs, earliestUs, latestUs, exact }: Boundary): string {
  if (exact) return layout.dateTime(atUs, 3)
  if (earliestUs !== null && latestUs !== null) {
    const isOneDay = layout.date(earliestUs) === layout.date(latestUs)
    const end = isOneDay ? layout.timeOfDay(latestUs, 1) : layout.dateTime(latestUs, 1)
    return `${layout.dateTime(earliestUs, 1)} – ${end}`
  }
  if (latestUs !== null) return `before ${layout.dateTime(latestUs, 1)}`
  return earliestUs === null ? `about ${layout.dateTime(atUs, 1)}` : `after ${layout.dateTime(earliestUs, 1)}`
}
