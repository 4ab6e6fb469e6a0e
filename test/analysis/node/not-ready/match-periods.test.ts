import { describe, expect, it } from 'vitest'
import {
  assignPeriods,
  belongTogether,
  endByLastSeen,
} from '../../../../src/analysis/node/not-ready/match-periods.ts'
import {
  attempt,
  boundary,
  controllerBoundary,
  period,
  silence,
  us,
} from '../../../support/analysis-fixture.ts'

describe('belongTogether', () => {
  it('joins a period to the silence that it overlaps', () => {
    expect(belongTogether(silence(0, 100), period(2, 90))).toBe(true)
  })

  it('separates a period that ended a monitor pass before the last renewal', () => {
    expect(belongTogether(silence(100, 200), period(0, 94))).toBe(false)
    expect(belongTogether(silence(100, 200), period(0, 96))).toBe(true)
  })

  it('separates a period that the own clock of the node shows over before the last renewal', () => {
    const over = period(0, 96, { markedNotReady: controllerBoundary(42), readyAgain: boundary(96) })
    expect(belongTogether(silence(100, 200), over)).toBe(false)
    expect(belongTogether(silence(95, 200), over)).toBe(true)
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

describe('assignPeriods', () => {
  const order = { shiftUs: 0, graceUs: 40_000_000 }
  const inferred = (fromSeconds: number, toSeconds: number) =>
    boundary((fromSeconds + toSeconds) / 2, {
      earliestUs: us(fromSeconds),
      latestUs: us(toSeconds),
      exact: false,
    })
  // The end of the first is only inferred, so that it may reach into the second.
  const first = silence(0, 0, { attempts: [attempt(20)], firstRenewalAfter: inferred(20, 40) })
  const second = silence(0, 80, { attempts: [attempt(42)], lastRenewal: inferred(21.8, 22.2) })
  const marked = (seconds: number) => controllerBoundary(seconds, { from: 'node.not-ready' })

  it('takes the silence that begins before the sight, and not the first that the period meets', () => {
    const seen = period(23, 80, { markedNotReady: marked(63) })
    expect(belongTogether(first, seen)).toBe(true)
    const assigned = assignPeriods([first, second], [seen], order)
    expect([assigned.get(first), assigned.get(second)]).toEqual([[], [seen]])
  })

  it('compares with the mark where no stale line shows the sight', () => {
    const seen = period(24, 80, { lastSeen: null, stale: false, markedNotReady: marked(64) })
    const assigned = assignPeriods([first, second], [seen], order)
    expect([assigned.get(first), assigned.get(second)]).toEqual([[], [seen]])
  })

  it('takes the first silence where the second began after the mark', () => {
    const long = silence(0, 0, { attempts: [attempt(20)], firstRenewalAfter: inferred(60, 80) })
    const later = silence(0, 120, { attempts: [attempt(100)], lastRenewal: inferred(70, 80) })
    const seen = period(3, 75, { markedNotReady: marked(43) })
    expect(assignPeriods([long, later], [seen], order).get(long)).toEqual([seen])
  })

  it('takes a silence that may have lasted as long as the controller saw nothing', () => {
    const short = silence(0, 24)
    const long = silence(24, 90)
    const seen = period(0.5, 80, { lastStaleUs: us(46), markedNotReady: marked(41) })
    const assigned = assignPeriods([short, long], [seen], order)
    expect([assigned.get(short), assigned.get(long)]).toEqual([[], [seen]])
  })
})
