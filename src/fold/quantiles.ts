/**
 * Quantiles of many numbers without putting all of them in order: the numbers are counted in buckets, and only those of
 * the buckets that a quantile lies in are sorted. Time is linear where the numbers differ.
 *
 * Enter: finite numbers. Leave: the quantiles as they are, not rounded to a bucket.
 */

/** So few are sorted: the buckets take 220 KB. */
const MANY = 4096

/** A bucket is a thousandth of its numbers wide: the exponent of a double and ten bits of its mantissa. */
const MANTISSA_SHIFT = 10
/** Where the bucket of 1 begins; all that is less is in one, as all above the largest exact integer. */
const ONE: number = 0x3ff00000 >>> MANTISSA_SHIFT
/** That integer's exponent is 52 higher. */
const BUCKETS: number = 53 * 1024 + 1

/** The number at each of `shares` (0 to 1) of the way from least to most; `values` may be reordered. At least one value. */
export function quantiles(values: Float64Array, shares: readonly number[]): number[] {
  const ranks = shares.map((share) => Math.max(0, Math.ceil(share * values.length) - 1))
  if (values.length < MANY) {
    values.sort()
    return ranks.map((rank) => values[rank] as number)
  }
  const counts = new Uint32Array(BUCKETS)
  const word = new DataView(new ArrayBuffer(8))
  const bucketOf = (value: number): number => {
    if (value < 1) return 0
    word.setFloat64(0, value)
    return Math.min(BUCKETS - 1, (word.getUint32(0) >>> MANTISSA_SHIFT) - ONE + 1)
  }
  for (const value of values) {
    const bucket = bucketOf(value)
    counts[bucket] = (counts[bucket] as number) + 1
  }
  return ranks.map((rank) => {
    let bucket = 0
    let before = 0
    for (; before + (counts[bucket] as number) <= rank; bucket++) before += counts[bucket] as number
    const inside = values.filter((value) => bucketOf(value) === bucket).sort()
    return inside[rank - before] as number
  })
}
