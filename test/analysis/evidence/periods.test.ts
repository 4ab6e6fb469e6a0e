import { describe, expect, it } from 'vitest'
import { choosePeriods } from '../../../src/analysis/evidence/periods.ts'
import type { Observation } from '../../../src/model/index.ts'
import type { ProcessReading } from '../../../src/store/reading.ts'
import { controllerProcess, observation } from '../../support/analysis-fixture.ts'

const NOTHING = { graceSeconds: null, renewIntervalSeconds: null }

const stale = (durationSeconds: number, status = 'True'): Observation<'node.stale'> =>
  observation('node.stale', durationSeconds, {
    conditionType: 'Ready',
    durationSeconds,
    condition: {
      type: 'Ready',
      status,
      reason: null,
      message: null,
      lastHeartbeatTime: null,
      lastTransitionTime: null,
    },
  })

const graceOf = (
  processes: readonly ProcessReading[],
  lines: readonly Observation<'node.stale'>[] = [],
  given = NOTHING as { graceSeconds: number | null; renewIntervalSeconds: number | null },
): number[] => {
  const { grace } = choosePeriods(given, processes, lines)
  return [grace.minUs / 1e6, grace.maxUs / 1e6]
}

const release = (min: string | null, max: string | null): ProcessReading =>
  controllerProcess(0, 1, { kubernetesVersion: { min, max } })

describe('choosePeriods', () => {
  it('prefers the option to everything else', () => {
    const flag = controllerProcess(0, 1, { flags: new Map([['node-monitor-grace-period', '1m0s']]) })
    expect(graceOf([flag], [stale(41)], { ...NOTHING, graceSeconds: 30 })).toEqual([30, 30])
    expect(graceOf([flag], [stale(41)])).toEqual([60, 60])
  })

  it.each([
    ['up to 1.31', [release('1.27', '1.31')], [40, 40]],
    ['from 1.32 on', [release('1.32', null)], [50, 50]],
    ['on either side of 1.32', [release('1.30', '1.33')], [40, 50]],
    ['that two hints narrow to 1.31', [release('1.30', null), release(null, '1.31')], [40, 40]],
    ['that hints contradict', [release('1.33', null), release(null, '1.30')], [40, 50]],
  ] as const)('takes the default of a release %s', (_, processes, expected) => {
    expect(graceOf(processes)).toEqual(expected)
  })

  it('rules out 50 s by a shorter duration, and 40 s by a first duration of 50 s', () => {
    expect(graceOf([], [stale(44)])).toEqual([40, 40])
    expect(graceOf([], [stale(52)])).toEqual([50, 50])
    expect(graceOf([], [stale(52, 'Unknown')])).toEqual([40, 50])
  })

  it('reports where the values came from', () => {
    const { assumptions, renewIntervalUs } = choosePeriods({ ...NOTHING, renewIntervalSeconds: 5 }, [], [])
    expect(renewIntervalUs).toBe(5_000_000)
    expect(assumptions).toMatchObject([
      { name: 'renewIntervalSeconds', value: 5, because: '--renew-interval' },
      { name: 'monitorPeriodSeconds', value: 5 },
      { name: 'graceSeconds', value: '40–50' },
    ])
  })
})
