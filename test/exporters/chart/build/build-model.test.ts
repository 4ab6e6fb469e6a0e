import { describe, expect, it } from 'vitest'
import { buildModel } from '../../../../src/exporters/chart/build/build-model.ts'
import { FACT, type Model } from '../../../../src/exporters/chart/model.ts'
import { decodeRenewals } from '../../../../src/exporters/chart/renewal-columns.ts'
import { summarize } from '../../../../src/exporters/chart/summary.ts'
import type { Heartbeat } from '../../../../src/model/index.ts'
import { us } from '../../../support/fixture-values.ts'
import { fleetReport } from '../../../support/fleet-fixture.ts'
import { PLAIN, REPORT } from '../../../support/report-fixture.ts'

const WEEK_SECONDS = 7 * 86_400

describe('buildModel', { timeout: 60_000 }, () => {
  it('keeps every renewal of a small report', () => {
    const report = fleetReport({
      nodes: 2,
      seconds: 3600,
      troubledEvery: 1,
      incidentsEach: 1,
      renewIntervalSeconds: 10,
    })
    const { lanes, texts } = buildModel(report, PLAIN)
    const rows: Heartbeat[] = [...report.heartbeats()]
    const decoded = lanes.flatMap(({ node, series }) => {
      const columns = decodeRenewals(series)
      return Array.from({ length: columns.length }, (_, i) => ({ node, ...columns.renewal(i) }))
    })
    expect(decoded.map(({ node, atUs, latencyMs, line }) => [node, atUs, latencyMs, line])).toEqual(
      rows.map(({ node, atUs, latencyMs, line }) => [node, atUs, latencyMs, line]),
    )
    expect(decoded.map(({ intervalSeconds }) => intervalSeconds)).toEqual(
      rows.map(({ intervalSeconds }) => intervalSeconds),
    )
    expect(texts[decoded[0]?.source as number]).toMatch(/kubelet\.log$/)
  })

  it('bins the renewals of a large report within 2.2 %', () => {
    const fleet = {
      nodes: 12,
      seconds: WEEK_SECONDS,
      troubledEvery: 50,
      incidentsEach: 0,
      renewIntervalSeconds: 30,
    }
    const report = fleetReport(fleet)
    const { lanes } = buildModel(report, PLAIN)
    const columns = decodeRenewals((lanes[0] as Model['lanes'][number]).series)
    const binUs = columns.binUs as number
    const rows = [...report.heartbeats()].filter(({ node }) => node === lanes[0]?.node)
    for (const index of [0, 7, 1000, columns.length - 2]) {
      const fromUs = columns.atUs(index)
      const binned = rows.filter(({ atUs }) => atUs >= fromUs && atUs < fromUs + binUs)
      const renewal = columns.renewal(index)
      // Of intervals of 30 s, the first 10 s count as renewed.
      const renewedUs = rows.reduce((sum, { atUs }) => {
        const us = Math.min(atUs + 10e6, fromUs + binUs) - Math.max(atUs, fromUs)
        return sum + Math.max(0, us)
      }, 0)
      expect(renewal.share).toBeCloseTo(renewedUs / binUs, 1)
      const latencies = binned.map(({ latencyMs }) => latencyMs as number)
      expect(Math.abs((renewal.latencyMs as number) / Math.max(...latencies) - 1)).toBeLessThan(0.022)
    }
  })

  it('shows no hole where each renewal came in time, however bins and renewals lie', () => {
    const fleet = {
      nodes: 6,
      seconds: WEEK_SECONDS,
      troubledEvery: 50,
      incidentsEach: 0,
      renewIntervalSeconds: 10.2,
    }
    const { lanes } = buildModel(fleetReport(fleet), PLAIN)
    const columns = decodeRenewals((lanes[0] as Model['lanes'][number]).series)
    expect(columns.binUs).not.toBeNull()
    const shares = Array.from({ length: columns.length - 2 }, (_, i) => columns.renewal(i + 1).share)
    expect(Math.min(...shares)).toBe(1)
  })

  it('builds a fact with clock, bounds and source for each boundary', () => {
    const model = buildModel(REPORT, PLAIN)
    const [incident] = model.incidents
    const fact = model.facts[incident?.edges.controllerLastSeen as number]
    expect(fact?.[FACT.line]).toBe(70)
    expect(model.texts[fact?.[FACT.clock] as number]).toBe('control-plane')
    expect([fact?.[FACT.earliestUs], fact?.[FACT.latestUs]]).toEqual([us('10:44:42'), us('10:44:47')])
    expect(model.texts[fact?.[FACT.source] as number]).toBe('kcm.log')
  })

  it('removes the domain shared by all nodes from short names', () => {
    const fleet = { nodes: 3, seconds: 600, troubledEvery: 9, incidentsEach: 0, renewIntervalSeconds: 10 }
    const { lanes } = buildModel(fleetReport(fleet), PLAIN)
    expect(lanes.map(({ short }) => short)).toEqual(['worker-0000', 'worker-0001', 'worker-0002'])
  })

  it('counts incidents and affected nodes as the report does, also where it leaves incidents out', () => {
    const day = { seconds: 86_400, renewIntervalSeconds: 3600 }
    const model = buildModel(fleetReport({ nodes: 1200, troubledEvery: 1, incidentsEach: 2, ...day }), PLAIN)
    expect(model.incidents.length).toBeLessThan(2400)
    const all = [...model.incidents.keys()]
    const { tiles, rows } = summarize(model, [...model.lanes.keys()], all)
    expect(rows[0]?.[0]).toBe(`Causes of ${all.length.toLocaleString('en-US')}`)
    expect(summarize(model, [0], [0]).headline).toMatch(/^at least 1 lease outage/)
    expect(Object.fromEntries(tiles)).toMatchObject({ Nodes: '1,200 of 1,200', Incidents: '2,400' })
  })
})
