import { describe, expect, it } from 'vitest'
import { COLUMNS, heatMapOf } from '../../../src/exporters/fleet/heat.ts'
import type { Boundary, Incident, Report } from '../../../src/model/index.ts'
import { fleetReport } from '../../support/fleet-fixture.ts'
import { BARE } from '../../support/incident-fixture.ts'
import { EMPTY_REPORT, REPORT } from '../../support/report-fixture.ts'
import { writeReport } from '../../support/write-report.ts'

const SECOND = 1e6

/** A report of `COLUMNS` seconds with these outages: one column is a second. */
function reportOf(outages: readonly (readonly [node: string, from: number, to: number | null])[]): Report {
  return {
    ...EMPTY_REPORT,
    window: { startUs: 0, endUs: COLUMNS * SECOND },
    incidents: outages.map(([node, from, to]) => ({
      ...BARE,
      id: `${node}-${from}`,
      node,
      kind: 'lease-outage',
      startUs: from * SECOND,
      endUs: to === null ? null : to * SECOND,
      open: to === null,
    })),
  }
}

const levelsOf = (report: Report): number[][] =>
  (heatMapOf(report)?.rows ?? []).map(({ levels }) => [...levels.slice(0, 6)])

describe('heatMapOf', () => {
  it('gives each column the quarters of it in which the node was down', () => {
    expect(levelsOf(reportOf([['a', 1, 2.5]]))).toEqual([[0, 4, 2, 0, 0, 0]])
    expect(
      levelsOf(
        reportOf([
          ['a', 0.75, 1],
          ['a', 3, 3.01],
        ]),
      ),
    ).toEqual([[1, 0, 0, 1, 0, 0]])
  })

  it('lets an open outage last to the end', () => {
    const [row] = heatMapOf(reportOf([['a', 2, null]]))?.rows ?? []
    expect(row?.downUs).toBe((COLUMNS - 2) * SECOND)
    expect(row?.levels.at(-1)).toBe(4)
  })

  it('claims no time that the bounds of an outage do not prove', () => {
    const report = reportOf([['a', 3, 20]])
    const edge = (from: number, to: number): Boundary => ({
      ...{ atUs: ((from + to) / 2) * SECOND, earliestUs: from * SECOND, latestUs: to * SECOND, exact: false },
      ...{ clock: 'a', from: 'lease.ensure-failed', source: 'a.log', line: 1 },
    })
    const [outage] = report.incidents as [Incident]
    const boundaries = { ...outage.boundaries, lastRenewal: edge(0, 2), firstRenewalAfter: edge(4, 36) }
    const [row] = heatMapOf({ ...report, incidents: [{ ...outage, boundaries }] })?.rows ?? []
    expect(row?.downUs).toBe(2 * SECOND)
    expect([...(row?.levels.slice(0, 6) ?? [])]).toEqual([0, 0, 4, 4, 0, 0])
  })

  it('cuts what began before the window', () => {
    expect(levelsOf(reportOf([['a', -50, 1]]))).toEqual([[4, 0, 0, 0, 0, 0]])
  })

  it('sorts the nodes by the time that they were down, and counts them in each column', () => {
    const map = heatMapOf(
      reportOf([
        ['short', 0, 1],
        ['long', 0, 5],
        ['long', 20, 30],
      ]),
    )
    expect(map?.rows.map(({ node }) => node)).toEqual(['long', 'short'])
    expect(map?.downNodes.slice(0, 3)).toEqual([2, 1, 1])
  })

  it('is null without any time', () => {
    expect(heatMapOf({ ...EMPTY_REPORT, window: { startUs: null, endUs: null } })).toBeNull()
  })
})

describe('fleet', () => {
  it('names causes and nodes, and needs no script', async () => {
    const page = await writeReport('fleet', REPORT)
    expect(page).toMatch(/^<!doctype html>[\s\S]*<h2>Nodes down for longest<\/h2>[\s\S]*<\/html>\n$/)
    expect(page).not.toContain('<script')
    expect(page).toContain("default-src 'none'")
  })

  it('says that no outage is known', async () => {
    expect(await writeReport('fleet', EMPTY_REPORT)).toContain('The report has no outage of a named node.')
  })

  it('counts the incidents of unnamed nodes', async () => {
    const report = reportOf([['a', 0, 5]])
    const unnamed = { ...report, incidents: report.incidents.map((one) => ({ ...one, node: null })) }
    expect(await writeReport('fleet', unnamed)).toContain('1 incident of unnamed nodes: not on the map.')
  })

  it('escapes names of nodes', async () => {
    const page = await writeReport('fleet', reportOf([['<b>&"', 0, 5]]))
    expect(page).toContain('&lt;b&gt;&amp;&quot;')
    expect(page).not.toContain('<b>')
  })

  it('stays below 5 MB for 10,000 nodes that were all down', async () => {
    const report = fleetReport({
      nodes: 10_000,
      seconds: 86_400,
      troubledEvery: 1,
      incidentsEach: 3,
      renewIntervalSeconds: 10,
    })
    const page = await writeReport('fleet', report)
    expect(page.length).toBeLessThan(5 * 1024 * 1024)
    expect(page).toContain('And 9,950 more nodes')
  })
})
