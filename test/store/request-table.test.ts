import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Observation } from '../../src/model/index.ts'
import type { SuccessfulRequestKind } from '../../src/model/kinds.ts'
import { DeltaRows } from '../../src/store/delta-rows.ts'
import { type RequestRow, RequestTable } from '../../src/store/request-table.ts'

const START_US = 1_795_344_183_000_000

const row = fc.record({
  at: fc.oneof(
    fc.integer({ min: 0, max: 50 }),
    fc.integer({ min: 0, max: 2 ** 40 }),
    // What a wrong clock prints, up to the year 9999.
    fc.integer({ min: -(2 ** 53), max: 2 ** 53 }).map((us) => us * 28),
  ),
  start: fc.option(fc.oneof(fc.integer({ min: -1000, max: 2 ** 36 }), fc.constant(3 * 2 ** 51))),
  line: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 40 })),
  latency: fc.option(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 1e12 }))),
  shape: fc.integer({ min: 0, max: 200 }),
})
type Told = typeof row extends fc.Arbitrary<infer T> ? T : never

function startOf({ at, start }: Told): number | null {
  return start === null ? null : START_US + at - start
}

function reelOf(rows: readonly Told[]): DeltaRows {
  const table = new DeltaRows()
  for (const { at, start, line, latency, shape } of rows)
    table.add(START_US + at, start === null ? null : START_US + at - start, line, latency, shape)
  return table
}

function readAt(table: DeltaRows, i: number): unknown[] {
  return [table.atUs(i), table.startUs(i), table.line(i), table.amount(i), table.shape(i)]
}

describe('a table', () => {
  test('gives back its rows, read in any order, and while it grows', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 200 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (rows, places) => {
          const table = reelOf(rows)
          const expected = rows.map((told) => [
            START_US + told.at,
            startOf(told),
            told.line,
            told.latency,
            told.shape,
          ])
          expect(rows.map((_, i) => readAt(table, i))).toEqual(expected)
          for (const place of places) {
            const i = place % Math.max(1, rows.length)
            if (rows.length > 0) expect(readAt(table, i)).toEqual(expected[i])
          }
          table.trim()
          if (rows.length > 0) {
            table.add(START_US, null, 7, 3, 0)
            expect(readAt(table, rows.length)).toEqual([START_US, null, 7, 3, 0])
          }
        },
      ),
      { seed: 20261122 },
    )
  })

  test('knows whether each row is later than the one before', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 150 }), fc.boolean(), (told, sort) => {
        const rows = sort ? [...told].sort((a, b) => a.at - b.at) : told
        const isRising = rows.every(({ at }, i) => i === 0 || at > (rows[i - 1] as Told).at)
        expect(reelOf(rows).isRising).toBe(isRising)
      }),
      { seed: 20261122 },
    )
  })

  test('moves its rows', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 150 }), (rows) => {
        const moved = reelOf(rows).shifted((timeUs) => timeUs + 31_536_000_000_000)
        const expected = reelOf(rows.map((told) => ({ ...told, at: told.at + 31_536_000_000_000 })))
        expect(rows.map((_, i) => readAt(moved, i))).toEqual(rows.map((_, i) => readAt(expected, i)))
      }),
      { seed: 20261122 },
    )
  })
})

const KINDS: readonly SuccessfulRequestKind[] = [
  'lease.renewed',
  'lease.read',
  'node-status.updated',
  'api.answered',
]

const answer = fc.record({
  at: fc.integer({ min: 0, max: 12 }),
  kind: fc.constantFrom(...KINDS),
  verb: fc.constantFrom('GET', 'PUT', 'BREW'),
  latencyMs: fc.constantFrom<(number | null)[]>(null, 4, 5),
  source: fc.constantFrom<string[]>('a.log', 'b.log', 'c.log'),
  component: fc.constantFrom('kubelet', 'kube-apiserver'),
  line: fc.integer({ min: 1, max: 5 }),
})

function observationOf(
  told: typeof answer extends fc.Arbitrary<infer T> ? T : never,
): Observation<SuccessfulRequestKind> {
  const { at, ...rest } = told
  const own = { timeUs: START_US + at, resolutionUs: 1, node: 'n', clock: 'n', pid: 7, host: null }
  return { ...rest, ...own, statusCode: 200 } as Observation<SuccessfulRequestKind>
}

/** The rule in words: by time, kind, latency, source and line; what another source says again is left out. */
function expected(observations: readonly Observation<SuccessfulRequestKind>[]): unknown[] {
  const told = observations.map((o, i) => ({
    ...{ atUs: o.timeUs, kind: o.kind, latencyMs: o.latencyMs, source: o.source, line: o.line, i },
    verb: o.verb === 'BREW' ? null : o.verb,
    byControlPlane: o.component !== 'kubelet',
  }))
  const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  told.sort(
    (a, b) =>
      (a.atUs as number) - (b.atUs as number) ||
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      (a.latencyMs ?? -1) - (b.latencyMs ?? -1) ||
      text(a.source, b.source) ||
      a.line - b.line ||
      a.i - b.i,
  )
  const kept: typeof told = []
  for (const one of told) {
    const last = kept[kept.length - 1]
    const again =
      last !== undefined &&
      last.source !== one.source &&
      (['atUs', 'kind', 'latencyMs', 'verb', 'byControlPlane'] as const).every((k) => last[k] === one[k])
    if (!again) kept.push(one)
  }
  return kept.map(({ i: _, ...one }) => one)
}

function rowsOf(answers: RequestTable): number[] {
  const sorted = answers.sorted()
  return Array.from({ length: sorted.length }, (_, n) => sorted.row(n))
}

function listed(answers: RequestTable): unknown[] {
  return rowsOf(answers).map((row) => {
    const { atUs, kind, latencyMs, source, line, verb, byControlPlane } = answers.row(row) as RequestRow
    expect([answers.at(row), answers.kind(row), answers.latencyMs(row)]).toEqual([atUs, kind, latencyMs])
    expect(answers.byControlPlane(row)).toBe(byControlPlane)
    return { atUs, kind, latencyMs, source, line, verb, byControlPlane }
  })
}

describe('answers', () => {
  test('come by time, each once, whichever order they were told in and in how many parts', () => {
    fc.assert(
      fc.property(fc.array(fc.array(answer, { maxLength: 12 }), { maxLength: 4 }), (drawn) => {
        // No line tells two answers.
        let lines = 0
        const parts = drawn.map((part) => part.map((told) => ({ ...told, line: ++lines })))
        const all = RequestTable.joined(
          parts.map((part) => {
            const one = new RequestTable()
            for (const told of part) one.add(observationOf(told))
            return one
          }),
        )
        const told = parts.flat().map(observationOf)
        expect(all.length).toBe(told.length)
        expect(listed(all)).toEqual(expected(told))
      }),
      { seed: 20261122, numRuns: 500 },
    )
  })

  test('of logs that follow each other come in their turn', () => {
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
})
