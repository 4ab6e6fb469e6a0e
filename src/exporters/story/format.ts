/**
 * Formats stories of incidents as plain text of the terminal's width, for pasting into a post-mortem.
 *
 * Each sentence follows its time; below it are its lines as `file:line  text`; advice comes last. A line that is too
 * long loses its header, then its middle: the root cause of an error is at its end. A `~` marks a time that is known
 * between bounds only, a `*` a time on a clock other than the node's.
 */

import type { ExportOptions, Incident, Report } from '../../model/index.ts'
import { cut, cutMiddle, displayWidth, printable, wrap } from '../../text/printable.ts'
import { SECOND_US } from '../../time/instant.ts'
import { renderClaims } from '../../wording/claims.ts'
import { clockFootnote } from '../../wording/clock-words.ts'
import { subject } from '../../wording/incident-words.ts'
import { boundedTime, shortTime, titleText } from '../incident-layout.ts'
import { createClaimFormat, createTextLayout, type TextLayout } from '../layout.ts'
import { notesBeside } from '../remarks.ts'
import { messageOf } from './excerpt.ts'
import type { Story } from './index.ts'
import type { EventTime, Evidence, Quote, Sentence } from './sentence.ts'

const INDENT = '    '

/** `sources` are the names of all sources of the report, `quote` reads a line. Yields nothing without stories. */
export function* formatStories(
  stories: readonly Story[],
  sources: readonly string[],
  quote: (evidence: Evidence) => Quote,
  options: ExportOptions,
): Generator<string> {
  const layout = createTextLayout(options, sources)
  const advised = new Map<string, number>()
  for (const [i, story] of stories.entries()) {
    if (i > 0) yield '\n\n'
    yield* storyLines(layout, story, quote)
    yield* adviceLines(layout, story, advised)
  }
}

/** The notes that no incident states. `sources` are the names of all sources of the report. Yields nothing without notes. */
export function* formatNotes(
  report: Pick<Report, 'notes' | 'incidents'>,
  sources: readonly string[],
  options: ExportOptions,
): Generator<string> {
  const notes = notesBeside(report)
  if (notes.length === 0) return
  const layout = createTextLayout(options, sources)
  const format = createClaimFormat(layout, null)
  yield `\n${layout.tint('strong', `Notes, times in ${layout.zone}`)}\n`
  // Not wrapped: they contain commands to be pasted.
  for (const { claim } of notes) yield `  ${printable(renderClaims([claim], format))}\n`
}

function* storyLines(
  layout: TextLayout,
  story: Story,
  quote: (evidence: Evidence) => Quote,
): Generator<string> {
  const { incident, sentences } = story
  for (const line of wrap(heading(story), layout.width)) yield `${layout.tint('strong', line)}\n`
  for (const line of wrap(printable(incident.id), layout.width)) yield `${layout.tint('faint', line)}\n`
  const days = new Set(sentences.flatMap(({ time }) => (time ? [layout.date(time.atUs)] : [])))
  yield `${layout.date(incident.startUs)}, times in ${layout.zone}\n\n`
  for (const sentence of sentences) yield* sentenceLines(layout, sentence, incident, days.size > 1, quote)
  const foreign = new Set(
    sentences.flatMap(({ time }) => (time && isForeign(time, incident) ? [time.clock] : [])),
  )
  yield* paragraph(layout, printable(clockFootnote(foreign)), '')
}

/** The advice of a story; `advised` has the incident that the same advice was printed for. */
function* adviceLines(
  layout: TextLayout,
  { incident, next }: Story,
  advised: Map<string, number>,
): Generator<string> {
  yield `\n${layout.tint('strong', 'Check next')}\n`
  // Commands are not wrapped, so they can be pasted.
  if (next.times !== null) yield `  ${next.times}\n`
  const key = next.lines.join('\n')
  const before = advised.get(key)
  if (before !== undefined) {
    yield `  the same as for incident ${before}\n`
    return
  }
  if (incident.number !== undefined) advised.set(key, incident.number)
  for (const line of next.lines) yield `  ${line}\n`
}

function heading({ incident, endUs }: Story): string {
  const { number } = incident
  return `${number === undefined ? '' : `${number}. `}${subject(incident)}: ${titleText(incident, endUs)}`
}

/** Is true for a time on a clock other than the node's; a cluster-outage has no node. */
function isForeign({ clock }: EventTime, { node }: Incident): boolean {
  return node !== null && clock !== '' && clock !== node
}

function* sentenceLines(
  layout: TextLayout,
  { time, text, evidence }: Sentence,
  incident: Incident,
  dated: boolean,
  quote: (evidence: Evidence) => Quote,
): Generator<string> {
  const prefix = time ? `${timeText(layout, time, dated)}${isForeign(time, incident) ? ' *' : ''}  ` : ''
  yield* paragraph(layout, prefix + printable(text), INDENT)
  for (const line of evidence)
    yield `${INDENT}${layout.tint('faint', formatQuote(layout, line, quote(line)))}\n`
}

/** `10:44:56.909`, `10:44:56` for a timestamp of whole seconds, `~10:44:46.1 – 10:44:56.9` for a bounded time. */
function timeText(layout: TextLayout, time: EventTime, dated: boolean): string {
  const digits = time.resolutionUs >= SECOND_US ? 0 : 3
  return time.exact ? shortTime(layout, time.atUs, dated, digits) : boundedTime(layout, time, dated)
}

function* paragraph(layout: TextLayout, text: string, hanging: string): Generator<string> {
  for (const [i, line] of wrap(text, layout.width - hanging.length).entries())
    yield `${i === 0 ? '' : hanging}${line}\n`
}

function formatQuote(layout: TextLayout, { source, line }: Evidence, quote: Quote): string {
  const width = layout.width - INDENT.length
  const place = cut(`${layout.source(source)}:${line}`, Math.floor(width / 2), 'end')
  const room = width - displayWidth(place) - 2
  if ('reason' in quote) return `${place}  ${cut(`(${printable(quote.reason)})`, room)}`
  const text = printable(quote.text.trim())
  if (displayWidth(text) <= room) return `${place}  ${text}`
  // The sentence already has the time, so the header is cut first.
  const message = messageOf(text)
  return `${place}  ${cutMiddle(message === text ? text : `…${message}`, room)}`
}
