/** A part of a report: which numbers change, and which stay. */
import { beforeAll, describe, expect, it } from 'vitest'
import { align, analyze, type Report, select } from '../../src/index.ts'
import { us } from '../support/fixture-values.ts'
import { PLAIN } from '../support/report-fixture.ts'
import { writeReport } from '../support/write-report.ts'

let report: Report
beforeAll(async () => {
  report = await analyze('samples/network-cut/logs', { year: 2026 })
})

describe('select by time', () => {
  const nodeOf = (sinceUs: number | null, untilUs: number | null) =>
    select(report, { sinceUs, untilUs }).nodes[0]!

  it('counts the renewals, failures and intervals of the time', () => {
    const before = nodeOf(null, us('10:44:30')).heartbeat
    const during = nodeOf(us('10:46:00'), us('10:47:00')).heartbeat
    expect(before).toMatchObject({ renewals: 9, failures: 0, intervalSeconds: { count: 8 } })
    expect(before.lastAtUs).toBeLessThan(us('10:44:30'))
    expect(during).toMatchObject({ renewals: 0, firstAtUs: null, intervalSeconds: { count: 0 } })
    expect(during.failures).toBeGreaterThan(5)
    const [whole] = report.nodes
    expect(nodeOf(us('10:00:00'), null)).toEqual(whole)
  })

  it('gives the state at the end of the time', () => {
    expect(nodeOf(null, us('10:44:30')).state).toBe('renewing')
    expect(nodeOf(null, us('10:45:05')).state).toBe('silent')
    expect(nodeOf(null, us('10:46:00')).state).toBe('failing')
  })

  it('gives no share where an outage crosses an edge', () => {
    expect(nodeOf(us('10:46:00'), null).availability).toMatchObject({ outages: 1, share: null })
    expect(nodeOf(us('10:44:00'), null).availability.share).toBeGreaterThan(0)
    expect(nodeOf(us('10:49:00'), null).availability).toMatchObject({ outages: 0, share: 1 })
  })

  it('moves with the clock of an aligned report', () => {
    const aligned = align(report)
    expect(select(aligned, { sinceUs: us('10:49:00') }).nodes[0]?.heartbeat.renewals).toBe(
      nodeOf(us('10:49:00'), null).heartbeat.renewals,
    )
  })

  it('is stated by the table', async () => {
    const part = select(report, { sinceUs: us('10:46:00'), untilUs: us('10:47:00'), nodes: ['demo-*'] })
    const text = await writeReport('table', part, PLAIN)
    expect(text).toContain('Only nodes demo-*\n')
    expect(text).toContain('Only 2026-11-22 10:46:00 – 10:47:00 of 2026-11-22 10:43:04 – 10:50:20')
    const none = await writeReport('table', select(report, { sinceUs: us('10:59:00') }), PLAIN)
    expect(none).toContain('Nothing was read of the selected time')
    expect(none).toContain('No incident in this selection')
  })
})

describe('a choice of nodes', () => {
  it('is what the headline counts, while the verdict counts all nodes', async () => {
    const whole = await analyze('test/e2e/cases/all-nodes-cut', { year: 2026 })
    const text = await writeReport('table', select(whole, { nodes: ['*worker2'] }), PLAIN)
    expect(text).toContain(': 1 cluster outage on 1 of 1 selected node\n')
    expect(text).toContain('3 of 3 nodes (')
    expect(await writeReport('table', whole, PLAIN)).toContain(': 1 cluster outage on 3 of 3 nodes\n')
  })
})

describe('the number of an incident', () => {
  it('is the same in a part of a report', async () => {
    const whole = await analyze('samples/lab/logs', { year: 2025 })
    const [, second] = whole.incidents
    const part = select(whole, { sinceUs: second!.startUs + 60e6 })
    expect(part.incidents.map(({ id, number }) => [id, number])).toEqual([[second!.id, 2]])
    expect(await writeReport('table', part, PLAIN)).toContain('\n2. demo-worker: lease outage')
  })
})
