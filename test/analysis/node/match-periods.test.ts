import { describe, expect, it } from 'vitest'
import { belongTogether, endByLastSeen } from '../../../src/analysis/node/match-periods.ts'
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
    expect(belongTogether(silence(0, 100), period(114, 120, { status: 'False' }))).toBe(true)
    expect(belongTogether(silence(0, 100), period(116, 120, { status: 'False' }))).toBe(false)
    expect(
      belongTogether(silence(0, 100, { attempts: [attempt(95)] }), period(114, 120, { status: 'False' })),
    ).toBe(false)
  })

  it('separates a period that begins after the controller saw a renewal', () => {
    const open = silence(0, 0, { firstRenewalAfter: null, open: true, attempts: [attempt(20)] })
    expect(belongTogether(open, period(200, 300))).toBe(false)
    expect(belongTogether(open, period(25, 300))).toBe(true)
  })
})

const SIGHTS = { passUs: 5_000_000, longestIntervalUs: 10_400_000 }

describe('endByLastSeen', () => {
  const open = silence(0, 0, { firstRenewalAfter: null, open: true, attempts: [attempt(20)] })

  it('ends an open silence at the latest when the controller saw a renewal', () => {
    const ended = endByLastSeen(open, [period(200, 300)], SIGHTS)
    expect(ended.open).toBe(false)
    expect(ended.firstRenewalAfter).toMatchObject({ earliestUs: us(20), latestUs: us(200), exact: false })
  })

  it('leaves a silence open that no later renewal ends', () => {
    expect(endByLastSeen(open, [period(5, 300)], SIGHTS)).toBe(open)
    // A PATCH of the status moves the sight up to 20.4 s behind the last renewal.
    const failed = silence(0, 0, { firstRenewalAfter: null, open: true, attempts: [attempt(10)] })
    expect(endByLastSeen(failed, [period(20.3, 300)], SIGHTS)).toBe(failed)
  })
})
