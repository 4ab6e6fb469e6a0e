/**
 * Runs of routine renewals of which only the ends are kept, with what is known of the others: their number, and how they
 * were distributed.
 *
 * Where rows are needed for them they are evenly spaced between the ends: such a row is a renewal within the longest
 * interval of the run, and no more is claimed of its time.
 */
import { DeltaRows } from './delta-rows.ts'
import type { Histogram } from './histogram.ts'

/** Most renewals that the runs of a table may stand for: a year with one every three seconds. */
export const MAX_THINNED = 10_000_000

/** A run in a table. */
export interface ThinnedRun {
  /** The kept renewal before the others; the next row is the one after them. */
  readonly row: number
  /** Renewals between the two. */
  readonly renewals: number
  /** Requests of other kinds between the two. */
  readonly others: number
  /** From response to response, in µs: one more than renewals. */
  readonly intervals: Histogram
  /** From the kept renewal before to the beginning of the widest interval, the first of several. */
  readonly widestAfterUs: number
  /** From a response to the next request, in µs. */
  readonly shortestRestUs: number
  readonly longestRestUs: number
  /** Latencies in ms of the renewals between, of those that print one. */
  readonly latencies: Histogram
}

/** A run with its place in time. */
export interface RenewalRun extends Omit<ThinnedRun, 'row' | 'others'> {
  /** The kept renewals before and after. */
  readonly fromUs: number
  readonly toUs: number
}

/** Places the runs of a table, in its order. */
export function placedRuns(rows: DeltaRows, runs: readonly ThinnedRun[]): RenewalRun[] {
  return runs.map(({ row, others: _others, ...run }) => ({
    ...run,
    fromUs: rows.atUs(row),
    toUs: rows.atUs(row + 1),
  }))
}

/** Adds a row for each renewal that was left out; `shapeOf` returns their shape by that of the renewal before. */
export function expandRuns(
  kept: DeltaRows,
  runs: readonly ThinnedRun[],
  shapeOf: (shape: number) => number,
): DeltaRows {
  const rows = new DeltaRows()
  let next = 0
  for (let row = 0; row < kept.length; row++) {
    const atUs = kept.atUs(row)
    const line = kept.line(row)
    const shape = kept.shape(row)
    rows.add({ atUs, startUs: kept.startUs(row), line, amount: kept.amount(row), shape })
    const run = runs[next]
    if (run?.row !== row) continue
    next++
    const stepUs = (kept.atUs(row + 1) - atUs) / (run.renewals + 1)
    for (let i = 1; i <= run.renewals; i++) {
      const betweenUs = Math.round(atUs + i * stepUs)
      const startUs = betweenUs - run.intervals.max
      rows.add({ atUs: betweenUs, startUs, line, amount: null, shape: shapeOf(shape) })
    }
  }
  rows.trim()
  return rows
}

/** Counts the renewals that are left out of a reading's processes. */
export function countThinned(runs: Iterable<Pick<ThinnedRun, 'renewals'>>): number {
  let count = 0
  for (const { renewals } of runs) count += renewals
  return count
}
