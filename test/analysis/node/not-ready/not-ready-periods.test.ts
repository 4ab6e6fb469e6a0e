import { describe, expect, it } from 'vitest'
import { Controllers } from '../../../../src/analysis/evidence/controllers.ts'
import type { NotReadyPeriod } from '../../../../src/analysis/node/not-ready/not-ready-period.ts'
import { findNotReadyPeriods } from '../../../../src/analysis/node/not-ready/not-ready-periods.ts'
import { recordsWithoutPatch } from '../../../../src/analysis/node/status-posts.ts'
import type { Interval, Observation } from '../../../../src/model/index.ts'
import { RequestTable } from '../../../../src/store/request-table.ts'
import { SECOND_US } from '../../../../src/time/instant.ts'
import {
  controllerProcess,
  NODE,
  observation,
  START_US,
  staleLine,
  us,
} from '../../../support/analysis-fixture.ts'

const NONE = new Controllers([], null)
const RULES = { longestIntervalUs: 10.4 * SECOND_US, requestTimeoutUs: 10 * SECOND_US }
const CONTEXT = {
  node: NODE,
  shiftUs: 0,
  isCompared: false,
  resetsUs: [],
  controllers: NONE,
  lineSpans: [],
  rules: RULES,
  clockJumps: [],
  unposted: new Set<Observation>(),
}

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
    const periods = findNotReadyPeriods(lines, CONTEXT)
    expect(periods.map(({ lastSeen }) => lastSeen?.atUs)).toEqual([START_US])
  })

  it('keeps a mark that is older than the controller only where a reset explains it', () => {
    const line = observation('node.stale', 41, {
      conditionType: 'Ready',
      durationSeconds: 41,
      condition: condition('2026-11-22T06:00:00.000000Z'),
    })
    const marked = (resets: readonly number[]): (number | undefined)[] =>
      findNotReadyPeriods([line], { ...CONTEXT, resetsUs: resets }).map(
        (period) => period.markedNotReady?.atUs,
      )
    expect(marked([START_US])).toEqual([START_US - (4 * 3600 - 0.5) * SECOND_US])
    expect(marked([])).toEqual([undefined])
  })

  it('measures from the start of a controller that took the lead up to a pass before', () => {
    const line = observation('node.stale', 41, {
      conditionType: 'Ready',
      durationSeconds: 41,
      condition: null,
    })
    const isMeasuredFromReset = (acquiredAt: number): boolean[] => {
      const observations = [observation('controller.leader-acquired', acquiredAt, { lock: null })]
      const controllers = new Controllers([controllerProcess(-100, 100, { observations })], null)
      return findNotReadyPeriods([line], { ...CONTEXT, controllers }).map((p) => p.measuredFromReset)
    }
    expect(isMeasuredFromReset(-3)).toEqual([true])
    expect(isMeasuredFromReset(-30)).toEqual([false])
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
      findNotReadyPeriods(records, CONTEXT).map((period) => period.markedNotReady?.line)
    expect(best(event, object, audit, record)).toEqual([4])
    expect(best(event, object, audit)).toEqual([3])
    expect(best(event, object)).toEqual([2])
    expect(best(event)).toEqual([1])
  })

  it('begins a period at a new sight of a node that stays Unknown, and marks only the first', () => {
    const record = observation('node.not-ready', 45.1, { status: null, reason: null, category: null })
    const lines = [staleLine(45, 0), record, staleLine(50, 0), staleLine(100, 55, { status: 'Unknown' })]
    const periods = findNotReadyPeriods(lines, CONTEXT)
    expect(periods.map(({ markedNotReady: m, wasUnknown }) => [m?.atUs ?? null, wasUnknown])).toEqual([
      [record.timeUs, false],
      [null, true],
    ])
    // A renewal or a PATCH came between the last line about the old sight and the new one.
    expect(periods[0]?.seenAgain).toMatchObject({ earliestUs: us(50), latestUs: us(55), exact: false })
    expect(periods[1]?.notBeforeUs).toBe(us(50))
  })

  it('takes no older sight for a new one, nor the next one for a renewal', () => {
    // Two controllers with two clocks print by turns.
    const lines = [staleLine(45, 0), staleLine(46, -20), staleLine(50, 0), staleLine(51, -20)]
    const periods = findNotReadyPeriods(lines, CONTEXT)
    expect(periods.map(({ seenAgain }) => seenAgain)).toEqual([null])
  })

  it('bounds a taint that was queued before its mark from above only', () => {
    const marked = observation('node.not-ready', 400, { status: null, reason: null, category: null })
    const taint = observation('node.taint-queued', 300, { status: 'Unknown' })
    const [period] = findNotReadyPeriods([taint, marked], CONTEXT)
    expect(period?.taintQueued).toMatchObject({ earliestUs: null, latestUs: us(300), exact: false })
  })

  it('bounds a taint that is queued passes after the mark, whose first line is missing', () => {
    const taintAfter = (at: number) => {
      const lines = [
        staleLine(40, 0),
        observation('node.not-ready', 40, { status: null, reason: null, category: null }),
        observation('node.taint-queued', at, { status: 'Unknown' }),
      ]
      const controllers = new Controllers([controllerProcess(-100, 100)], null)
      return findNotReadyPeriods(lines, { ...CONTEXT, controllers })[0]?.taintQueued
    }
    expect(taintAfter(45)).toMatchObject({ atUs: us(45), exact: true })
    expect(taintAfter(50)).toMatchObject({ earliestUs: us(40), latestUs: us(50), exact: false })
  })

  it('bounds a taint from above only where its line may be a repetition', () => {
    const taint = observation('node.taint-queued', 300, { status: 'Unknown' })
    const [late] = findNotReadyPeriods([taint], CONTEXT)
    expect(late?.taintQueued).toMatchObject({ earliestUs: null, latestUs: us(300), exact: false })
    const lines = [staleLine(299, 250), taint]
    const [whole] = findNotReadyPeriods(lines, CONTEXT)
    expect(whole?.taintQueued).toMatchObject({ atUs: us(300), exact: true })
  })

  it('takes no record of a kubelet for a transition whose PATCH failed', () => {
    const kubelet = { component: 'kubelet', clock: NODE, pid: 7 } as const
    const ready = observation('node.ready', 60, { status: 'True', reason: null }, kubelet)
    const failure = { error: null, cause: null, alsoCauses: [], causeDetail: null }
    const failed = observation('node-status.update-failed', 61, failure, kubelet)
    const evidence = { processes: [], requests: new RequestTable() }
    const readyAgain = (lines: readonly Observation[]): unknown =>
      findNotReadyPeriods(lines, { ...CONTEXT, unposted: recordsWithoutPatch(lines, evidence) })[0]
        ?.readyAgain
    expect(readyAgain([staleLine(45, 0), ready])).not.toBeNull()
    expect(readyAgain([staleLine(45, 0), ready, failed])).toBeNull()
  })

  it('takes Ready for posted only where the log goes on, and NotReady where it ends, too', () => {
    const kubelet = { component: 'kubelet', clock: NODE, pid: 7 } as const
    const facts = { reason: 'KubeletNotReady', message: 'PLEG is not healthy', category: 'pleg' } as const
    const ready = observation('node.ready', 60, { status: 'True', reason: null }, kubelet)
    const notReady = observation('kubelet.not-ready', 60, facts, kubelet)
    const periodOf = (lines: readonly Observation[], lastSeconds: number): NotReadyPeriod | undefined => {
      const processes = [controllerProcess(0, lastSeconds, { ...kubelet, runsKubelet: true })]
      const unposted = recordsWithoutPatch(lines, { processes, requests: new RequestTable() })
      return findNotReadyPeriods(lines, { ...CONTEXT, unposted })[0]
    }
    expect(periodOf([staleLine(45, 0), ready], 61)?.readyAgain).toBeNull()
    expect(periodOf([staleLine(45, 0), ready], 90)?.readyAgain).not.toBeNull()
    expect(periodOf([notReady], 60)?.markedNotReady).toMatchObject({ atUs: us(60) })
  })

  it('bounds a mark by the first complaint of a kubelet, where another line shows that it was posted', () => {
    const kubelet = { component: 'kubelet', clock: NODE, pid: 7 } as const
    const facts = {
      reason: null,
      message: 'container runtime is down',
      category: 'container-runtime',
    } as const
    const complaint = observation('kubelet.not-ready', 100, facts, kubelet)
    const written = observation('kubelet.not-ready', 105, { ...facts, reason: 'KubeletNotReady' }, kubelet)
    const lineSpans = [{ startUs: us(0), endUs: us(200) }]
    const mark = (lines: readonly Observation[], context = {}): unknown =>
      findNotReadyPeriods(lines, { ...CONTEXT, ...context })[0]?.markedNotReady
    const taint = observation('node.taint-queued', 130, { status: 'False' })
    expect(mark([complaint])).toBeNull()
    expect(mark([complaint, taint])).toMatchObject({ exact: false, earliestUs: null, latestUs: us(120.4) })
    expect(mark([complaint, taint], { lineSpans })).toMatchObject({
      earliestUs: us(79.6),
      latestUs: us(120.4),
    })
    expect(mark([complaint, written], { lineSpans })).toMatchObject({ exact: true, atUs: us(105) })
  })

  it('ends where a later mark shows that the node was Ready between', () => {
    const ready = { ...condition('2026-11-22T10:00:00.000000Z'), status: 'True' }
    const facts = { status: null, reason: null, category: null }
    const staleReady = (at: number, seen: number): Observation =>
      observation('node.stale', at, { conditionType: 'Ready', durationSeconds: at - seen, condition: ready })
    const mark = (at: number): Observation =>
      observation('node.not-ready', at, facts, { component: 'kube-controller-manager' })
    const back = observation('node.healthy-again', 300, {})
    const periods = findNotReadyPeriods(
      [staleReady(45, 0), mark(45), staleReady(200, 150), mark(200), back],
      CONTEXT,
    )
    expect(periods.map(({ readyAgain, wasUnknown }) => [readyAgain?.latestUs ?? null, wasUnknown])).toEqual([
      [null, false],
      [us(300), false],
    ])
  })

  it('takes a taint for Ready=False long after the last stale line as another period', () => {
    const taint = observation('node.taint-queued', 160, { status: 'False' })
    const statuses = findNotReadyPeriods([staleLine(45, 0), taint], CONTEXT).map(({ status }) => status)
    expect(statuses).toEqual(['Unknown', 'False'])
  })

  it('counts a taint that is queued in every pass until the PATCH arrives to the mark before', () => {
    const lines = [
      observation('node.not-ready', 40, { status: 'Unknown', reason: null, category: null }),
      observation('node.taint-queued', 45, { status: 'Unknown' }),
      observation('node.ready', 100, { status: 'True', reason: null }, { clock: NODE, component: 'kubelet' }),
      observation('node.taint-queued', 105, { status: 'Unknown' }),
    ]
    const periods = findNotReadyPeriods(lines, CONTEXT)
    expect(periods.map(({ taintQueued }) => taintQueued?.atUs)).toEqual([us(45)])
    const later = observation('node.taint-queued', 145, { status: 'Unknown' })
    expect(findNotReadyPeriods([...lines, later], CONTEXT)).toHaveLength(2)
  })

  it('infers a renewal where the next leader calls the node stale no more', () => {
    const reset = (seconds: number) =>
      observation('controller.reset', seconds, {}, { line: 9, pid: 2 }) as Observation
    const successor = (lastSeconds: number) =>
      controllerProcess(70, lastSeconds, {
        pid: 2,
        observations: [reset(70)],
        flags: new Map([['node-monitor-grace-period', '40s']]),
      })
    const seenAgain = (lastSeconds: number) =>
      findNotReadyPeriods([staleLine(41, 0), staleLine(46, 0)], {
        ...CONTEXT,
        controllers: new Controllers([controllerProcess(0, 46), successor(lastSeconds)], null),
      })[0]?.seenAgain
    // It marks what is not renewed within the grace period and two passes.
    expect(seenAgain(130)).toMatchObject({ earliestUs: us(46), latestUs: us(121), exact: false })
    expect(seenAgain(115)).toBeNull()
  })

  /** A controller that led from the beginning to the end of its log. */
  const leading = (lastSeconds: number, pauses: readonly Interval[] = []): Controllers => {
    const observations = [observation('zone.state', 0, { zone: '', state: 'Normal' })]
    return new Controllers([controllerProcess(0, lastSeconds, { pauses, observations })], null)
  }

  it('infers a renewal behind a pause of the log that may hide stale lines', () => {
    const seenAgain = (pauses: readonly Interval[], lastSeconds: number) =>
      findNotReadyPeriods([staleLine(41, 0), staleLine(46, 0, { status: 'Unknown' })], {
        ...CONTEXT,
        controllers: leading(lastSeconds, pauses),
      })[0]?.seenAgain
    const pause = { startUs: us(46), endUs: us(180) }
    expect(seenAgain([], 300)).toMatchObject({ earliestUs: us(46), latestUs: us(57) })
    expect(seenAgain([pause], 300)).toMatchObject({ earliestUs: us(46), latestUs: us(191) })
    expect(seenAgain([pause], 180)).toBeNull()
  })

  it('takes a sight before the log of the controller for its start where the node was Unknown before', () => {
    const line = observation(
      'node.stale',
      41,
      { conditionType: 'Ready', durationSeconds: 41, condition: condition('2026-11-22T06:00:00.000000Z') },
      { pid: 1, source: 'kcm.log' },
    )
    const isKnown = (firstSeconds: number) =>
      findNotReadyPeriods([line], {
        ...CONTEXT,
        controllers: new Controllers([controllerProcess(firstSeconds, 100)], null),
      }).map((p) => [p.measuredFromReset, p.wasUnknown, p.markedNotReady])
    expect(isKnown(-100)).toEqual([[false, true, null]])
    expect(isKnown(30)).toEqual([[true, false, null]])
  })

  it('is not ended by a Ready of the node long after the controller saw it, by clocks that nothing compares', () => {
    const lines = [staleLine(41, 0), staleLine(46, 0), ownReady(9 * 3600)]
    const readyAgain = (isCompared: boolean) =>
      findNotReadyPeriods(lines, {
        ...CONTEXT,
        isCompared,
        controllers: leading(100),
      })[0]?.readyAgain
    expect(readyAgain(true)).toMatchObject({ atUs: us(9 * 3600) })
    expect(readyAgain(false)).toBeNull()
  })

  const ownReady = (seconds: number) =>
    observation(
      'node.ready',
      seconds,
      { status: 'True', reason: null },
      { clock: NODE, component: 'kubelet' },
    )

  it('counts a complaint of the kubelet to the period that another clock closed before it', () => {
    const complaint = (seconds: number) =>
      observation(
        'kubelet.not-ready',
        seconds,
        { reason: 'ContainerRuntimeIsDown', message: null, category: 'container-runtime' },
        { clock: NODE, component: 'kubelet' },
      )
    const marked = observation('node.taint-queued', 20, { status: 'False' })
    const healthy = observation('node.healthy-again', 100, {})
    expect(findNotReadyPeriods([marked, healthy, complaint(110)], CONTEXT)).toHaveLength(1)
    expect(findNotReadyPeriods([marked, ownReady(100), complaint(110)], CONTEXT)).toHaveLength(2)
  })

  it('is not closed by a record at a time that the clock of the node showed twice', () => {
    const marked = observation('node.taint-queued', 20, { status: 'False' })
    const again = observation('node.taint-queued', 150, { status: 'False' })
    const lines = [marked, ownReady(100), again]
    expect(findNotReadyPeriods(lines, CONTEXT)).toHaveLength(2)
    const clockJumps = [{ startUs: us(90), endUs: us(190) }]
    expect(findNotReadyPeriods(lines, { ...CONTEXT, clockJumps })).toHaveLength(1)
  })

  it('has no taint of its own where the controller still shows the mark before', () => {
    const lines = [
      staleLine(41, 0),
      observation('node.not-ready', 41.1, { status: 'Unknown', reason: null, category: null }),
      ownReady(70),
      staleLine(91, 50, { status: 'Unknown' }),
      observation('node.taint-queued', 91.1, { status: 'Unknown' }),
    ]
    const [, second] = findNotReadyPeriods(lines, CONTEXT)
    expect([second?.wasUnknown, second?.taintQueued]).toEqual([true, null])
  })
})
