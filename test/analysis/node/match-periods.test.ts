import { describe, expect, it } from 'vitest'
import { belongTogether, endByLastSeen, offsetByLastSeen } from '../../../src/analysis/node/match-periods.ts'
import { SECOND_US } from '../../../src/time/instant.ts'
import { attempt, period, silence, us } from '../../support/analysis-fixture.ts'

describe('belongTogether', () => {
  it('joins a period to the silence that it overlaps', () => {
    expect(belongTogether(silence(0, 100), period(2, 90))).toBe(true)
  })

  it('separates a period that ended a monitor pass before the last renewal', () => {
    expect(belongTogether(silence(100, 200), period(0, 94))).toBe(false)
    expect(belongTogether(silence(100, 200), period(0, 96))).toBe(true)
  })

  it('allows a kubelet without failed attempts 15 s to report itself not ready', () => {
    expect(belongTogether(silence(0, 100), period(114, 120))).toBe(true)
    expect(belongTogether(silence(0, 100), period(116, 120))).toBe(false)
    expect(belongTogether(silence(0, 100, { attempts: [attempt(95)] }), period(114, 120))).toBe(false)
  })

  it('separates a period that begins after the controller saw a renewal', () => {
    const open = silence(0, 0, { firstRenewalAfter: null, open: true, attempts: [attempt(20)] })
    expect(belongTogether(open, period(200, 300))).toBe(false)
    expect(belongTogether(open, period(25, 300))).toBe(true)
  })
})

describe('endByLastSeen', () => {
  const open = silence(0, 0, { firstRenewalAfter: null, open: true, attempts: [attempt(20)] })

  it('ends an open silence at the latest when the controller saw a renewal', () => {
    const ended = endByLastSeen(open, [period(200, 300)])
    expect(ended.open).toBe(false)
    expect(ended.firstRenewalAfter).toMatchObject({ earliestUs: us(20), latestUs: us(200), exact: false })
  })

  it('leaves a silence open that no later renewal ends', () => {
    expect(endByLastSeen(open, [period(5, 300)])).toBe(open)
  })
})

describe('offsetByLastSeen', () => {
  const logged = [{ startUs: us(-1000), endUs: us(1000) }]

  it('bounds the offset by a monitor pass where one silence and one period overlap', () => {
    expect(offsetByLastSeen([silence(0, 100)], [period(3, 95)], logged)).toMatchObject({
      earliestUs: -3 * SECOND_US,
      latestUs: 2 * SECOND_US,
      pairs: 1,
    })
  })

  it('matches a period elsewhere in the log that lasted equally long', () => {
    const offset = offsetByLastSeen([silence(300, 400)], [period(0, 100)], logged)
    expect(offset).toMatchObject({ earliestUs: 300 * SECOND_US, latestUs: 305 * SECOND_US })
  })

  it('returns null where a displaced period lasted much longer, or outside of the log', () => {
    expect(offsetByLastSeen([silence(300, 400)], [period(0, 250)], logged)).toBeNull()
    expect(offsetByLastSeen([silence(300, 400)], [period(0, 100)], [])).toBeNull()
  })

  it('does not compare two stamps of one clock', () => {
    const own = period(3, 95)
    const lastSeen = own.lastSeen && { ...own.lastSeen, clock: 'worker' }
    expect(offsetByLastSeen([silence(0, 100)], [{ ...own, lastSeen }], logged)).toBeNull()
  })
})
