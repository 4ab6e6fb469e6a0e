import { describe, expect, it } from 'vitest'
import { Controllers } from '../../../src/analysis/evidence/controllers.ts'
import { findNotReadyPeriods } from '../../../src/analysis/node/not-ready-periods.ts'
import type { Observation } from '../../../src/model/index.ts'
import { SECOND_US } from '../../../src/time/instant.ts'
import { NODE, observation, START_US } from '../../support/analysis-fixture.ts'

const NONE = new Controllers([], null)

const condition = (lastTransitionTime: string) => ({
  type: 'Ready',
  status: 'Unknown',
  reason: 'NodeStatusUnknown',
  message: null,
  lastHeartbeatTime: null,
  lastTransitionTime,
})

describe('findNotReadyPeriods', () => {
  it('makes one period of 200,000 stale lines, eleven days of them', () => {
    const lines = Array.from({ length: 200_000 }, (_, i) =>
      observation(
        'node.stale',
        40 + i * 5,
        { conditionType: 'Ready', durationSeconds: 40 + i * 5, condition: null },
        { line: i + 1 },
      ),
    )
    const periods = findNotReadyPeriods(lines, { node: NODE, shiftUs: 0, resetsUs: [], controllers: NONE })
    expect(periods.map(({ lastSeen }) => lastSeen?.atUs)).toEqual([START_US])
  })

  it('keeps a mark that is older than the controller only where a reset explains it', () => {
    const line = observation('node.stale', 41, {
      conditionType: 'Ready',
      durationSeconds: 41,
      condition: condition('2026-11-22T06:00:00.000000Z'),
    })
    const marked = (resets: readonly number[]): (number | undefined)[] =>
      findNotReadyPeriods([line], { node: NODE, shiftUs: 0, resetsUs: resets, controllers: NONE }).map(
        (period) => period.markedNotReady?.atUs,
      )
    expect(marked([START_US])).toEqual([START_US - (4 * 3600 - 0.5) * SECOND_US])
    expect(marked([])).toEqual([undefined])
  })

  it('takes the mark of the process before its audit event, the object and the Event', () => {
    const facts = { status: 'Unknown', reason: null, category: null }
    const mark = (line: number, component: Observation['component'], isEvent?: true): Observation =>
      observation('node.not-ready', line, isEvent ? { ...facts, isEvent } : facts, { line, component })
    const event = mark(1, 'api-object', true)
    const object = mark(2, 'api-object')
    const audit = mark(3, 'kube-apiserver')
    const record = mark(4, 'kube-controller-manager')
    const best = (...records: Observation[]): (number | undefined)[] =>
      findNotReadyPeriods(records, { node: NODE, shiftUs: 0, resetsUs: [], controllers: NONE }).map(
        (period) => period.markedNotReady?.line,
      )
    expect(best(event, object, audit, record)).toEqual([4])
    expect(best(event, object, audit)).toEqual([3])
    expect(best(event, object)).toEqual([2])
    expect(best(event)).toEqual([1])
  })
})
