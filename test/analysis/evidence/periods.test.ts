import { describe, expect, it } from 'vitest'
import { choosePeriods } from '../../../src/analysis/evidence/periods.ts'
import { controllerProcess } from '../../support/analysis-fixture.ts'

const NOTHING = { graceSeconds: null, renewIntervalSeconds: null }

describe('choosePeriods', () => {
  it('reports where the values came from', () => {
    const { assumptions, renewIntervalUs } = choosePeriods({ ...NOTHING, renewIntervalSeconds: 5 }, [])
    expect(renewIntervalUs).toBe(5_000_000)
    expect(assumptions).toMatchObject([
      { name: 'renewIntervalSeconds', value: 5, because: '--renew-interval' },
      { name: 'monitorPeriodSeconds', value: 5 },
      { name: 'graceSeconds', value: '40–50' },
    ])
  })

  it('assumes nothing that FLAG lines print', () => {
    const flags = new Map([
      ['node-monitor-period', '30s'],
      ['node-monitor-grace-period', '2m0s'],
    ])
    const { assumptions } = choosePeriods(NOTHING, [controllerProcess(0, 100, { flags })])
    expect(assumptions.map(({ name }) => name)).toEqual(['renewIntervalSeconds'])
  })
})
