/**
 * Quantiles of many integers without keeping them: they are counted in buckets, and only those of the buckets that a
 * quantile lies in are looked at once more.
 *
 * Enter: integers, told twice. Leave: exact counts, extremes and quantiles, and the sum, which is exact below 2^53.
 */

/** Tells each of the same values, in whatever order, as often as it is called. */
export type Values = (tell: (value: number) => void) => void

export interface Quantiles {
  readonly count: number
  readonly sum: number
  /** Infinity and −Infinity where nothing is counted. */
  readonly min: number
  readonly max: number
  /** By share; empty where nothing is counted. */
  readonly at: readonly number[]
}

/** A bucket is a thousandth of its numbers wide: the exponent of a double and ten bits of its mantissa. */
const MANTISSA_SHIFT = 10
/** Where the bucket of 1 begins; all that is less is in one, as all above the largest exact integer. */
const ONE: number = 0x3ff00000 >>> MANTISSA_SHIFT
/** That integer's exponent is 52 higher. */
const BUCKETS: number = 53 * 1024 + 1

/** Below, a bucket is no wider than 1. */
const LEAST_OF_SEVERAL = 2048

const word = new DataView(new ArrayBuffer(8))

/** How many of each bucket: to make them anew for each of a thousand nodes takes longer than to count. */
const counts = new Uint32Array(BUCKETS)

function bucketOf(value: number): number {
  if (value < 1) return 0
  word.setFloat64(0, value)
  return Math.min(BUCKETS - 1, (word.getUint32(0) >>> MANTISSA_SHIFT) - ONE + 1)
}

/** The number at each of `shares` (0 to 1) of the way from least to most. */
export function quantiles(values: Values, shares: readonly number[]): Quantiles {
  counts.fill(0)
  let count = 0
  let sum = 0
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  values((value) => {
    const bucket = bucketOf(value)
    counts[bucket] = (counts[bucket] as number) + 1
    count++
    sum += value
    if (value < min) min = value
    if (value > max) max = value
  })
  if (count === 0) return { count, sum, min, max, at: [] }
  const least = bucketOf(min)
  const places = shares.map((share) => placeOf(Math.max(0, Math.ceil(share * count) - 1), least))
  const inside = new Map<number, { readonly values: Float64Array; length: number }>()
  for (const { bucket } of places)
    if (onlyIn(bucket, min) === undefined)
      inside.set(bucket, { values: new Float64Array(counts[bucket] as number), length: 0 })
  if (inside.size > 0)
    values((value) => {
      const mine = inside.get(bucketOf(value))
      if (mine) mine.values[mine.length++] = value
    })
  for (const mine of inside.values()) mine.values.sort()
  const at = places.map(({ bucket, n }) => onlyIn(bucket, min) ?? (inside.get(bucket)?.values[n] as number))
  return { count, sum, min, max, at }
}

/** The only integer of a bucket; undefined: it has several. */
function onlyIn(bucket: number, min: number): number | undefined {
  if (bucket === 0) return min < 0 ? undefined : 0
  word.setUint32(0, (bucket - 1 + ONE) << MANTISSA_SHIFT)
  word.setUint32(4, 0)
  const least = word.getFloat64(0)
  return least < LEAST_OF_SEVERAL ? least : undefined
}

/** Where the number of a rank lies: its bucket, and the how-manieth of it. Buckets before `least` are empty. */
function placeOf(rank: number, least: number): { bucket: number; n: number } {
  let bucket = least
  let before = 0
  for (; before + (counts[bucket] as number) <= rank; bucket++) before += counts[bucket] as number
  return { bucket, n: rank - before }
}
