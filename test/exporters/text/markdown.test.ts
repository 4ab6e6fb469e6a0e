/** The draft of a post-mortem: its content, and that no text of a log is active Markdown. */
import { describe, expect, it } from 'vitest'
import { write } from '../../../src/exporters/text/markdown.ts'
import {
  codeBlock,
  codeCell,
  codeSpan,
  escapeBlock,
  escapeText,
} from '../../../src/exporters/text/markdown-text.ts'
import type { Eviction, Incident, Observation, Report, TimelineEntry } from '../../../src/model/index.ts'
import { HOSTILE } from '../../support/fixture-values.ts'
import { BARE } from '../../support/incident-fixture.ts'
import { EMPTY_REPORT, PLAIN, REPORT, written } from '../../support/report-fixture.ts'

const draft = (report: Report): Promise<string> => written(write(report, PLAIN))
const CLOSED = REPORT.incidents[0] as Incident

describe('markdown', () => {
  it('has the sections of a post-mortem', async () => {
    const text = await draft({ ...REPORT, incidents: [CLOSED] })
    const headings = text.split('\n').filter((line) => line.startsWith('#'))
    expect(headings).toEqual([
      '# demo-worker: lease outage',
      '## Summary',
      '## Impact',
      '## Timeline',
      '## Root cause',
      '## Detection',
      '## Resolution',
      '## Open questions',
      '## Action items',
      '## Evidence',
    ])
    expect(text).toContain(
      '| 2026-11-22 10:44:56.909 | demo-worker | first failed attempt | `kubelet.log:10385` |',
    )
    expect(text).toContain(
      '| 2026-11-22 10:44:42.0 – 10:44:47.0 \\* | demo-worker | last seen by controller |',
    )
    expect(text).toContain('| silence | 1m17s |  |')
    expect(text).toContain('| detection | at least 44.3 s | by two clocks |')
    expect(text).toContain("- network unreachable, on the node's network (confidence high)")
  })

  it('asks the questions that an open outage without evidence leaves open', async () => {
    const text = await draft({ ...REPORT, incidents: [BARE], problems: [] })
    const section = text.slice(text.indexOf('## Open questions'), text.indexOf('## Action items'))
    const questions = section.split('\n').filter((line) => line.startsWith('- [ ] '))
    expect(questions.map((line) => line.slice(6, line.indexOf('?') + 1))).toEqual([
      'When exactly did the last renewal succeed?',
      'When did the control plane mark the node NotReady, if it did?',
      'When was it over?',
      'Why did the renewals fail?',
      'What was changed, deployed or repaired at that time?',
      'Who noticed, how, and how long after the fault began?',
    ])
  })

  it('lists all incidents, and details each in its sections but for what a cluster outage says of all', async () => {
    const text = await draft(REPORT)
    expect(text).toContain('| # | Node | What | Start | Length | Cause |')
    const sectionOf = (heading: string): string => text.slice(text.indexOf(heading)).split('\n## ')[0] ?? ''
    expect(sectionOf('## Root cause')).toContain('2 of 3 nodes, cluster outage')
    expect(sectionOf('## Detection')).toContain('demo-worker, lease outage')
    expect(sectionOf('## Detection')).not.toContain('cluster outage')
  })

  it('puts evictions and disruption mode of the controller into the timeline', async () => {
    const eviction: Eviction = {
      pod: 'default/web',
      atUs: CLOSED.startUs + 60e6,
      source: 'kcm.log',
      line: 9,
      tiedBy: 'only-tainted-node',
    }
    const entered: Observation<'cluster.disruption-entered'> = {
      ...(REPORT.timeline[0] as TimelineEntry).observation,
      kind: 'cluster.disruption-entered',
      timeUs: CLOSED.startUs + 61e6,
      source: 'kcm.log',
      line: 10,
    }
    const text = await draft({
      ...REPORT,
      incidents: [{ ...CLOSED, evictions: [eviction] }],
      timeline: [{ observation: entered, omitted: 0 }],
    })
    expect(text).toMatch(
      /\| demo-worker \| evicted default\/web \| `kcm\.log:9` \|\n.*held evictions back \| `kcm\.log:10`/,
    )
    expect(text).toContain('- 1 pod evicted: default/web')
  })

  it('reports that an empty report has no incident', async () => {
    expect(await draft(EMPTY_REPORT)).toContain('No incident was found.')
  })

  it('prints times in the chosen zone', async () => {
    const pieces = write({ ...REPORT, incidents: [CLOSED] }, { ...PLAIN, timeZone: 'Europe/Berlin' })
    expect(await written(pieces)).toContain(
      '| 2026-11-22 11:44:56.909 | demo-worker | first failed attempt |',
    )
  })

  it('keeps the columns of every table row, whatever names contain', async () => {
    const evil = `a|b\\|c\`d<img onerror=x>${HOSTILE}`
    const boundary = CLOSED.boundaries.firstFailure as NonNullable<Incident['boundaries']['firstFailure']>
    const incident: Incident = {
      ...CLOSED,
      node: evil,
      verdict: evil,
      boundaries: { ...CLOSED.boundaries, firstFailure: { ...boundary, source: evil, clock: evil } },
    }
    const text = await draft({ ...REPORT, incidents: [incident, incident] })
    expect(text).not.toContain('<img')
    const rows = text.split('\n').filter((line) => line.startsWith('|'))
    // In GFM a bar ends a cell unless it is escaped.
    const cells = rows.map((row) => row.replace(/\\./g, '').split('|').length - 2)
    let width = 0
    for (const [i, row] of rows.entries()) {
      if (/^\|( --- \|)+$/.test(rows[i + 1] ?? '')) width = cells[i] as number
      expect([row, cells[i]]).toEqual([row, width])
    }
  })
})

describe('escapeText, escapeBlock and codeSpan', () => {
  it.each([
    ['a*b_c', 'a\\*b\\_c'],
    ['[x](y)', '\\[x\\](y)'],
    ['<b>&amp;', '&lt;b&gt;&amp;amp;'],
    ['`x`', '\\`x\\`'],
    ['a|b\\', 'a\\|b\\\\'],
    ['@team', '&#64;team'],
    ['#12', '&#35;12'],
    [
      'see https://evil.example and www.evil.example',
      'see https&#58;//evil.example and www&#46;evil.example',
    ],
    ['line\nbreak', 'line\\\\nbreak'],
  ])('keep %j text', (text, expected) => {
    expect(escapeText(text)).toBe(expected)
  })

  it.each([
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['===', '\\==='],
    ['+ item', '\\+ item'],
    ['# item', '&#35; item'],
  ])('let %j start no block', (text, expected) => {
    expect(escapeBlock(text)).toBe(expected)
  })

  it('fence code with more backticks than it contains', () => {
    expect(codeSpan('a``b')).toBe('```a``b```')
    expect(codeSpan('`')).toBe('`` ` ``')
    expect(codeBlock('x\n```\ny')).toBe('````text\nx\\n```\\ny\n````\n\n')
    expect(codeCell('a|b')).toBe('a\\|b')
  })
})
