/**
 * How far apart a node's renewals are, how long they took, and which are worth a warning.
 *
 * Input: an analyzed node; its renewals may be sixty thousand, in columns, and a pass takes a second for forty million.
 * Output: distributions of exact counts, extremes and quantiles, with sums in integers, so that the same evidence gives
 * the same bytes in any order. Authority: `report.schema.json`.
 */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Distribution } from '../../model/index.ts'
import { usToSeconds } from '../../time/instant.ts'
import type { NodeAnalysis } from '../incident/node-analysis.ts'
import { isComplete } from '../node/coverage.ts'
import { eachInterval } from '../node/renewals.ts'
import { Tally } from '../stats/quantiles.ts'

/** A renewal is slow from a fifth of the request timeout on. */
const SLOW_RENEWAL_MS = 2_000

export interface RenewalStatistics {
  /** Between the ends of successive renewals: only intervals within complete spans and outside of outages. */
  readonly intervalSeconds: Distribution
  readonly latencyMs: Distribution
  /** The widest of these intervals; null without intervals. */
  readonly widest: { readonly fromUs: number; readonly toUs: number; readonly us: number } | null
  /** From the first to the last slow renewal; null if none is slow. */
  readonly slow: { readonly fromUs: number; readonly toUs: number; readonly longestMs: number } | null
}

/** Cleared for each node: making a new one takes longer than counting. Safe, because measuring is synchronous. */
const intervals = new Tally()
const latencies = new Tally()

export function measureRenewals(analysis: NodeAnalysis): RenewalStatistics {
  const { renewals } = analysis
  intervals.clear()
  latencies.clear()
  const widest = { fromUs: 0, toUs: 0, us: 0 }
  const slow = { fromUs: 0, toUs: 0, longestMs: 0 }
  const isSteady = steadyIntervals(analysis)
  let fromUs: number | null = null
  renewals.each((toUs, ms) => {
    if (fromUs !== null && isSteady(fromUs, toUs)) {
      const us = toUs - fromUs
      intervals.add(us)
      if (us > widest.us) {
        widest.fromUs = fromUs
        widest.toUs = toUs
        widest.us = us
      }
    }
    fromUs = toUs
    if (ms === null) return
    latencies.add(ms)
    if (ms < SLOW_RENEWAL_MS) return
    if (slow.longestMs === 0) slow.fromUs = toUs
    slow.toUs = toUs
    slow.longestMs = Math.max(slow.longestMs, ms)
  })
  return {
    intervalSeconds: distribution(intervals, usToSeconds, (add) => {
      const isSteadyAgain = steadyIntervals(analysis)
      eachInterval(renewals, (from, to) => {
        if (isSteadyAgain(from, to)) add(to - from)
      })
    }),
    latencyMs: distribution(
      latencies,
      (ms) => ms,
      (add) => {
        renewals.each((_atUs, ms) => {
          if (ms !== null) add(ms)
        })
      },
    ),
    widest: widest.us > 0 ? widest : null,
    slow: slow.longestMs > 0 ? slow : null,
  }
}

/** Scheduling and latency make an interval this much shorter than two. */
const SHORT_US = 500_000

/**
 * Returns a test for intervals between renewals, to be called in the order of time: whether one lies within a complete
 * span and outside of outages, and the log lost no renewal in it: of two intervals' length, it has a failed attempt.
 */
function steadyIntervals({
  completeSpans,
  drafts,
  attempts,
  renewIntervalUs,
}: NodeAnalysis): (fromUs: number, toUs: number) => boolean {
  const outages = drafts.filter((d) => d.kind === 'lease-outage').sort((a, b) => a.startUs - b.startUs)
  let begun = 0
  let lastEndUs = Number.NEGATIVE_INFINITY
  const mayLackRenewal = (fromUs: number, toUs: number): boolean => {
    if (toUs - fromUs < 2 * renewIntervalUs - SHORT_US) return false
    const next = firstIndexWhere(attempts.length, (i) => (attempts[i]?.atUs ?? 0) > fromUs)
    return (attempts[next]?.atUs ?? Number.POSITIVE_INFINITY) > toUs
  }
  return (fromUs, toUs) => {
    for (let next = outages[begun]; next && next.startUs < toUs; next = outages[++begun])
      lastEndUs = Math.max(lastEndUs, next.endUs ?? Number.POSITIVE_INFINITY)
    return lastEndUs <= fromUs && !mayLackRenewal(fromUs, toUs) && isComplete(completeSpans, fromUs, toUs)
  }
}

const EMPTY: Distribution = { count: 0, min: null, mean: null, p50: null, p95: null, p99: null, max: null }

/** Describes a tally. `unit` converts a number to the reported one; `again` adds all of them once more. */
function distribution(
  tally: Tally,
  unit: (value: number) => number,
  again: (add: (value: number) => void) => void,
): Distribution {
  const { count, sum, min, max } = tally
  const [p50, p95, p99] = tally.quantiles([0.5, 0.95, 0.99], again)
  if (p50 === undefined || p95 === undefined || p99 === undefined) return EMPTY
  return {
    count,
    min: unit(min),
    mean: unit(Math.round(sum / count)),
    p50: unit(p50),
    p95: unit(p95),
    p99: unit(p99),
    max: unit(max),
  }
}
