import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeCondition } from '../../src/model/index.ts'
import { isCompact, type Stale, StaleTable } from '../../src/store/stale-table.ts'
import { parseGoDuration } from '../../src/time/go-time.ts'

const CONDITIONS = ['Ready', 'MemoryPressure'].map((type): NodeCondition => {
  const times = { lastHeartbeatTime: null, lastTransitionTime: '2026-11-22T10:43:41.000000Z' }
  return { type, status: 'Unknown', reason: 'NodeStatusUnknown', message: null, ...times }
})

const stale: fc.Arbitrary<Stale> = fc.record({
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

function tableOf(all: readonly Stale[]): StaleTable {
  const lines = new StaleTable()
  for (const o of all) if (isCompact(o)) lines.add({ ...o })
  return lines
}

describe('StaleTable', () => {
  it('returns the observations that were added, with their keys in order', () => {
    fc.assert(
      fc.property(fc.array(stale, { maxLength: 150 }), (all) => {
        const lines = tableOf(all)
        expect(JSON.stringify(lines.list())).toBe(JSON.stringify(all))
        expect(lines.length).toBe(all.length)
        lines.trim()
        const again = new StaleTable(structuredClone(lines.pack()))
        expect(again.list()).toEqual(all)
        expect(new StaleTable(again.pack()).list()).toEqual(all)
      }),
      { seed: 20261122, numRuns: 200 },
    )
  })

  it('copies its rows to other times', () => {
    fc.assert(
      fc.property(fc.array(stale, { maxLength: 150 }), (all) => {
        const later = all.map((o) => ({ ...o, timeUs: (o.timeUs as number) + 31_536_000e6 }))
        expect(
          tableOf(all)
            .shifted((timeUs) => timeUs + 31_536_000e6)
            .list(),
        ).toEqual(later)
      }),
      { seed: 20261122, numRuns: 50 },
    )
  })

  it('reports whether an observation has the shape of an earlier one', () => {
    const [one] = fc.sample(stale, { seed: 1, numRuns: 1 })
    const lines = new StaleTable()
    const alike = (condition: NodeCondition | null): boolean =>
      lines.add({ ...(one as Stale), timeUs: 1, condition })
    const [ready = null, memory = null] = CONDITIONS
    expect([ready, memory, ready, memory, memory, null, ready].map(alike)).toEqual([
      ...[false, false, true, true, true, false, true],
    ])
  })
})

describe('isCompact', () => {
  it('accepts Go durations, and neither other durations nor an observation without time', () => {
    const [one] = fc.sample(stale, { seed: 1, numRuns: 1 }) as [Stale]
    const lasting = (durationSeconds: number): boolean => isCompact({ ...one, durationSeconds })
    for (const text of ['40.058523s', '2m20.030627001s', '100h0m0.1s', '0s'])
      expect(lasting(parseGoDuration(text) as number)).toBe(true)
    expect(lasting(Number.NaN)).toBe(false)
    expect(lasting(-1)).toBe(false)
    expect(lasting(1e-10)).toBe(false)
    expect(lasting(9_223_372_036.854776)).toBe(false)
    expect(isCompact({ ...one, timeUs: null })).toBe(false)
  })
})
