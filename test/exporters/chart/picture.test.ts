import { describe, expect, it } from 'vitest'
import type { Report } from '../../../src/model/index.ts'
import { fleetReport } from '../../support/fleet-fixture.ts'
import { PLAIN, REPORT } from '../../support/report-fixture.ts'
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

  it('shows the nodes with the longest incidents and counts the others', async () => {
    const fleet = { nodes: 250, seconds: 3600, troubledEvery: 5, incidentsEach: 1, renewIntervalSeconds: 60 }
    const picture = await writeReport('svg', fleetReport(fleet))
    expect(picture.match(/class="lane"/g)).toHaveLength(40)
    expect(picture).toContain('Not shown: 10 more nodes with shorter incidents.')
    expect(picture).toContain('Not shown: 200 nodes without incidents.')
  })

  it('has the verdict and the date, and is light unless another theme is chosen', async () => {
    const picture = await writeReport('svg', { ...REPORT, incidents: REPORT.incidents.slice(0, 1) })
    expect(picture).toContain('stopped renewing its lease')
    expect(picture).toContain('>2026-11-22 UTC<')
    expect(picture).toContain('--paper: #ffffff')
    expect(picture).not.toContain('prefers-color-scheme')
    const dark = await writeReport('svg', REPORT, { ...PLAIN, theme: 'dark' })
    expect(dark).toContain('--paper: #111417')
  })
})
