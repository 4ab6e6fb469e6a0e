import { describe, expect, it } from 'vitest'
import { analyze, type Report, render } from '../../../src/index.ts'

const message = async (report: Report): Promise<string> => render(report, 'slack')

describe('slack', () => {
  it('has for each incident a heading, the verdict, and the times in a code block', async () => {
    const text = await message(await analyze(['test/e2e/cases/evictions'], { year: 2026 }))
    expect(text).toMatch(/^\*leasegap: .* on 1 of \d nodes?\* \(2026-/)
    expect(text).toMatch(/\n\*demo-worker: lease outage, .*\*\n.*stopped renewing its lease/)
    expect(text).toMatch(/\n```\n\d\d:\d\d:\d\d +last renewal\n/)
    expect(text).toMatch(/\n```\nEvicted: default\/t20-a/)
  })

  it('escapes what would be a link, a mention or code', async () => {
    const report = await analyze(['samples/network-cut/logs'], { year: 2026 })
    const incidents = report.incidents.map((incident) => ({
      ...incident,
      node: '<!here> @all `x` & co',
      claims: [],
      verdict: 'see <https://x|y>',
    }))
    const text = await message({ ...report, incidents })
    expect(text).toContain("*&lt;!here&gt; ＠all 'x' &amp; co: lease outage")
    expect(text).toContain('see &lt;https://x|y&gt;')
  })

  it('marks times on another clock than that of the node', async () => {
    const text = await message(await analyze(['samples/network-cut/logs'], { year: 2026 }))
    expect(text).toMatch(/\n10:45:41\* +marked NotReady\n/)
    expect(text).toContain('* clock of the control plane\n')
  })

  it('counts the incidents that Slack would cut', async () => {
    const report = await analyze(['samples/network-cut/logs'], { year: 2026 })
    const [incident] = report.incidents
    if (!incident) throw new Error('the sample has an incident')
    const incidents = Array.from({ length: 1000 }, (_, i) => ({ ...incident, id: `i${i}`, number: i + 1 }))
    const text = await message({ ...report, incidents })
    expect(text.length).toBeLessThanOrEqual(4000)
    expect(text).toMatch(/\n_and 99\d more incidents_\n$/)
  })
})

describe('jira', () => {
  it('has the times in a block without format, and escapes what would format', async () => {
    const report = await analyze(['samples/network-cut/logs'], { year: 2026 })
    const incidents = report.incidents.map((incident) => ({
      ...incident,
      node: 'a-b -c- {color:red}[~all]!x!*_',
      claims: [],
      verdict: 'h',
    }))
    const text = await render({ ...report, incidents }, 'jira')
    expect(text).toMatch(/\n\{noformat\}\n\d\d:\d\d:\d\d/)
    expect(text).toContain('\n*a-b \\-c\\- \\{color:red\\}\\[\\~all\\]\\!x\\!\\*\\_: lease outage')
  })

  it('is longer than a message of Slack, and bounded', async () => {
    const report = await analyze(['samples/network-cut/logs'], { year: 2026 })
    const incidents = Array.from({ length: 1000 }, (_, i) => ({ ...report.incidents[0]!, id: `i${i}` }))
    const { length } = await render({ ...report, incidents }, 'jira')
    expect(length).toBeGreaterThan(10_000)
    expect(length).toBeLessThanOrEqual(32_767)
  })
})
