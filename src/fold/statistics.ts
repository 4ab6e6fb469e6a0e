/**
 * Distributions of a node's heartbeat: exact counts, extremes and quantiles, sums in integers, so that the
 * same evidence gives the same bytes in any order.
 */
import type { Distribution, Spread } from '../types.ts'
import type { Beats } from './beats.ts'
import { seconds } from './boundary.ts'

const EMPTY: Distribution = { count: 0, min: null, mean: null, p50: null, p95: null, p99: null, max: null }

/** Of integers, which are sorted in place; `unit` turns one into the number that is reported. */
function distribution(values: Float64Array, unit: (value: number) => number): Distribution {
  if (values.length === 0) return EMPTY
  const sorted = values.sort()
  let sum = 0
  for (const value of sorted) sum += value
  const quantile = (q: number): number => unit(sorted[Math.ceil(q * sorted.length) - 1] as number)
  return {
    count: sorted.length,
    min: unit(sorted[0] as number),
    mean: unit(Math.round(sum / sorted.length)),
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    max: unit(sorted[sorted.length - 1] as number),
  }
}

/** Between the ends of successive renewals, less those that `isIncident` claims (and that cross what nobody told). */
export function intervalDistribution(
  beats: Beats,
  counts: (fromUs: number, toUs: number) => boolean,
): Distribution {
  const intervals = new Float64Array(beats.length)
  let count = 0
  for (let i = 1; i < beats.length; i++) {
    const fromUs = beats.atUs(i - 1)
    const toUs = beats.atUs(i)
    if (counts(fromUs, toUs)) intervals[count++] = toUs - fromUs
  }
  return distribution(intervals.subarray(0, count), seconds)
}

export function latencyDistribution(beats: Beats): Distribution {
  const latencies = new Float64Array(beats.length)
  let count = 0
  for (let i = 0; i < beats.length; i++) {
    const ms = beats.latencyMs(i)
    if (ms !== null) latencies[count++] = ms
  }
  return distribution(latencies.subarray(0, count), (ms) => ms)
}

/** Of microseconds, told in seconds. */
export function spread(valuesUs: readonly number[]): Spread {
  const { count, min, p50, max } = distribution(Float64Array.from(valuesUs), seconds)
  return { count, min, p50, max }
}
