import { describe, expect, it } from 'vitest'
import { NO_BOUNDARIES } from '../../../src/analysis/evidence/boundary.ts'
import {
  type ControllerHistory,
  compareWithModel,
  type ObservedOutage,
} from '../../../src/analysis/incident/expected.ts'
import type { Boundaries } from '../../../src/model/index.ts'
import { SECOND_US } from '../../../src/time/instant.ts'
import {
  boundary,
  controllerBoundary,
  controllerProcess,
  period,
  us,
} from '../../support/analysis-fixture.ts'

const SAME_CLOCK = { atUs: 0, earliestUs: -1000, latestUs: 1000, pairs: 9 }

const outage = (boundaries: Partial<Boundaries>, more: Partial<ObservedOutage> = {}): ObservedOutage => ({
  boundaries: { ...NO_BOUNDARIES, lastRenewal: boundary(0), ...boundaries },
  offset: SAME_CLOCK,
  endUs: us(200),
  periods: [],
  isZoneAssumed: false,
  ...more,
})

const history = (more: Partial<ControllerHistory> = {}): ControllerHistory => ({
  grace: { minUs: 40 * SECOND_US, maxUs: 40 * SECOND_US },
  processes: [controllerProcess(-100, 500)],
  resets: [],
  disruptions: [],
  ...more,
})

const deviationOf = (observed: ObservedOutage, controller = history()) =>
  compareWithModel(observed, controller).deviation

describe('an outage with a mark', () => {
  const marked = (seconds: number): ObservedOutage => outage({ markedNotReady: controllerBoundary(seconds) })

  it.each([
    [38, 'early'],
    [40, 'in-time'],
    [50, 'in-time'],
    [52, 'late'],
  ] as const)('that came after %i s is %s for a grace period of 40 s', (seconds, expected) => {
    expect(deviationOf(marked(seconds))).toEqual({ markedNotReady: expected, reason: null })
  })

  it('is late because of a controller reset during it', () => {
    const controller = history({ resets: [{ atUs: us(20), reason: 'controller-reset' }] })
    expect(deviationOf(marked(70), controller)).toEqual({
      markedNotReady: 'late',
      reason: 'controller-reset',
    })
  })

  it('is late because the controller counted from its own start', () => {
    const periods = [period(10, 100, { measuredFromReset: true })]
    expect(deviationOf({ ...marked(70), periods })).toEqual({
      markedNotReady: 'late',
      reason: 'counted-from-start',
    })
  })

  it('is judged by the controller alone where nothing compares the clocks', () => {
    const boundaries = {
      controllerLastSeen: controllerBoundary(1000),
      markedNotReady: controllerBoundary(1043),
    }
    expect(deviationOf(outage(boundaries, { offset: null, endUs: null })).markedNotReady).toBe('in-time')
  })

  it('is measured on the control plane’s clock where the node’s is ahead', () => {
    const offset = { atUs: 90 * SECOND_US, earliestUs: 90 * SECOND_US, latestUs: 90 * SECOND_US, pairs: 9 }
    const ahead = outage({ lastRenewal: boundary(90), markedNotReady: controllerBoundary(45) }, { offset })
    expect(deviationOf(ahead).markedNotReady).toBe('in-time')
  })

  it('is measured on the node’s clock of a node named control-plane-1', () => {
    const offset = { atUs: 90 * SECOND_US, earliestUs: 90 * SECOND_US, latestUs: 90 * SECOND_US, pairs: 9 }
    const lastRenewal = boundary(90, { clock: 'control-plane-1' })
    const ahead = outage({ lastRenewal, markedNotReady: controllerBoundary(45) }, { offset })
    expect(deviationOf(ahead).markedNotReady).toBe('in-time')
  })
})

describe('an outage without a mark', () => {
  it.each([
    [
      'is not expected to have one if the lease was renewed in time',
      30,
      history(),
      'not-expected',
      'renewed-in-time',
    ],
    ['is never marked if the controller log covers the time', 200, history(), 'never', null],
    ['is unknown without a controller log', 200, history({ processes: [] }), null, 'not-covered'],
    ['is unknown if it ended while the mark was due', 45, history(), null, 'ended-while-due'],
    [
      'is unknown if the controller log prints no lifecycle lines',
      200,
      history({ processes: [controllerProcess(-100, 500, { printsLifecycle: false })] }),
      null,
      'not-printed',
    ],
    [
      'is unknown if the controller lost its lock',
      200,
      history({ resets: [{ atUs: us(10), reason: 'leader-lost' }] }),
      null,
      'leader-lost',
    ],
  ] as const)('%s', (_, endSeconds, controller, markedNotReady, reason) => {
    expect(deviationOf(outage({}, { endUs: us(endSeconds) }), controller)).toEqual({ markedNotReady, reason })
  })

  it('expects the mark within two monitor passes after the grace period, pods 300 s later', () => {
    const { expected } = compareWithModel(outage({}, { offset: null }), history())
    expect(expected.markedNotReady).toEqual({ earliestUs: us(40), latestUs: us(50) })
    expect(expected.firstEviction).toEqual({ earliestUs: us(340), latestUs: us(355.1) })
  })

  it('expects no eviction while all zones are down', () => {
    const disruptions = [{ startUs: us(0), endUs: us(400) }]
    expect(compareWithModel(outage({}), history({ disruptions })).expected.firstEviction).toBeNull()
  })
})
