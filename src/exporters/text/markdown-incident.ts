/** Formats the parts of a post-mortem about one incident in its sections: root cause, detection, resolution. */
import type { Incident } from '../../model/index.ts'
import { alsoCauses, causeSummary } from '../../wording/cause-words.ts'
import { incidentTitle, subject } from '../../wording/incident-words.ts'
import { expectedText, missedText, retriesText, windowText } from '../incident-layout.ts'
import { intervalRows } from '../interval-rows.ts'
import { formatList, type TextLayout } from '../layout.ts'
import { codeBlock, escapeBlock, escapeText, formatRows } from './markdown-text.ts'
import { boundaryTime } from './markdown-timeline.ts'

const SHOWN_NODES = 40

/** Formats a part of an incident; nothing if the evidence has none. */
export type IncidentPart = (layout: TextLayout, incident: Incident) => Iterable<string>

export function* rootCause(layout: TextLayout, incident: Incident): Generator<string> {
  const { cause: why, faultWindow, retries, nodes } = incident
  const missed = missedText(incident)
  const also = alsoCauses(why)
  const fault = windowText(layout, faultWindow, incident)
  yield* items([
    escapeText(causeSummary(why)) || 'not found in these logs',
    ...(also === '' ? [] : [`also seen: ${escapeText(also)}`]),
    ...(fault === '' ? [] : [`the fault began ${escapeText(fault)}`]),
    ...(retries.failures === 0 ? [] : [retriesText(incident)]),
    ...(missed === '' ? [] : [`${missed} missed`]),
    ...(nodes === undefined ? [] : [`nodes: ${escapeText(formatList(nodes, SHOWN_NODES))}`]),
  ])
  if (why.error !== null) yield codeBlock(why.error)
}

export function* detection(layout: TextLayout, incident: Incident): Generator<string> {
  const expected = expectedText(layout, incident)
  if (expected !== '') yield* items([`expected: ${escapeText(expected)}`])
  const rows = intervalRows(incident).map(({ title, value, byTwoClocks }) => [
    title,
    value,
    byTwoClocks ? 'by two clocks' : '',
  ])
  if (rows.length === 0) return
  const hasNotes = rows.some(([, , notes]) => notes !== '')
  yield* hasNotes
    ? formatRows(['Interval', 'Length', 'Note'], rows)
    : formatRows(
        ['Interval', 'Length'],
        rows.map((row) => row.slice(0, 2)),
      )
}

export function* resolution(layout: TextLayout, incident: Incident): Generator<string> {
  const { boundaries, open, endedBy } = incident
  const { firstRenewalAfter: renewed, readyAgain: ready } = boundaries
  const ends = [
    ...(renewed
      ? [`${incident.heartbeat ? 'status posted' : 'lease renewed'} again: ${boundaryTime(layout, renewed)}`]
      : []),
    ...(ready ? [`Ready again: ${boundaryTime(layout, ready)}`] : []),
    ...(endedBy === 'node-deleted' ? ['the node was deleted'] : []),
    ...(open ? ['still open where the evidence ends'] : []),
  ]
  if (ends.length > 0) yield* items(ends)
}

/** Formats a part of each incident; with a heading where the report has several. */
export function* partOfEach(
  layout: TextLayout,
  incidents: readonly Incident[],
  part: IncidentPart,
  hasHeadings: boolean,
): Generator<string> {
  for (const incident of incidents) {
    const text = [...part(layout, incident)]
    if (text.length === 0) continue
    if (hasHeadings)
      yield `### ${escapeBlock(`Incident ${incident.number ?? ''}`.trim())}: ${escapeText(`${subject(incident)}, ${incidentTitle(incident)}`)}\n\n`
    yield* text
  }
}

function* items(lines: readonly string[]): Generator<string> {
  for (const line of lines) yield `- ${line}\n`
  yield '\n'
}
