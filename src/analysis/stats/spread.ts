/**
 * Distributions of a few numbers: exact counts, extremes and quantiles.
 */
import type { Spread } from '../../model/index.ts'
import { usToSeconds } from '../../time/instant.ts'

/** Describes microseconds, in seconds. */
export function spread(valuesUs: readonly number[]): Spread {
  const sorted = Float64Array.from(valuesUs).sort()
  const [min] = sorted
  if (min === undefined) return { count: 0, min: null, p50: null, max: null }
  const count = sorted.length
  const middle = sorted[Math.ceil(count / 2) - 1] as number
  return {
    count,
    min: usToSeconds(min),
    p50: usToSeconds(middle),
    max: usToSeconds(sorted[count - 1] as number),
  }
}
