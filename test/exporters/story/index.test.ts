/**
 * Stories of incidents. Those of the samples must equal test/e2e/stories/, which was reviewed against the logs.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readQuotes } from '../../../src/api/quotes.ts'
import { formatStories } from '../../../src/exporters/story/format.ts'
import { inStoryOrder, type Story, storiesOf } from '../../../src/exporters/story/index.ts'
import { analyze } from '../../../src/index.ts'
import type { Incident, Observation, Report } from '../../../src/model/index.ts'
import { HOSTILE, us } from '../../support/fixture-values.ts'
import { BARE, NO_BOUNDARIES } from '../../support/incident-fixture.ts'
import { OBSERVATIONS } from '../../support/observation-fixture.ts'
import { PLAIN, REPORT } from '../../support/report-fixture.ts'

const SAMPLES = { 'apiserver-down': 2026, lab: 2025, 'network-cut': 2026 }

describe.each(Object.entries(SAMPLES))('formatStories of sample %s', (name, year) => {
  it('prints the expected text', async () => {
    const inputs = [join('samples', name, 'logs')]
    const report = await analyze(inputs, { year })
    const stories = storiesOf(report, inStoryOrder(report))
    const quote = await readQuotes(
      inputs,
      stories.flatMap(({ sentences }) => sentences.flatMap(({ evidence }) => evidence)),
    )
    const sources = report.sources.map((source) => source.name)
    const text = [...formatStories(stories, sources, quote, { ...PLAIN, width: 100 })].join('')
    await expect(text).toMatchFileSnapshot(join('../../e2e/stories', `${name}.txt`))
  })
})

describe('formatStories of incidents with the same advice', () => {
  it('prints it once', () => {
    const incidents = ['a', 'b'].map((id, i) => ({ ...BARE, id, number: i + 1 }))
    const quote = () => ({ reason: 'none' })
    const text = [...formatStories(storiesOf({ ...REPORT, incidents }, incidents), [], quote, PLAIN)].join('')
    expect(text.match(/run leasegap again with this log/g)).toHaveLength(1)
    expect(text).toContain('Check next\n  since="')
    expect(text).toMatch(/\n {2}the same as for incident 1\n$/)
  })
})

const textsOf = ({ sentences }: Story): string[] => sentences.map(({ text }) => text)
const storyOf = (incident: Incident, report: Report = { ...REPORT, incidents: [incident] }): Story =>
  storiesOf(report, [incident])[0] as Story
const boundary = (
  time: string,
  clock: string,
  line: number,
): NonNullable<Incident['boundaries']['lastRenewal']> => ({
  atUs: us(time),
  earliestUs: us(time),
  latestUs: us(time),
  exact: true,
  clock,
  from: 'lease.renewed',
  source: 'kubelet.log',
  line,
})

describe('the order of sentences', () => {
  const incident: Incident = {
    ...BARE,
    id: 'demo-worker-1',
    node: 'demo-worker',
    startUs: us('10:45:30'),
    endUs: us('10:48:30'),
    open: false,
    boundaries: {
      ...NO_BOUNDARIES,
      lastRenewal: boundary('10:45:30', 'demo-worker', 1),
      firstRenewalAfter: boundary('10:48:30', 'demo-worker', 2),
      markedNotReady: boundary('10:44:44', 'control-plane', 3),
    },
  }
  const withOffset = (earliestSeconds: number, latestSeconds: number): Report => ({
    ...REPORT,
    incidents: [incident],
    nodes: REPORT.nodes.map((node) => ({
      ...node,
      clockOffset: {
        offsetSeconds: (earliestSeconds + latestSeconds) / 2,
        earliestSeconds,
        latestSeconds,
        pairs: 1,
      },
    })),
  })
  const lines = (report: Report): (number | undefined)[] =>
    storyOf(incident, report).sentences.flatMap(({ time, evidence }) => (time ? [evidence[0]?.line] : []))

  it('allows for a measured clock offset', () => {
    expect(lines(withOffset(89.9, 90.1))).toEqual([1, 3, 2])
    expect(textsOf(storyOf(incident, withOffset(89.9, 90.1)))).toContain(
      "The clock of demo-worker was 1m30s ahead of the control plane's; the order above takes this into account.",
    )
  })

  it('ignores an offset with bounds that include 0', () => {
    expect(lines(withOffset(-91, 1))).toEqual([3, 1, 2])
    expect(textsOf(storyOf(incident, withOffset(-91, 1))).join()).not.toContain('clock')
  })

  it('puts an event in whole seconds after the other events of its second', () => {
    const [seen] = OBSERVATIONS
    const stamped: Observation = {
      ...(seen as Observation),
      kind: 'node.tainted',
      taint: 'unreachable',
      effect: 'NoExecute',
      timeUs: us('10:45:31'),
      resolutionUs: 1_000_000,
      clock: 'control-plane',
      line: 9,
    } as Observation
    const failed: Observation = {
      ...stamped,
      kind: 'node.registered',
      timeUs: us('10:45:31.5'),
      resolutionUs: 1,
      line: 8,
    }
    const report = { ...REPORT, incidents: [incident], timeline: [stamped, failed].map(entry) }
    expect(lines(report)).toEqual([3, 1, 8, 9, 2])
  })

  it('puts a cluster-outage before its members', () => {
    expect(inStoryOrder(REPORT).map(({ id }) => id)).toEqual([
      'cluster@2026-11-22T10:44:46.909546Z',
      'demo-worker@2026-11-22T10:44:46.909546Z',
      '__proto__@1',
    ])
  })
})

const entry = (observation: Observation): Report['timeline'][number] => ({ observation, omitted: 0 })

describe('storiesOf', () => {
  const [failure] = OBSERVATIONS as readonly [Observation]

  it('leaves out events of other nodes, before the incident and long after it', () => {
    const incident = {
      ...BARE,
      node: 'demo-worker',
      startUs: us('10:50:00'),
      endUs: us('10:51:00'),
      open: false,
    }
    const at = (time: string, node: string): Observation =>
      ({
        ...failure,
        kind: 'kubelet.started',
        timeUs: us(time),
        node,
        pid: Number(time.slice(6, 8)),
      }) as Observation
    const timeline = [
      at('10:49:01', 'demo-worker'),
      at('10:50:02', 'demo-worker'),
      at('10:50:03', 'demo-worker2'),
      at('10:51:04', 'demo-worker'),
      at('10:51:11', 'demo-worker'),
    ].map(entry)
    expect(
      textsOf(storyOf(incident, { ...REPORT, incidents: [incident], timeline })).filter((text) =>
        text.includes('started'),
      ),
    ).toEqual(['A kubelet started on demo-worker (pid 2).', 'A kubelet started on demo-worker (pid 4).'])
  })

  it('counts evictions from the ninth on', () => {
    const evictions = Array.from({ length: 11 }, (_, i) => ({
      pod: `default/web-${i}`,
      atUs: us('10:55:00') + i,
      source: 'kcm.log',
      line: 100 + i,
      tiedBy: 'audit' as const,
    }))
    const texts = textsOf(storyOf({ ...BARE, node: 'n', evictions })).filter((text) =>
      text.includes('evicted'),
    )
    expect(texts.length).toBe(9)
    expect(texts[0]).toBe('Pod default/web-0 was evicted (n is known from the audit log).')
    expect(texts[8]).toBe('Until then 3 more pods were evicted.')
  })

  it('reports a missing mark at its latest expected time', () => {
    const { sentences } = storyOf({
      ...BARE,
      expected: {
        markedNotReady: { earliestUs: us('10:50:40'), latestUs: us('10:50:50') },
        firstEviction: null,
        reason: null,
      },
      deviation: { markedNotReady: 'never', reason: null },
    })
    const never = sentences.find(({ text }) => text.includes('never did'))
    expect(never?.time?.atUs).toBe(us('10:50:50'))
  })

  it('prints no hidden character of any text of a log', () => {
    const incident: Incident = {
      ...BARE,
      id: HOSTILE,
      node: HOSTILE,
      evictions: [{ pod: HOSTILE, atUs: us('10:51:00'), source: HOSTILE, line: 1, tiedBy: 'audit' }],
      deviation: { markedNotReady: null, reason: 'not-covered' },
      boundaries: {
        ...NO_BOUNDARIES,
        lastRenewal: { ...boundary('10:50:00', HOSTILE, 4), source: HOSTILE },
        markedNotReady: boundary('10:50:40', `other ${HOSTILE}`, 5),
      },
    }
    const stories = storiesOf({ ...REPORT, incidents: [incident] }, [incident])
    for (const quote of [{ text: HOSTILE.repeat(20) }, { reason: HOSTILE }]) {
      const text = [...formatStories(stories, [HOSTILE, 'b'], () => quote, PLAIN)].join('')
      expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      expect(text.split('\n').filter((line) => line.startsWith('forged'))).toEqual([])
    }
  })
})
