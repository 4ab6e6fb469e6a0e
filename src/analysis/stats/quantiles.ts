/**
 * Quantiles of many integers without keeping them: a histogram with logarithmic buckets, and a second pass over the
 * values of only those buckets that contain a quantile. A few integers are kept, and sorted.
 *
 * Input: integers, a second time on demand. Output: exact counts, extremes and quantiles, and the sum, which is exact
 * below 2^53.
 */

import { type Histogram, valueIn } from '../../store/histogram.ts'

/** A bucket is a thousandth of its numbers wide: the exponent of a double and ten bits of its mantissa. */
const MANTISSA_SHIFT = 10
/** The bucket of 1; smaller values share one bucket, as do those above the largest exact integer. */
const ONE: number = 0x3ff00000 >>> MANTISSA_SHIFT
/** That integer's exponent is 52 higher. */
const BUCKETS: number = 53 * 1024 + 1

/** Below this value a bucket is no wider than 1. */
const FIRST_WIDE_VALUE = 2048

/** Most values that are kept: of so few, sorting is faster than a second pass. */
const FEW = 1024

const word = new DataView(new ArrayBuffer(8))

function bucketOf(value: number): number {
  if (value < 1) return 0
  word.setFloat64(0, value)
  return Math.min(BUCKETS - 1, (word.getUint32(0) >>> MANTISSA_SHIFT) - ONE + 1)
}

/** Counts integers. Making one for each of a thousand nodes takes longer than counting, so it can be cleared. */
export class Tally {
  /** By bucket. */
  readonly #counts = new Uint32Array(BUCKETS)
  /** The first values. */
  readonly #few = new Float64Array(FEW)
  count = 0
  sum = 0
  /** Infinity and −Infinity while nothing is counted: then no caller reads them. */
  min: number = Number.POSITIVE_INFINITY
  max: number = Number.NEGATIVE_INFINITY

  clear(): void {
    // Clearing all buckets takes longer than counting the renewals of an hour.
    if (this.count > 0) this.#counts.fill(0, bucketOf(this.min), bucketOf(this.max) + 1)
    this.count = 0
    this.sum = 0
    this.min = Number.POSITIVE_INFINITY
    this.max = Number.NEGATIVE_INFINITY
  }

  add(value: number): void {
    const bucket = bucketOf(value)
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1
    if (this.count < FEW) this.#few[this.count] = value
    this.count++
    this.sum += value
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
  }

  /** Adds the values of a histogram: their number, sum and extremes as they are, each as the middle of its bucket. */
  addAll(histogram: Histogram): void {
    const { count, sum, min, max, buckets } = histogram
    if (count === 0) return
    for (const [coarse, times] of buckets) {
      const value = valueIn(coarse, histogram)
      const bucket = bucketOf(value)
      this.#counts[bucket] = (this.#counts[bucket] as number) + times
      this.#few.fill(value, Math.min(FEW, this.count), Math.min(FEW, this.count + times))
      this.count += times
    }
    this.sum += sum
    this.min = Math.min(this.min, min)
    this.max = Math.max(this.max, max)
  }

  /**
   * Returns the quantile of each share (0 to 1); empty while nothing is counted. `again` must add all values once more,
   * in any order; it is not called for few values, or if every quantile lies in a bucket of one integer.
   */
  quantiles(shares: readonly number[], again: (add: (value: number) => void) => void): number[] {
    if (this.count === 0) return []
    const ranks = shares.map((share) => Math.max(0, Math.ceil(share * this.count) - 1))
    if (this.count <= FEW) {
      const sorted = this.#few.slice(0, this.count).sort()
      return ranks.map((rank) => sorted[rank] as number)
    }
    const places = ranks.map((rank) => this.#placeOf(rank))
    const inside = new Map<number, { readonly values: Float64Array; length: number }>()
    for (const { bucket } of places)
      if (this.#onlyIn(bucket) === undefined)
        inside.set(bucket, { values: new Float64Array(this.#counts[bucket] as number), length: 0 })
    if (inside.size > 0)
      again((value) => {
        const bucket = inside.get(bucketOf(value))
        if (bucket) bucket.values[bucket.length++] = value
      })
    for (const { values } of inside.values()) values.sort()
    return places.map(({ bucket, n }) => this.#onlyIn(bucket) ?? (inside.get(bucket)?.values[n] as number))
  }

  /** Returns the only integer of a bucket; undefined if it has several. */
  #onlyIn(bucket: number): number | undefined {
    if (bucket === 0) return this.min < 0 ? undefined : 0
    word.setUint32(0, (bucket - 1 + ONE) << MANTISSA_SHIFT)
    word.setUint32(4, 0)
    const least = word.getFloat64(0)
    return least < FIRST_WIDE_VALUE ? least : undefined
  }

  /** Returns the bucket and the position inside it of the value with this rank. */
  #placeOf(rank: number): { bucket: number; n: number } {
    let bucket = bucketOf(this.min)
    let before = 0
    for (; before + (this.#counts[bucket] as number) <= rank; bucket++)
      before += this.#counts[bucket] as number
    return { bucket, n: rank - before }
  }
}
