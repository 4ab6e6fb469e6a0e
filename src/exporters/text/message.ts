/**
 * `slack` and `jira`: a message to paste or post. Each incident is a heading, its verdict, and its times in a block;
 * the longest message is not exceeded, what does not fit is counted.
 *
 * Authority: mrkdwn of Slack: `&`, `<` and `>` are escaped, `*`, `_`, `~` and backquotes format. Text formatting
 * notation of Jira (its text mode, and version 2 of its API): a backslash escapes.
 */
import type { ExportOptions, Incident, Report } from '../../model/index.ts'
import { printable } from '../../text/printable.ts'
import { formatCount } from '../../wording/durations.ts'
import { BOUNDARY_NAMES, boundaryTitle, subject } from '../../wording/incident-words.ts'
import { headline, separateIncidents } from '../headline.ts'
import { boundedTime, evictedPods, shortTime, titleText, verdictText } from '../incident-layout.ts'
import { createTextLayout, type TextLayout } from '../layout.ts'

/** Kept for the line that counts what is left out. */
const REST_CHARACTERS = 100

const SHOWN_PODS = 5

interface Markup {
  /** Characters of the longest message. */
  readonly most: number
  /** Fence of a block of text that is shown as it is. */
  readonly fence: string
  /** Escapes printable text of logs: it formats nothing and mentions nobody. */
  escape(text: string): string
}

/** Slack has no escape for a backquote or a mention. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '`': "'",
  '@': '＠',
}

const SLACK: Markup = {
  // Slack accepts 40,000 characters and cuts what it shows.
  most: 4000,
  fence: '```',
  escape: (text) => text.replace(/[&<>`@]/g, (character) => REPLACEMENTS[character] as string),
}

const JIRA: Markup = {
  most: 32_767,
  fence: '{noformat}',
  // A hyphen inside a word strikes nothing out.
  escape: (text) => text.replace(/[\\{}[\]|!*_~^?+#]|\B-|-\B/g, '\\$&'),
}

export function writeSlack(report: Report, options: ExportOptions): Generator<string> {
  return writeMessage(report, options, SLACK)
}

export function writeJira(report: Report, options: ExportOptions): Generator<string> {
  return writeMessage(report, options, JIRA)
}

function* writeMessage(report: Report, options: ExportOptions, markup: Markup): Generator<string> {
  const layout = createTextLayout(
    { ...options, color: false },
    report.sources.map(({ name }) => name),
  )
  const { endUs } = report.window
  const head = `*leasegap: ${markup.escape(headline(report))}*${markup.escape(spanText(layout, report.window))}\n`
  yield head
  const incidents = separateIncidents(report)
  let room = markup.most - REST_CHARACTERS - head.length
  for (const [i, incident] of incidents.entries()) {
    const text = incidentText(layout, incident, { endUs, markup })
    room -= text.length
    if (room < 0 && i > 0) {
      yield `\n_and ${formatCount(incidents.length - i, 'more incident')}_\n`
      return
    }
    yield text
  }
}

/** ` (2026-11-22 10:43:04 – 10:50:20 UTC)`; empty without times. */
function spanText(layout: TextLayout, { startUs, endUs }: Report['window']): string {
  if (startUs === null || endUs === null) return ''
  const isOneDay = layout.date(startUs) === layout.date(endUs)
  const end = isOneDay ? layout.timeOfDay(endUs) : layout.dateTime(endUs)
  return ` (${layout.dateTime(startUs)} – ${end} ${layout.zone})`
}

function incidentText(
  layout: TextLayout,
  incident: Incident,
  { endUs, markup }: { readonly endUs: number | null; readonly markup: Markup },
): string {
  const escaped = (text: string): string => markup.escape(printable(text))
  const pods =
    incident.evictions.length === 0
      ? ''
      : `Evicted: ${escaped(evictedPods(incident.evictions, SHOWN_PODS))}\n`
  const rows = timeRows(layout, incident)
  const block = rows === '' ? '' : `${markup.fence}\n${rows}${markup.fence}\n`
  return `\n*${escaped(`${subject(incident)}: ${titleText(incident, endUs)}`)}*\n${escaped(verdictText(layout, incident))}\n${block}${pods}`
}

/** The boundaries in the order of their times; those on another clock than the node's have a `*`. */
function timeRows(layout: TextLayout, incident: Incident): string {
  const { boundaries, startUs, node, alignedFrom } = incident
  const known = BOUNDARY_NAMES.flatMap((name) => {
    const boundary = boundaries[name]
    const isRepeated = name === 'lastFailure' && boundary?.atUs === boundaries.firstFailure?.atUs
    return boundary === null || isRepeated ? [] : [{ name, boundary }]
  }).sort((a, b) => a.boundary.atUs - b.boundary.atUs)
  const clocks = new Set(known.map(({ boundary }) => boundary.clock))
  const isForeign = (clock: string): boolean =>
    clocks.size > 1 && alignedFrom === undefined && node !== null && clock !== node
  const isDated = known.some(({ boundary }) => layout.date(boundary.atUs) !== layout.date(startUs))
  const rows = known.map(({ name, boundary }) => {
    const time = boundary.exact
      ? shortTime(layout, boundary.atUs, isDated, 0)
      : boundedTime(layout, boundary, isDated, 0).replace(' – ', '–')
    return { time: `${time}${isForeign(boundary.clock) ? '*' : ''}`, title: boundaryTitle(incident, name) }
  })
  const width = Math.max(0, ...rows.map(({ time }) => time.length))
  const lines = rows.map(({ time, title }) => `${time.padEnd(width)}  ${title}\n`)
  const note = known.some(({ boundary }) => isForeign(boundary.clock))
    ? ['* clock of the control plane\n']
    : []
  return [...lines, ...note].join('')
}
