/** Lists of intervals in a line. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intervalText, parseIntervals } from '../../../src/store/reading-lines/interval-text.ts'

const NOW_US = 1_795_344_317_088_417

const time = fc.oneof(
  fc.integer({ min: NOW_US - 1e13, max: NOW_US + 1e13 }),
  fc.constantFrom(0, -62_135_596_800_000_000, 253_402_300_799_000_000),
)

describe('parseIntervals', () => {
  it('gives the intervals that intervalText took, whatever their times are', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ startUs: time, endUs: time })), (intervals) => {
        expect(parseIntervals(JSON.parse(JSON.stringify(intervalText(intervals))))).toEqual(intervals)
      }),
      { seed: 20_261_127 },
    )
  })

  it.each(['gICA', Buffer.alloc(9, 0xff).toString('base64')])('throws a RangeError for %s', (text) => {
    expect(() => parseIntervals(text)).toThrow(RangeError)
  })
})

describe('intervalText', () => {
  it('takes eight characters for the pause between two lines', () => {
    const intervals = Array.from({ length: 1000 }, (_, i) => {
      const startUs = NOW_US + i * 420_000_000
      return { startUs, endUs: startUs + 420_000_000 }
    })
    expect(intervalText(intervals).length / 1000).toBeLessThan(9)
  })
})
