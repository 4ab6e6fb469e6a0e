import { describe, expect, it } from 'vitest'
import { IntervalIndex } from '../../../../src/analysis/evidence/interval-index.ts'
import { offsetByLastSeen } from '../../../../src/analysis/node/clocks/offset-by-sights.ts'
import type { Interval } from '../../../../src/model/interval.ts'
import { SECOND_US } from '../../../../src/time/instant.ts'
import { period, renewals, silence, us } from '../../../support/analysis-fixture.ts'

describe('offsetByLastSeen', () => {
  const context = (
    isUnmoved = true,
    loggedSpans = [{ startUs: us(-1000), endUs: us(1000) }],
    pauses: readonly Interval[] = [],
    renewedAt: readonly number[] = [],
  ) => ({
    loggedSpans: new IntervalIndex(loggedSpans),
    pauses: new IntervalIndex(pauses),
    renewals: renewals(renewedAt),
    passUs: 5 * SECOND_US,
    isUnmoved: () => isUnmoved,
  })

  it('bounds the offset by a monitor pass where one silence and one period overlap', () => {
    expect(offsetByLastSeen([silence(0, 100)], [period(3, 95)], context())).toMatchObject({
      earliestUs: -3 * SECOND_US,
      latestUs: 2 * SECOND_US,
      pairs: 1,
    })
  })

  it('matches a period elsewhere in the log that lasted equally long', () => {
    const offset = offsetByLastSeen([silence(300, 400)], [period(0, 100)], context())
    expect(offset).toMatchObject({ earliestUs: 300 * SECOND_US, latestUs: 305 * SECOND_US })
  })

  it('returns null where a displaced period lasted much longer, or outside of the log', () => {
    expect(offsetByLastSeen([silence(300, 400)], [period(0, 250)], context())).toBeNull()
    expect(offsetByLastSeen([silence(300, 400)], [period(0, 100)], context(true, []))).toBeNull()
  })

  it('returns null where the log pauses for most of a displaced period', () => {
    const paused = (fromSeconds: number, toSeconds: number) =>
      context(true, undefined, [{ startUs: us(fromSeconds), endUs: us(toSeconds) }])
    const offset = (...pause: [number, number]) =>
      offsetByLastSeen([silence(300, 400)], [period(0, 100)], paused(...pause))
    expect(offset(-10, 60)).toBeNull()
    expect(offset(20, 60)).not.toBeNull()
    // A renewal that the controller would have seen by the same clock, but not by another one.
    const renewed = context(true, undefined, [{ startUs: us(20), endUs: us(90) }], [15])
    expect(offsetByLastSeen([silence(300, 400)], [period(0, 100)], renewed)).toBeNull()
    expect(offset(-200, -140)).toBeNull()
    // The pause of the silence itself hides no other one.
    expect(offset(310, 390)).not.toBeNull()
  })

  it('returns null where a period lasted as long as two silences', () => {
    const both = [silence(300, 400), silence(500, 600)]
    expect(offsetByLastSeen(both, [period(0, 100)], context())).toBeNull()
    const twice = offsetByLastSeen(both, [period(0, 100), period(200, 300)], context())
    expect(twice).toMatchObject({ earliestUs: 300 * SECOND_US - 10_000, pairs: 2 })
  })

  it('does not compare two stamps of one clock', () => {
    const own = period(3, 95)
    const lastSeen = own.lastSeen && { ...own.lastSeen, clock: 'worker' }
    expect(offsetByLastSeen([silence(0, 100)], [{ ...own, lastSeen }], context())).toBeNull()
  })

  it('measures nothing where a PATCH of the status may have moved the sight', () => {
    expect(offsetByLastSeen([silence(0, 100)], [period(16, 95)], context(false))).toBeNull()
  })
})
