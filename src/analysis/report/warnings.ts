/** Warnings of a report. */
import type { Warning } from '../../model/index.ts'
import { SECOND_US, usToSeconds } from '../../time/instant.ts'
import type { NodeAnalysis } from '../incident/node-analysis.ts'
import { FLAPPING_OUTAGES, flappingSince } from './availability.ts'
import type { RenewalStatistics } from './distributions.ts'

/** A heartbeat request is given up after 10 s. */
const REQUEST_LIMIT_MS = 10_000

/** Three eighths of the grace period: 15 s of 40 s, half as much again as the renew interval should be. */
const NARROW_MARGIN = 0.375

/** Clocks that are further apart than this make times of two logs misleading. */
const OFFSET_LIMIT_US: number = SECOND_US

/** Lists the warnings, node by node. `graceUs` is the shortest grace period that may apply. */
export function warningsOf(
  nodes: readonly NodeAnalysis[],
  statistics: readonly RenewalStatistics[],
  graceUs: number,
): Warning[] {
  return nodes.flatMap((analysis, i) => [
    ...renewalWarnings(analysis, statistics[i] as RenewalStatistics, graceUs),
    ...clockWarnings(analysis),
    ...flappingWarnings(analysis),
  ])
}

function renewalWarnings(
  { node }: NodeAnalysis,
  { slow, widest }: RenewalStatistics,
  graceUs: number,
): Warning[] {
  const warnings: Warning[] = []
  if (slow)
    warnings.push({
      code: 'slow-renewals',
      node,
      fromUs: slow.fromUs,
      toUs: slow.toUs,
      value: slow.longestMs,
      limit: REQUEST_LIMIT_MS,
    })
  if (widest && widest.us >= graceUs * NARROW_MARGIN)
    warnings.push({
      code: 'shrinking-margin',
      node,
      fromUs: widest.fromUs,
      toUs: widest.toUs,
      value: usToSeconds(widest.us),
      limit: usToSeconds(graceUs),
    })
  return warnings
}

function clockWarnings({ node, offset, roughOffset, renewals, clockJumps }: NodeAnalysis): Warning[] {
  const warnings: Warning[] = []
  const known = offset ?? roughOffset
  if (known && (known.earliestUs > OFFSET_LIMIT_US || known.latestUs < -OFFSET_LIMIT_US))
    warnings.push({
      code: 'clock-offset',
      node,
      fromUs: renewals.get(0)?.atUs ?? null,
      toUs: renewals.get(renewals.length - 1)?.atUs ?? null,
      value: usToSeconds(known.atUs),
      valueBounds: [usToSeconds(known.earliestUs), usToSeconds(known.latestUs)],
      limit: usToSeconds(OFFSET_LIMIT_US),
    })
  for (const { startUs, endUs } of clockJumps)
    warnings.push({
      code: 'clock-jump',
      node,
      fromUs: startUs,
      toUs: endUs,
      value: usToSeconds(startUs - endUs),
      limit: 0,
    })
  return warnings
}

function flappingWarnings({ node, drafts }: NodeAnalysis): Warning[] {
  const outages = drafts.filter((d) => d.kind === 'lease-outage')
  const sinceUs = flappingSince(outages)
  if (sinceUs === null) return []
  return [
    {
      code: 'flapping',
      node,
      fromUs: sinceUs,
      toUs: outages.at(-1)?.startUs ?? null,
      value: outages.length,
      limit: FLAPPING_OUTAGES,
    },
  ]
}
