/**
 * How far apart a node's renewals are, how long they took, and which are worth a warning.
 *
 * Input: an analyzed node; its renewals may be sixty thousand, in columns, and a pass takes a second for forty million.
 * Output: distributions of exact counts, extremes and quantiles, with sums in integers, so that the same evidence gives
 * the same bytes in any order. Authority: `report.schema.json`.
 */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Distribution } from '../../model/index.ts'
import { type Histogram, valueIn } from '../../store/histogram.ts'
import type { RenewalRun } from '../../store/thinned-run.ts'
import { usToSeconds } from '../../time/instant.ts'
import type { NodeAnalysis } from '../incident/node-analysis.ts'
import { isComplete } from '../node/coverage.ts'
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
  intervals.clear()
  latencies.clear()
  const widest = { fromUs: 0, toUs: 0, us: 0 }
  const slow = { fromUs: 0, toUs: 0, longestMs: 0 }
  const widen = (fromUs: number, us: number): void => {
    if (us <= widest.us) return
    widest.fromUs = fromUs
    widest.toUs = fromUs + us
    widest.us = us
  }
  visitRenewals(analysis, {
    interval: (fromUs, toUs) => {
      intervals.add(toUs - fromUs)
      widen(fromUs, toUs - fromUs)
    },
    latency: (ms, toUs) => {
      latencies.add(ms)
      if (ms < SLOW_RENEWAL_MS) return
      if (slow.longestMs === 0) slow.fromUs = toUs
      slow.toUs = toUs
      slow.longestMs = Math.max(slow.longestMs, ms)
    },
    run: (run, isSteady) => {
      latencies.addAll(run.latencies)
      if (!isSteady) return
      intervals.addAll(run.intervals)
      widen(run.fromUs + run.widestAfterUs, run.intervals.max)
    },
  })
  return {
    intervalSeconds: distribution(intervals, usToSeconds, (add) =>
      visitRenewals(analysis, {
        interval: (fromUs, toUs) => add(toUs - fromUs),
        latency: () => {},
        run: (run, isSteady) => {
          if (isSteady) addEach(run.intervals, add)
        },
      }),
    ),
    latencyMs: distribution(
      latencies,
      (ms) => ms,
      (add) =>
        visitRenewals(analysis, {
          interval: () => {},
          latency: add,
          run: (run) => addEach(run.latencies, add),
        }),
    ),
    widest: widest.us > 0 ? widest : null,
    slow: slow.longestMs > 0 ? slow : null,
  }
}

/** What is measured of renewals, in the order of time. */
interface Measured {
  /** Within a complete span and outside of outages. */
  interval(fromUs: number, toUs: number): void
  latency(ms: number, atUs: number): void
  /** Renewals that are left out, between two that are not. `isSteady`: their intervals count. */
  run(run: RenewalRun, isSteady: boolean): void
}

/** Of a run that a part of the time cuts nothing is visited: which of its renewals lie in the part is not known. */
function visitRenewals(analysis: NodeAnalysis, { interval, latency, run }: Measured): void {
  const { renewals } = analysis
  const { runs } = renewals
  const isSteady = steadyIntervals(analysis)
  const endUs = runs.length === 0 ? 0 : renewals.atUs(renewals.length - 1)
  let next = 0
  let fromUs: number | null = null
  renewals.each((toUs, ms) => {
    const beforeUs = fromUs
    fromUs = toUs
    if (next < runs.length) {
      while ((runs[next]?.toUs ?? Number.POSITIVE_INFINITY) <= (beforeUs ?? toUs - 1)) next++
      const within = runs[next]
      if (within && within.fromUs < toUs) {
        if (within.fromUs === beforeUs && within.toUs <= endUs)
          run(within, isSteady(within.fromUs, within.toUs, within.intervals.max))
        // The renewal behind the run is there itself.
        if (within.toUs === toUs && ms !== null) latency(ms, toUs)
        return
      }
    }
    if (beforeUs !== null && isSteady(beforeUs, toUs, toUs - beforeUs)) interval(beforeUs, toUs)
    if (ms !== null) latency(ms, toUs)
  })
}

function addEach(histogram: Histogram, add: (value: number) => void): void {
  for (const [bucket, count] of histogram.buckets) {
    const value = valueIn(bucket, histogram)
    for (let i = 0; i < count; i++) add(value)
  }
}

/** Scheduling and latency make an interval this much shorter than two. */
const SHORT_US = 500_000

/**
 * Returns a test for intervals between renewals, to be called in the order of time: whether one, or several of which
 * the widest is `widestUs`, lie within a complete span and outside of outages, and the log lost no renewal in them: of
 * two intervals' length, one has a failed attempt.
 */
function steadyIntervals({
  completeSpans,
  drafts,
  attempts,
  renewIntervalUs,
}: NodeAnalysis): (fromUs: number, toUs: number, widestUs: number) => boolean {
  const outages = drafts.filter((d) => d.kind === 'lease-outage').sort((a, b) => a.startUs - b.startUs)
  let begun = 0
  let lastEndUs = Number.NEGATIVE_INFINITY
  const mayLackRenewal = (fromUs: number, toUs: number, widestUs: number): boolean => {
    if (widestUs < 2 * renewIntervalUs - SHORT_US) return false
    const next = firstIndexWhere(attempts.length, (i) => (attempts[i]?.atUs ?? 0) > fromUs)
    return (attempts[next]?.atUs ?? Number.POSITIVE_INFINITY) > toUs
  }
  return (fromUs, toUs, widestUs) => {
    for (let next = outages[begun]; next && next.startUs < toUs; next = outages[++begun])
      lastEndUs = Math.max(lastEndUs, next.endUs ?? Number.POSITIVE_INFINITY)
    return (
      lastEndUs <= fromUs &&
      !mayLackRenewal(fromUs, toUs, widestUs) &&
      isComplete(completeSpans, fromUs, toUs)
    )
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
