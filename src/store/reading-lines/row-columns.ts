/**
 * The rows of a table as columns of text, in chunks of some thousand rows. A routine renewal takes about seven characters:
 * times as the change of their step, lines as steps, shapes as runs.
 *
 * The encoding belongs to the format of readings and not to `DeltaRows`, which may change between releases.
 */
import type { DeltaRow, DeltaRows } from '../delta-rows.ts'
import { isObject } from './checks.ts'
import { VarintReader, VarintWriter } from './varints.ts'

/** Rows of a chunk: a line of a reading stays short, and its columns long enough to compress well. */
const CHUNK_ROWS = 8192

/** Limits what is packed, so that no column holds more than 2^53: zigzag doubles a number, and a change is of two steps. */
const MAX_TIME_US: number = 2 ** 52
const MAX_STEP_US: number = 2 ** 50

/** Rows as they stand in a line: packed, or as plain numbers where one is too large (a clock of another millennium). */
export type RowChunk = PackedChunk | { readonly plain: readonly PlainRow[] }

/** Time, start, line, amount, shape. */
type PlainRow = readonly [number, number | null, number, number | null, number]

interface PackedChunk {
  readonly count: number
  readonly at: string
  readonly line: string
  /** Each amount and 1; 0: none. */
  readonly amount: string
  /** Pairs: a shape, and how many rows in succession have it. */
  readonly shape: string
  /** For each row 0 or its duration and 1; absent: no row has a start. */
  readonly start?: string
}

/** Cuts a table into chunks. */
export function* chunksOf(rows: DeltaRows): Iterable<RowChunk> {
  for (let first = 0; first < rows.length; first += CHUNK_ROWS) {
    const chunk: DeltaRow[] = []
    const end = Math.min(rows.length, first + CHUNK_ROWS)
    for (let row = first; row < end; row++)
      chunk.push({
        atUs: rows.atUs(row),
        startUs: rows.startUs(row),
        line: rows.line(row),
        amount: rows.amount(row),
        shape: rows.shape(row),
      })
    yield isPackable(chunk) ? packChunk(chunk) : { plain: chunk.map(plainRow) }
  }
}

function isPackable(rows: readonly DeltaRow[]): boolean {
  return rows.every(({ atUs, startUs, line, amount }, i) => {
    const duration = startUs === null ? 0 : atUs - startUs
    return (
      Math.abs(atUs) < MAX_TIME_US &&
      Math.abs(atUs - (rows[i - 1]?.atUs ?? atUs)) < MAX_STEP_US &&
      duration >= 0 &&
      duration < MAX_STEP_US &&
      line < MAX_STEP_US &&
      (amount ?? 0) < Number.MAX_SAFE_INTEGER
    )
  })
}

function plainRow({ atUs, startUs, line, amount, shape }: DeltaRow): PlainRow {
  return [atUs, startUs, line, amount, shape]
}

function packChunk(rows: readonly DeltaRow[]): PackedChunk {
  const at = new VarintWriter()
  const lines = new VarintWriter()
  const amounts = new VarintWriter()
  const shapes = new VarintWriter()
  const starts = new VarintWriter()
  let lastAt = 0
  let lastStep = 0
  let lastLine = 0
  let runStart = 0
  let hasStart = false
  for (const [row, { atUs, startUs, line, amount, shape }] of rows.entries()) {
    const step = atUs - lastAt
    at.putSigned(row < 2 ? step : step - lastStep)
    lines.putSigned(line - lastLine)
    amounts.put(amount === null ? 0 : amount + 1)
    starts.put(startUs === null ? 0 : atUs - startUs + 1)
    if (startUs !== null) hasStart = true
    if (rows[row + 1]?.shape !== shape) {
      shapes.put(shape)
      shapes.put(row + 1 - runStart)
      runStart = row + 1
    }
    lastAt = atUs
    lastStep = step
    lastLine = line
  }
  return {
    count: rows.length,
    at: at.text(),
    line: lines.text(),
    amount: amounts.text(),
    shape: shapes.text(),
    ...(hasStart ? { start: starts.text() } : {}),
  }
}

/** Adds the rows of a chunk to a table of so many shapes. Throws a RangeError for a damaged chunk. */
export function addChunk(chunk: unknown, shapes: number, rows: DeltaRows): void {
  for (const row of isObject(chunk) && 'plain' in chunk ? plainRows(chunk.plain) : packedRows(chunk)) {
    if (row.shape >= shapes) throw new RangeError('a row is of no shape')
    rows.add(row)
  }
}

function* plainRows(rows: unknown): Iterable<DeltaRow> {
  if (!Array.isArray(rows)) throw new RangeError('rows are no list')
  for (const row of rows as readonly unknown[]) {
    const [atUs, startUs, line, amount, shape] = Array.isArray(row) ? (row as readonly unknown[]) : []
    if (!isWhole(atUs) || !isCount(line) || !isCount(shape)) throw new RangeError('a row is damaged')
    if (!(startUs === null || isWhole(startUs)) || !(amount === null || isCount(amount)))
      throw new RangeError('a row is damaged')
    yield { atUs, startUs, line, amount, shape }
  }
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value)
}

function isCount(value: unknown): value is number {
  return isWhole(value) && value >= 0
}

function* packedRows(chunk: unknown): Iterable<DeltaRow> {
  if (!isObject(chunk)) throw new RangeError('rows are no object')
  const { count } = chunk
  if (!isCount(count) || count === 0 || count > CHUNK_ROWS)
    throw new RangeError('a chunk has no rows, or too many')
  const [at, lines, amounts, shapes] = ['at', 'line', 'amount', 'shape'].map((name) => columnOf(chunk, name))
  const starts = 'start' in chunk ? columnOf(chunk, 'start') : null
  if (!at || !lines || !amounts || !shapes) throw new RangeError('a column is missing')
  let atUs = 0
  let step = 0
  let line = 0
  let shape = 0
  let run = 0
  for (let row = 0; row < count; row++) {
    if (run === 0) {
      shape = shapes.take()
      run = shapes.take()
      if (run === 0) throw new RangeError('a run of rows is empty')
    }
    run--
    step = row < 2 ? at.takeSigned() : step + at.takeSigned()
    atUs += step
    line += lines.takeSigned()
    if (line < 0) throw new RangeError('a line has no number')
    const amount = amounts.take()
    const duration = starts?.take() ?? 0
    yield {
      atUs,
      startUs: duration === 0 ? null : atUs - (duration - 1),
      line,
      amount: amount === 0 ? null : amount - 1,
      shape,
    }
  }
  const isRead = [at, lines, amounts, shapes, ...(starts ? [starts] : [])].every(({ isAtEnd }) => isAtEnd)
  if (run > 0 || !isRead) throw new RangeError('a column is too long')
}

function columnOf(chunk: Readonly<Record<string, unknown>>, name: string): VarintReader {
  const column = chunk[name]
  if (typeof column !== 'string') throw new RangeError(`the column ${name} is missing`)
  return new VarintReader(column)
}
