/**
 * A table of the successful requests to the API server, compressed. A week of a kubelet at `-v=6` has 60,000 renewals and
 * ten times as many other requests; the analysis needs the times of all and the rest of few.
 *
 * Takes observations of successful requests; returns them sorted and without duplicates, a row in five bytes.
 */
import { firstIndexWhere } from '../bytes/binary-search.ts'
import type { SuccessfulRequestKind } from '../model/kinds.ts'
import type { Observation } from '../model/observation.ts'
import { requestStartUs } from '../model/request.ts'
import { BLOCK_ROWS, type DecodedBlock } from './delta-block.ts'
import type { DeltaRows } from './delta-rows.ts'
import { compareRequests, isSameRequest, type RequestRow } from './equal-requests.ts'
import { JoinedRuns } from './joined-runs.ts'
import { type PackedRequestPart, RequestPart, type RequestShape } from './request-part.ts'
import { chosenRows } from './row-bitmap.ts'
import { firstRows, listedRows, type RowOrder } from './row-order.ts'
import type { RenewalRun } from './thinned-run.ts'
import { TimeSearch } from './time-search.ts'

/** A table as plain data, by part. */
export type PackedRequestTable = readonly PackedRequestPart[]

/** Rows are added in any order and numbered from 0; `sorted` orders them by time. */
export class RequestTable {
  readonly #parts: RequestPart[] = []
  /** Number of the first row of each part. */
  readonly #firsts: number[] = []
  #length = 0
  #sorted: RowOrder | null = null
  #search: TimeSearch | null = null

  get length(): number {
    return this.#length
  }

  /** `timeUs` must not be null. */
  add(o: Observation<SuccessfulRequestKind>): void {
    if (o.timeUs === null) return
    const part = this.#parts[this.#parts.length - 1] ?? this.#append(new RequestPart())
    part.add(o, o.timeUs)
    this.#length++
    this.#sorted = null
    this.#search = null
  }

  #append(part: RequestPart): RequestPart {
    this.#parts.push(part)
    this.#firsts.push(this.#length)
    this.#length += part.length
    return part
  }

  /** Frees the memory reserved for more rows. */
  trim(): void {
    for (const part of this.#parts) part.trim()
  }

  /** Replaces every time by `move` of it. */
  shift(move: (timeUs: number) => number): void {
    for (const part of this.#parts) part.shift(move)
    this.#sorted = null
    this.#search = null
  }

  pack(): PackedRequestTable {
    return this.#parts.map((part) => part.pack())
  }

  /** Makes a table for reading; nothing may be added. */
  static unpack(parts: PackedRequestTable): RequestTable {
    const requests = new RequestTable()
    for (const part of parts) requests.#append(RequestPart.unpack(part))
    return requests
  }

  /** Joins tables without copying their rows: afterwards nothing may be added to any, or shifted. */
  static joined(all: readonly RequestTable[]): RequestTable {
    const joined = new RequestTable()
    const parts = all.flatMap((requests) => requests.#parts)
    for (const part of parts.sort((a, b) => a.firstAtUs - b.firstAtUs)) joined.#append(part)
    return joined
  }

  /**
   * Returns the rows by time, then kind, latency, source and line, without duplicates: a request recorded twice, in two
   * sources (a rotated file and the journal) or in one, counts once, for the source with the first name.
   */
  sorted(): RowOrder {
    this.#sorted ??= this.#isInOrder() ? firstRows(this.#length) : this.#byTime()
    return this.#sorted
  }

  /** Returns the first index in `sorted` with a time that passes `test`, or its length; `test` is false up to some time, then true. */
  firstWhere(test: (atUs: number) => boolean): number {
    const rows = this.sorted()
    this.#search ??= new TimeSearch(rows.length, (n) => this.at(rows.row(n)))
    return this.#search.firstWhere(test)
  }

  /** Whether the parts follow each other in time, like a log and its rotations. Then no request occurs twice. */
  #isInOrder(): boolean {
    let lastUs = Number.NEGATIVE_INFINITY
    for (const { rows } of this.#parts) {
      if (!rows.isRising || rows.firstAtUs <= lastUs) return false
      lastUs = rows.lastAtUs
    }
    return true
  }

  #byTime(): RowOrder {
    const at = new Float64Array(this.#length)
    const rows = new Uint32Array(this.#length)
    for (let row = 0; row < rows.length; row++) {
      at[row] = this.at(row)
      rows[row] = row
    }
    rows.sort((a, b) => (at[a] as number) - (at[b] as number) || compareRequests(this.row(a), this.row(b)))
    const runs = new JoinedRuns(this.#parts)
    let kept = 0
    for (const row of rows) {
      const before = rows[kept - 1]
      const atUs = at[row] as number
      if (before !== undefined && at[before] === atUs && isSameRequest(this.row(before), this.row(row)))
        continue
      if (runs.length > 0 && runs.includes(atUs, this.#partOf(row)) && this.isRenewal(row, false)) continue
      rows[kept++] = row
    }
    return listedRows(rows.slice(0, kept))
  }

  /** Returns the rows of one kind that the control plane recorded, or the node, in the order of `sorted`. */
  rowsOf(kind: SuccessfulRequestKind, byControlPlane: boolean): RowOrder {
    const isChosen = (shape: RequestShape): boolean =>
      shape.kind === kind && shape.byControlPlane === byControlPlane
    const shapes = this.#parts.flatMap((part) => part.shapes)
    if (!shapes.some(isChosen)) return firstRows(0)
    const rows = this.sorted()
    // Most nodes have renewals only: then no row is decoded for its shape.
    if (shapes.every(isChosen)) return rows
    const flags = this.#flags(isChosen)
    return chosenRows(rows, (row) => flags[row] === 1)
  }

  /** Tests the shape of each row, block by block: many times as fast as by their numbers. */
  #flags(test: (shape: RequestShape) => boolean): Uint8Array {
    const flags = new Uint8Array(this.#length)
    let row = 0
    for (const part of this.#parts) {
      const isChosen = part.shapes.map(test)
      part.rows.each((_atUs, _line, _amount, shape) => {
        flags[row++] = isChosen[shape] ? 1 : 0
      })
    }
    return flags
  }

  /** Visits the times and latencies of rows, in their order, which is fast if neighbours are near each other. */
  each(rows: RowOrder, visit: (atUs: number, latencyMs: number | null) => void): void {
    let block: DecodedBlock | null = null
    let stamp = 0
    /** Number of the first row of the block in the table. */
    let first = 0
    rows.each((row) => {
      // `visit` may read other rows.
      if (!block || row < first || row >= first + block.rows || block.stamp !== stamp) {
        const part = this.#partOf(row)
        block = this.#rows(part).blockOf(row - this.#first(part))
        stamp = block.stamp
        first = this.#first(part) + block.block * BLOCK_ROWS
      }
      const amount = block.amount[row - first] as number
      visit(block.at[row - first] as number, amount < 0 ? null : amount)
    })
  }

  at(row: number): number {
    const part = this.#partOf(row)
    return this.#rows(part).atUs(row - this.#first(part))
  }

  startUs(row: number): number {
    const part = this.#partOf(row)
    return startIn(this.#rows(part), row - this.#first(part))
  }

  latencyMs(row: number): number | null {
    const part = this.#partOf(row)
    return this.#rows(part).amount(row - this.#first(part))
  }

  /** Runs of the node's renewals that are left out, by time; each once, like the rows of `sorted`. */
  get runs(): readonly RenewalRun[] {
    return new JoinedRuns(this.#parts).runs
  }

  /** Count of the requests that were recorded, with those that are left out. */
  get recorded(): number {
    return this.#parts.reduce((sum, part) => sum + part.recorded, 0)
  }

  /** Whether a row stands for a renewal that is left out: its time is not known. */
  isThinned(row: number): boolean {
    const part = this.#partOf(row)
    const found = this.#parts[part] as RequestPart
    return found.isThinned(found.rows.shape(row - this.#first(part)))
  }

  /** Whether any row may be a renewal recorded by the control plane, or by the node. */
  hasRenewals(byControlPlane: boolean): boolean {
    return this.#hasShape(
      (shape) => shape.kind === 'lease.renewed' && shape.byControlPlane === byControlPlane,
    )
  }

  /** Whether any row may be a post of a node's status that the control plane recorded. */
  get hasAuditedStatus(): boolean {
    return this.#hasShape((shape) => shape.kind === 'node-status.updated' && shape.byControlPlane)
  }

  /** Whether kubelets recorded all of its rows. */
  get isOfKubelets(): boolean {
    return !this.#hasShape(({ byControlPlane }) => byControlPlane)
  }

  #hasShape(test: (shape: RequestShape) => boolean): boolean {
    return this.#parts.some(({ shapes }) => shapes.some(test))
  }

  /** Whether a row is a renewal recorded by the control plane, or by the node. */
  isRenewal(row: number, byControlPlane: boolean): boolean {
    const shape = this.#shape(row)
    return shape.kind === 'lease.renewed' && shape.byControlPlane === byControlPlane
  }

  kind(row: number): SuccessfulRequestKind {
    return this.#shape(row).kind
  }

  /** Null: no status was printed. */
  statusCode(row: number): number | null {
    return this.#shape(row).statusCode
  }

  byControlPlane(row: number): boolean {
    return this.#shape(row).byControlPlane
  }

  row(row: number): RequestRow {
    const part = this.#partOf(row)
    const rows = this.#rows(part)
    const r = row - this.#first(part)
    const { kind, verb, statusCode, source, pid, byControlPlane } = this.#shape(row)
    return {
      kind,
      atUs: rows.atUs(r),
      startUs: startIn(rows, r),
      latencyMs: rows.amount(r),
      verb,
      statusCode,
      source,
      line: rows.line(r),
      pid,
      byControlPlane,
    }
  }

  #partOf(row: number): number {
    if (this.#firsts.length === 1) return 0
    return firstIndexWhere(this.#firsts.length, (part) => (this.#firsts[part] as number) > row) - 1
  }

  #rows(part: number): DeltaRows {
    return (this.#parts[part] as RequestPart).rows
  }

  #first(part: number): number {
    return this.#firsts[part] as number
  }

  #shape(row: number): RequestShape {
    const part = this.#partOf(row)
    return (this.#parts[part] as RequestPart).shape(row - this.#first(part))
  }
}

/** Derives an unknown start from the latency, and a millisecond more, because klog cuts it to milliseconds. */
function startIn(rows: DeltaRows, row: number): number {
  const startUs = rows.startUs(row)
  if (startUs !== null) return startUs
  const latencyMs = rows.amount(row)
  return latencyMs === null ? rows.atUs(row) : requestStartUs(rows.atUs(row), latencyMs)
}
