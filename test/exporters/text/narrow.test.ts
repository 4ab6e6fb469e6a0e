/** The table on narrow terminals and with long names: no line is wider than the terminal, and names stay distinct. */
import { describe, expect, it } from 'vitest'
import { formatStories } from '../../../src/exporters/story/format.ts'
import { analyze, type Report, render, stories } from '../../../src/index.ts'
import { displayWidth } from '../../../src/text/printable.ts'

const LONG = `${'a'.repeat(60)}.${'b'.repeat(63)}.${'c'.repeat(63)}.worker`
const CASES = ['samples/lab/logs', 'samples/network-cut/logs', 'test/e2e/cases/all-nodes-cut']

/** The report with long names that differ near the end, in a domain that they share. */
function withLongNames(report: Report): Report {
  const text = JSON.stringify(report).replace(
    /demo-worker(\d?)/g,
    (_, n: string) => `${LONG}-${n}.${'d'.repeat(50)}`,
  )
  return { ...(JSON.parse(text) as Report), heartbeats: () => [] }
}

describe.each([40, 60, 80])('on %i columns', (width) => {
  it.each(CASES)('the table of %s has no longer line', async (logs) => {
    const report = await analyze([logs], { year: 2026 })
    for (const shown of [report, withLongNames(report)]) {
      const lines = (await render(shown, 'table', { width })).split('\n')
      expect(lines.filter((line) => displayWidth(line) > width)).toEqual([])
    }
  })

  it('the list of incidents tells cluster outages apart', async () => {
    const report = await analyze(['test/e2e/cases/all-nodes-cut'], { year: 2026 })
    const [group] = report.incidents.filter(({ members }) => members !== undefined)
    if (!group) throw new Error('the case has a cluster outage')
    const groups = [3, 17].map((affected, i) => ({
      ...group,
      id: `g${i}`,
      number: i + 1,
      affected,
      seen: 200,
    }))
    const text = await render({ ...report, incidents: groups }, 'table', { width })
    expect(text).toMatch(/^ +1\. {2}3 of 200 nodes /m)
    expect(text).toMatch(/^ +2\. {2}17 of 200 nodes /m)
  })
})

it('explain prints heading and id in full on 40 columns', async () => {
  const report = withLongNames(await analyze(['samples/network-cut/logs'], { year: 2026 }))
  const text = [
    ...formatStories(stories(report), [], () => ({ reason: 'none' }), {
      timeZone: 'UTC',
      color: false,
      width: 40,
    }),
  ].join('')
  const joined = text.replaceAll('\n', '')
  expect(joined).toContain(report.incidents[0]?.id)
  expect(joined).toMatch(/3m32s, network ?unreachable/)
})
