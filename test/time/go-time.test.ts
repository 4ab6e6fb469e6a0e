import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatGoDuration, parseGoDuration } from '../../src/time/go-time.ts'

describe('formatGoDuration', () => {
  it.each([
    [0, '0s'],
    [17, '17ns'],
    [250_000, '250µs'],
    [1_500_000, '1.5ms'],
    [10_000_000_000, '10s'],
    [100_067_341_504, '1m40.067341504s'],
    [3_600_000_000_000, '1h0m0s'],
    [-7_000_000_000, '-7s'],
  ])('formats %d ns as %s', (nanoseconds, text) => {
    expect(formatGoDuration(nanoseconds)).toBe(text)
  })

  it('is inverted by parseGoDuration', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e15, max: 1e15 }), (nanoseconds) => {
        expect(parseGoDuration(formatGoDuration(nanoseconds))).toBeCloseTo(nanoseconds / 1e9, 8)
      }),
      { seed: 3 },
    )
  })
})
