/**
 * Formats one incident of the table: verdict, boundaries by time with their evidence, cause, intervals, expectation.
 *
 * A `~` marks a time that is known between bounds only, a `*` a time on a clock other than the node's.
 */
import type { Incident } from '../../model/index.ts'
import { cut, displayWidth, pad, printable, wrap } from '../../text/printable.ts'
import { formatSpan } from '../../wording/durations.ts'
import {
  BOUNDARY_NAMES,
  BOUNDARY_TITLES,
  INTERVAL_NAMES,
  INTERVAL_TITLES,
  kindTitle,
  subject,
} from '../../wording/incident-words.ts'
import {
  boundedTime,
  evictedPods,
  expectedText,
  intervalNotes,
  retriesText,
  shortTime,
  verdictText,
  windowText,
} from '../incident-layout.ts'
import { formatList, type TextLayout } from '../layout.ts'

const INDENT = '   '
const LABEL_WIDTH = 11
const SHOWN_PODS = 5
const SHOWN_NODES = 12
/** Maximum number of lines of an error, which may be a page long. */
const ERROR_LINES = 3

/** Prints a label in its column and lines beside and below it. */
function* beside(layout: TextLayout, label: string, lines: readonly string[]): Generator<string> {
  for (const [i, line] of lines.entries()) {
    yield `${INDENT}${layout.tint('faint', pad(i === 0 ? label : '', LABEL_WIDTH))}${line}\n`
  }
}

function labelled(layout: TextLayout, label: string, text: string): Generator<string> {
  return beside(layout, label, wrap(text, layout.width - INDENT.length - LABEL_WIDTH))
}

/** Prints the end of an error, where its root cause is. */
function errorLines(layout: TextLayout, error: string): Generator<string> {
  const width = layout.width - INDENT.length - LABEL_WIDTH
  const lines = wrap(cut(printable(error), width * ERROR_LINES, 'end'), width)
  const [first = '', ...rest] = lines.slice(-ERROR_LINES)
  const shown = lines.length > ERROR_LINES ? cut(`…${first}`, width, 'end') : first
  return beside(layout, 'error', [shown, ...rest])
}

function* boundaryLines(layout: TextLayout, incident: Incident): Generator<string> {
  const rows = BOUNDARY_NAMES.flatMap((name) => {
    const boundary = incident.boundaries[name]
    return boundary === null ? [] : [{ title: BOUNDARY_TITLES[name], boundary }]
  }).sort((a, b) => a.boundary.atUs - b.boundary.atUs)
  if (rows.length === 0) return
  const dated = new Set(rows.map(({ boundary }) => layout.date(boundary.atUs))).size > 1
  const foreign = new Set<string>()
  const cells = rows.map(({ title, boundary }) => {
    const isNodeClock =
      incident.node === null || incident.alignedFrom !== undefined || boundary.clock === incident.node
    if (!isNodeClock) foreign.add(boundary.clock)
    // The blank stands below the `~` of bounded times.
    const time = boundary.exact
      ? ` ${shortTime(layout, boundary.atUs, dated, 3)}`
      : boundedTime(layout, boundary, dated)
    return { time: `${time}${isNodeClock ? '' : ' *'}`, title, boundary }
  })
  const timeWidth = Math.max(...cells.map(({ time }) => displayWidth(time)))
  const titleWidth = Math.max(...cells.map(({ title }) => title.length))
  const room = layout.width - INDENT.length - timeWidth - titleWidth - 4
  for (const { time, title, boundary } of cells) {
    const evidence = cut(`${layout.source(boundary.source)}:${boundary.line}`, room, 'end')
    const head = `${pad(time, timeWidth)}  ${pad(title, titleWidth)}`
    yield `${INDENT}${head}  ${layout.tint('faint', evidence)}\n`
  }
  if (incident.alignedFrom !== undefined) {
    yield* labelled(
      layout,
      '',
      `times of ${printable(incident.alignedFrom)} are moved to the control plane's clock`,
    )
  } else if (foreign.size > 0) {
    yield* labelled(layout, '', `* clock of ${formatList([...foreign].sort(), 3)}`)
  }
}

function intervalText(incident: Incident): string {
  return INTERVAL_NAMES.filter((name) => incident.intervals[name] !== null)
    .map((name) => {
      const notes = intervalNotes(incident, name)
      const suffix = notes.length > 0 ? ` (${notes.join(', ')})` : ''
      return `${INTERVAL_TITLES[name]} ${formatSpan(incident.intervals[name])}${suffix}`
    })
    .join('; ')
}

/** Yields the lines of an incident. `number` is its position in the list above. */
export function* incidentLines(layout: TextLayout, incident: Incident, number: number): Generator<string> {
  const { cause, retries, evictions, faultWindow } = incident
  const heading = `${number}. ${subject(incident)}: ${kindTitle(incident.kind)}${incident.open ? ', still open' : ''}`
  const day = layout.date(incident.startUs)
  yield `${layout.tint('strong', cut(heading, layout.width - day.length - 2))}  ${day}\n`
  for (const line of wrap(printable(verdictText(layout, incident)), layout.width - INDENT.length))
    yield `${INDENT}${line}\n`
  yield* boundaryLines(layout, incident)
  const certainty = `${cause.category} (${cause.where}, confidence ${cause.confidence})`
  const also = cause.alsoCauses.map((other) => other.cause).join(', ')
  yield* labelled(layout, 'cause', also === '' ? certainty : `${certainty}; also ${also}`)
  if (cause.error !== null) yield* errorLines(layout, cause.error)
  const fault = windowText(layout, faultWindow)
  if (fault !== '') yield* labelled(layout, 'fault', `began ${fault}`)
  yield* labelled(layout, 'intervals', intervalText(incident))
  if (retries.failures > 0) {
    const missed = incident.missedRenewals
    const text = retriesText(incident)
    yield* labelled(layout, 'retries', missed === null ? text : `${text}, ${missed} renewals missed`)
  }
  yield* labelled(layout, 'expected', expectedText(layout, incident))
  if (evictions.length > 0) {
    yield* labelled(layout, 'evicted', evictedPods(evictions, SHOWN_PODS))
  }
  if (incident.nodes !== undefined) yield* labelled(layout, 'nodes', formatList(incident.nodes, SHOWN_NODES))
}
