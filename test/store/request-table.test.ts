import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/model/index.ts'
import type { SuccessfulRequestKind } from '../../src/model/kinds.ts'
import type { RequestRow } from '../../src/store/equal-requests.ts'
import { RequestTable } from '../../src/store/request-table.ts'
import { listedRows } from '../../src/store/row-order.ts'

const START_US = 1_795_344_183_000_000

const KINDS: readonly SuccessfulRequestKind[] = [
  'lease.renewed',
  'lease.read',
  'node-status.updated',
  'api.answered',
]

const request = fc.record({
  at: fc.integer({ min: 0, max: 12 }),
  kind: fc.constantFrom(...KINDS),
  verb: fc.constantFrom('GET', 'PUT', 'BREW'),
  latencyMs: fc.constantFrom<(number | null)[]>(null, 4, 5),
  source: fc.constantFrom<string[]>('a.log', 'b.log', 'c.log'),
  component: fc.constantFrom('kubelet', 'kube-apiserver'),
  line: fc.integer({ min: 1, max: 5 }),
})

function observationOf(
  drawn: typeof request extends fc.Arbitrary<infer T> ? T : never,
): Observation<SuccessfulRequestKind> {
  const { at, ...rest } = drawn
  const own = { timeUs: START_US + at, resolutionUs: 1, node: 'n', clock: 'n', pid: 7, host: null }
  return { ...rest, ...own, statusCode: 200 } as Observation<SuccessfulRequestKind>
}

/** The rule, written out: by time, kind, latency, source and line; a request that is recorded again is left out. */
function expected(observations: readonly Observation<SuccessfulRequestKind>[]): unknown[] {
  const rows = observations.map((o, i) => ({
    ...{ atUs: o.timeUs, kind: o.kind, latencyMs: o.latencyMs, source: o.source, line: o.line, i },
    verb: o.verb === 'BREW' ? null : o.verb,
    byControlPlane: o.component !== 'kubelet',
  }))
  const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  rows.sort(
    (a, b) =>
      (a.atUs as number) - (b.atUs as number) ||
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      (a.latencyMs ?? -1) - (b.latencyMs ?? -1) ||
      text(a.source, b.source) ||
      a.line - b.line ||
      a.i - b.i,
  )
  const kept: typeof rows = []
  for (const one of rows) {
    const last = kept[kept.length - 1]
    const isDuplicate =
      last !== undefined &&
      (['atUs', 'kind', 'latencyMs', 'verb', 'byControlPlane'] as const).every((k) => last[k] === one[k])
    if (!isDuplicate) kept.push(one)
  }
  return kept.map(({ i: _, ...one }) => one)
}

function rowsOf(requests: RequestTable): number[] {
  const sorted = requests.sorted()
  return Array.from({ length: sorted.length }, (_, n) => sorted.row(n))
}

function listOf(requests: RequestTable): unknown[] {
  return rowsOf(requests).map((row) => {
    const { atUs, kind, latencyMs, source, line, verb, byControlPlane } = requests.row(row) as RequestRow
    expect([requests.at(row), requests.kind(row), requests.latencyMs(row)]).toEqual([atUs, kind, latencyMs])
    expect(requests.byControlPlane(row)).toBe(byControlPlane)
    return { atUs, kind, latencyMs, source, line, verb, byControlPlane }
  })
}

describe('RequestTable', () => {
  it('sorts requests by time, each once, whatever their order and number of parts', () => {
    fc.assert(
      fc.property(fc.array(fc.array(request, { maxLength: 12 }), { maxLength: 4 }), (drawn) => {
        // No line records two requests.
        let lines = 0
        const parts = drawn.map((part) => part.map((drawn) => ({ ...drawn, line: ++lines })))
        const all = RequestTable.joined(
          parts.map((part) => {
            const one = new RequestTable()
            for (const drawn of part) one.add(observationOf(drawn))
            return one
          }),
        )
        const observations = parts.flat().map(observationOf)
        expect(all.length).toBe(observations.length)
        expect(listOf(all)).toEqual(expected(observations))
      }),
      { seed: 20261122, numRuns: 500 },
    )
  })

  it('keeps the order of logs that follow each other', () => {
    const logs = [200, 0, 100].map((first) => {
      const one = new RequestTable()
      for (let i = 0; i < 100; i++)
        one.add(
          observationOf({
            ...{ at: first + i, kind: 'lease.renewed', verb: 'PUT', latencyMs: 4, line: i + 1 },
            ...{ source: `${first}.log`, component: 'kubelet' },
          }),
        )
      return one
    })
    const all = RequestTable.joined(logs)
    const times = rowsOf(all).map((row) => all.at(row) - START_US)
    expect(times).toEqual(Array.from({ length: 300 }, (_, i) => i))
  })

  it('visits the rows of any order, also while others are read', () => {
    const parts = [0, 150, 100].map((count, part) => {
      const one = new RequestTable()
      for (let i = 0; i < count; i++)
        one.add(
          observationOf({
            ...{ at: 1000 * part + 3 * i, kind: KINDS[i % 3] as SuccessfulRequestKind, verb: 'PUT' },
            ...{ latencyMs: i % 7 === 0 ? null : i, line: i + 1, source: 'a.log', component: 'kubelet' },
          }),
        )
      return one
    })
    const all = RequestTable.joined(parts)
    const orders = [
      all.sorted(),
      all.rowsOf('lease.read', false),
      listedRows(Uint32Array.of(249, 0, 70, 71, 3)),
    ]
    for (const rows of orders) {
      const visited: unknown[] = []
      all.each(rows, (atUs, latencyMs) => {
        visited.push([atUs, latencyMs])
        all.at(visited.length % all.length)
      })
      const expected = Array.from({ length: rows.length }, (_, n) => rows.row(n))
      expect(visited).toEqual(expected.map((row) => [all.at(row), all.latencyMs(row)]))
    }
  })
})
