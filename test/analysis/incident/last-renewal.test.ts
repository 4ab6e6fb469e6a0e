import { describe, expect, it } from 'vitest'
import { boundariesOfPeriods } from '../../../src/analysis/incident/last-renewal.ts'
import { controllerBoundary, period } from '../../support/analysis-fixture.ts'

describe('boundariesOfPeriods', () => {
  const marked = period(0, 90, { markedNotReady: controllerBoundary(40) })

  it('takes the recovery from the mark, not that of a later period', () => {
    const later = period(140, 200, { status: 'False', markedNotReady: controllerBoundary(140) })
    expect(boundariesOfPeriods([marked, later]).readyAgain).toBe(marked.readyAgain)
  })

  it('takes a later recovery where the node stayed marked', () => {
    const later = period(100, 200, { wasUnknown: true })
    expect(boundariesOfPeriods([{ ...marked, readyAgain: null }, later]).readyAgain).toBe(later.readyAgain)
  })

  it('takes the last recovery without a mark', () => {
    const later = period(100, 200)
    expect(boundariesOfPeriods([period(0, 90), later]).readyAgain).toBe(later.readyAgain)
  })
})
