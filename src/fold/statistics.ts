/**
 * Distributions of a node's heartbeat: exact counts, extremes and quantiles, sums in integers, so that the
 * same evidence gives the same bytes in any order.
 */
import type { Distribution, Spread } from '../types.ts'
import { type Beats, eachInterval } from './beats.ts'
import { seconds } from './boundary.ts'
import { quantiles } from './quantiles.ts'

const EMPTY: Distribution = { count: 0, min: null, mean: null, p50: null, p95: null, p99: null, max: null }

/** Of integers, which are reordered; `unit` turns one into the number that is reported. */
function distribution(values: Float64Array, unit: (value: number) => number): Distribution {
  const [first] = values
  if (first === undefined) return EMPTY
  let sum = 0
  let min = first
  let max = first
  for (const value of values) {
    sum += value
    if (value < min) min = value
    if (value > max) max = value
  }
  const [p50 = min, p95 = max, p99 = max] = quantiles(values, [0.5, 0.95, 0.99])
  return {
    count: values.length,
    min: unit(min),
    mean: unit(Math.round(sum / values.length)),
    p50: unit(p50),
    p95: unit(p95),
    p99: unit(p99),
    max: unit(max),
  }
}

/** Between the ends of successive renewals, those that `counts` alone. */
export function intervalDistribution(
  beats: Beats,
  counts: (fromUs: number, toUs: number) => boolean,
): Distribution {
  const intervals = new Float64Array(beats.length)
  let count = 0
  eachInterval(beats, (fromUs, untilUs) => {
    if (counts(fromUs, untilUs)) intervals[count++] = untilUs - fromUs
  })
  return distribution(intervals.subarray(0, count), seconds)
}

export function latencyDistribution(beats: Beats): Distribution {
  const latencies = new Float64Array(beats.length)
  let count = 0
  beats.eachLatencyMs((ms) => {
    if (ms !== null) latencies[count++] = ms
  })
  return distribution(latencies.subarray(0, count), (ms) => ms)
}

/** Of microseconds, told in seconds. */
export function spread(valuesUs: readonly number[]): Spread {
  const { count, min, p50, max } = distribution(Float64Array.from(valuesUs), seconds)
  return { count, min, p50, max }
}
