/**
 * One incident for people, as part of the table. In: an incident; out: its lines: verdict, boundaries in the
 * order of time with the evidence of each, intervals, cause, and what was expected.
 *
 * A `~` marks a time that is known between bounds only, a `*` one that another clock than the node's stamped.
 */
import type { Incident } from '../../model/index.ts'
import { cut, displayWidth, pad, printable, wrap } from '../../text/printable.ts'
import {
  BOUNDARY_NAMES,
  BOUNDARY_TITLES,
  INTERVAL_NAMES,
  INTERVAL_TITLES,
  kindTitle,
  subject,
} from '../../wording/incident-words.ts'
import { boundaryTime, boundsText, expectedText, windowText } from '../incident-layout.ts'
import { formatCount, formatList, formatSpan, type Page } from '../layout.ts'

const INDENT = '   '
const LABEL_WIDTH = 11
const SHOWN_PODS = 5
const SHOWN_NODES = 12
/** An error may be a page long: so much of it is shown. */
const ERROR_LINES = 3

/** A label in its column, then lines beside and below it. */
function* beside(page: Page, label: string, lines: readonly string[]): Generator<string> {
  for (const [i, line] of lines.entries()) {
    yield `${INDENT}${page.tint('faint', pad(i === 0 ? label : '', LABEL_WIDTH))}${line}\n`
  }
}

function labelled(page: Page, label: string, text: string): Generator<string> {
  return beside(page, label, wrap(text, page.width - INDENT.length - LABEL_WIDTH))
}

/** The end of an error, for there its root stands. */
function errorLines(page: Page, error: string): Generator<string> {
  const width = page.width - INDENT.length - LABEL_WIDTH
  const lines = wrap(cut(printable(error), width * ERROR_LINES, 'end'), width)
  const [first = '', ...rest] = lines.slice(-ERROR_LINES)
  const shown = lines.length > ERROR_LINES ? cut(`…${first}`, width, 'end') : first
  return beside(page, 'error', [shown, ...rest])
}

function* boundaryLines(page: Page, incident: Incident): Generator<string> {
  const rows = BOUNDARY_NAMES.flatMap((name) => {
    const boundary = incident.boundaries[name]
    return boundary === null ? [] : [{ title: BOUNDARY_TITLES[name], boundary }]
  }).sort((a, b) => a.boundary.atUs - b.boundary.atUs)
  if (rows.length === 0) return
  const dated = new Set(rows.map(({ boundary }) => page.date(boundary.atUs))).size > 1
  const foreign = new Set<string>()
  const cells = rows.map(({ title, boundary }) => {
    const own =
      incident.node === null || incident.alignedFrom !== undefined || boundary.clock === incident.node
    if (!own) foreign.add(boundary.clock)
    return { time: boundaryTime(page, boundary, dated) + (own ? '' : ' *'), title, boundary }
  })
  const timeWidth = Math.max(...cells.map(({ time }) => displayWidth(time)))
  const titleWidth = Math.max(...cells.map(({ title }) => title.length))
  const room = page.width - INDENT.length - timeWidth - titleWidth - 4
  for (const { time, title, boundary } of cells) {
    const evidence = cut(`${page.source(boundary.source)}:${boundary.line}`, room, 'end')
    const head = `${pad(time, timeWidth)}  ${pad(title, titleWidth)}`
    yield `${INDENT}${head}  ${page.tint('faint', evidence)}\n`
  }
  if (incident.alignedFrom !== undefined) {
    yield* labelled(
      page,
      '',
      `times of ${printable(incident.alignedFrom)} are moved to the control plane's clock`,
    )
  } else if (foreign.size > 0) {
    yield* labelled(page, '', `* clock of ${formatList([...foreign].sort(), 3)}`)
  }
}

function intervalText({ intervals, intervalBounds, crossClock }: Incident): string {
  return INTERVAL_NAMES.flatMap((name) => {
    const seconds = intervals[name]
    if (seconds === null) return []
    const [min, max] = intervalBounds[name] ?? [null, null]
    const shown = formatSpan(seconds)
    const bounds = boundsText(min, max)
    const notes = [
      ...(bounds === '' || bounds === boundsText(seconds, seconds) ? [] : [bounds]),
      ...(crossClock.includes(name) ? ['two clocks'] : []),
    ]
    return [`${INTERVAL_TITLES[name]} ${shown}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`]
  }).join('; ')
}

/** Heading to last line; `number` is the incident's place in the list above. */
export function* incidentLines(page: Page, incident: Incident, number: number): Generator<string> {
  const { cause, retries, evictions, faultWindow } = incident
  const heading = `${number}. ${subject(incident)}: ${kindTitle(incident.kind)}${incident.open ? ', still open' : ''}`
  const day = page.date(incident.startUs)
  yield `${page.tint('strong', cut(heading, page.width - day.length - 2))}  ${day}\n`
  for (const line of wrap(printable(incident.verdict), page.width - INDENT.length)) yield `${INDENT}${line}\n`
  yield* boundaryLines(page, incident)
  const certainty = `${cause.category} (${cause.where}, confidence ${cause.confidence})`
  const also = cause.alsoCauses.map((other) => other.cause).join(', ')
  yield* labelled(page, 'cause', also === '' ? certainty : `${certainty}; also ${also}`)
  if (cause.error !== null) yield* errorLines(page, cause.error)
  const fault = windowText(page, faultWindow)
  if (fault !== '') yield* labelled(page, 'fault', `began ${fault}`)
  yield* labelled(page, 'intervals', intervalText(incident))
  if (retries.failures > 0) {
    const missed = incident.missedRenewals
    const text = `${formatCount(retries.tries, 'try', 'tries')}, ${formatCount(retries.failures, 'failure')}`
    yield* labelled(page, 'retries', missed === null ? text : `${text}, ${missed} renewals missed`)
  }
  yield* labelled(page, 'expected', expectedText(page, incident))
  if (evictions.length > 0) {
    const pods = formatList([...new Set(evictions.map(({ pod }) => pod))], SHOWN_PODS)
    yield* labelled(page, 'evicted', pods)
  }
  if (incident.nodes !== undefined) yield* labelled(page, 'nodes', formatList(incident.nodes, SHOWN_NODES))
}
