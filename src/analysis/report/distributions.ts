/**
 * One look at all renewals of a node: how far apart they are, how long they took, and which are worth a warning. There may
 * be sixty thousand, in columns, and a look takes a second for forty million.
 *
 * Enters: a folded node. Leaves: distributions of exact counts, extremes and quantiles, with sums in integers, so that the
 * same evidence gives the same bytes in any order. Authority: `report.schema.json`.
 */
import type { Distribution } from '../../model/index.ts'
import { usToSeconds } from '../../time/instant.ts'
import type { NodeFold } from '../incident/node-analysis.ts'
import { isTold } from '../node/coverage.ts'
import { eachInterval } from '../node/renewals.ts'
import { Tally } from '../stats/quantiles.ts'

/** From a fifth of the time on after which a heartbeat request is given up it is slow. */
const SLOW_RENEWAL_MS = 2_000

export interface Survey {
  /** Between the ends of successive renewals, those that were told throughout and are no incident's. */
  readonly intervalSeconds: Distribution
  readonly latencyMs: Distribution
  /** The widest of these intervals; null: there is none. */
  readonly widest: { readonly fromUs: number; readonly toUs: number; readonly us: number } | null
  /** From the first to the last slow renewal; null: there is none. */
  readonly slow: { readonly fromUs: number; readonly toUs: number; readonly longestMs: number } | null
}

/** Cleared for each node. */
const intervals = new Tally()
const latencies = new Tally()

export function survey(fold: NodeFold): Survey {
  const { beats } = fold
  intervals.clear()
  latencies.clear()
  const widest = { fromUs: 0, toUs: 0, us: 0 }
  const slow = { fromUs: 0, toUs: 0, longestMs: 0 }
  const isRoutine = routineOf(fold)
  let fromUs: number | null = null
  beats.each((toUs, ms) => {
    if (fromUs !== null && isRoutine(fromUs, toUs)) {
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
    intervalSeconds: distribution(intervals, usToSeconds, (tell) => {
      const again = routineOf(fold)
      eachInterval(beats, (from, to) => {
        if (again(from, to)) tell(to - from)
      })
    }),
    latencyMs: distribution(
      latencies,
      (ms) => ms,
      (tell) => {
        beats.each((_atUs, ms) => {
          if (ms !== null) tell(ms)
        })
      },
    ),
    widest: widest.us > 0 ? widest : null,
    slow: slow.longestMs > 0 ? slow : null,
  }
}

/** Tells of intervals between renewals, one after the other in time, whether they were told throughout and are no incident's. */
function routineOf({ stretches, drafts }: NodeFold): (fromUs: number, toUs: number) => boolean {
  const outages = drafts.filter((d) => d.kind === 'lease-outage').sort((a, b) => a.startUs - b.startUs)
  let begun = 0
  let lastEndUs = Number.NEGATIVE_INFINITY
  return (fromUs, toUs) => {
    for (let next = outages[begun]; next && next.startUs < toUs; next = outages[++begun])
      lastEndUs = Math.max(lastEndUs, next.endUs ?? Number.POSITIVE_INFINITY)
    return lastEndUs <= fromUs && isTold(stretches, fromUs, toUs)
  }
}

const EMPTY: Distribution = { count: 0, min: null, mean: null, p50: null, p95: null, p99: null, max: null }

/** `unit` turns a number into the one that is reported; `again` tells all of them once more. */
function distribution(
  lineCounts: Tally,
  unit: (value: number) => number,
  again: (tell: (value: number) => void) => void,
): Distribution {
  const { count, sum, min, max } = lineCounts
  const [p50, p95, p99] = lineCounts.quantiles([0.5, 0.95, 0.99], again)
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
