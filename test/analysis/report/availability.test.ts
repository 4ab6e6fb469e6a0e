/** Figures over the whole input, against numbers worked out by hand. */
import { describe, expect, it } from 'vitest'
import { between, exactly, NO_BOUNDARIES } from '../../../src/analysis/evidence/boundary.ts'
import { availabilityOf, flappingSince, rankCauses } from '../../../src/analysis/report/availability.ts'
import { analyze, select } from '../../../src/index.ts'
import type { Boundary, CauseCategory, Incident, Interval } from '../../../src/model/index.ts'
import { BARE } from '../../support/incident-fixture.ts'

const MINUTE = 60_000_000
const renewalAt = (minute: number): Boundary =>
  exactly({ kind: 'lease.renewed', source: 'kubelet.log', line: 1, clock: 'w1' }, minute * MINUTE)
/** An outage from minute to minute; null: it is still open. */
const outage = (from: number, to: number | null, category: CauseCategory = 'timeout'): Incident => ({
  ...BARE,
  boundaries: {
    ...BARE.boundaries,
    lastRenewal: renewalAt(from),
    firstRenewalAfter: to === null ? null : renewalAt(to),
  },
  startUs: from * MINUTE,
  endUs: to === null ? null : to * MINUTE,
  open: to === null,
  cause: { ...BARE.cause, category },
})
const covered = (from: number, to: number): Interval => ({ startUs: from * MINUTE, endUs: to * MINUTE })

describe('availability', () => {
  it('is the share of the covered time without outages', () => {
    expect(
      availabilityOf([outage(10, 12), outage(40, 43)], [covered(0, 100)], { endUs: null, hasRenewals: true }),
    ).toEqual({
      share: 0.95,
      shareBounds: [0.95, 0.95],
      coveredSeconds: 6000,
      outages: 2,
      outageSeconds: 300,
      outageSecondsBounds: [300, 300],
      longestSeconds: 180,
      longestSecondsBounds: [180, 180],
      meanBetweenSeconds: 28 * 60,
      meanBetweenSecondsBounds: [28 * 60, 28 * 60],
      flapping: false,
    })
  })

  it('has no least length of an outage that the deletion of its node ends on another clock', () => {
    const deleted = (clock: string): Incident => ({
      ...outage(10, 12),
      endedBy: 'node-deleted',
      boundaries: { ...NO_BOUNDARIES, lastRenewal: { ...renewalAt(10), clock } },
    })
    const boundsOf = (clock: string) =>
      availabilityOf([deleted(clock)], [covered(0, 100)], { endUs: null, hasRenewals: true })
    expect(boundsOf('control-plane').outageSecondsBounds).toEqual([120, 120])
    expect(boundsOf('w1')).toMatchObject({ share: null, outageSecondsBounds: [0, null] })
  })

  it('lies between what the bounds of its outages leave', () => {
    const renewal = (fromS: number, toS: number): Boundary =>
      between(
        { kind: 'lease.renewed', source: 'kubelet.log', line: 1, clock: 'w1' },
        fromS * 1e6,
        toS * 1e6,
      ) as Boundary
    const bounded = {
      ...outage(10, 12),
      boundaries: {
        ...NO_BOUNDARIES,
        lastRenewal: renewal(590, 610),
        firstRenewalAfter: renewal(700, 740),
      },
    }
    const figures = availabilityOf([bounded], [covered(0, 100)], { endUs: null, hasRenewals: true })
    expect(figures).toMatchObject({ outageSecondsBounds: [90, 150], longestSecondsBounds: [90, 150] })
    expect(figures.shareBounds).toEqual([1 - 150 / 6000, 1 - 90 / 6000])
  })

  it('is unknown where the length of an outage has no upper bound', () => {
    const unknown = {
      ...outage(10, 12),
      boundaries: { ...NO_BOUNDARIES, lastRenewal: renewalAt(10), markedNotReady: renewalAt(11) },
    }
    expect(availabilityOf([unknown], [covered(0, 100)], { endUs: null, hasRenewals: true })).toMatchObject({
      share: null,
      shareBounds: [null, 0.99],
      outageSecondsBounds: [60, null],
    })
  })

  it('bounds the time between outages', () => {
    const later = outage(40, 43)
    const bounded = {
      ...later,
      boundaries: {
        ...later.boundaries,
        lastRenewal: between(
          { kind: 'lease.renewed', source: 'kubelet.log', line: 1, clock: 'w1' },
          39 * MINUTE,
          41 * MINUTE,
        ),
      },
    }
    const figures = availabilityOf([outage(10, 12), bounded], [covered(0, 100)], {
      endUs: null,
      hasRenewals: true,
    })
    expect(figures.meanBetweenSecondsBounds).toEqual([27 * 60, 29 * 60])
  })

  it('counts what several sources cover once, and not what none covers', () => {
    const spans = [covered(60, 100), covered(0, 20), covered(10, 20), covered(65, 70)]
    expect(availabilityOf([outage(10, 16)], spans, { endUs: null, hasRenewals: true })).toMatchObject({
      coveredSeconds: 3600,
      share: 0.9,
    })
  })

  it('counts an outage that outlasts the log, as of a kubelet that was killed', () => {
    const figures = availabilityOf([outage(9, 15)], [covered(0, 10), covered(15, 20)], {
      endUs: null,
      hasRenewals: true,
    })
    expect(figures).toMatchObject({ coveredSeconds: 1200, outageSeconds: 360, share: 0.7 })
  })

  it('counts of an outage with bounds inside a hole its shortest possible length', () => {
    const boundary = (from: number, to: number) =>
      ({ atUs: ((from + to) / 2) * MINUTE, earliestUs: from * MINUTE, latestUs: to * MINUTE }) as Boundary
    const bounded: Incident = {
      ...outage(15, 35),
      boundaries: {
        ...BARE.boundaries,
        lastRenewal: boundary(10, 20),
        firstRenewalAfter: boundary(21, 49),
      },
    }
    const known = { endUs: null, hasRenewals: true }
    const hole = availabilityOf([bounded], [covered(0, 10), covered(20, 21)], known)
    expect(hole).toMatchObject({ coveredSeconds: 660, outageSeconds: 1200 })
    expect(hole.share).toBeCloseTo(10 / 11, 10)
    // Covered as a whole, the middle of its bounds counts.
    expect(availabilityOf([bounded], [covered(0, 60)], known).share).toBeCloseTo(40 / 60, 10)
  })

  it('counts an open outage up to the end of the evidence', () => {
    const figures = availabilityOf([outage(30, null)], [covered(0, 40)], {
      endUs: 40 * MINUTE,
      hasRenewals: true,
    })
    expect(figures).toMatchObject({ outageSeconds: 600, share: 0.75, longestSeconds: 600 })
  })

  it('counts no time before a first outage of which no renewal is known', () => {
    const never = { ...outage(10, null), boundaries: { ...BARE.boundaries, lastRenewal: null } }
    const figures = availabilityOf([never], [covered(0, 40)], { endUs: 40 * MINUTE, hasRenewals: false })
    expect(figures).toMatchObject({ share: 0, coveredSeconds: 1800 })
  })

  it('is unknown where no log would contain an outage, or no length is known', () => {
    expect(availabilityOf([], [], { endUs: 0, hasRenewals: true })).toMatchObject({
      share: null,
      coveredSeconds: null,
      outages: 0,
    })
    expect(availabilityOf([outage(1, 2)], [], { endUs: 0, hasRenewals: true })).toMatchObject({
      share: null,
      outageSeconds: 60,
    })
    const unknown = { ...outage(1, null), open: false }
    expect(availabilityOf([unknown], [], { endUs: 0, hasRenewals: true })).toMatchObject({
      outages: 1,
      outageSeconds: null,
      longestSeconds: null,
    })
  })

  it('leaves other incidents out', () => {
    const other: Incident = { ...outage(1, 5), kind: 'not-ready' }
    expect(availabilityOf([other], [covered(0, 10)], { endUs: null, hasRenewals: true })).toMatchObject({
      outages: 0,
      share: 1,
    })
  })
})

describe('flapping', () => {
  const since = (...minutes: number[]): number | null =>
    flappingSince(minutes.map((minute) => ({ startUs: minute * MINUTE })))

  it('begins with the first of three outages within an hour', () => {
    expect(since(0, 60, 119, 120)).toBe(60 * MINUTE)
    expect(since(0, 30, 60)).toBe(0)
    expect(since(0, 30, 61)).toBe(null)
    expect(since(0, 1)).toBe(null)
  })
})

describe('the ranking of causes', () => {
  it('has those first that cost most time, then most outages, and those of unknown length last', () => {
    const incidents = [
      outage(0, 5, 'dns'),
      outage(10, 11, 'timeout'),
      outage(20, 24, 'timeout'),
      { ...outage(30, null, 'tls'), open: false },
      { ...outage(31, 90, 'auth'), kind: 'cluster-outage' as const },
    ]
    expect(rankCauses(incidents, 100 * MINUTE)).toEqual([
      { category: 'timeout', outages: 2, totalSeconds: 300 },
      { category: 'dns', outages: 1, totalSeconds: 300 },
      { category: 'tls', outages: 1, totalSeconds: null },
    ])
  })

  it('follows what is selected, as do the figures of a node', async () => {
    const report = await analyze(['samples/network-cut/logs'], { year: 2026 })
    expect(report.causes).toEqual([{ category: 'network-unreachable', outages: 1, totalSeconds: 211.77615 }])
    const early = select(report, { untilUs: (report.window.startUs as number) + 60_000_000 })
    expect(early.causes).toEqual([])
    expect(report.nodes[0]?.availability).toMatchObject({ outages: 1, outageSeconds: 211.77615 })
    expect(early.nodes[0]?.availability).toMatchObject({ share: 1, coveredSeconds: 60, outages: 0 })
  })

  it('has no share without a renewal, unless a log goes on without failures', () => {
    const without = { endUs: null, hasRenewals: false }
    expect(availabilityOf([], [covered(0, 0.5)], without).share).toBeNull()
    expect(availabilityOf([], [covered(0, 10)], without).share).toBe(1)
  })

  it('has no mean between outages that overlap', () => {
    const known = { endUs: null, hasRenewals: true }
    expect(
      availabilityOf([outage(1, 5), outage(4, 6)], [covered(0, 10)], known).meanBetweenSeconds,
    ).toBeNull()
  })
})
