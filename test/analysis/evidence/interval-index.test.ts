import { describe, expect, it } from 'vitest'
import { IntervalIndex } from '../../../src/analysis/evidence/interval-index.ts'

const LONG = { startUs: 0, endUs: 100 }
const SHORT = { startUs: 10, endUs: 20 }
const LATE = { startUs: 200, endUs: 300 }
const index = new IntervalIndex([LATE, SHORT, LONG])

describe('IntervalIndex', () => {
  it('lists its intervals by start', () => {
    expect([...index]).toEqual([LONG, SHORT, LATE])
    expect(index.length).toBe(3)
  })

  it.each([
    [0, 100, true],
    [30, 90, true],
    [30, 101, false],
    [-1, 5, false],
    [90, 210, false],
    [250, 250, true],
  ])('contains the time from %d to %d in one interval: %s', (fromUs, toUs, expected) => {
    expect(index.contains(fromUs, toUs)).toBe(expected)
  })

  it.each([
    [100, 200, [LONG, LATE]],
    [101, 199, []],
    [15, 16, [LONG, SHORT]],
    [30, 40, [LONG]],
    [-5, -1, []],
    [300, 400, [LATE]],
  ])('finds the intervals that touch the time from %d to %d', (fromUs, toUs, expected) => {
    expect(index.touching(fromUs, toUs)).toEqual(expected)
    expect(index.touches(fromUs, toUs)).toBe(expected.length > 0)
  })

  it('finds nothing without intervals', () => {
    const empty = new IntervalIndex([])
    expect([empty.contains(0, 0), empty.touches(0, 0), empty.touching(0, 0)]).toEqual([false, false, []])
  })
})
