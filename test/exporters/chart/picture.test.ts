import { describe, expect, it } from 'vitest'
import type { Report } from '../../../src/model/index.ts'
import { fleetReport } from '../../support/fleet-fixture.ts'
import { REPORT } from '../../support/report-fixture.ts'
import { writeReport } from '../../support/write-report.ts'

describe('svg', { timeout: 60_000 }, () => {
  it('contains no script and escapes hostile texts', async () => {
    const [node] = REPORT.nodes
    const evil = '"><script>alert(1)</script>&'
    const report = { ...REPORT, nodes: [{ ...(node as Report['nodes'][number]), node: evil }] }
    const picture = await writeReport('svg', report)
    expect(picture).not.toContain('<script')
    expect(picture).toContain('&quot;&gt;&lt;script')
    expect(picture).not.toMatch(/ (href|on\w+)=/)
  })

  it('counts the nodes beyond the maximum of lanes', async () => {
    const fleet = { nodes: 250, seconds: 3600, troubledEvery: 10, incidentsEach: 1, renewIntervalSeconds: 60 }
    expect(await writeReport('svg', fleetReport(fleet))).toContain('50 more nodes')
  })
})
