/**
 * What the API server answered to one kubelet, in few bytes: a week at `-v=6` holds 60,000 renewals and ten
 * times as many other answers, of which the fold needs the moments and hardly ever the rest.
 *
 * Enters: observations of the four kinds that say "this request succeeded". Leaves: the same, sorted and
 * without duplicates, one row each (five bytes instead of an object of 200).
 */

import type { SuccessfulRequestKind } from '../model/kinds.ts'
import type { Observation } from '../model/observation.ts'
import { requestStartUs } from '../model/request.ts'
import { DeltaRows, type PackedDeltaRows } from './delta-rows.ts'
import { firstRows, listedRows, type RowOrder } from './row-order.ts'

const KINDS: readonly SuccessfulRequestKind[] = [
  'lease.renewed',
  'lease.read',
  'node-status.updated',
  'api.answered',
]
/** What a request may be; what else is printed there is no verb. */
const VERBS: ReadonlySet<string> = new Set(['GET', 'PUT', 'PATCH', 'POST', 'DELETE', 'HEAD', 'OPTIONS'])

/** What many answers share. */
interface Shape {
  readonly kind: SuccessfulRequestKind
  readonly verb: string | null
  readonly statusCode: number | null
  readonly source: string
  readonly pid: number | null
  /** True: stamped by the control plane (audit), not by the node. */
  readonly byControlPlane: boolean
}

/** One row, for where a row matters by itself. */
export interface RequestRow extends Shape {
  /** When the answer came. */
  readonly atUs: number
  /** When the request began (lower bound): at − latency − 1 ms, or the server's receipt. */
  readonly startUs: number
  readonly latencyMs: number | null
  readonly line: number
}

/** The same as plain data, in parts. */
export type PackedRequestTable = readonly {
  readonly rows: PackedDeltaRows
  readonly shapes: readonly Shape[]
}[]

/** Rows of one source, in the order they were told. */
class Part {
  rows = new DeltaRows()
  readonly #shapes: Shape[] = []
  readonly #known = new Map<string, number>()
  #newest = -1

  add(o: Observation<SuccessfulRequestKind>, timeUs: number): void {
    this.rows.add(timeUs, o.receivedUs ?? null, o.line, o.latencyMs, this.#shapeOf(o))
  }

  #shapeOf({
    kind,
    verb: printed,
    statusCode,
    source,
    pid,
    component,
  }: Observation<SuccessfulRequestKind>): number {
    const verb = VERBS.has(printed) ? printed : null
    const byControlPlane = component !== 'kubelet'
    const newest = this.#shapes[this.#newest]
    const isAlike =
      newest?.kind === kind &&
      newest.verb === verb &&
      newest.statusCode === statusCode &&
      newest.pid === pid &&
      newest.byControlPlane === byControlPlane &&
      newest.source === source
    if (isAlike) return this.#newest
    const key = `${kind} ${verb} ${statusCode} ${pid} ${byControlPlane} ${source}`
    let shape = this.#known.get(key)
    if (shape === undefined) {
      shape = this.#shapes.push({ kind, verb, statusCode, source, pid, byControlPlane }) - 1
      this.#known.set(key, shape)
    }
    this.#newest = shape
    return shape
  }

  get shapes(): readonly Shape[] {
    return this.#shapes
  }

  shape(row: number): Shape {
    return this.#shapes[this.rows.shape(row)] as Shape
  }

  packed(): PackedRequestTable[number] {
    return { rows: this.rows.packed(), shapes: this.#shapes }
  }

  /** To be read, not added to. */
  static unpacked({ rows, shapes }: PackedRequestTable[number]): Part {
    const part = new Part()
    part.rows = DeltaRows.unpacked(rows)
    part.#shapes.push(...shapes)
    return part
  }

  shift(move: (timeUs: number) => number): void {
    this.rows = this.rows.shifted(move)
  }
}

/** Rows are added in any order and counted from 0; `sorted` gives them by time. */
export class RequestTable {
  readonly #parts: Part[] = []
  /** The number of each part's first row. */
  readonly #firsts: number[] = []
  #length = 0
  #sorted: RowOrder | null = null

  get length(): number {
    return this.#length
  }

  /** `timeUs` must not be null. */
  add(o: Observation<SuccessfulRequestKind>): void {
    if (o.timeUs === null) return
    const part = this.#parts[this.#parts.length - 1] ?? this.#append(new Part())
    part.add(o, o.timeUs)
    this.#length++
    this.#sorted = null
  }

  #append(part: Part): Part {
    this.#parts.push(part)
    this.#firsts.push(this.#length)
    this.#length += part.rows.length
    return part
  }

  /** No more are expected for now: gives back what was kept free for them. */
  trim(): void {
    for (const { rows } of this.#parts) rows.trim()
  }

  /** Moves every time by `move`. */
  shift(move: (timeUs: number) => number): void {
    for (const part of this.#parts) part.shift(move)
    this.#sorted = null
  }

  packed(): PackedRequestTable {
    return this.#parts.map((part) => part.packed())
  }

  /** To be read, not added to. */
  static unpacked(parts: PackedRequestTable): RequestTable {
    const answers = new RequestTable()
    for (const part of parts) answers.#append(Part.unpacked(part))
    return answers
  }

  /** Those of several, whose rows are shared, not copied: nothing is to be added to any, or moved, afterwards. */
  static joined(all: readonly RequestTable[]): RequestTable {
    const joined = new RequestTable()
    const parts = all.flatMap((answers) => answers.#parts)
    for (const part of parts.sort((a, b) => a.rows.firstAtUs - b.rows.firstAtUs)) joined.#append(part)
    return joined
  }

  /**
   * Rows by time, then source and line, without those that say the same again: the same request told by two
   * sources (a rotated file and the journal) counts once, by the source whose name comes first.
   */
  sorted(): RowOrder {
    this.#sorted ??= this.#isInOrder() ? firstRows(this.#length) : this.#byTime()
    return this.#sorted
  }

  /** Parts follow each other, each in the order of time, as one log and its rotations do: then no row says another's again. */
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
    rows.sort((a, b) => (at[a] as number) - (at[b] as number) || this.#compareEqualTimes(a, b))
    let kept = 0
    for (const row of rows) {
      const before = rows[kept - 1]
      if (before !== undefined && at[before] === at[row] && this.#same(before, row)) continue
      rows[kept++] = row
    }
    return listedRows(rows.slice(0, kept))
  }

  #compareEqualTimes(a: number, b: number): number {
    const one = this.row(a)
    const other = this.row(b)
    return (
      KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) ||
      (one.latencyMs ?? -1) - (other.latencyMs ?? -1) ||
      compare(one.source, other.source) ||
      one.line - other.line
    )
  }

  /** Of two at the same time. */
  #same(a: number, b: number): boolean {
    const one = this.row(a)
    const other = this.row(b)
    return (
      one.kind === other.kind &&
      one.latencyMs === other.latencyMs &&
      one.verb === other.verb &&
      one.byControlPlane === other.byControlPlane &&
      one.source !== other.source
    )
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

  /** Whether any row may be a renewal as the control plane tells it, or as the node does. */
  hasRenewals(byControlPlane: boolean): boolean {
    return this.#parts.some(({ shapes }) =>
      shapes.some((shape) => shape.kind === 'lease.renewed' && shape.byControlPlane === byControlPlane),
    )
  }

  /** A renewal of the lease that succeeded, as the control plane tells it, or as the node does. */
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
    let low = 0
    let high = this.#firsts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.#firsts[middle] as number) <= row) low = middle
      else high = middle - 1
    }
    return low
  }

  #rows(part: number): DeltaRows {
    return (this.#parts[part] as Part).rows
  }

  #first(part: number): number {
    return this.#firsts[part] as number
  }

  #shape(row: number): Shape {
    const part = this.#partOf(row)
    return (this.#parts[part] as Part).shape(row - this.#first(part))
  }
}

/** Where none was told: as long before the answer as its latency says, and a millisecond more, for it was cut. */
function startIn(rows: DeltaRows, row: number): number {
  const told = rows.startUs(row)
  if (told !== null) return told
  const latencyMs = rows.amount(row)
  return latencyMs === null ? rows.atUs(row) : requestStartUs(rows.atUs(row), latencyMs)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
