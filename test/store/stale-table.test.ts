/** Stale lines in columns are what was put into them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeCondition } from '../../src/model/index.ts'
import { ProblemCounter } from '../../src/read/problem-counter.ts'
import { MANY_STALE_LINES, ProcessCollector } from '../../src/read/process-collector.ts'
import { isCompact, type Stale, StaleTable } from '../../src/store/stale-table.ts'
import { StringPool } from '../../src/store/string-pool.ts'
import { parseGoDuration } from '../../src/time/go-time.ts'

const CONDITIONS = ['Ready', 'MemoryPressure'].map((type): NodeCondition => {
  const times = { lastHeartbeatTime: null, lastTransitionTime: '2026-11-22T10:43:41.000000Z' }
  return { type, status: 'Unknown', reason: 'NodeStatusUnknown', message: null, ...times }
})

const told: fc.Arbitrary<Stale> = fc.record({
  timeUs: fc.integer({ min: 0, max: 4e15 }),
  resolutionUs: fc.constantFrom(1, 1000),
  clock: fc.constant('control-plane'),
  source: fc.constant('kcm.log'),
  line: fc.integer({ min: 1, max: 1e9 }),
  pid: fc.constantFrom(null, 1),
  host: fc.constant(null),
  kind: fc.constant('node.stale' as const),
  node: fc.constant('worker-1'),
  conditionType: fc.constantFrom('Ready', 'MemoryPressure', null),
  durationSeconds: fc.integer({ min: 0, max: 1e15 }).map((nanoseconds) => nanoseconds / 1e9),
  condition: fc.constantFrom(...CONDITIONS, null),
  component: fc.constant('kube-controller-manager' as const),
})

function linesOf(all: readonly Stale[]): StaleTable {
  const lines = new StaleTable()
  for (const o of all) if (isCompact(o)) lines.add({ ...o })
  return lines
}

describe('what is put in', () => {
  it('comes out, key by key in the order of what was put in', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 150 }), (all) => {
        const lines = linesOf(all)
        expect(JSON.stringify(lines.list())).toBe(JSON.stringify(all))
        expect(lines.length).toBe(all.length)
        lines.trim()
        const again = new StaleTable(structuredClone(lines.packed()))
        expect(again.list()).toEqual(all)
        expect(new StaleTable(again.packed()).list()).toEqual(all)
      }),
      { seed: 20261122, numRuns: 200 },
    )
  })

  it('moves', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 150 }), (all) => {
        const later = all.map((o) => ({ ...o, timeUs: (o.timeUs as number) + 31_536_000e6 }))
        expect(
          linesOf(all)
            .shifted((timeUs) => timeUs + 31_536_000e6)
            .list(),
        ).toEqual(later)
      }),
      { seed: 20261122, numRuns: 50 },
    )
  })
})

it('what many say alike is told to be known', () => {
  const [one] = fc.sample(told, { seed: 1, numRuns: 1 })
  const lines = new StaleTable()
  const alike = (condition: NodeCondition | null): boolean =>
    lines.add({ ...(one as Stale), timeUs: 1, condition })
  const [ready = null, memory = null] = CONDITIONS
  expect([ready, memory, ready, memory, memory, null, ready].map(alike)).toEqual([
    ...[false, false, true, true, true, false, true],
  ])
})

it('take no room in a source, unless there are very many of one node', () => {
  const [one] = fc.sample(told, { seed: 1, numRuns: 1 }) as [Stale]
  const process = new ProcessCollector({
    source: 'kcm.log',
    host: null,
    pid: 1,
    problems: new ProblemCounter('kcm.log'),
    strings: new StringPool(),
  })
  const room = (): number => process.keep({ ...one, timeUs: 1 })
  expect(room()).toBe(1)
  for (let n = 1; n < MANY_STALE_LINES; n++) if (room() !== 0) expect(n).toBe('without room')
  expect([room(), room()]).toEqual([1, 1])
  expect(process.keep({ ...one, node: 'worker-2', timeUs: 1 })).toBe(1)
  expect(process.keep({ ...one, node: 'worker-2', timeUs: 1 })).toBe(0)
  expect([...process.reading().stale.values()].map(({ length }) => length)).toEqual([MANY_STALE_LINES + 2, 2])
})

it('takes what Go prints, and leaves what has no time or no such duration', () => {
  const [one] = fc.sample(told, { seed: 1, numRuns: 1 }) as [Stale]
  const lasting = (durationSeconds: number): boolean => isCompact({ ...one, durationSeconds })
  for (const text of ['40.058523s', '2m20.030627001s', '100h0m0.1s', '0s'])
    expect(lasting(parseGoDuration(text) as number)).toBe(true)
  expect(lasting(Number.NaN)).toBe(false)
  expect(lasting(-1)).toBe(false)
  expect(lasting(1e-10)).toBe(false)
  expect(lasting(9_223_372_036.854776)).toBe(false)
  expect(isCompact({ ...one, timeUs: null })).toBe(false)
})
