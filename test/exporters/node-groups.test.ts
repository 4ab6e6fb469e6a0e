import { describe, expect, it } from 'vitest'
import { concentrations, groupNodes } from '../../src/exporters/node-groups.ts'
import type { Availability, Incident, NodeSummary, Report } from '../../src/model/index.ts'
import { BARE } from '../support/incident-fixture.ts'
import { EMPTY_REPORT, REPORT } from '../support/report-fixture.ts'

const QUIET: Availability = {
  ...{ share: 1, shareBounds: [1, 1], coveredSeconds: 1000, outages: 0, outageSeconds: 0 },
  ...{ outageSecondsBounds: [0, 0], longestSeconds: 0, longestSecondsBounds: null },
  ...{ meanBetweenSeconds: null, meanBetweenSecondsBounds: null, flapping: false },
}

const OUT: Availability = {
  ...QUIET,
  ...{ share: 0.9, shareBounds: [0.8, 0.95], outages: 1, outageSeconds: 100 },
  ...{ longestSeconds: 100, longestSecondsBounds: [50, 200], outageSecondsBounds: [50, 200] },
}

function node(name: string, labels: Partial<NodeSummary>, availability = QUIET): NodeSummary {
  const none = { region: null, zone: null, pool: null }
  return { ...(REPORT.nodes[0] as NodeSummary), node: name, ...none, ...labels, availability }
}

function reportOf(nodes: readonly NodeSummary[]): Report {
  const incidents = nodes.flatMap((summary): Incident[] =>
    summary.availability.outages === 0 ? [] : [{ ...BARE, node: summary.node, kind: 'lease-outage' }],
  )
  return { ...EMPTY_REPORT, nodes, incidents }
}

const many = (count: number, labels: Partial<NodeSummary>, availability?: Availability): NodeSummary[] =>
  Array.from({ length: count }, (_, i) =>
    node(`${labels.zone}-${availability ? 'out' : 'up'}-${i}`, labels, availability),
  )

describe('groupNodes', () => {
  it('adds what the nodes of a group had, with bounds', () => {
    const [a, b] = groupNodes(
      reportOf([node('1', { zone: 'b' }), node('2', { zone: 'a' }, OUT), node('3', { zone: 'a' })]),
      'zone',
    )
    expect(a).toMatchObject({
      ...{ name: 'a', failed: 1, outages: 1, longestSeconds: 100, longestBounds: [50, 200], covered: 2 },
      causes: [[BARE.cause.category, 1]],
    })
    expect(a?.lostShare?.[0]).toBeCloseTo(0.025, 10)
    expect(a?.lostShare?.[1]).toBeCloseTo(0.1, 10)
    expect(b).toMatchObject({ name: 'b', failed: 0, outages: 0, longestBounds: null, lostShare: [0, 0] })
  })

  it('knows no upper bound where that of one node is unknown, and no share without covered time', () => {
    const open: Availability = { ...OUT, shareBounds: [null, 0.95], longestSecondsBounds: [50, null] }
    const unseen: Availability = { ...OUT, share: null, shareBounds: null, coveredSeconds: null }
    const report = reportOf([
      ...[node('1', { zone: 'a' }, open), node('2', { zone: 'a' }, OUT), node('3', { zone: 'b' }, unseen)],
    ])
    const [a, b] = groupNodes(report, 'zone')
    expect(a?.lostShare?.[1]).toBeNull()
    expect(a?.longestBounds).toEqual([50, null])
    expect(b).toMatchObject({ name: 'b', lostShare: null, covered: 0 })
  })

  it('lists nodes without a label last, and nothing where no node has one', () => {
    const groups = groupNodes(reportOf([node('1', {}, OUT), node('2', { zone: 'a' })]), 'zone')
    expect(groups.map(({ name }) => name)).toEqual(['a', null])
    expect(groupNodes(reportOf([node('1', { zone: 'a' })]), 'pool')).toEqual([])
  })

  it('names the region of zones with the same name', () => {
    const zones = [{ region: 'eu', zone: '1' }, { region: 'us', zone: '1' }, { zone: '2' }]
    const groups = groupNodes(reportOf(zones.map((labels, i) => node(String(i), labels))), 'zone')
    expect(groups.map(({ name }) => name)).toEqual(['2', 'eu/1', 'us/1'])
  })

  it('adds a node without a region to the only region with its zone', () => {
    const zones = [{ region: 'eu', zone: '1' }, { zone: '1' }, { region: 'us', zone: '2' }, { zone: '3' }]
    const groups = groupNodes(reportOf(zones.map((labels, i) => node(String(i), labels))), 'zone')
    expect(groups.map(({ name, nodes }) => [name, nodes.length])).toEqual([
      ['3', 1],
      ['1', 2],
      ['2', 1],
    ])
  })

  it('assigns no node without a region to one of several', () => {
    const zones = [{ region: 'eu', zone: '1' }, { region: 'us', zone: '1' }, { zone: '1' }]
    const groups = groupNodes(reportOf(zones.map((labels, i) => node(String(i), labels))), 'zone')
    expect(groups.map(({ name }) => name)).toEqual(['eu/1', 'us/1', null])
  })

  it('assigns the outages of a node that changed its zone or pool to none', () => {
    const zoned = [node('1', { zone: 'b', changedLabels: ['region'] }, OUT), node('2', { zone: 'a' })]
    expect(groupNodes(reportOf(zoned), 'zone')).toMatchObject([
      { name: 'a', outages: 0 },
      { name: null, outages: 1 },
    ])
    const pooled = [node('1', { pool: 'b', changedLabels: ['pool'] }, OUT), node('2', { pool: 'a' })]
    expect(groupNodes(reportOf(pooled), 'pool').map(({ name }) => name)).toEqual(['a', null])
    expect(groupNodes(reportOf(pooled), 'zone')).toEqual([])
  })
})

describe('concentrations', () => {
  const other = many(15, { zone: 'b' })

  it('states nothing of a choice of nodes', () => {
    const report = reportOf([...many(14, { zone: 'a' }, OUT), ...other])
    expect(concentrations(report)).toHaveLength(1)
    const selection = { nodes: ['a*', 'b*'], sinceUs: null, untilUs: null }
    expect(concentrations({ ...report, selection })).toEqual([])
  })

  it('states where most of the nodes with outages are', () => {
    const nodes = [...many(14, { zone: 'a' }, OUT), node('a', { zone: 'a' }), node('b', { zone: 'b' }, OUT)]
    expect(concentrations(reportOf([...nodes, ...other.slice(1)]))).toEqual([
      '14 of the 15 nodes with outages are in zone a, which has 15 of the 30 nodes in evidence',
    ])
  })

  it('counts a node that changed its zone among those of unknown zone', () => {
    const moved = node('x', { zone: 'a', changedLabels: ['zone'] }, OUT)
    expect(concentrations(reportOf([...many(14, { zone: 'a' }, OUT), moved, ...other]))).toEqual([
      '14 of the 15 nodes with outages are in zone a, which has 14 of the 30 nodes in evidence; the zone of 1 is unknown or changed',
    ])
  })

  it('counts nodes of unknown zone, and never claims all for the known', () => {
    const nodes = [...many(14, { zone: 'a' }, OUT), node('x', {}, OUT), node('y', {})]
    expect(concentrations(reportOf([...nodes, ...other]))).toEqual([
      '14 of the 15 nodes with outages are in zone a, which has 14 of the 31 nodes in evidence; the zone of 2 is unknown',
    ])
  })

  it('states all where each is of one pool', () => {
    const nodes = [...many(3, { pool: 'gpu' }, OUT), ...many(7, { pool: 'cpu' })]
    expect(concentrations(reportOf(nodes))).toEqual([
      'All 3 nodes with outages are in pool gpu, which has 3 of the 10 nodes in evidence',
    ])
  })

  it.each([
    ['only one zone is known', many(9, { zone: 'a' }, OUT)],
    ['two nodes had outages', [...many(2, { zone: 'a' }, OUT), ...other]],
    ['most nodes are in that zone', [...many(9, { zone: 'a' }, OUT), ...many(2, { zone: 'b' })]],
    ['they are spread', [...many(3, { zone: 'a' }, OUT), ...many(3, { zone: 'b' }, OUT), ...other]],
  ])('states nothing where %s', (_name, nodes) => {
    expect(concentrations(reportOf(nodes))).toEqual([])
  })
})
