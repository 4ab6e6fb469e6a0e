/**
 * Stories of incidents as plain text of the terminal's width, to be pasted into a post-mortem. In: stories, and
 * the lines they rest on as they were read; out: each sentence behind its time, under it its lines as
 * `file:line  text`, then what to check next.
 *
 * A line that is too long loses its header, then its middle: the root of an error stands at the end.
 * A `~` marks a time that is known between bounds only, a `*` one that another clock than the node's stamped.
 */

import type { ExportOptions, Incident } from '../../model/index.ts'
import { cut, displayWidth, printable, wrap } from '../../text/printable.ts'
import { SECOND_US } from '../../time/instant.ts'
import { formatSpan } from '../../wording/durations.ts'
import { kindTitle, lengthSeconds, subject } from '../../wording/incident-words.ts'
import { openPage, type Page } from '../layout.ts'
import { messageOf } from './excerpt.ts'
import type { Story } from './index.ts'
import type { Evidence, Moment, Quote, Sentence } from './sentence.ts'

const INDENT = '    '

/** `sources`: the names of all sources of the report. Nothing where there is no story. */
export function* formatStories(
  stories: readonly Story[],
  sources: readonly string[],
  quote: (evidence: Evidence) => Quote,
  options: ExportOptions,
): Generator<string> {
  const page = openPage(options, sources)
  for (const [i, story] of stories.entries()) {
    if (i > 0) yield '\n\n'
    yield* storyLines(page, story, quote)
  }
}

function* storyLines(page: Page, story: Story, quote: (evidence: Evidence) => Quote): Generator<string> {
  const { incident, sentences, next } = story
  yield `${page.tint('strong', cut(heading(incident), page.width))}\n`
  yield `${page.tint('faint', cut(printable(incident.id), page.width))}\n`
  const days = new Set(sentences.flatMap(({ moment }) => (moment ? [page.date(moment.atUs)] : [])))
  yield `${page.date(incident.startUs)}, times in ${page.zone}\n\n`
  for (const sentence of sentences) yield* sentenceLines(page, sentence, incident, days.size > 1, quote)
  const foreign = new Set(
    sentences.flatMap(({ moment }) => (moment && isForeign(moment, incident) ? [moment.clock] : [])),
  )
  if (foreign.size > 0) yield* paragraph(page, `* clock of ${printable([...foreign].sort().join(', '))}`, '')
  yield `\n${page.tint('strong', 'Check next')}\n`
  // Not broken into lines of the page's width: they are to be pasted.
  if (next.times !== null) yield `  ${next.times}\n`
  for (const line of next.lines) yield `  ${line}\n`
}

function heading(incident: Incident): string {
  const { kind, open, cause } = incident
  const length = open ? 'still open' : formatSpan(lengthSeconds(incident))
  const category = kind === 'log-gap' || kind === 'kubelet-restart' ? '' : `, ${cause.category}`
  return `${subject(incident)}: ${kindTitle(kind)}, ${length}${category}`
}

/** A cluster-outage has no clock of its own. */
function isForeign({ clock }: Moment, { node }: Incident): boolean {
  return node !== null && clock !== '' && clock !== node
}

function* sentenceLines(
  page: Page,
  { moment, text, evidence }: Sentence,
  incident: Incident,
  dated: boolean,
  quote: (evidence: Evidence) => Quote,
): Generator<string> {
  const time = moment ? `${momentText(page, moment, dated)}${isForeign(moment, incident) ? ' *' : ''}  ` : ''
  yield* paragraph(page, time + printable(text), INDENT)
  for (const line of evidence) yield `${INDENT}${page.tint('faint', quoted(page, line, quote(line)))}\n`
}

/** `10:44:56.909`, `10:44:56` where only that was stamped, `~10:44:46.1 – 10:44:56.9` where it is bounded. */
function momentText(page: Page, moment: Moment, dated: boolean): string {
  const { atUs, earliestUs, latestUs, exact, resolutionUs } = moment
  const text = (timeUs: number, digits: number): string => page.moment(timeUs, digits).slice(dated ? 5 : 11)
  if (exact) return text(atUs, resolutionUs >= SECOND_US ? 0 : 3)
  if (earliestUs !== null && latestUs !== null) return `~${text(earliestUs, 1)} – ${page.clock(latestUs, 1)}`
  if (latestUs !== null) return `~before ${text(latestUs, 1)}`
  return earliestUs === null ? `~${text(atUs, 1)}` : `~after ${text(earliestUs, 1)}`
}

function* paragraph(page: Page, text: string, hanging: string): Generator<string> {
  for (const [i, line] of wrap(text, page.width - hanging.length).entries())
    yield `${i === 0 ? '' : hanging}${line}\n`
}

function quoted(page: Page, { source, line }: Evidence, quote: Quote): string {
  const width = page.width - INDENT.length
  const place = cut(`${page.source(source)}:${line}`, Math.floor(width / 2), 'end')
  const room = width - displayWidth(place) - 2
  if ('reason' in quote) return `${place}  ${cut(`(${printable(quote.reason)})`, room)}`
  const text = printable(quote.text.trim())
  if (displayWidth(text) <= room) return `${place}  ${text}`
  // The time stands before the sentence already: of a line that is too long the message is worth more.
  const message = messageOf(text)
  return `${place}  ${cutMiddle(message === text ? text : `…${message}`, room)}`
}

/** At most `width` columns, the beginning and the end kept around a `…`. */
function cutMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  const head = cut(text, Math.ceil(width / 2))
  return head + cut(text, width - displayWidth(head) + 1, 'end').slice(1)
}
