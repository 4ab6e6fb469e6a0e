/**
 * `timesketch-csv`, `timesketch-jsonl`: the timeline for Timesketch.
 *
 * Yields an event for the start and end of each incident, then one for each observation of the timeline with a time.
 *
 * Authority: Timesketch, "Import from JSON or CSV" and lib/utils.py: message, datetime and timestamp_desc are
 * mandatory, timestamp is µs since the epoch, a tag field in CSV is read as a JSON array.
 */

import type { Exporter, Incident, JsonObject, Observation, Report } from '../../model/index.ts'
import { escapeHidden } from '../../text/printable.ts'
import { formatInstant } from '../../time/instant.ts'
import { textOf, titleOf } from '../../wording/observation-words.ts'
import { csvWriter } from './csv.ts'

interface TimelineEvent {
  readonly message: string
  readonly timeUs: number
  /** Timesketch's `timestamp_desc`: meaning of the time. */
  readonly description: string
  readonly tags: readonly string[]
  readonly node: string | null
  /** Null for an incident, which several clocks may stamp. */
  readonly clock: string | null
  readonly source: string | null
  readonly line: number | null
}

const COLUMNS = [
  'message',
  'datetime',
  'timestamp',
  'timestamp_desc',
  'tag',
  'node',
  'clock',
  'source',
  'line',
]

function* incidentEvents({ node, kind, startUs, endUs, verdict, cause }: Incident): Generator<TimelineEvent> {
  const about = node ?? (kind === 'cluster-outage' ? 'cluster' : 'unnamed node')
  const subject = `${about}: ${kind.replaceAll('-', ' ')}`
  const common = { node, clock: null, source: null, line: null, tags: ['incident', kind, cause.category] }
  yield { ...common, message: verdict || subject, timeUs: startUs, description: 'Incident began' }
  if (endUs !== null)
    yield { ...common, message: `${subject} ended`, timeUs: endUs, description: 'Incident ended' }
}

function* observationEvents(o: Observation, omitted: number): Generator<TimelineEvent> {
  const { timeUs, kind, node, clock, component, source, line } = o
  if (timeUs === null) return
  const text = textOf(o)
  const about = node === null ? '' : `${node}: `
  const repeats = omitted > 0 ? ` (${omitted} more alike follow)` : ''
  const message = `${about}${titleOf(kind)}${text === '' ? '' : `: ${text}`}${repeats}`
  const causes = 'cause' in o && o.cause !== null ? [o.cause] : []
  yield { message, timeUs, description: kind, tags: [component, ...causes], node, clock, source, line }
}

function* eventsOf({ incidents, timeline }: Report): Generator<TimelineEvent> {
  for (const incident of incidents) yield* incidentEvents(incident)
  for (const { observation, omitted } of timeline) yield* observationEvents(observation, omitted)
}

function formatEvent({
  message,
  timeUs,
  description,
  tags,
  node,
  clock,
  source,
  line,
}: TimelineEvent): JsonObject {
  const time = { datetime: formatInstant(timeUs), timestamp: timeUs, timestamp_desc: description }
  return { message, ...time, tag: tags, node, clock, source, line }
}

/** Rows of the CSV. Tags are a JSON array, because Timesketch reads an empty cell as a tag with an empty name. */
function* formatRows(report: Report): Generator<JsonObject> {
  for (const event of eventsOf(report)) yield { ...formatEvent(event), tag: JSON.stringify(event.tags) }
}

export function* writeJsonl(report: Report): Generator<string> {
  for (const event of eventsOf(report)) yield `${escapeHidden(JSON.stringify(formatEvent(event)))}\n`
}

export const writeCsv: Exporter['write'] = csvWriter(COLUMNS, formatRows)
