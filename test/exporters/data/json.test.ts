import { describe, expect, it } from 'vitest'
import { formatTimelineEntry } from '../../../src/exporters/data/json.ts'
import type { Observation, Report, TimelineEntry } from '../../../src/model/index.ts'
import { escapeHidden } from '../../../src/text/printable.ts'
import { HOSTILE } from '../../support/fixture-values.ts'
import { EMPTY_REPORT, PLAIN, REPORT } from '../../support/report-fixture.ts'
import { exporterOf, writeReport } from '../../support/write-report.ts'

describe('json', () => {
  it('contains the fields of the contract', async () => {
    const text = await writeReport('json')
    const report = JSON.parse(text)
    expect(Object.keys(report)).toEqual([
      'schemaVersion',
      'leasegap',
      'window',
      'assumptions',
      'sources',
      'nodes',
      'incidents',
      'causes',
      'timeline',
      'unassignedEvictions',
      'warnings',
      'notes',
      'problems',
    ])
    expect(report.window).toEqual({
      start: '2026-11-22T10:31:02.000000Z',
      end: '2026-11-22T11:02:47.000000Z',
    })
    const [closed, bare, cluster] = report.incidents
    expect(closed.boundaries.lastRenewal).toEqual({
      at: '2026-11-22T10:44:46.909546Z',
      earliest: '2026-11-22T10:44:46.900546Z',
      latest: '2026-11-22T10:44:46.909546Z',
      exact: true,
      clock: 'demo-worker',
      from: 'lease.renewed',
      source: 'kubelet.log',
      line: 10380,
    })
    expect(closed.intervalBounds.detectionSeconds).toEqual([44.3, null])
    expect(closed.retries.observedIntervalsSeconds.min).toBe(7)
    expect(closed.cause.error).toBe(HOSTILE)
    expect(closed.expected.firstEviction).toEqual({ earliest: '2026-11-22T10:50:24.000000Z', latest: null })
    expect(closed).not.toHaveProperty('members')
    expect(bare).toMatchObject({ node: '__proto__', end: null, open: true, faultWindow: null })
    expect(Object.values(bare.boundaries)).toEqual(Array(9).fill(null))
    expect(cluster).toMatchObject({ node: null, first: 'demo-worker', affected: 2, seen: 3 })
    expect(report.timeline[0].count).toBe(17)
    expect(report.timeline[1]).not.toHaveProperty('count')
    expect(report.problems[0]).toEqual({
      code: 'broken-record',
      source: HOSTILE,
      line: 17,
      offset: 900,
      count: 3,
      excerpt: HOSTILE,
    })
  })

  it('equals the output of JSON.stringify with two blanks, but for the timeline', async () => {
    for (const report of [{ ...REPORT, timeline: [] }, EMPTY_REPORT]) {
      const text = await writeReport('json', report)
      // JSON.stringify does not escape hidden characters.
      const visible = text.replace(/\\u(?:00[7-9]|20|d8)[0-9a-f]+/g, (unit) => JSON.parse(`"${unit}"`))
      const again = JSON.stringify(JSON.parse(text), null, 2).replaceAll('\\ud800', '\ud800')
      expect(visible).toBe(`${again}\n`)
    }
  })

  it('prints each entry of the timeline on a line, as CSV formats it', async () => {
    const [first] = REPORT.timeline
    const entry = (observation: Partial<Observation>, omitted: number): TimelineEntry => ({
      observation: { ...(first as TimelineEntry).observation, ...observation } as Observation,
      omitted,
    })
    const aligned = { alignedFrom: HOSTILE } as Partial<Observation>
    const timeline = [
      ...REPORT.timeline,
      entry({}, 0),
      entry(aligned, 0),
      entry(aligned, 3),
      entry({ node: HOSTILE }, 3),
    ]
    const text = await writeReport('json', { ...REPORT, timeline })
    const begin = '"timeline": [\n'
    const lines = text
      .slice(text.indexOf(begin) + begin.length, text.indexOf('\n  ],\n  "unassignedEvictions"'))
      .split(',\n')
    expect(lines).toEqual(
      timeline.map((one) => `    ${escapeHidden(JSON.stringify(formatTimelineEntry(one)))}`),
    )
  })

  it('streams a long timeline in small pieces', async () => {
    const entry = REPORT.timeline[0] as Report['timeline'][number]
    let longest = 0
    let pieces = 0
    const long = { ...REPORT, timeline: Array(5000).fill(entry) }
    for await (const piece of exporterOf('json').write(long, PLAIN)) {
      longest = Math.max(longest, piece.length)
      pieces++
    }
    expect(pieces).toBeGreaterThan(5000)
    expect(longest).toBeLessThan(10_000)
  })
})

describe('ndjson', () => {
  it('contains one line per incident, equal to the incidents of json', async () => {
    const lines = (await writeReport('ndjson')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(await writeReport('json')).incidents)
    expect(await writeReport('ndjson', EMPTY_REPORT)).toBe('')
  })
})
