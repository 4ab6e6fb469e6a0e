/** The bound on the observations of one source: what follows it is unknown, not silent. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { analyzeReadings } from '../../src/analysis/index.ts'
import { analyze } from '../../src/api/analyze.ts'
import { observe } from '../../src/api/observe.ts'
import type { Observation, Problem, Report } from '../../src/model/index.ts'
import { MAX_OBSERVATIONS } from '../../src/read/read-input.ts'
import * as readers from '../../src/read/read-source.ts'
import { StringPool } from '../../src/store/string-pool.ts'
import { sourceOf } from '../support/read-text.ts'

const CASE = 'test/e2e/cases/network-cut-v2'
const KUBELET = readFileSync(join(CASE, 'kubelet.log'), 'utf8')
const CONTROLLER = readFileSync(join(CASE, 'kube-controller-manager.log'), 'utf8')
const CHATTY = readFileSync('samples/network-cut/logs/kubelet.log', 'utf8')

async function reportOf(log: string, maxObservations?: number): Promise<Report> {
  // Every line is decoded. Otherwise the reader would decode, besides the lines with literals, the last line of the log.
  const settings = { zone: () => 0, year: 2026, nowUs: 0, node: null, alsoDecode: 'all' } as const
  const bounded = maxObservations === undefined ? settings : { ...settings, maxObservations }
  const reader = await readers.readSource(sourceOf(log), bounded, (o, from) => from.keep(o))
  return analyzeReadings([reader.reading()], {
    leasegap: '0',
    graceSeconds: null,
    renewIntervalSeconds: null,
    assumptions: [],
    all: true,
  })
}

/** The report without its counts. */
function withoutCounts({ window, nodes, incidents, causes, timeline, warnings, sources }: Report): unknown {
  const coverage = sources.map((s) => [s.firstAtUs, s.lastAtUs, s.coverage, s.observations])
  return { window, nodes, incidents, causes, timeline, warnings, coverage }
}

const limitsOf = ({ problems }: Report): Problem[] => problems.filter(({ code }) => code === 'limit-reached')

describe('a source beyond its bound of observations', () => {
  it.each([
    ['a kubelet', KUBELET],
    ['a kubelet that prints requests', CHATTY],
    ['a controller', CONTROLLER],
  ])('is reported as if the log of %s ended there', async (_, log) => {
    const lines = log.trimEnd().split('\n')
    const { sources } = await reportOf(log)
    const all = sources[0]?.observations as number
    expect(all).toBeGreaterThan(10)
    let reached = 0
    for (let bound = 1; bound < all; bound += 1 + Math.floor(all / 40)) {
      const report = await reportOf(log, bound)
      const [limit] = limitsOf(report)
      if (!limit) continue
      reached++
      const before = lines.slice(0, (limit.line as number) - 1)
      expect(withoutCounts(report)).toEqual(withoutCounts(await reportOf(`${before.join('\n')}\n`)))
    }
    expect(reached).toBeGreaterThan(5)
  })

  it('does not end an outage because no failure follows', async () => {
    // Below -v=6 a kubelet does not log renewals: only the end of the failures shows one.
    const whole = await reportOf(KUBELET)
    expect(whole.incidents).toMatchObject([{ kind: 'lease-outage', open: false }])
    const half = await reportOf(KUBELET, 24)
    expect(half.incidents).toMatchObject([
      { kind: 'lease-outage', open: true, boundaries: { firstRenewalAfter: null } },
    ])
  })

  it('has one problem, with the first line and the number of the omitted records', async () => {
    const log = CONTROLLER.trimEnd().split('\n')
    expect(limitsOf(await reportOf(CONTROLLER, log.length + 1))).toEqual([])
    const [limit, ...others] = limitsOf(await reportOf(CONTROLLER, 10))
    const line = limit?.line as number
    expect(others).toEqual([])
    expect(line).toBeGreaterThan(10)
    expect(limit).toMatchObject({ source: 'test.log', count: log.length - line + 1 })
    expect(limit?.offset).toBe(Buffer.byteLength(`${log.slice(0, line - 1).join('\n')}\n`))
  })

  // The analysis keeps another object for each.
  it('counts each failed attempt twice', async () => {
    const log = `${KUBELET.split('\n').find((line) => line.includes('Failed to update lease'))}\n`.repeat(9)
    expect((await reportOf(log, 8)).sources[0]?.observations).toBe(4)
  })

  it('counts an observation with a long text as several', async () => {
    const error = 'x'.repeat(100_000)
    const log = Array.from(
      { length: 10 },
      (_, i) =>
        `E1122 10:45:${10 + i}.088056    1153 controller.go:195] "Failed to update lease" err="${i} ${error}"\n`,
    ).join('')
    expect((await reportOf(log, 100)).sources[0]?.observations).toBe(2)
  })
})

it('analyze bounds the observations of every source, and observe does not', async () => {
  const analyzed = vi.spyOn(readers, 'readOpened')
  await analyze(['samples/lab'])
  expect(analyzed.mock.calls.length).toBeGreaterThan(0)
  for (const [, settings] of analyzed.mock.calls) expect(settings.maxObservations).toBe(MAX_OBSERVATIONS)
  analyzed.mockRestore()
  const observed = vi.spyOn(readers, 'readSource')
  for await (const _ of observe(['samples/lab']));
  expect(observed.mock.calls.length).toBeGreaterThan(0)
  for (const [, settings] of observed.mock.calls) expect(settings.maxObservations).toBe(undefined)
  observed.mockRestore()
})

describe('StringPool', () => {
  const stale = (node: string): Observation =>
    ({ kind: 'node.stale', node, durationSeconds: 40.5 }) as unknown as Observation
  const interned = (pool: StringPool, node: string): Observation => {
    const o = stale(node)
    pool.internTexts(o)
    return o
  }

  it('does not change a text, even with lone surrogates and beyond its capacity', () => {
    const pool = new StringPool()
    const odd = ['demo-worker', 'lone\ud800high', '\u00e4\u{1f600}', '', '__proto__']
    const many = Array.from({ length: 25_000 }, (_, i) => `n${i}`)
    for (const node of [...odd, ...many, ...odd]) expect(interned(pool, node)).toEqual(stale(node))
  })
})
