import { describe, expect, it } from 'vitest'
import { withoutContradictions } from '../../../../src/analysis/node/silences/stale-silences.ts'
import { attempt, boundary, NODE, period, silence, us } from '../../../support/analysis-fixture.ts'

const CLOCK = { node: NODE, shiftUs: 0, isCompared: true }
const inferred = boundary(60, { exact: false, earliestUs: us(50), latestUs: us(70) })

describe('withoutContradictions', () => {
  const first = silence(0, 60, { firstRenewalAfter: inferred, attempts: [attempt(40)] })
  const stale = [period(2, 200, { lastStaleUs: us(130) })]

  it('joins silences where stale lines of one sight exclude the renewal between them', () => {
    const second = silence(100, 150, { attempts: [attempt(110)] })
    const [joined, ...others] = withoutContradictions([first, second], stale, CLOCK)
    expect(others).toEqual([])
    expect(joined?.attempts).toHaveLength(2)
    expect(joined).toMatchObject({
      lastRenewal: first.lastRenewal,
      firstRenewalAfter: second.firstRenewalAfter,
    })
  })

  it('joins none on clocks that nothing compares', () => {
    const second = silence(100, 150, { attempts: [attempt(110)] })
    const kept = withoutContradictions([first, second], stale, { ...CLOCK, isCompared: false })
    expect(kept.map(({ attempts }) => attempts.length)).toEqual([1, 1])
    expect(kept[0]?.firstRenewalAfter).toMatchObject({ earliestUs: us(50), latestUs: us(100) })
  })

  it('drops an inferred end before the last line about the sight', () => {
    expect(withoutContradictions([first], stale, CLOCK)).toMatchObject([
      { firstRenewalAfter: null, open: true },
    ])
  })

  it('moves an inferred end behind the last line only on clocks that were compared', () => {
    const late = [period(2, 200, { lastStaleUs: us(60) })]
    const earliest = (isCompared: boolean): unknown =>
      withoutContradictions([first], late, { ...CLOCK, isCompared })[0]?.firstRenewalAfter?.earliestUs
    expect([earliest(true), earliest(false)]).toEqual([us(60), us(50)])
  })

  it('keeps a renewal that is printed, and one that no line excludes', () => {
    const printed = silence(0, 60)
    expect(withoutContradictions([printed], stale, CLOCK)).toEqual([printed])
    expect(withoutContradictions([first], [period(2, 200, { lastStaleUs: us(48) })], CLOCK)).toEqual([first])
  })
})
