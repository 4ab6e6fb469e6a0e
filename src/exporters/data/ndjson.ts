/**
 * `ndjson`: one incident a line, for jq and log stores. In: a report; out: each incident as the `json` format
 * has it under `incidents`, on a line of its own. No incident, no line.
 */
import type { Report } from '../../model/index.ts'
import { escapeHidden } from '../../text/printable.ts'
import { formatIncident } from './incident-fields.ts'

export function* write(report: Report): Generator<string> {
  for (const incident of report.incidents) yield `${escapeHidden(JSON.stringify(formatIncident(incident)))}\n`
}
