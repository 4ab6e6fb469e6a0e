/** The metrics, checked against OpenMetrics 1.0 and promtool. */
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Availability, NodeSummary } from '../../../src/model/index.ts'
import { REPORTS } from '../../support/crowded-report.ts'
import { CLOSED } from '../../support/incident-fixture.ts'
import { REPORT } from '../../support/report-fixture.ts'
import { writeReport } from '../../support/write-report.ts'

describe('openmetrics', () => {
  const NAME = /^leasegap_[a-z][a-z_]*$/
  const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$/
  const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y

  function labelsOf(text: string): Record<string, string> {
    const labels: [string, string][] = []
    LABEL.lastIndex = 0
    while (LABEL.lastIndex < text.length) {
      const label = LABEL.exec(text)
      if (label === null) throw new Error(`no label: ${text}`)
      const value = (label[2] as string).replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one))
      labels.push([label[1] as string, value])
    }
    return Object.fromEntries(labels)
  }

  /** Parses families by the rules of OpenMetrics: metadata first, nothing interleaved, each series once. */
  function familiesOf(text: string): Map<string, { labels: Record<string, string>; value: number }[]> {
    const families = new Map<string, { labels: Record<string, string>; value: number }[]>()
    const series = new Set<string>()
    let current = ''
    for (const line of text.split('\n').slice(0, -2)) {
      const metadata = /^# (TYPE|UNIT|HELP) (\S+) (.+)$/.exec(line)
      if (metadata) {
        const [, keyword, name, value] = metadata as unknown as [string, string, string, string]
        expect(name).toMatch(NAME)
        if (keyword === 'TYPE') {
          expect([families.has(name), value]).toEqual([false, 'gauge'])
          families.set(name, [])
          current = name
        }
        expect([name, families.get(name)?.length]).toEqual([current, 0])
        if (keyword === 'UNIT') expect(name.endsWith(`_${value}`)).toBe(true)
        continue
      }
      const sample = SAMPLE.exec(line)
      expect([line, sample?.[1]]).toEqual([line, current])
      const labels = labelsOf(sample?.[2] ?? '')
      const key = `${current} ${JSON.stringify(Object.entries(labels).sort())}`
      expect(series.has(key)).toBe(false)
      series.add(key)
      families.get(current)?.push({ labels, value: Number(sample?.[3]) })
    }
    return families
  }

  it.each(REPORTS)('follows OpenMetrics: %s', async (_, report) => {
    const text = await writeReport('openmetrics', report)
    expect(text.endsWith('\n# EOF\n')).toBe(true)
    for (const [, samples] of familiesOf(text)) expect(samples.length).toBeGreaterThan(0)
  })

  it('contains the measured values', async () => {
    const families = familiesOf(await writeReport('openmetrics', REPORT))
    const node = { node: 'demo-worker' }
    expect(families.get('leasegap_node_renewals')?.[0]).toEqual({ labels: node, value: 180 })
    expect(families.get('leasegap_node_renewal_latency_seconds')).toContainEqual({
      labels: { ...node, statistic: 'max' },
      value: 0.21,
    })
    expect(families.get('leasegap_node_clock_offset_seconds')).toEqual([
      { labels: { ...node, bound: 'earliest' }, value: -0.5 },
    ])
    const silences = families
      .get('leasegap_incident_interval_seconds')
      ?.filter(({ labels }) => labels.interval === 'silence')
    expect(silences).toEqual([
      {
        labels: {
          incident: CLOSED.id,
          ...node,
          kind: 'lease-outage',
          cause: 'network-unreachable',
          interval: 'silence',
        },
        value: 77.1,
      },
    ])
    expect(families.get('leasegap_problems')).toContainEqual({ labels: { code: 'broken-record' }, value: 3 })
  })

  it('gives the bounds of what no line shows, and no midpoint', async () => {
    const [first] = REPORT.nodes as readonly [NodeSummary]
    const loose: Partial<Availability> = {
      ...{ outages: 1, outageSeconds: 961, outageSecondsBounds: [30, 1893] as const },
      ...{ longestSeconds: 961, longestSecondsBounds: [30, null] as const },
      ...{ share: 0.9, shareBounds: [0.8, 0.99] as const },
    }
    const node = { ...first, availability: { ...first.availability, ...loose } }
    const silent = { ...CLOSED.intervalBounds, silenceSeconds: [30, 1893] as const }
    const boundaries = { ...CLOSED.boundaries, lastRenewal: null }
    const incidents = [{ ...CLOSED, boundaries, intervalBounds: silent }]
    const causes = [{ category: CLOSED.cause.category, outages: 1, totalSeconds: 961 }]
    const families = familiesOf(
      await writeReport('openmetrics', { ...REPORT, nodes: [node], incidents, causes }),
    )
    const valuesOf = (name: string): readonly unknown[] =>
      (families.get(`leasegap_${name}`) ?? []).map(({ labels, value }) => [labels.bound, value])
    const both = [
      ['least', 30],
      ['most', 1893],
    ]
    expect(valuesOf('node_outage_seconds')).toEqual(both)
    expect(valuesOf('node_longest_outage_seconds')).toEqual([['least', 30]])
    expect(valuesOf('node_renewing_ratio')).toEqual([
      ['least', 0.8],
      ['most', 0.99],
    ])
    expect(valuesOf('cause_outage_seconds')).toEqual(both)
  })

  it('gives different nodes different labels, even if their names look alike', async () => {
    const [first] = REPORT.nodes as readonly [NodeSummary]
    const names = ['a\u001b', 'a\\u001b', 'a\\\\u001b', 'a"b', 'a\nb', 'a\\nb']
    const report = { ...REPORT, nodes: names.map((node) => ({ ...first, node })) }
    const samples = familiesOf(await writeReport('openmetrics', report)).get('leasegap_node_renewals') ?? []
    expect(new Set(samples.map(({ labels }) => labels.node)).size).toBe(names.length)
  })

  it.each(['renewing', 'failing', 'silent', 'deleted', 'unknown'] as const)(
    'gives a node one state: %s',
    async (state) => {
      const [first] = REPORT.nodes as readonly [NodeSummary]
      const report = { ...REPORT, nodes: [{ ...first, state }] }
      const samples = familiesOf(await writeReport('openmetrics', report)).get('leasegap_node_state') ?? []
      expect(samples.flatMap(({ labels, value }) => (value === 1 ? labels.state : []))).toEqual([state])
    },
  )

  const promtool = spawnSync('promtool', ['--version']).status === 0
  // Where CI is set, promtool must be installed.
  it.skipIf(!promtool && process.env.CI !== 'true').each(REPORTS)(
    'passes promtool (Debian: prometheus): %s',
    async (_, report) => {
      const input = await writeReport('openmetrics', report)
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
        input,
        encoding: 'utf8',
      })
      expect([status, stdout, stderr]).toEqual([0, '', ''])
    },
  )
})
