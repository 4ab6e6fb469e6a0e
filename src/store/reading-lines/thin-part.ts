/**
 * Leaves out the routine renewals of a table: within each hour of its clock, those between the first renewal and the
 * first of the next hour, where all of them are alike.
 *
 * Hours are those of the clock, whatever the log begins with, so that two logs of the same renewals keep the same ones.
 */
import { requestStartUs } from '../../model/request.ts'
import { HOUR_US, SECOND_US } from '../../time/instant.ts'
import { DeltaRows } from '../delta-rows.ts'
import { histogramOf } from '../histogram.ts'
import type { PackedRequestPart, RequestShape } from '../request-part.ts'
import { MAX_THINNED, type ThinnedRun } from '../thinned-run.ts'

export interface ThinSettings {
  /** Length of the parts of time that are thinned as one. */
  readonly cellUs: number
  /** Fewer renewals are kept: to leave them out takes as many bytes. */
  readonly leastRenewals: number
  /** What lies within this time of anything but a routine renewal is kept. */
  readonly marginUs: number
}

/** Before a failure the analysis looks back ten minutes at requests, and a kubelet posts its status every five. */
export const THIN_SETTINGS: ThinSettings = { cellUs: HOUR_US, leastRenewals: 20, marginUs: 900 * SECOND_US }

/** The kubelet stretches its interval by up to 4 %; more shows something beside it. */
const STEADY = 1.06

/** A renewal that takes longer is none of the routine: reports warn from twice as much on. */
const SLOW_MS = 1000

/** Half the default lease duration: renewals that are further apart may each be an outage. */
const LONGEST_INTERVAL_US: number = 20 * SECOND_US

interface Columns {
  readonly at: Float64Array
  /** −1: none. */
  readonly latency: Float64Array
  readonly shape: Uint32Array
  /** The latest time of each row and all before it, and the earliest of each and all behind it. */
  readonly latest: Float64Array
  readonly earliest: Float64Array
}

/** Thins a table of a kubelet. `isQuiet`: nothing else was recorded from `fromUs` to `toUs`. */
export function thinPart(
  part: PackedRequestPart,
  isQuiet: (fromUs: number, toUs: number) => boolean,
  { cellUs, leastRenewals }: ThinSettings,
): PackedRequestPart {
  // What is thinned already stays as it is.
  if (part.runs) return part
  const rows = DeltaRows.unpack(part.rows)
  const columns = columnsOf(rows)
  const renewals = renewalsIn(columns, part.shapes)
  const cellOf = (i: number): number => Math.floor((columns.at[renewals[i] as number] as number) / cellUs)
  const spans: Span[] = []
  let left = MAX_THINNED
  for (let first = 1, next = 1; first < renewals.length; first = next) {
    const cell = cellOf(first)
    for (next = first + 1; next < renewals.length && cellOf(next) === cell; ) next++
    const isWhole = next < renewals.length && cellOf(first - 1) !== cell
    if (!isWhole || next - first - 1 < leastRenewals) continue
    const rowsOfCell = renewals.subarray(first - 1, next + 1)
    const run = runOf(rowsOfCell, columns, part.shapes)
    const [row, last] = [renewals[first] as number, renewals[next] as number]
    if (!run || run.renewals > left || !isQuiet(columns.at[row] as number, columns.at[last] as number))
      continue
    spans.push({ row, last, run })
    left -= run.renewals
  }
  return spans.length === 0 ? part : withoutSpans(rows, part.shapes, spans)
}

/** Rows between two that stay, and what is known of them. */
interface Span {
  readonly row: number
  readonly last: number
  readonly run: Omit<ThinnedRun, 'row'>
}

function columnsOf(rows: DeltaRows): Columns {
  const at = new Float64Array(rows.length)
  const latency = new Float64Array(rows.length)
  const shape = new Uint32Array(rows.length)
  let row = 0
  rows.each((atUs, _line, amount, shapeOfRow) => {
    at[row] = atUs
    latency[row] = amount
    shape[row++] = shapeOfRow
  })
  const latest = at.slice()
  for (let i = 1; i < at.length; i++) latest[i] = Math.max(latest[i - 1] as number, latest[i] as number)
  const earliest = at.slice()
  for (let i = at.length - 2; i >= 0; i--)
    earliest[i] = Math.min(earliest[i + 1] as number, earliest[i] as number)
  return { at, latency, shape, latest, earliest }
}

function renewalsIn({ shape }: Columns, shapes: readonly RequestShape[]): Uint32Array {
  const renewals: number[] = []
  for (const [row, of] of shape.entries()) if (shapes[of]?.kind === 'lease.renewed') renewals.push(row)
  return Uint32Array.from(renewals)
}

/**
 * Describes the renewals of a cell, `rows`: the one before, those of the cell, and the first of the next. Null if
 * one of them, or anything between them, is not routine.
 */
function runOf(
  rows: Uint32Array,
  { at, latency, shape, latest, earliest }: Columns,
  shapes: readonly RequestShape[],
): Span['run'] | null {
  const first = rows[1] as number
  const last = rows[rows.length - 1] as number
  // Stamps of neighbouring lines may go back, so a row outside may lie in the time of the cell.
  const isApart =
    (latest[first - 1] as number) < (at[first] as number) &&
    (earliest[last + 1] ?? Number.POSITIVE_INFINITY) > (at[last] as number)
  if (!isApart) return null
  const isRoutine = (row: number): boolean => {
    const { kind, statusCode } = shapes[shape[row] as number] as RequestShape
    return (
      statusCode === 200 &&
      kind !== 'lease.read' &&
      (kind !== 'lease.renewed' || shape[row] === shape[first]) &&
      (row === first || (at[row] as number) > (at[row - 1] as number))
    )
  }
  for (let row = first; row <= last; row++) if (!isRoutine(row)) return null
  const intervals: number[] = []
  const rests: number[] = []
  const latencies: number[] = []
  let widestAfterUs = 0
  let widestUs = 0
  for (let i = 1; i < rows.length; i++) {
    const [row, before] = [rows[i] as number, rows[i - 1] as number]
    const atUs = at[row] as number
    const beforeUs = at[before] as number
    const ms = latency[row] as number
    rests.push((ms < 0 ? atUs : requestStartUs(atUs, ms)) - beforeUs)
    // The first interval ends where the run begins.
    if (i > 1) intervals.push(atUs - beforeUs)
    if (i > 1 && atUs - beforeUs > widestUs) {
      widestUs = atUs - beforeUs
      widestAfterUs = beforeUs - (at[first] as number)
    }
    if (ms >= SLOW_MS) return null
    if (i > 1 && row !== last && ms >= 0) latencies.push(ms)
  }
  const isSteady = Math.min(...rests) > 0 && Math.max(...rests) <= STEADY * Math.min(...rests)
  if (!isSteady || widestUs > LONGEST_INTERVAL_US) return null
  return {
    renewals: intervals.length - 1,
    others: last - first - intervals.length,
    intervals: histogramOf(intervals),
    widestAfterUs,
    // The first rest lies before the run.
    shortestRestUs: Math.min(...rests.slice(1)),
    longestRestUs: Math.max(...rests.slice(1)),
    latencies: histogramOf(latencies),
  }
}

function withoutSpans(
  rows: DeltaRows,
  shapes: readonly RequestShape[],
  spans: readonly Span[],
): PackedRequestPart {
  const kept = new DeltaRows()
  const runs: ThinnedRun[] = []
  let next = 0
  for (let row = 0; row < rows.length; row++) {
    kept.add({
      atUs: rows.atUs(row),
      startUs: rows.startUs(row),
      line: rows.line(row),
      amount: rows.amount(row),
      shape: rows.shape(row),
    })
    const span = spans[next]
    if (span?.row !== row) continue
    next++
    runs.push({ row: kept.length - 1, ...span.run })
    row = span.last - 1
  }
  return { rows: kept.pack(), shapes, runs }
}
