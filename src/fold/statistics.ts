/**
 * Distributions of a node's heartbeat: exact counts, extremes and quantiles, sums in integers, so that the
 * same evidence gives the same bytes in any order.
 */
import type { Distribution, Spread } from '../types.ts'
import { type Beats, eachInterval } from './beats.ts'
import { seconds } from './boundary.ts'
import { quantiles, type Values } from './quantiles.ts'

const EMPTY: Distribution = { count: 0, min: null, mean: null, p50: null, p95: null, p99: null, max: null }

/** Of integers, told twice; `unit` turns one into the number that is reported. */
function distribution(values: Values, unit: (value: number) => number): Distribution {
  const { count, sum, min, max, at } = quantiles(values, [0.5, 0.95, 0.99])
  const [p50, p95, p99] = at
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

/**
 * Between the ends of successive renewals, those that count alone: `counting` gives, each time anew, what tells whether
 * one does, asked of each in the order of time.
 */
export function intervalDistribution(
  beats: Beats,
  counting: () => (fromUs: number, toUs: number) => boolean,
): Distribution {
  return distribution((tell) => {
    const counts = counting()
    eachInterval(beats, (fromUs, untilUs) => {
      if (counts(fromUs, untilUs)) tell(untilUs - fromUs)
    })
  }, seconds)
}

export function latencyDistribution(beats: Beats): Distribution {
  return distribution(
    (tell) => {
      beats.eachLatencyMs((ms) => {
        if (ms !== null) tell(ms)
      })
    },
    (ms) => ms,
  )
}

/** Of microseconds, told in seconds. */
export function spread(valuesUs: readonly number[]): Spread {
  const sorted = Float64Array.from(valuesUs).sort()
  const [min] = sorted
  if (min === undefined) return { count: 0, min: null, p50: null, max: null }
  const count = sorted.length
  const middle = sorted[Math.ceil(count / 2) - 1] as number
  return { count, min: seconds(min), p50: seconds(middle), max: seconds(sorted[count - 1] as number) }
}
