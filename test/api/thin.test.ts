/** Thinned readings: the report is that of the logs, but for what it lists as approximate. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { analyzeWithin } from '../../src/api/analyze.ts'
import { readThinned } from '../../src/api/read.ts'
import {
  type AnalyzeOptions,
  analyze,
  type Content,
  type Inputs,
  type JsonValue,
  type Report,
  render,
  select,
  toJson,
} from '../../src/index.ts'
import type { ThinSettings } from '../../src/store/reading-lines/thin-part.ts'
import { SECOND_US } from '../../src/time/instant.ts'
import { healthyHours, hoursWithCut, movedLines } from '../support/repeated-log.ts'
import { saved } from '../support/saved-readings.ts'

/** Short logs have no whole hours. */
const MINUTES: ThinSettings = { cellUs: 60 * SECOND_US, leastRenewals: 1, marginUs: 90 * SECOND_US }

const OPTIONS: AnalyzeOptions = { year: 2026 }

const folders = [
  ...readdirSync('test/e2e/cases').map((name) => join('test/e2e/cases', name)),
  ...readdirSync('samples').map((name) => join('samples', name, 'logs')),
]

async function thinned(inputs: Inputs, settings?: ThinSettings): Promise<string> {
  if (!settings) return saved(inputs, { thin: true })
  let text = ''
  for await (const line of readThinned(settings, inputs)) text += line
  return text
}

const readingOf = (...texts: string[]): Content => ({ name: 'x.reading', data: texts.join('') })

type Json = { readonly [name: string]: JsonValue }

/** All that the assumption about renewals that are left out does not name. */
function exactPart(report: Report): JsonValue {
  const { assumptions, nodes, ...rest } = toJson(report) as unknown as Json & { nodes: Json[] }
  const { thinnedRenewals: _, ...others } = assumptions as Json
  return {
    ...rest,
    assumptions: others,
    nodes: nodes.map(({ clockOffset: _offset, heartbeat, ...node }) => {
      const { intervalSeconds, ...known } = heartbeat as Json
      const { p50: _50, p95: _95, p99: _99, ...exact } = intervalSeconds as Json
      return { ...node, heartbeat: { ...known, intervalSeconds: exact } }
    }),
  }
}

const leftOut = ({ assumptions }: Report): unknown =>
  assumptions.find(({ name }) => name === 'thinnedRenewals')?.value ?? 0

describe.each(folders)('the thinned reading of %s', (folder) => {
  it('gives the report of the logs', async () => {
    const whole = await analyze(folder, OPTIONS)
    const thin = await analyze(readingOf(await thinned(folder, MINUTES)), OPTIONS)
    expect(exactPart(thin)).toEqual(exactPart(whole))
  })
})

const HOURS = 12
const lines = hoursWithCut('worker-1', HOURS)
const log = (from = 0, to = 1, name = 'kubelet.log'): Content => ({
  name,
  data: `${lines.slice(Math.floor(from * lines.length), Math.floor(to * lines.length)).join('\n')}\n`,
})
const whole = await analyze(log(), OPTIONS)
const text = await thinned(log())
const thin = await analyze(readingOf(text), OPTIONS)

describe('the thinned reading of hours with an outage', () => {
  it('leaves out most renewals', () => {
    expect(whole.nodes[0]?.heartbeat.renewals).toBeGreaterThan(4000)
    expect(leftOut(thin)).toBeGreaterThan(3000)
  })

  it('takes few bytes for an hour without anything else', async () => {
    const longer = await thinned({ name: 'kubelet.log', data: hoursWithCut('worker-1', 48).join('\n') })
    expect((longer.length - text.length) / (48 - HOURS)).toBeLessThan(150)
  })

  it('gives the report of the log', () => {
    expect(exactPart(thin)).toEqual(exactPart(whole))
  })

  it('gives quantiles within 1 %, and all else of the distributions', () => {
    const [a, b] = [whole.nodes[0]?.heartbeat, thin.nodes[0]?.heartbeat]
    expect(b?.latencyMs).toEqual(a?.latencyMs)
    for (const share of ['p50', 'p95', 'p99'] as const) {
      const exact = a?.intervalSeconds[share] ?? 0
      expect(Math.abs((b?.intervalSeconds[share] ?? 0) - exact)).toBeLessThanOrEqual(exact / 100)
    }
  })

  it('is the same for a node whose reading is kept in a file', async () => {
    const stored = await analyzeWithin(0, readingOf(text), OPTIONS)
    expect(toJson(stored)).toEqual(toJson(thin))
  })

  it('is the same if it is read again', async () => {
    const again = await saved(readingOf(text))
    expect(toJson(await analyze(readingOf(again), OPTIONS))).toEqual(toJson(thin))
    expect(await saved(readingOf(again), { thin: true })).toContain(text.split('\n')[1])
  })

  it('takes the year at the analysis', async () => {
    const year = { year: 2025 }
    expect(exactPart(await analyze(readingOf(text), year))).toEqual(exactPart(await analyze(log(), year)))
  })

  it('lists heartbeats with times that a line prints, and no others', () => {
    const all = new Map([...whole.heartbeats()].map((heartbeat) => [heartbeat.atUs, heartbeat]))
    for (const heartbeat of thin.heartbeats()) {
      const { intervalSeconds, ...exact } = all.get(heartbeat.atUs) ?? { intervalSeconds: null }
      expect(heartbeat).toMatchObject(exact)
      expect([null, intervalSeconds]).toContain(heartbeat.intervalSeconds)
    }
  })

  it('draws a node that renews as renewing', async () => {
    expect(await render(thin, 'table')).toBe(await render(whole, 'table'))
  })
})

describe('thinned readings of parts of one log', () => {
  it.each([
    ['one after the other', 0.4, 0.4],
    ['with the same hours in both', 0.3, 0.6],
    ['the one within the other', 0.2, 1],
  ])('give the report of the log: %s', async (_, from, to) => {
    const parts = [log(0, to, 'a.log'), log(from, 1, 'b.log')]
    const texts = await Promise.all(parts.map((part) => thinned(part)))
    const expected = exactPart(await analyze(parts, OPTIONS))
    expect(exactPart(await analyze(readingOf(...texts), OPTIONS))).toEqual(expected)
    expect(exactPart(await analyze(readingOf(...texts.reverse()), OPTIONS))).toEqual(expected)
    const [first, second] = parts as [Content, Content]
    for (const mixed of [
      [first, readingOf(await thinned(second))],
      [readingOf(await thinned(first)), second],
    ])
      expect(exactPart(await analyze(mixed, OPTIONS))).toEqual(expected)
  })
})

describe('a part of the time of a thinned reading', () => {
  const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`) * 1000
  const within = (report: Report): Report =>
    select(report, { sinceUs: at('02:30:00'), untilUs: at('08:20:00') })

  it('has about as many renewals, and no time of one that is left out', () => {
    const [a, b] = [within(whole).nodes[0]?.heartbeat, within(thin).nodes[0]?.heartbeat]
    expect(Math.abs((b?.renewals ?? 0) - (a?.renewals ?? 0))).toBeLessThanOrEqual(2)
    expect([b?.firstAtUs, b?.lastAtUs]).toEqual([null, null])
  })

  it('names of how many renewals the latencies are', async () => {
    const minutes = select(thin, { sinceUs: at('02:00:00'), untilUs: at('02:40:00') })
    expect(await render(minutes, 'wide')).toMatch(/ renewals, 1 of them\s+answered in /)
  })

  it('states that their number is approximate, where the time cuts an hour of the node', async () => {
    const codes = ({ notes }: Report): string[] => notes.map(({ code }) => code)
    expect(codes(within(thin))).toContain('thinned-part')
    expect(await render(within(thin), 'table')).toMatch(
      /renewals of\s+worker-1 out: the number of\s+renewals/,
    )
    expect(codes(within(whole))).not.toContain('thinned-part')
    expect(codes(select(thin, { nodes: ['worker-2'], sinceUs: at('02:30:00') }))).not.toContain(
      'thinned-part',
    )
    expect(codes(select(thin, { sinceUs: at('00:00:00') }))).not.toContain('thinned-part')
  })

  it('has the distributions of its whole hours', () => {
    const [a, b] = [within(whole).nodes[0]?.heartbeat, within(thin).nodes[0]?.heartbeat]
    expect(b?.intervalSeconds.count).toBeGreaterThan(5 * 340)
    expect(b?.intervalSeconds.count).toBeLessThan(a?.intervalSeconds.count ?? 0)
    expect(b?.intervalSeconds.max).toBeLessThanOrEqual(a?.intervalSeconds.max ?? 0)
  })
})

describe('a controller that marks a node within hours of routine renewals', () => {
  const data = movedLines('test/e2e/cases/network-cut-v6/kube-controller-manager.log', 'worker-1', 5.45)
  const controller: Content = { name: 'controller.log', data: data.join('\n') }

  it('marked a node that renewed, by the thinned reading as by the log', async () => {
    const healthy = { name: 'kubelet.log', data: healthyHours('worker-1', 12).join('\n') }
    const expected = await analyze([healthy, controller], OPTIONS)
    expect(expected.incidents).toMatchObject([{ kind: 'not-ready' }])
    const found = await analyze([readingOf(await thinned(healthy)), controller], OPTIONS)
    expect(leftOut(found)).toBeGreaterThan(3000)
    expect(exactPart(found)).toEqual(exactPart(expected))
  })
})

describe('Leases beside a thinned reading', () => {
  const lease = (time: string): string =>
    JSON.stringify({
      kind: 'Lease',
      apiVersion: 'coordination.k8s.io/v1',
      metadata: { name: 'worker-1', namespace: 'kube-node-lease' },
      spec: { holderIdentity: 'worker-1', leaseDurationSeconds: 40, renewTime: `2026-11-22T${time}Z` },
    })

  it('report renewals that are counted already', async () => {
    const [, middle] = [...whole.heartbeats()].filter(({ atUs }) => atUs % 3_600_000_000 > 1.2e9)
    const startedUs = (middle?.startedAtUs ?? 0) - 2000
    const time = new Date(Math.floor(startedUs / 1000)).toISOString().slice(11, 23)
    const leases = {
      name: 'leases.json',
      data: `${lease(`${time}${String(startedUs % 1000).padStart(3, '0')}`)}\n`,
    }
    const expected = await analyze([log(), leases], OPTIONS)
    const found = await analyze([readingOf(text), leases], OPTIONS)
    expect(exactPart(found)).toEqual(exactPart(expected))
    expect(found.nodes[0]?.heartbeat.renewals).toBe(whole.nodes[0]?.heartbeat.renewals)
  })
})

describe('a thinned reading', () => {
  it('is compressed to a few bytes for an hour', () => {
    expect(gzipSync(text).length).toBeLessThan(10_000)
  })
})
