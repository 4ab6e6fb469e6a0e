/**
 * Histograms of whole numbers in buckets of fixed bounds: two of them join without loss, whatever their values.
 *
 * Numbers below 64 have a bucket each; above, a bucket is at most a sixty-fourth of its numbers wide, so its middle is
 * within 0.8 % of each.
 */

/** Buckets of an octave, as a power of two: a wider bucket would exceed the error of 1 % that reports allow. */
const BITS = 6
const OCTAVE: number = 2 ** BITS

/** Numbers are below it: they are shifted as 32 bits. */
export const LIMIT: number = 2 ** 32

/** The first bucket that holds no number. */
export const BUCKETS: number = bucketOf(LIMIT - 1) + 1

export interface Histogram {
  readonly count: number
  readonly sum: number
  /** The smallest and largest number; 0 while nothing is counted. */
  readonly min: number
  readonly max: number
  /** Counts of the buckets that have any, by bucket. */
  readonly buckets: ReadonlyMap<number, number>
}

/** Counts whole numbers from 0 to 2^32 − 1. */
export function histogramOf(numbers: Iterable<number>): Histogram {
  const counts = new Map<number, number>()
  let count = 0
  let sum = 0
  let min = LIMIT
  let max = 0
  for (const number of numbers) {
    const bucket = bucketOf(number)
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
    count++
    sum += number
    min = Math.min(min, number)
    max = Math.max(max, number)
  }
  const buckets = new Map([...counts].sort(([a], [b]) => a - b))
  return { count, sum, min: count === 0 ? 0 : min, max, buckets }
}

export function bucketOf(number: number): number {
  if (number < OCTAVE) return number
  const shift = 31 - Math.clz32(number) - BITS
  return shift * OCTAVE + (number >>> shift)
}

/** Returns the number that stands for those of a bucket of the histogram. */
export function valueIn(bucket: number, { min, max }: Histogram): number {
  return Math.min(max, Math.max(min, middleOf(bucket)))
}

function middleOf(bucket: number): number {
  if (bucket < OCTAVE) return bucket
  const shift = Math.floor(bucket / OCTAVE) - 1
  return (bucket - shift * OCTAVE) * 2 ** shift + Math.floor((2 ** shift - 1) / 2)
}
