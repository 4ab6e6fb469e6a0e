/**
 * Where a log itself reports that lines are missing: suppressed, rotated away, or lost at a reboot.
 *
 * Input: the `log.gap` observations of a node and the lines around them. Output: the missing spans by time.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import type { LogGapReason } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import type { ProcessReading } from '../../store/reading.ts'
import type { RequestTable } from '../../store/request-table.ts'
import type { ObservationIndex } from '../evidence/observation-index.ts'

/** A span without lines in a source; start and end are equal where the log reports a moment only. */
export interface MissingSpan extends Interval {
  readonly source: string
  /** Line that reports it. */
  readonly line: number
  readonly reason: LogGapReason
}

export function isBoot(span: MissingSpan): boolean {
  return span.reason === 'boot'
}

/** Between two boots nothing was written: that span lasts from the line before the marker to the one after. */
export function findMissingSpans(
  observations: ObservationIndex,
  requests: RequestTable,
  processes: readonly ProcessReading[],
): MissingSpan[] {
  const spans: MissingSpan[] = []
  for (const { source, reason, timeUs, line } of observations.of('log.gap')) {
    if (timeUs === null) continue
    const endUs =
      reason === 'boot' ? nextStampUs({ source, line }, { observations, requests, processes }) : null
    spans.push({ source, line, reason, startUs: timeUs, endUs: Math.max(timeUs, endUs ?? timeUs) })
  }
  return spans.sort((a, b) => a.startUs - b.startUs)
}

/** What has a stamp: observations and requests, and the first line of each process whatever it prints. */
interface StampedLines {
  readonly observations: ObservationIndex
  readonly requests: RequestTable
  readonly processes: readonly ProcessReading[]
}

/** Returns the earliest stamp below a line of a source; null: no line below has one. */
function nextStampUs(
  below: { readonly source: string; readonly line: number },
  { observations, requests, processes }: StampedLines,
): number | null {
  let nextUs: number | null = null
  for (const { source, firstLine, firstUs } of processes)
    if (source === below.source && firstLine > below.line) nextUs = Math.min(nextUs ?? firstUs, firstUs)
  for (const { source, line, timeUs } of observations.all)
    if (source === below.source && line > below.line && timeUs !== null)
      nextUs = Math.min(nextUs ?? timeUs, timeUs)
  for (let i = 0; i < requests.length; i++) {
    const { source, line, atUs } = requests.row(i)
    if (source === below.source && line > below.line) nextUs = Math.min(nextUs ?? atUs, atUs)
  }
  return nextUs
}
