/**
 * `ndjson`: one line per incident, for jq and log stores. Each is the object that `json` has under `incidents`.
 */
import type { Report } from '../../model/index.ts'
import { escapeHidden } from '../../text/printable.ts'
import { formatIncident } from './incident-fields.ts'

export function* write(report: Report): Generator<string> {
  for (const incident of report.incidents) yield `${escapeHidden(JSON.stringify(formatIncident(incident)))}\n`
}
