import { describe, expect, it } from 'vitest'
import { buildModel } from '../../../../src/exporters/chart/build/build-model.ts'
import { extentView } from '../../../../src/exporters/chart/extent.ts'
import { laneMarks } from '../../../../src/exporters/chart/lanes/lane.ts'
import { TALL } from '../../../../src/exporters/chart/lanes/lane-layout.ts'
import type { Mark } from '../../../../src/exporters/chart/marks.ts'
import type { Model } from '../../../../src/exporters/chart/model.ts'
import { decodeRenewals } from '../../../../src/exporters/chart/renewal-columns.ts'
import { createScale, timeTicks } from '../../../../src/exporters/chart/view.ts'
import type { Boundary, Incident } from '../../../../src/model/index.ts'
import { us } from '../../../support/fixture-values.ts'
import { fleetReport } from '../../../support/fleet-fixture.ts'
import { DOUBTED_REPORT, PLAIN, REPORT } from '../../../support/report-fixture.ts'

describe('laneMarks', () => {
  const classesOf = (marks: readonly Mark[]): string[] =>
    marks.map(({ attributes }) => String(attributes.class))

  it('draws silence, grace, Unknown and the link between clocks', () => {
    const model = buildModel(REPORT, PLAIN)
    const view = extentView(model, 800)
    const scale = createScale(view)
    const renewals = decodeRenewals((model.lanes[0] as Model['lanes'][number]).series)
    const lane = model.lanes.findIndex(({ node }) => node === 'demo-worker')
    const chart = { model, lane, renewals, scale, rows: TALL, ticks: timeTicks(view, model.zone) }
    const names = classesOf(laneMarks(chart))
    for (const name of ['outage', 'failing', 'unknown', 'grace', 'expected', 'fact failure', 'fact down']) {
      expect(names).toContain(name)
    }
    expect(names.filter((name) => name === 'link')).toHaveLength(2)
    const outage = laneMarks(chart).find(({ attributes }) => attributes.class === 'outage') as Mark
    expect(outage.attributes.x).toBeCloseTo(scale.x(us('10:44:46.909546')), 0)
    expect(outage.attributes['data-incident']).toBe(0)
  })
})

describe('the marks of an outage in doubt', () => {
  it('fill no time in which the node may have renewed', () => {
    const model = buildModel(DOUBTED_REPORT, PLAIN)
    const view = extentView(model, 800)
    const lane = model.lanes.findIndex(({ node }) => node === 'demo-worker')
    const renewals = decodeRenewals((model.lanes[lane] as Model['lanes'][number]).series)
    const ticks = timeTicks(view, model.zone)
    const marks = laneMarks({ model, lane, renewals, scale: createScale(view), rows: TALL, ticks })
    const names = marks.map(({ attributes }) => String(attributes.class))
    expect(names).toContain('possible')
    expect(names).not.toContain('outage')
  })
})

describe('the marks of a bounded outage', () => {
  const [incident] = REPORT.incidents as [Incident]
  const { lastRenewal } = incident.boundaries
  const bounded = {
    ...(lastRenewal as Boundary),
    exact: false,
    earliestUs: us('10:43:00'),
    latestUs: us('10:45:10'),
    atUs: us('10:44:05'),
  }
  const boundaries = { ...incident.boundaries, lastRenewal: bounded }
  const report = { ...REPORT, incidents: [{ ...incident, boundaries }] }

  it('fill only the time that is certain, and mark no midpoint', () => {
    const model = buildModel(report, PLAIN)
    const view = extentView(model, 800)
    const scale = createScale(view)
    const lane = model.lanes.findIndex(({ node }) => node === 'demo-worker')
    const renewals = decodeRenewals((model.lanes[lane] as Model['lanes'][number]).series)
    const marks = laneMarks({ model, lane, renewals, scale, rows: TALL, ticks: [] })
    const boxOf = (name: string): number =>
      Number(marks.find(({ attributes }) => attributes.class === name)?.attributes.x)
    expect(boxOf('outage')).toBeCloseTo(scale.x(us('10:45:10')), 0)
    expect(boxOf('possible')).toBeCloseTo(scale.x(us('10:43:00')), 0)
    const edge = model.incidents[0]?.edges.lastRenewal
    const drawn = marks.filter(({ attributes }) => attributes['data-fact'] === edge)
    expect(drawn.map(({ attributes }) => attributes.class)).toEqual(['bounds'])
  })
})

describe('the marks of a healthy lane', () => {
  it.each([300, 700, 954, 1190])('have no hole at %i pixels, however renewals and bars lie', (width) => {
    const fleet = { nodes: 1, seconds: 7200, troubledEvery: 9, incidentsEach: 0, renewIntervalSeconds: 10.2 }
    const model = buildModel(fleetReport(fleet), PLAIN)
    const renewals = decodeRenewals((model.lanes[0] as Model['lanes'][number]).series)
    const scale = createScale(extentView(model, width))
    const marks = laneMarks({ model, lane: 0, renewals, scale, rows: TALL, ticks: [] })
    const density = marks.find(({ attributes }) => attributes.class === 'density')
    // One box, and a lower one at each end where a bar is not full.
    expect(String(density?.attributes.d).split('M').length - 1).toBeLessThanOrEqual(3)
  })
})

describe('the label of a bar', () => {
  it('leaves the place of an eviction', () => {
    const [incident] = REPORT.incidents as [Incident]
    const marked = incident.boundaries.markedNotReady as Boundary
    const view = { fromUs: us('10:45:00'), toUs: us('10:47:00'), width: 1200 }
    const scale = createScale(view)
    const labelOf = (evictedAt: string): Mark => {
      const eviction = { ...(incident.evictions[0] as Incident['evictions'][number]), atUs: us(evictedAt) }
      const report = { ...REPORT, incidents: [{ ...incident, evictions: [eviction] }] }
      const model = buildModel(report, PLAIN)
      const lane = model.lanes.findIndex(({ node }) => node === 'demo-worker')
      const renewals = decodeRenewals((model.lanes[lane] as Model['lanes'][number]).series)
      const marks = laneMarks({ model, lane, renewals, scale, rows: TALL, ticks: [] })
      return marks.find(({ attributes }) => attributes.class === 'unknown-words') as Mark
    }
    const middle = Number(labelOf('10:50:00').attributes.x)
    expect(middle).toBeGreaterThan(scale.x(marked.atUs))
    const atMiddle = new Date(scale.timeUs(middle) / 1000).toISOString().slice(11, 23)
    const moved = labelOf(atMiddle)
    const half = ((moved.text?.length ?? 0) * 6.4) / 2
    expect(Math.abs(Number(moved.attributes.x) - middle)).toBeGreaterThan(half)
    // Eight pixels a character, as wide as the bold letters of usual fonts: it does not stand over the end of the bar.
    const end = scale.x((incident.boundaries.readyAgain as Boundary).atUs)
    const width = (moved.text?.length ?? 0) * 8
    expect(Number(moved.attributes.x) + width / 2).toBeLessThanOrEqual(end)
  })
})
