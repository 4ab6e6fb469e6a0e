import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeltaRows } from '../../src/store/delta-rows.ts'

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
type Drawn = typeof row extends fc.Arbitrary<infer T> ? T : never

function startOf({ at, start }: Drawn): number | null {
  return start === null ? null : START_US + at - start
}

function tableOf(rows: readonly Drawn[]): DeltaRows {
  const table = new DeltaRows()
  for (const { at, start, line, latency, shape } of rows)
    table.add({
      atUs: START_US + at,
      startUs: start === null ? null : START_US + at - start,
      line,
      amount: latency,
      shape,
    })
  return table
}

function readAt(table: DeltaRows, i: number): unknown[] {
  return [table.atUs(i), table.startUs(i), table.line(i), table.amount(i), table.shape(i)]
}

describe('DeltaRows', () => {
  it('returns its rows in any order, and while it grows', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 200 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (rows, places) => {
          const table = tableOf(rows)
          const expected = rows.map((drawn) => [
            START_US + drawn.at,
            startOf(drawn),
            drawn.line,
            drawn.latency,
            drawn.shape,
          ])
          expect(rows.map((_, i) => readAt(table, i))).toEqual(expected)
          for (const place of places) {
            const i = place % Math.max(1, rows.length)
            if (rows.length > 0) expect(readAt(table, i)).toEqual(expected[i])
          }
          table.trim()
          if (rows.length > 0) {
            table.add({ atUs: START_US, startUs: null, line: 7, amount: 3, shape: 0 })
            expect(readAt(table, rows.length)).toEqual([START_US, null, 7, 3, 0])
          }
        },
      ),
      { seed: 20261122 },
    )
  })

  it('reads many tables in turn', () => {
    const tables = Array.from({ length: 40 }, (_, n) => {
      const table = new DeltaRows()
      for (let i = 0; i < 100; i++)
        table.add({ atUs: START_US + 1000 * n + i, startUs: null, line: i, amount: n, shape: 0 })
      return table
    })
    for (let i = 0; i < 100; i++)
      for (const [n, table] of tables.entries())
        expect(readAt(table, i)).toEqual([START_US + 1000 * n + i, null, i, n, 0])
  })

  it('reports whether each row is later than the one before', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 150 }), fc.boolean(), (drawn, sort) => {
        const rows = sort ? [...drawn].sort((a, b) => a.at - b.at) : drawn
        const isRising = rows.every(({ at }, i) => i === 0 || at > (rows[i - 1] as Drawn).at)
        expect(tableOf(rows).isRising).toBe(isRising)
      }),
      { seed: 20261122 },
    )
  })

  it('copies its rows to other times', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 150 }), (rows) => {
        const shifted = tableOf(rows).shifted((timeUs) => timeUs + 31_536_000_000_000)
        const expected = tableOf(rows.map((drawn) => ({ ...drawn, at: drawn.at + 31_536_000_000_000 })))
        expect(rows.map((_, i) => readAt(shifted, i))).toEqual(rows.map((_, i) => readAt(expected, i)))
      }),
      { seed: 20261122 },
    )
  })
})
