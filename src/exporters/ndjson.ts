/**
 * `ndjson`: one incident a line, for jq and log stores. In: a report; out: each incident as the `json` format
 * has it under `incidents`, on a line of its own. No incident, no line.
 */
import type { Exporter, JsonObject, Observation, Report } from '../types.ts'
import { formatIncident } from './incident.ts'
import { formatObservation } from './observation.ts'
import { escapeHidden } from './printable.ts'

function jsonLine(value: JsonObject): string {
  return `${escapeHidden(JSON.stringify(value))}\n`
}

/** One observation as `observe` prints it: a line of JSON with its line end. */
export function formatObservationLine(observation: Observation): string {
  return jsonLine(formatObservation(observation))
}

function* write(report: Report): Generator<string> {
  for (const incident of report.incidents) yield jsonLine(formatIncident(incident))
}

export const ndjson: Exporter = {
  name: 'ndjson',
  title: 'one incident a line, JSON',
  endings: ['ndjson', 'jsonl'],
  write,
}
