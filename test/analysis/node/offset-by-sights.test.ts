import { describe, expect, it } from 'vitest'
import { IntervalIndex } from '../../../src/analysis/evidence/interval-index.ts'
import { offsetByLastSeen } from '../../../src/analysis/node/offset-by-sights.ts'
import { SECOND_US } from '../../../src/time/instant.ts'
import { period, silence, us } from '../../support/analysis-fixture.ts'

describe('offsetByLastSeen', () => {
  const context = (isUnmoved = true, loggedSpans = [{ startUs: us(-1000), endUs: us(1000) }]) => ({
    loggedSpans: new IntervalIndex(loggedSpans),
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

  it('does not compare two stamps of one clock', () => {
    const own = period(3, 95)
    const lastSeen = own.lastSeen && { ...own.lastSeen, clock: 'worker' }
    expect(offsetByLastSeen([silence(0, 100)], [{ ...own, lastSeen }], context())).toBeNull()
  })

  it('measures nothing where a PATCH of the status may have moved the sight', () => {
    expect(offsetByLastSeen([silence(0, 100)], [period(16, 95)], context(false))).toBeNull()
  })
})
