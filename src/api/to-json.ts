/** A report as plain JSON values. */
import { write } from '../exporters/data/json.ts'
import type { Report } from '../model/index.ts'
import type { ReportJson } from './report-json/index.ts'

/**
 * Converts a report to the document that `-o json` writes and `report.schema.json` describes: instants are RFC 3339
 * UTC with microseconds, durations carry their unit in the name, absence is null.
 */
export function toJson(report: Report): ReportJson {
  return JSON.parse([...write(report)].join('')) as ReportJson
}
