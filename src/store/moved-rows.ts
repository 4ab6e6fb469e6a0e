/** Copies of tables for joining what successive parts of one source contain: their lines are counted anew. */
import { DeltaRows, type PackedDeltaRows } from './delta-rows.ts'
import { RequestTable } from './request-table.ts'
import { StaleTable } from './stale-table.ts'

/** Copies a table with each line `by` lines later. */
export function movedRequests(table: RequestTable, by: number): RequestTable {
  return RequestTable.unpack(table.pack().map(({ rows, shapes }) => ({ rows: movedRows(rows, by), shapes })))
}

/** Copies a table with each line `by` lines later. */
export function movedStale(table: StaleTable, by: number): StaleTable {
  const packed = table.pack()
  return new StaleTable({ ...packed, rows: movedRows(packed.rows, by) })
}

/** Returns the rows of two tables as one, which shares their memory: nothing may be added to any of them afterwards. */
export function joinedRequests(first: RequestTable, second: RequestTable): RequestTable {
  return RequestTable.unpack([...first.pack(), ...second.pack()])
}

/** Copies the rows of two tables to one, first those of the first. */
export function joinedStale(first: StaleTable, second: StaleTable): StaleTable {
  const [a, b] = [first.pack(), second.pack()]
  const rows = new DeltaRows()
  rows.addAll(DeltaRows.unpack(a.rows), { lines: 0, shapes: 0 })
  rows.addAll(DeltaRows.unpack(b.rows), { lines: 0, shapes: a.shapes.length })
  const shapes = [...a.shapes, ...b.shapes]
  return new StaleTable({ rows: rows.pack(), shapes, shortest: [...a.shortest, ...b.shortest] })
}

function movedRows(packed: PackedDeltaRows, lines: number): PackedDeltaRows {
  const rows = new DeltaRows()
  rows.addAll(DeltaRows.unpack(packed), { lines, shapes: 0 })
  return rows.pack()
}
