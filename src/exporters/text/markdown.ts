/**
 * `markdown`: the draft of a post-mortem: summary, impact, one timeline, root cause, detection, resolution, open
 * questions, action items, sources.
 *
 * Authority: GitHub Flavored Markdown. ./markdown-text.ts escapes texts of logs. Times are in the chosen zone and
 * durations are rounded; the data formats contain the exact values.
 */
import type { ExportOptions, Incident, Report } from '../../model/index.ts'
import { causeTitle } from '../../wording/cause-words.ts'
import { formatCount, formatSpan, formatWhole, spanSeconds } from '../../wording/durations.ts'
import { lengthText } from '../../wording/incident-length.ts'
import { incidentTitle, subject } from '../../wording/incident-words.ts'
import { headline, separateIncidents } from '../headline.ts'
import { evictedPods, startText, verdictText } from '../incident-layout.ts'
import { createTextLayout, formatList, type TextLayout } from '../layout.ts'
import { concentrations } from '../node-groups.ts'
import { detection, partOfEach, resolution, rootCause } from './markdown-incident.ts'
import { openQuestions } from './markdown-questions.ts'
import { escapeBlock, escapeText, formatRows } from './markdown-text.ts'
import { markdownTimeline } from './markdown-timeline.ts'

/** Incidents with a section; the others are in the list only. */
const DETAILED_INCIDENTS = 20
const SHOWN_SOURCES = 40
const SHOWN_NODES = 40
const SHOWN_PODS = 40

interface Causes {
  readonly causes: readonly Incident[]
  /** Number of incidents that are not among them. */
  readonly more: number
}

function* summary(layout: TextLayout, report: Report, { causes, more }: Causes): Generator<string> {
  const { incidents, window, nodes } = report
  yield '## Summary\n\n'
  if (window.startUs !== null && window.endUs !== null) {
    const span = formatSpan(spanSeconds(window.startUs, window.endUs))
    yield `Evidence from ${layout.dateTime(window.startUs)} to ${layout.dateTime(window.endUs)} ${layout.zone} (${span}), `
    yield `on ${formatCount(nodes.length, 'node')}.\n\n`
  }
  if (incidents.length === 0) yield 'No incident was found.\n\n'
  const verdicts = causes.map(
    (incident) =>
      `- ${escapeBlock(verdictText(layout, incident) || `${subject(incident)}: ${incidentTitle(incident)}.`)}\n`,
  )
  yield* verdicts
  if (more > 0) yield `- ${formatCount(more, 'more incident')} in the list below\n`
  if (verdicts.length > 0) yield '\n'
}

/** What the incidents did: to which nodes, for how long, to which pods. */
function* impact(layout: TextLayout, report: Report): Generator<string> {
  const { incidents, nodes, window } = report
  if (incidents.length === 0) return
  const hit = nodes.filter((node) => node.incidents.length > 0).map(({ node }) => node)
  const evictions = incidents.filter(({ node }) => node !== null).flatMap((incident) => incident.evictions)
  const pods = new Set(evictions.map(({ pod }) => pod)).size
  yield '## Impact\n\n'
  if (hit.length > 0)
    yield `- ${hit.length} of ${formatCount(nodes.length, 'node')}: ${escapeText(formatList(hit, SHOWN_NODES))}\n`
  yield* concentrations(report).map((sentence) => `- ${escapeText(sentence)}\n`)
  yield pods === 0
    ? '- no eviction in evidence\n\n'
    : `- ${formatCount(pods, 'pod')} evicted: ${escapeText(evictedPods(evictions, SHOWN_PODS))}\n\n`
  yield* formatRows(
    ['#', 'Node', 'What', 'Start', 'Length', 'Cause'],
    incidents.map((incident, i) => [
      String(incident.number ?? i + 1),
      subject(incident),
      incidentTitle(incident),
      startText(incident, layout.dateTime),
      lengthText(incident, window.endUs) || 'not known',
      incident.cause.category === 'unknown' ? 'not known' : causeTitle(incident.cause.category),
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
        components.join(', ') || 'nothing recognised',
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
  const separate = separateIncidents(report)
  const [only] = separate
  const title = separate.length === 1 && only ? `${subject(only)}: ${incidentTitle(only)}` : headline(report)
  yield `# ${escapeBlock(title)}\n\n`
  yield `*Draft made by leasegap ${escapeText(report.leasegap)}. Times are ${escapeText(layout.zone)}.*\n\n`
  const { incidents } = report
  // A cluster outage has the cause and the end of its members; these have the boundaries.
  const causes = separate.slice(0, DETAILED_INCIDENTS)
  const ofNodes = incidents.filter(({ members: own }) => own === undefined).slice(0, DETAILED_INCIDENTS)
  yield* summary(layout, report, { causes, more: separate.length - causes.length })
  yield* impact(layout, report)
  yield* markdownTimeline(layout, report, ofNodes, options.quote)
  yield* section('## Root cause\n\n', partOfEach(layout, causes, rootCause, incidents.length > 1))
  yield* section('## Detection\n\n', partOfEach(layout, ofNodes, detection, incidents.length > 1))
  yield* section('## Resolution\n\n', partOfEach(layout, ofNodes, resolution, incidents.length > 1))
  yield* openQuestions(report)
  yield '## Action items\n\n- [ ] Prevent it:\n- [ ] Notice it sooner:\n- [ ] Limit its impact:\n\n'
  yield* sources(layout, report)
}

/** A heading, if anything stands below it. */
function* section(heading: string, text: Iterable<string>): Generator<string> {
  let isEmpty = true
  for (const piece of text) {
    if (isEmpty) yield heading
    isEmpty = false
    yield piece
  }
}
