/**
 * Incidents that are no outage of the lease: a kubelet that was restarted in time, a status that could not be posted
 * while the lease was renewed, lines that are missing.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { ProcessReading } from '../../store/reading.ts'
import { SECOND_US } from '../../time/instant.ts'
import { type Gap, isBoot } from '../node/log-gaps.ts'
import { type Draft, plainDraft, touches } from './draft.ts'

/** Where the log itself says that lines are missing. A boot within an outage is told there. */
export function gapDrafts(node: string, gaps: readonly Gap[], drafts: readonly Draft[]): Draft[] {
  return gaps
    .filter((gap) => !isBoot(gap) || !touches(drafts, gap))
    .map((gap) => ({
      ...plainDraft(node, 'log-gap', gap.startUs, gap.endUs),
      category: isBoot(gap) ? 'node-reboot' : 'unknown',
      error: gap.reason,
    }))
}

/** The lease duration: a shorter hole hides no outage of the definition. */
const HOLE_US: number = 40 * SECOND_US

/** A hole between two files of one kubelet, such as rotation leaves: what happened in it is unknown. */
export function holeDrafts(
  node: string,
  processes: readonly ProcessReading[],
  drafts: readonly Draft[],
): Draft[] {
  const found: Draft[] = []
  let before: ProcessReading | undefined
  for (const p of [...processes].sort((a, b) => a.firstUs - b.firstUs)) {
    if (before && p.source !== before.source && p.firstUs - before.lastUs > HOLE_US) {
      const startUs = before.lastUs
      const endUs = p.firstUs
      if (!touches(drafts, { startUs, endUs }))
        found.push({
          ...plainDraft(node, 'log-gap', startUs, endUs),
          error: `nothing between ${before.source} and ${p.source}`,
        })
    }
    if (!before || p.lastUs > before.lastUs) before = p
  }
  return found
}
