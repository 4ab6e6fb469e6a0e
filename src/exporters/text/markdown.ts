/**
 * `markdown`: the draft of a post-mortem: summary, incidents with timeline and evidence, open questions, sources.
 *
 * Authority: GitHub Flavored Markdown. ./markdown-text.ts escapes texts of logs. Times are in the chosen zone and
 * durations are rounded; the data formats contain the exact values.
 */
import type { ExportOptions, Report } from '../../model/index.ts'
import { formatCount, formatSpan, formatWhole, spanSeconds } from '../../wording/durations.ts'
import { kindTitle, lengthSeconds, subject } from '../../wording/incident-words.ts'
import { createTextLayout, type TextLayout } from '../layout.ts'
import { markdownIncident } from './markdown-incident.ts'
import { openQuestions } from './markdown-questions.ts'
import { escapeBlock, escapeText, formatRows } from './markdown-text.ts'

/** Incidents with a section; the others are in the list only. */
const DETAILED_INCIDENTS = 20
const SHOWN_SOURCES = 40

function* summary(layout: TextLayout, report: Report): Generator<string> {
  const { incidents, window, nodes } = report
  yield '## Summary\n\n'
  if (window.startUs !== null && window.endUs !== null) {
    const span = formatSpan(spanSeconds(window.startUs, window.endUs))
    yield `Evidence from ${layout.dateTime(window.startUs)} to ${layout.dateTime(window.endUs)} ${layout.zone} (${span}), `
    yield `about ${formatCount(nodes.length, 'node')}.\n\n`
  }
  if (incidents.length === 0) yield 'The evidence holds no incident.\n\n'
  const verdicts = incidents.slice(0, DETAILED_INCIDENTS).map((incident) => {
    const { verdict, kind } = incident
    return `- ${escapeBlock(verdict || `${subject(incident)}: ${kindTitle(kind)}.`)}\n`
  })
  yield* verdicts
  const more = incidents.length - verdicts.length
  if (more > 0) yield `- ${formatCount(more, 'more incident')}, see the list below\n`
  if (verdicts.length > 0) yield '\n'
}

function* list(layout: TextLayout, { incidents }: Report): Generator<string> {
  if (incidents.length === 0) return
  yield '## Incidents\n\n'
  if (incidents.length === 1) return
  yield* formatRows(
    ['#', 'Node', 'What', 'Start', 'Length', 'Cause'],
    incidents.map((incident, i) => [
      String(i + 1),
      subject(incident),
      kindTitle(incident.kind),
      layout.dateTime(incident.startUs),
      incident.open ? 'open' : formatSpan(lengthSeconds(incident)),
      incident.cause.category,
    ]),
  )
}

function* sources(layout: TextLayout, report: Report): Generator<string> {
  if (report.sources.length === 0) return
  yield '## Evidence\n\n'
  yield* formatRows(
    ['Source', 'From', 'Lines', 'Observations'],
    report.sources
      .slice(0, SHOWN_SOURCES)
      .map(({ name, components, lines, observations }) => [
        layout.source(name),
        components.join(', ') || 'nothing known',
        formatWhole(lines),
        formatWhole(observations),
      ]),
  )
  const more = report.sources.length - SHOWN_SOURCES
  if (more > 0) yield `and ${formatCount(more, 'more source')}\n\n`
}

export function* write(report: Report, options: ExportOptions): Generator<string> {
  const layout = createTextLayout(
    { ...options, color: false },
    report.sources.map(({ name }) => name),
  )
  const first = report.incidents[0]
  const title = first === undefined ? 'No incident' : `${subject(first)}: ${kindTitle(first.kind)}`
  const more = report.incidents.length - 1
  const others = more > 0 ? ` and ${formatCount(more, 'more incident')}` : ''
  yield `# ${escapeBlock(`${title}${others}`)}\n\n`
  yield `*Draft made by leasegap ${escapeText(report.leasegap)}. Times are ${escapeText(layout.zone)}.*\n\n`
  yield* summary(layout, report)
  yield* list(layout, report)
  for (const [i, incident] of report.incidents.slice(0, DETAILED_INCIDENTS).entries()) {
    yield* markdownIncident(layout, incident, report.incidents.length > 1 ? i + 1 : null)
  }
  yield* openQuestions(report)
  yield* sources(layout, report)
}
