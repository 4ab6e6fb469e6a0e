import { describe, expect, it } from 'vitest'
import {
  commonBounds,
  excludesZero,
  measureOffset,
} from '../../../../src/analysis/node/clocks/clock-offset.ts'
import { SECOND_US } from '../../../../src/time/instant.ts'
import { observation, renewals, us } from '../../../support/analysis-fixture.ts'

/** Intervals as the lease controller stretches them: no two alike. */
const TIMES = [0, 10.11, 20.35, 30.4, 40.79, 50.92]
const NONE = renewals([])

describe('measureOffset', () => {
  it('matches the rhythm of two logs on clocks 90 s apart', () => {
    const offset = measureOffset(renewals(TIMES.map((s) => s + 90)), renewals(TIMES), [])
    expect(offset?.pairs).toBe(TIMES.length)
    expect(Math.abs((offset?.atUs ?? 0) - 90 * SECOND_US)).toBeLessThanOrEqual(20_000)
  })

  it('ignores an offset of more than an hour', () => {
    expect(measureOffset(renewals(TIMES.map((s) => s + 3700)), renewals(TIMES), [])).toBeNull()
  })

  it('needs three renewals that agree', () => {
    expect(measureOffset(renewals(TIMES.slice(0, 2)), renewals(TIMES.slice(0, 2)), [])).toBeNull()
  })

  it('bounds the offset by the whole second in which the API server stamped the same write', () => {
    const lease = observation('lease.seen', 5, {
      renewTimeUs: us(5.25),
      managedTimeUs: us(3),
      holderIdentity: 'worker',
      leaseDurationSeconds: 40,
    })
    const offset = measureOffset(NONE, NONE, [lease])
    expect(offset).toMatchObject({ earliestUs: 1_240_000, latestUs: 2_260_000, pairs: 1 })
  })

  it('returns null without any pair', () => {
    expect(measureOffset(NONE, NONE, [])).toBeNull()
  })
})

describe('commonBounds', () => {
  it('takes the bounds of the majority where one pair misleads', () => {
    const common = commonBounds([
      { earliestUs: 0, latestUs: 1_000_000 },
      { earliestUs: 500_000, latestUs: 1_500_000 },
      { earliestUs: 9_000_000, latestUs: 10_000_000 },
    ])
    expect(common).toEqual({ atUs: 750_000, earliestUs: 490_000, latestUs: 1_010_000, pairs: 2 })
  })
})

describe('excludesZero', () => {
  it.each([
    [1, 2, true],
    [-2, -1, true],
    [-1, 1, false],
    [0, 1, false],
  ])('of bounds %i to %i is %s', (earliestUs, latestUs, expected) => {
    expect(excludesZero({ earliestUs, latestUs })).toBe(expected)
  })
})
