import { describe, expect, it } from 'vitest'
import { COLUMNS, heatMapOf } from '../../../src/exporters/fleet/heat.ts'
import { heatSvg } from '../../../src/exporters/fleet/heat-svg.ts'
import { drawnRows, sectionsOf, titledGroups } from '../../../src/exporters/fleet/map-sections.ts'
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

describe('titledGroups', () => {
  const labelled = (count: number, poolOf: (i: number) => string | null): Report => {
    const [first] = REPORT.nodes as [Report['nodes'][number]]
    const nodes = Array.from({ length: count }, (_, i) => ({ ...first, node: `n${i}`, pool: poolOf(i) }))
    return { ...EMPTY_REPORT, nodes }
  }

  it('folds all but the first groups into one', () => {
    const groups = titledGroups(
      labelled(10_000, (i) => `pool-${i}`),
      'pool',
    )
    expect(groups).toHaveLength(20)
    expect(groups.at(-1)?.title).toBe('9,981 other pools')
    expect(groups.reduce((sum, { nodes }) => sum + nodes.length, 0)).toBe(10_000)
  })

  it('keeps nodes without a label apart from the others', () => {
    const titles = titledGroups(
      labelled(30, (i) => (i < 5 ? null : `pool-${i}`)),
      'pool',
    ).map((g) => g.title)
    expect(titles.slice(-2)).toEqual(['6 other pools', 'pool unknown'])
  })

  it('is empty where there is one group only', () => {
    expect(
      titledGroups(
        labelled(5, () => 'a'),
        'pool',
      ),
    ).toEqual([])
  })
})

describe('drawnRows', () => {
  it('draws the nodes that were down for longest, as many as a page holds', () => {
    const flapping = Uint8Array.from({ length: COLUMNS }, (_, column) => column % 2)
    const row = { node: 'a', incidents: 1, downUs: 1, levels: flapping }
    expect(drawnRows(new Array(10_000).fill(row))).toHaveLength(2500)
    const once = { ...row, levels: new Uint8Array(COLUMNS).fill(1) }
    expect(drawnRows(new Array(20_000).fill(once))).toHaveLength(10_000)
  })
})

describe('fleet with zones and pools', () => {
  const fleet = { nodes: 30, seconds: 7200, troubledEvery: 3, incidentsEach: 1, renewIntervalSeconds: 10 }

  it('compares them, and groups the nodes of the map by zone', async () => {
    const page = await writeReport('fleet', fleetReport(fleet))
    expect(page).toContain('All 10 nodes with outages are in zone eu-central-a, which has 10 of the 30 nodes')
    expect(page).toMatch(/<h2>Zones<\/h2>[\s\S]*<h2>Pools<\/h2>[\s\S]*<h2>Nodes by time<\/h2>/)
    expect(page).toMatch(/<td>eu-central-a<\/td>(?:<td class="n">10<\/td>){3}<td class="n">7m57s<\/td>/)
    expect(page).toContain('>eu-central-a: 10 of 10 nodes</text>')
    expect(page).not.toContain('>eu-central-b: ')
  })

  it('has neither without labels', async () => {
    const report = fleetReport(fleet)
    const nodes = report.nodes.map((node) => ({ ...node, region: null, zone: null, pool: null }))
    const page = await writeReport('fleet', { ...report, nodes })
    expect(page).not.toMatch(/Zones|Pools|<th>zone|class="title"/)
  })

  it('escapes labels', async () => {
    const report = fleetReport(fleet)
    const nodes = report.nodes.map((node, i) => ({ ...node, zone: i % 3 === 0 ? '<b>\u001b[31m' : 'x' }))
    const page = await writeReport('fleet', { ...report, nodes })
    expect(page).not.toContain('<b>')
    expect(page).not.toContain('\u001b')
    expect(page).toContain('&lt;b&gt;')
  })

  it('stays below 5 MB where 10,000 nodes flap for a month', async () => {
    const report = fleetReport({
      ...fleet,
      nodes: 10_000,
      seconds: 30 * 86_400,
      troubledEvery: 1,
      incidentsEach: 1,
    })
    // Each node is down in every second column.
    const columnUs = ((report.window.endUs as number) - (report.window.startUs as number)) / COLUMNS
    const sections = sectionsOf(
      drawnRows(
        report.nodes.map(({ node }, n) => ({
          ...{ node, incidents: 120, downUs: 60 * columnUs },
          levels: Uint8Array.from({ length: COLUMNS }, (_, column) => ((column + n) % 2) * (1 + (n % 4))),
        })),
      ),
      titledGroups(report, 'zone'),
      (node) => node,
    )
    const all = { label: '', nodes: 10_000, downNodes: new Array(COLUMNS).fill(5000) }
    const svg = heatSvg(sections, all, { startUs: 0, endUs: 1, description: '', formatTime: String })
    expect(svg.length).toBeLessThan(4 * 1024 * 1024)
  })
})
