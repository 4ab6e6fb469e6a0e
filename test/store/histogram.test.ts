/** Histograms of fixed buckets. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BUCKETS, bucketOf, histogramOf, LIMIT, valueIn } from '../../src/store/histogram.ts'

const SEED = 20_261_127

describe('bucketOf', () => {
  it('gives a larger number no smaller bucket, and each number a bucket', () => {
    fc.assert(
      fc.property(fc.nat(LIMIT - 1), fc.nat(LIMIT - 1), (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        expect(bucketOf(low)).toBeLessThanOrEqual(bucketOf(high))
        expect(bucketOf(high)).toBeLessThan(BUCKETS)
      }),
      { seed: SEED },
    )
  })
})

describe('valueIn', () => {
  it('is within 0.8 % of each number of its bucket, and a number below 64 itself', () => {
    fc.assert(
      fc.property(fc.nat(LIMIT - 1), (number) => {
        const wide = { ...histogramOf([]), max: LIMIT }
        const value = valueIn(bucketOf(number), wide)
        expect(Math.abs(value - number)).toBeLessThanOrEqual(number < 64 ? 0 : 0.008 * number)
      }),
      { seed: SEED },
    )
  })

  it('lies between the extremes of the histogram', () => {
    const histogram = histogramOf([10_010_000, 10_011_000])
    expect([...histogram.buckets.keys()].map((bucket) => valueIn(bucket, histogram))).toEqual([10_011_000])
  })
})

describe('histogramOf', () => {
  it('has exact counts, sums and extremes', () => {
    expect(histogramOf([5, 7, 5, 1000])).toEqual({
      count: 4,
      sum: 1017,
      min: 5,
      max: 1000,
      buckets: new Map([
        [5, 2],
        [7, 1],
        [bucketOf(1000), 1],
      ]),
    })
  })
})
