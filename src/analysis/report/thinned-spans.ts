/** Where renewals are left out of a report, and what of it is approximate for that. */
import type { Assumption, ThinnedSpan } from '../../model/index.ts'
import type { SourceReading } from '../../store/reading.ts'
import type { NodeAnalysis } from '../incident/node-analysis.ts'

/** Joins the runs of each node that follow each other, with the renewal that two of them share. */
export function thinnedSpans(nodes: readonly NodeAnalysis[]): ThinnedSpan[] {
  return nodes.flatMap(({ node, renewals: { runs } }) => {
    const spans: ThinnedSpan[] = []
    for (const { fromUs, toUs, renewals } of runs) {
      const last = spans.at(-1)
      if (last?.endUs === fromUs)
        spans[spans.length - 1] = { ...last, endUs: toUs, renewals: last.renewals + 1 + renewals }
      else spans.push({ node, clock: node, startUs: fromUs, endUs: toUs, renewals })
    }
    return spans
  })
}

const WHAT_IS_KEPT =
  'leasegap read --thin kept their number, ends, and distributions by hour; approximate are quantiles of intervals (within 1 %), clock offsets, what another source shows between the ends (bounded, never exact), and counts and distributions where --since or --until cuts an hour; heartbeats and the timeline list the other renewals'

/** States how many renewals the readings leave out; empty if none. */
export function thinnedAssumptions(readings: readonly SourceReading[]): Assumption[] {
  const value = readings.reduce((sum, { thinned }) => sum + (thinned ?? 0), 0)
  return value === 0 ? [] : [{ name: 'thinnedRenewals', value, of: null, because: WHAT_IS_KEPT }]
}
