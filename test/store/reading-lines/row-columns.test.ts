/** Rows as columns of text: every table comes back as it was, and a damaged chunk adds nothing wrong. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DeltaRow, DeltaRows } from '../../../src/store/delta-rows.ts'
import { addChunk, chunksOf, type RowChunk } from '../../../src/store/reading-lines/row-columns.ts'

const SEED = 20_261_127

function tableOf(rows: readonly DeltaRow[]): DeltaRows {
  const table = new DeltaRows()
  for (const row of rows) table.add(row)
  return table
}

function rowsOf(table: DeltaRows): DeltaRow[] {
  return Array.from({ length: table.length }, (_, row) => ({
    atUs: table.atUs(row),
    startUs: table.startUs(row),
    line: table.line(row),
    amount: table.amount(row),
    shape: table.shape(row),
  }))
}

/** Through JSON, as a file has it. */
function restored(chunks: Iterable<RowChunk>, shapes = 100): DeltaRow[] {
  const table = new DeltaRows()
  for (const chunk of chunks) addChunk(JSON.parse(JSON.stringify(chunk)), shapes, table)
  return rowsOf(table)
}

const NOW_US = 1_795_344_317_088_417

/** Renewals every 10 s, a request that took 5 ms in each. */
const renewals = (count: number): DeltaRow[] =>
  Array.from({ length: count }, (_, i) => ({
    atUs: NOW_US + i * 10_000_000 + ((i * 7919) % 400_000),
    startUs: null,
    line: 1 + 12 * i,
    amount: 4 + (i % 3),
    shape: 0,
  }))

const time = fc.oneof(
  fc.integer({ min: NOW_US - 1e13, max: NOW_US + 1e13 }),
  fc.constantFrom(0, -62_167_219_200_000_000, 253_402_300_800_000_000, 2 ** 51, 2 ** 53),
)

const row = fc.record({
  atUs: time,
  startUs: fc.option(time),
  line: fc.oneof(fc.nat(1e6), fc.constant(2 ** 52)),
  amount: fc.option(fc.oneof(fc.nat(20_000), fc.maxSafeNat())),
  shape: fc.nat(99),
})

describe('chunksOf', () => {
  it('keeps every row, whatever its numbers are', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 200 }), (rows) => {
        const table = tableOf(rows)
        expect(restored(chunksOf(table))).toEqual(rowsOf(table))
      }),
      { seed: SEED },
    )
  })

  it('keeps the rows of several chunks', () => {
    const rows = renewals(20_000)
    const chunks = [...chunksOf(tableOf(rows))]
    expect(chunks.length).toBeGreaterThan(1)
    expect(restored(chunks)).toEqual(rows)
  })

  it('takes about seven characters for a routine renewal', () => {
    const text = [...chunksOf(tableOf(renewals(8000)))].map((chunk) => JSON.stringify(chunk)).join('\n')
    expect(text.length / 8000).toBeLessThan(8)
  })
})

describe('addChunk', () => {
  const [chunk] = [...chunksOf(tableOf(renewals(100)))]
  it.each([
    ['a count that the columns do not have', { count: 101 }],
    ['a huge count', { count: 1e12 }],
    ['no rows', { count: 0 }],
    ['a count that is no number', { count: '100' }],
    ['a column that is cut', { at: 'gICA' }],
    ['a column with more rows', { count: 99 }],
    ['a number beyond 2^53', { amount: Buffer.alloc(100, 0xff).toString('base64') }],
    ['a run that never ends', { shape: Buffer.from([0, 0]).toString('base64') }],
    ['a shape that the table has not', { shape: Buffer.from([5, 100]).toString('base64') }],
    ['no column', { line: undefined }],
  ])('throws a RangeError for %s', (_, change) => {
    expect(() => addChunk({ ...chunk, ...change }, 1, new DeltaRows())).toThrow(RangeError)
  })

  it.each([[[null]], [[[1, 2]]], [[[1.5, null, 1, null, 0]]], [[[1, null, -1, null, 0]]], ['x']])(
    'throws a RangeError for plain rows %j',
    (plain) => {
      expect(() => addChunk({ plain }, 1, new DeltaRows())).toThrow(RangeError)
    },
  )
})
