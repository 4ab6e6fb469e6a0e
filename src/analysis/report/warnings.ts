/** Warnings of a report. */
import type { Warning } from '../../model/index.ts'
import { SECOND_US, usToSeconds } from '../../time/instant.ts'
import type { NodeFold } from '../incident/node-analysis.ts'
import { FLAPPING_OUTAGES, flappingSince } from './availability.ts'
import type { Survey } from './distributions.ts'

/** A heartbeat request is given up after 10 s. */
const REQUEST_LIMIT_MS = 10_000

/** Three eighths of the grace period: 15 s of 40 s, half as much again as the renew interval should be. */
const NARROW_MARGIN = 0.375

/** Clocks that are further apart than this make times of two logs misleading. */
const OFFSET_LIMIT_US: number = SECOND_US

/** `graceUs`: the shortest grace period that may apply. */
export function warningsOf(
  folds: readonly NodeFold[],
  surveys: readonly Survey[],
  graceUs: number,
): Warning[] {
  const warnings: Warning[] = []
  for (const [i, fold] of folds.entries()) {
    const { slow, widest } = surveys[i] as Survey
    if (slow)
      warnings.push({
        code: 'slow-renewals',
        node: fold.node,
        fromUs: slow.fromUs,
        toUs: slow.toUs,
        value: slow.longestMs,
        limit: REQUEST_LIMIT_MS,
      })
    if (widest && widest.us >= graceUs * NARROW_MARGIN)
      warnings.push({
        code: 'shrinking-margin',
        node: fold.node,
        fromUs: widest.fromUs,
        toUs: widest.toUs,
        value: usToSeconds(widest.us),
        limit: usToSeconds(graceUs),
      })
    const { offset } = fold
    if (offset && (offset.earliestUs > OFFSET_LIMIT_US || offset.latestUs < -OFFSET_LIMIT_US))
      warnings.push({
        code: 'clock-offset',
        node: fold.node,
        fromUs: fold.beats.beat(0)?.atUs ?? null,
        toUs: fold.beats.beat(fold.beats.length - 1)?.atUs ?? null,
        value: usToSeconds(offset.atUs),
        limit: usToSeconds(OFFSET_LIMIT_US),
      })
    for (const jump of fold.clockJumps)
      warnings.push({
        code: 'clock-jump',
        node: fold.node,
        fromUs: jump.startUs,
        toUs: jump.endUs,
        value: usToSeconds(jump.startUs - jump.endUs),
        limit: 0,
      })
    const outages = fold.drafts.filter((d) => d.kind === 'lease-outage')
    const flapping = flappingSince(outages)
    if (flapping !== null)
      warnings.push({
        code: 'flapping',
        node: fold.node,
        fromUs: flapping,
        toUs: outages[outages.length - 1]?.startUs ?? null,
        value: outages.length,
        limit: FLAPPING_OUTAGES,
      })
  }
  return warnings
}
