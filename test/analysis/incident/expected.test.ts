import { describe, expect, it } from 'vitest'
import { NO_BOUNDARIES } from '../../../src/analysis/evidence/boundary.ts'
import { Controllers } from '../../../src/analysis/evidence/controllers.ts'
import { compareWithModel } from '../../../src/analysis/incident/expected.ts'
import type { ControllerHistory, ObservedOutage } from '../../../src/analysis/incident/observed-outage.ts'
import { unansweredDelayUs } from '../../../src/analysis/incident/unanswered.ts'
import type { Boundaries } from '../../../src/model/index.ts'
import type { ProcessReading } from '../../../src/store/reading.ts'
import { SECOND_US } from '../../../src/time/instant.ts'
import {
  attempt,
  boundary,
  controllerBoundary,
  controllerProcess,
  NODE,
  observation,
  period,
  us,
} from '../../support/analysis-fixture.ts'

const SAME_CLOCK = { atUs: 0, earliestUs: -1000, latestUs: 1000, pairs: 9 }

const outage = (boundaries: Partial<Boundaries>, more: Partial<ObservedOutage> = {}): ObservedOutage => ({
  node: NODE,
  boundaries: { ...NO_BOUNDARIES, lastRenewal: boundary(0), ...boundaries },
  offset: SAME_CLOCK,
  endUs: us(200),
  endedBy: null,
  periods: [],
  wasUnknown: false,
  patchDelayUs: 0,
  unansweredUs: 0,
  failures: 3,
  isZoneAssumed: false,
  isNameShared: false,
  isFirstOfZone: false,
  ...more,
})

const GRACE = { 'node-monitor-grace-period': '40s' }

/** A controller that led from before the outage. */
const leader = (flags: Record<string, string> = GRACE, more: Partial<ProcessReading> = {}): ProcessReading =>
  controllerProcess(-700, 1500, {
    flags: new Map(Object.entries(flags)),
    observations: [observation('controller.leader-acquired', -700, { lock: null })],
    ...more,
  })

const history = (
  processes: readonly ProcessReading[] = [leader()],
  more: Partial<ControllerHistory> = {},
): ControllerHistory => ({
  controllers: new Controllers(processes, null),
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

  it('counts from a controller reset during it', () => {
    const resets = [{ atUs: us(20), reason: 'controller-reset', node: NODE } as const]
    expect(deviationOf(marked(65), history([leader()], { resets })).markedNotReady).toBe('in-time')
    expect(deviationOf(marked(70), history([leader()], { resets }))).toEqual({
      markedNotReady: null,
      reason: 'controller-reset',
    })
  })

  it('counts from what the controller saw last, where its stale lines measure it', () => {
    const controllerLastSeen = controllerBoundary(18)
    const observed = outage({ controllerLastSeen, markedNotReady: controllerBoundary(61) }, { offset: null })
    expect(deviationOf(observed).markedNotReady).toBe('in-time')
    expect(compareWithModel(observed, history()).expected.markedNotReady).toEqual({
      earliestUs: us(58),
      latestUs: us(63),
    })
  })

  it('accuses nobody because the controller counted from its own start', () => {
    const periods = [period(10, 100, { measuredFromReset: true })]
    expect(deviationOf({ ...marked(70), periods })).toEqual({
      markedNotReady: null,
      reason: 'counted-from-start',
    })
  })

  it('accuses nobody between two clocks that nothing compares', () => {
    expect(deviationOf({ ...marked(70), offset: null })).toEqual({
      markedNotReady: null,
      reason: 'clocks-not-compared',
    })
  })

  it('accuses nobody by a grace period that no line prints', () => {
    expect(deviationOf(marked(70), history([leader({})]))).toEqual({
      markedNotReady: null,
      reason: 'grace-not-printed',
    })
  })

  it('is not judged where the kubelet posted the status itself', () => {
    const periods = [period(10, 100, { isMarkedByKubelet: true })]
    expect(deviationOf({ ...marked(70), periods })).toEqual({
      markedNotReady: null,
      reason: 'marked-by-kubelet',
    })
  })

  it('uses the monitor period of the controller', () => {
    const slow = leader({ ...GRACE, 'node-monitor-period': '30s' })
    expect(deviationOf(marked(99), history([slow])).markedNotReady).toBe('in-time')
    expect(deviationOf(marked(102), history([slow])).markedNotReady).toBe('late')
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
  const unmarked = (endSeconds: number, more: Partial<ObservedOutage> = {}): ObservedOutage =>
    outage({}, { endUs: us(endSeconds), ...more })
  const acquiredLater = [observation('controller.leader-acquired', 30, { lock: null })]

  it.each([
    ['is never marked if the log of the leader covers the time', unmarked(200), [leader()], 'never', null],
    [
      'is not judged if several kubelets print its name',
      unmarked(200, { isNameShared: true }),
      [leader()],
      null,
      'name-shared',
    ],
    [
      'is not expected to have one if the lease was renewed in time',
      unmarked(30),
      [leader()],
      'not-expected',
      'renewed-in-time',
    ],
    [
      'is not expected to have one if the node was Unknown already',
      unmarked(200, { wasUnknown: true }),
      [leader()],
      'not-expected',
      'unknown-already',
    ],
    [
      'is not expected to have one if the node was deleted before',
      unmarked(30, { endedBy: 'node-deleted' }),
      [leader()],
      'not-expected',
      'node-deleted',
    ],
    ['is unknown without a controller log', unmarked(200), [], null, 'not-covered'],
    [
      'is unknown if the controller log pauses while the mark was due',
      unmarked(200),
      [leader(GRACE, { pauses: [{ startUs: us(48), endUs: us(300) }] })],
      null,
      'not-covered',
    ],
    [
      'is never marked if the controller log pauses before and after',
      unmarked(200),
      [
        leader(GRACE, {
          pauses: [
            { startUs: us(-300), endUs: us(-5) },
            { startUs: us(70), endUs: us(300) },
          ],
        }),
      ],
      'never',
      null,
    ],
    [
      'is unknown if the controller waited for the lead',
      unmarked(200),
      [leader(GRACE, { observations: [] })],
      null,
      'not-covered',
    ],
    [
      'is unknown if the controller took the lead during it',
      unmarked(200),
      [leader(GRACE, { observations: acquiredLater })],
      null,
      'not-covered',
    ],
    [
      'is unknown if an attempt without an answer may have been carried out since',
      unmarked(200, { unansweredUs: 150_000_000 }),
      [leader()],
      null,
      'attempt-unanswered',
    ],
    ['is unknown if it ended while the mark was due', unmarked(45), [leader()], null, 'ended-while-due'],
    [
      'is unknown if the controller log prints no lifecycle lines',
      unmarked(200),
      [leader({ ...GRACE, v: '0' })],
      null,
      'not-printed',
    ],
    [
      'is unknown while a zone is only assumed',
      unmarked(200, { isZoneAssumed: true }),
      [leader()],
      null,
      'zone-assumed',
    ],
    [
      'is unknown between two clocks that nothing compares',
      unmarked(200, { offset: null }),
      [leader()],
      null,
      'clocks-not-compared',
    ],
    ['is unknown if no failed attempt proves it', unmarked(200, { failures: 0 }), [leader()], null, null],
  ] as const)('%s', (_, observed, processes, markedNotReady, reason) => {
    expect(deviationOf(observed, history(processes))).toEqual({ markedNotReady, reason })
  })

  it('is measured on the clock that stamped its ends', () => {
    const ahead = { atUs: us(150) - us(0), earliestUs: us(150) - us(0), latestUs: us(150) - us(0), pairs: 9 }
    const ends = { lastRenewal: controllerBoundary(0), firstRenewalAfter: controllerBoundary(200) }
    expect(deviationOf(outage(ends, { offset: ahead })).markedNotReady).toBe('never')
  })

  it('is unknown if the controller lost its lock', () => {
    const resets = [{ atUs: us(10), reason: 'leader-lost', node: null } as const]
    expect(deviationOf(unmarked(200), history([leader()], { resets }))).toEqual({
      markedNotReady: null,
      reason: 'leader-lost',
    })
  })

  it('may have been marked before a controller reset that came when the mark was due', () => {
    const resets = [{ atUs: us(44), reason: 'disruption-left', node: null } as const]
    expect(deviationOf(unmarked(60), history([leader()], { resets })).markedNotReady).toBeNull()
  })

  it('expects the mark within two monitor passes after the grace period, pods 300 s later', () => {
    const { expected } = compareWithModel(outage({}, { offset: null }), history())
    expect(expected.markedNotReady).toEqual({ earliestUs: us(40), latestUs: us(50) })
    expect(expected.firstEviction).toEqual({ earliestUs: us(340), latestUs: us(355.1) })
  })

  it('expects the mark up to 15.4 s later where a PATCH of the status may have followed the renewal', () => {
    const { expected } = compareWithModel(outage({}, { patchDelayUs: us(15.4) - us(0) }), history())
    expect(expected.markedNotReady?.latestUs).toBe(us(65.401))
  })
})

describe('the expected eviction', () => {
  const marked = (more: Partial<ObservedOutage> = {}): ObservedOutage =>
    outage({ markedNotReady: controllerBoundary(45) }, more)
  const expectedOf = (observed: ObservedOutage, state?: 'full-disruption' | 'partial-disruption') => {
    const disruptions = state ? [{ state, startUs: us(46), endUs: us(400), proof: [] }] : []
    return compareWithModel(observed, history([leader()], { disruptions })).expected
  }

  it('is none while all zones are down, whoever was first', () => {
    expect(expectedOf(marked({ isFirstOfZone: true }), 'full-disruption')).toMatchObject({
      firstEviction: null,
      reason: 'full-disruption',
    })
  })

  it('is that of the first node only in a small zone that is partially disrupted', () => {
    expect(expectedOf(marked(), 'partial-disruption')).toMatchObject({
      firstEviction: null,
      reason: 'partial-disruption',
    })
    expect(expectedOf(marked({ isFirstOfZone: true }), 'partial-disruption').firstEviction).not.toBeNull()
  })

  it('is none of a node that was deleted before', () => {
    expect(expectedOf(marked({ endedBy: 'node-deleted', endUs: us(100) }))).toMatchObject({
      firstEviction: null,
      reason: 'node-deleted',
    })
  })

  it('is none of a node that was Ready before by the clock of the control plane', () => {
    const readyAgain = boundary(400, { from: 'node.ready' })
    const markedNotReady = controllerBoundary(45)
    const ahead = { atUs: us(100) - us(0), earliestUs: us(100) - us(0), latestUs: us(100) - us(0), pairs: 9 }
    const expected = (offset: typeof ahead) =>
      expectedOf(outage({ markedNotReady, readyAgain, lastRenewal: controllerBoundary(0) }, { offset }))
    expect(expected(ahead).firstEviction).toBeNull()
    expect(expected(SAME_CLOCK).firstEviction).not.toBeNull()
  })
})

describe('a mark after attempts without an answer', () => {
  const marked = (seconds: number, unansweredUs: number): ObservedOutage =>
    outage({ markedNotReady: controllerBoundary(seconds) }, { unansweredUs })

  it('is late only where none of them can have been carried out', () => {
    expect(deviationOf(marked(80, 0)).markedNotReady).toBe('late')
    expect(deviationOf(marked(80, 50_000_000))).toEqual({
      markedNotReady: null,
      reason: 'attempt-unanswered',
    })
    expect(deviationOf(marked(120, 50_000_000)).markedNotReady).toBe('late')
  })
})

describe('unansweredDelayUs', () => {
  const delay = (more: Parameters<typeof attempt>[1]): number =>
    unansweredDelayUs([attempt(30, more)], boundary(0))

  it('counts updates that may have reached the API server', () => {
    expect(delay({ cause: 'timeout', error: 'context deadline exceeded' })).toBe(30_000_000)
    expect(delay({ cause: 'timeout', error: 'dial tcp 10.0.0.1:6443: i/o timeout' })).toBe(0)
    expect(delay({ cause: 'connection-refused', error: 'connection refused' })).toBe(0)
    expect(delay({ cause: 'timeout', error: null, declaredIntervalSeconds: 7 })).toBe(0)
  })
})
