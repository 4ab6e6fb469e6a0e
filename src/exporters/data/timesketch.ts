/**
 * `timesketch-csv`, `timesketch-jsonl`: the timeline for Timesketch. In: a report; out: an event for each
 * incident's beginning and end, then one for each observation of the timeline that has a time.
 *
 * Authority: Timesketch, "Import from JSON or CSV" and lib/utils.py: message, datetime and timestamp_desc are
 * mandatory, timestamp is µs since the epoch, a tag field in CSV is read as a JSON array.
 */

import type { Exporter, Incident, JsonObject, Observation, Report } from '../../model/index.ts'
import { escapeHidden } from '../../text/printable.ts'
import { formatInstant } from '../../time/instant.ts'
import { textOf, titleOf } from '../../wording/observation-words.ts'
import { csvWriter } from './csv.ts'

interface Event {
  readonly message: string
  readonly timeUs: number
  /** What happened at that time. */
  readonly what: string
  readonly tags: readonly string[]
  readonly node: string | null
  /** Null: it follows from several. */
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

function* incidentEvents({ node, kind, startUs, endUs, verdict, cause }: Incident): Generator<Event> {
  const subject = `${node ?? 'cluster'}: ${kind.replaceAll('-', ' ')}`
  const common = { node, clock: null, source: null, line: null, tags: ['incident', kind, cause.category] }
  yield { ...common, message: verdict || subject, timeUs: startUs, what: 'Incident began' }
  if (endUs !== null) yield { ...common, message: `${subject} ended`, timeUs: endUs, what: 'Incident ended' }
}

function* observationEvents(o: Observation, omitted: number): Generator<Event> {
  const { timeUs, kind, node, clock, component, source, line } = o
  if (timeUs === null) return
  const text = textOf(o)
  const about = node === null ? '' : `${node}: `
  const alike = omitted > 0 ? ` (${omitted} more alike follow)` : ''
  const message = `${about}${titleOf(kind)}${text === '' ? '' : `: ${text}`}${alike}`
  const causes = 'cause' in o && o.cause !== null ? [o.cause] : []
  yield { message, timeUs, what: kind, tags: [component, ...causes], node, clock, source, line }
}

function* eventsOf({ incidents, timeline }: Report): Generator<Event> {
  for (const incident of incidents) yield* incidentEvents(incident)
  for (const { observation, omitted } of timeline) yield* observationEvents(observation, omitted)
}

function formatEvent({ message, timeUs, what, tags, node, clock, source, line }: Event): JsonObject {
  const time = { datetime: formatInstant(timeUs), timestamp: timeUs, timestamp_desc: what }
  return { message, ...time, tag: tags, node, clock, source, line }
}

/** An empty cell would be read as a tag of that name. */
function* formatRows(report: Report): Generator<JsonObject> {
  for (const event of eventsOf(report)) yield { ...formatEvent(event), tag: JSON.stringify(event.tags) }
}

export function* writeJsonl(report: Report): Generator<string> {
  for (const event of eventsOf(report)) yield `${escapeHidden(JSON.stringify(formatEvent(event)))}\n`
}

export const writeCsv: Exporter['write'] = csvWriter(COLUMNS, formatRows)
