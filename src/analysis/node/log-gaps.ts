/**
 * Where a log says of itself that lines are missing: suppressed, rotated away, or lost with the boot before.
 *
 * Enters: the `log.gap` observations of a node and what else its sources told. Leaves: gaps as spans of time.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import type { Observation } from '../../model/index.ts'
import type { RequestTable } from '../../store/request-table.ts'

export interface Gap {
  readonly source: string
  readonly reason: string
  /** Equal where the log tells a moment only. */
  readonly startUs: number
  readonly endUs: number
}

/** How the journal grammar names a new boot. */
const BOOT = 'boot'

export function isBoot(gap: Gap): boolean {
  return gap.reason === BOOT
}

/** By time. Between two boots nothing was written: that gap lasts from the line before the marker to the one after. */
export function gapsOf(observations: readonly Observation[], answers: RequestTable): Gap[] {
  const gaps: Gap[] = []
  for (const o of observations) {
    if (o.kind !== 'log.gap' || o.timeUs === null) continue
    const { source, reason, timeUs } = o
    const endUs = reason === BOOT ? nextStamp(source, o.line, observations, answers) : null
    gaps.push({ source, reason, startUs: timeUs, endUs: Math.max(timeUs, endUs ?? timeUs) })
  }
  return gaps.sort((a, b) => a.startUs - b.startUs)
}

/** The earliest stamp told below a line; null: nothing is. */
function nextStamp(
  source: string,
  line: number,
  observations: readonly Observation[],
  answers: RequestTable,
): number | null {
  let nextUs: number | null = null
  for (const o of observations)
    if (o.source === source && o.line > line && o.timeUs !== null)
      nextUs = Math.min(nextUs ?? o.timeUs, o.timeUs)
  for (let i = 0; i < answers.length; i++) {
    const { source: of, line: at, atUs } = answers.row(i)
    if (of === source && at > line) nextUs = Math.min(nextUs ?? atUs, atUs)
  }
  return nextUs
}
