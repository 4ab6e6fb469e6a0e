/**
 * Formats an incident as a section of a post-mortem in Markdown: verdict, timeline with evidence, cause, intervals.
 */
import type { Boundary, Incident } from '../../model/index.ts'
import { formatCount, formatSpan } from '../../wording/durations.ts'
import {
  BOUNDARY_NAMES,
  BOUNDARY_TITLES,
  INTERVAL_NAMES,
  INTERVAL_TITLES,
  kindTitle,
  subject,
} from '../../wording/incident-words.ts'
import { boundsText, evictedPods, expectedText, retriesText, windowText } from '../incident-layout.ts'
import { formatList, type TextLayout } from '../layout.ts'
import { codeBlock, escapeBlock, escapeText, formatRows } from './markdown-text.ts'

const SHOWN_PODS = 20
const SHOWN_NODES = 40

/** `2026-11-22 10:44:56.909`, or the bounds of a time that is not exact. */
function boundaryTime(layout: TextLayout, { atUs, earliestUs, latestUs, exact }: Boundary): string {
  if (exact) return layout.dateTime(atUs, 3)
  if (earliestUs !== null && latestUs !== null) {
    return `${layout.dateTime(earliestUs, 1)} – ${layout.timeOfDay(latestUs, 1)}`
  }
  if (latestUs !== null) return `before ${layout.dateTime(latestUs, 1)}`
  return earliestUs === null ? `about ${layout.dateTime(atUs, 1)}` : `after ${layout.dateTime(earliestUs, 1)}`
}

function* timeline(layout: TextLayout, { boundaries }: Incident): Generator<string> {
  const known = BOUNDARY_NAMES.flatMap((name) => {
    const boundary = boundaries[name]
    return boundary === null ? [] : [{ name, boundary }]
  }).sort((a, b) => a.boundary.atUs - b.boundary.atUs)
  if (known.length === 0) return
  yield '#### Timeline\n\n'
  yield* formatRows(
    ['Time', 'What', 'Clock', 'Evidence'],
    known.map(({ name, boundary }) => [
      boundaryTime(layout, boundary),
      BOUNDARY_TITLES[name],
      boundary.clock,
      [`${layout.source(boundary.source)}:${boundary.line}`] as const,
    ]),
  )
}

function* intervals({ intervals: measured, intervalBounds, crossClock }: Incident): Generator<string> {
  const known = INTERVAL_NAMES.filter((name) => measured[name] !== null)
  if (known.length === 0) return
  yield '#### Intervals\n\n'
  yield* formatRows(
    ['Interval', 'Length', 'Bounds', 'Clocks'],
    known.map((name) => {
      const [min, max] = intervalBounds[name] ?? [null, null]
      const clocks = crossClock.includes(name) ? 'two' : 'one'
      const [length, bounds] = [formatSpan(measured[name]), boundsText(min, max)]
      return [INTERVAL_TITLES[name], length, bounds === `${length} to ${length}` ? 'exact' : bounds, clocks]
    }),
  )
}

function* cause(layout: TextLayout, incident: Incident): Generator<string> {
  const { cause: why, faultWindow, retries, missedRenewals, evictions, nodes } = incident
  const also = why.alsoCauses.map((other) => other.cause).join(', ')
  const fault = windowText(layout, faultWindow)
  const lines = [
    `**${escapeText(why.category)}** (${escapeText(why.where)}, confidence ${why.confidence})`,
    ...(also === '' ? [] : [`also seen: ${escapeText(also)}`]),
    ...(fault === '' ? [] : [`the fault began ${escapeText(fault)}`]),
    ...(retries.failures === 0 ? [] : [retriesText(incident)]),
    ...(missedRenewals === null ? [] : [`${formatCount(missedRenewals, 'renewal')} missed`]),
    ...[expectedText(layout, incident)]
      .filter((text) => text !== '')
      .map((text) => `expected: ${escapeText(text)}`),
    ...(evictions.length === 0 ? [] : [`evicted: ${escapeText(evictedPods(evictions, SHOWN_PODS))}`]),
    ...(nodes === undefined ? [] : [`nodes: ${escapeText(formatList(nodes, SHOWN_NODES))}`]),
  ]
  yield '#### Cause\n\n'
  for (const line of lines) yield `- ${line}\n`
  yield '\n'
  if (why.error !== null) yield codeBlock(why.error)
}

/** `number` is the position in the list of incidents; null for the only one: the summary contains its verdict. */
export function* markdownIncident(
  layout: TextLayout,
  incident: Incident,
  number: number | null,
): Generator<string> {
  const open = incident.open ? ', still open' : ''
  const place = number === null ? '' : `${number}\\. `
  yield `### ${place}${escapeBlock(`${subject(incident)}: ${kindTitle(incident.kind)}${open}`)}\n\n`
  if (incident.verdict !== '' && number !== null) yield `${escapeBlock(incident.verdict)}\n\n`
  yield* timeline(layout, incident)
  yield* cause(layout, incident)
  yield* intervals(incident)
}
