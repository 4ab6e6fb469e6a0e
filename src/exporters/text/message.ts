/**
 * `slack`: a message to paste or post. Each incident is a heading, its verdict, and its times in a code block; the
 * longest message that a channel shows is not exceeded, what does not fit is counted.
 *
 * Authority: mrkdwn of Slack: `&`, `<` and `>` are escaped, `*`, `_`, `~` and backquotes format.
 */
import type { ExportOptions, Incident, Report } from '../../model/index.ts'
import { printable } from '../../text/printable.ts'
import { causeTitle } from '../../wording/cause-words.ts'
import { formatCount } from '../../wording/durations.ts'
import { lengthText } from '../../wording/incident-length.ts'
import { BOUNDARY_NAMES, boundaryTitle, kindTitle, subject } from '../../wording/incident-words.ts'
import { headline, separateIncidents } from '../headline.ts'
import { boundedTime, evictedPods, shortTime, verdictText } from '../incident-layout.ts'
import { createTextLayout, type TextLayout } from '../layout.ts'

/** Characters of a message that Slack shows without cutting it; 40,000 are accepted. */
const MESSAGE_CHARACTERS = 4000
/** Kept for the line that counts what is left out. */
const REST_CHARACTERS = 100

const SHOWN_PODS = 5

/** Slack has no escape for a backquote or a mention. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '`': "'",
  '@': '＠',
}

export function* write(report: Report, options: ExportOptions): Generator<string> {
  const layout = createTextLayout(
    { ...options, color: false },
    report.sources.map(({ name }) => name),
  )
  const { startUs, endUs } = report.window
  const span =
    startUs === null || endUs === null
      ? ''
      : ` (${layout.dateTime(startUs)} – ${layout.dateTime(endUs)} ${layout.zone})`
  const head = `*leasegap: ${escapeMrkdwn(headline(report))}*${escapeMrkdwn(span)}\n`
  yield head
  const incidents = separateIncidents(report)
  let room = MESSAGE_CHARACTERS - REST_CHARACTERS - head.length
  for (const [i, incident] of incidents.entries()) {
    const text = incidentText(layout, incident, endUs)
    room -= text.length
    if (room < 0 && i > 0) {
      yield `\n_and ${formatCount(incidents.length - i, 'more incident')}_\n`
      return
    }
    yield text
  }
}

/** Escapes text of logs: it begins no code, mentions nobody and becomes no link. */
function escapeMrkdwn(text: string): string {
  return printable(text).replace(/[&<>`@]/g, (character) => REPLACEMENTS[character] as string)
}

function incidentText(layout: TextLayout, incident: Incident, endUs: number | null): string {
  const length = lengthText(incident, endUs)
  const hasCause = incident.kind !== 'log-gap' && incident.kind !== 'kubelet-restart'
  const title = [
    kindTitle(incident.kind),
    ...(length === '' ? [] : [length]),
    ...(hasCause ? [causeTitle(incident.cause.category)] : []),
  ].join(', ')
  const pods =
    incident.evictions.length === 0
      ? ''
      : `Evicted: ${escapeMrkdwn(evictedPods(incident.evictions, SHOWN_PODS))}\n`
  const rows = timeRows(layout, incident)
  const block = rows === '' ? '' : `\`\`\`\n${rows}\`\`\`\n`
  return `\n*${escapeMrkdwn(`${subject(incident)}: ${title}`)}*\n${escapeMrkdwn(verdictText(layout, incident))}\n${block}${pods}`
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
