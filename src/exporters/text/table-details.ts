/** What `-o wide` adds to an incident: cause, error, intervals, attempts and expectation as the report contains them. */
import type { Incident } from '../../model/index.ts'
import { cut, pad, printable, wrap } from '../../text/printable.ts'
import { alsoCauses, causeSummary } from '../../wording/cause-words.ts'
import { expectedText, missedText, retriesText, windowText } from '../incident-layout.ts'
import { intervalRows } from '../interval-rows.ts'
import { formatList, type TextLayout } from '../layout.ts'
import { INDENT } from './table-incident.ts'

const LABEL_WIDTH = 11
const SHOWN_NODES = 100
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

function intervalText(incident: Incident): string {
  return intervalRows(incident)
    .map(({ title, value, byTwoClocks }) => `${title} ${value}${byTwoClocks ? ' (two clocks)' : ''}`)
    .join('; ')
}

export function* detailLines(layout: TextLayout, incident: Incident): Generator<string> {
  const { cause, retries, faultWindow } = incident
  yield* labelled(layout, 'id', printable(incident.id))
  if (incident.kind !== 'log-gap') {
    const also = alsoCauses(cause)
    const words = causeSummary(cause)
    yield* labelled(layout, 'cause', also === '' ? words : `${words}; also ${also}`)
  }
  if (cause.error !== null) yield* errorLines(layout, cause.error)
  const fault = windowText(layout, faultWindow, incident)
  if (fault !== '') yield* labelled(layout, 'fault', `began ${fault}`)
  yield* labelled(layout, 'intervals', intervalText(incident))
  if (retries.failures > 0) {
    const missed = missedText(incident)
    const text = retriesText(incident)
    yield* labelled(layout, 'attempts', missed === '' ? text : `${text}, ${missed} missed`)
  }
  yield* labelled(layout, 'expected', expectedText(layout, incident))
  if (incident.nodes !== undefined) yield* labelled(layout, 'nodes', formatList(incident.nodes, SHOWN_NODES))
}
