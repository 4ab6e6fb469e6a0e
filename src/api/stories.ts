/** The story of each incident: what happened in sentences, with the lines that prove it. */
import { inStoryOrder, type Story, storiesOf } from '../exporters/story/index.ts'
import type { Incident, Report } from '../model/index.ts'

/** `incidents`: of the report. Absent: all, each cluster outage before its members. Quote their lines with `readQuotes`. */
export function stories(report: Report, incidents: readonly Incident[] = inStoryOrder(report)): Story[] {
  return storiesOf(report, incidents)
}
