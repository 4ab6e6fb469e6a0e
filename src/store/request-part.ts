/** The requests of one source in a `RequestTable`. */
import type { SuccessfulRequestKind } from '../model/kinds.ts'
import type { Observation } from '../model/observation.ts'
import { DeltaRows, type PackedDeltaRows } from './delta-rows.ts'
import { expandRuns, placedRuns, type RenewalRun, type ThinnedRun } from './thinned-run.ts'

/** Verbs of HTTP; anything else printed in their place is no verb. */
const VERBS: ReadonlySet<string> = new Set(['GET', 'PUT', 'PATCH', 'POST', 'DELETE', 'HEAD', 'OPTIONS'])

/** What many requests share. */
export interface RequestShape {
  readonly kind: SuccessfulRequestKind
  readonly verb: string | null
  readonly statusCode: number | null
  readonly source: string
  readonly pid: number | null
  /** True: the control plane recorded the time (audit), not the node. */
  readonly byControlPlane: boolean
}

/** A part as plain data, to be sent to another thread. */
export interface PackedRequestPart {
  readonly rows: PackedDeltaRows
  readonly shapes: readonly RequestShape[]
  /** Runs of renewals that are left out of the rows, in their order; absent: no run. */
  readonly runs?: readonly ThinnedRun[]
}

/** The requests of one source, in the order of its lines. */
export class RequestPart {
  /** The rows that are kept. */
  #kept: DeltaRows = new DeltaRows()
  #runs: readonly ThinnedRun[] = []
  /** With a row for each renewal that is left out; null: not needed yet, or nothing is left out. */
  #expanded: DeltaRows | null = null
  /** Those of the rows that are kept, and behind them those of the renewals that are left out. */
  readonly #shapes: RequestShape[] = []
  #keptShapes = 0
  readonly #shapeIndex = new Map<string, number>()
  /** Index of the latest shape; −1 before the first row. */
  #latest = -1

  add(o: Observation<SuccessfulRequestKind>, timeUs: number): void {
    this.#kept.add({
      atUs: timeUs,
      startUs: o.receivedUs ?? null,
      line: o.line,
      amount: o.latencyMs,
      shape: this.#shapeOf(o),
    })
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
    const latest = this.#shapes[this.#latest]
    const isLatest =
      latest?.kind === kind &&
      latest.verb === verb &&
      latest.statusCode === statusCode &&
      latest.pid === pid &&
      latest.byControlPlane === byControlPlane &&
      latest.source === source
    if (isLatest) return this.#latest
    const key = `${kind} ${verb} ${statusCode} ${pid} ${byControlPlane} ${source}`
    let shape = this.#shapeIndex.get(key)
    if (shape === undefined) {
      shape = this.#shapes.push({ kind, verb, statusCode, source, pid, byControlPlane }) - 1
      this.#keptShapes = this.#shapes.length
      this.#shapeIndex.set(key, shape)
    }
    this.#latest = shape
    return shape
  }

  get shapes(): readonly RequestShape[] {
    return this.#shapes
  }

  shape(row: number): RequestShape {
    return this.#shapes[this.rows.shape(row)] as RequestShape
  }

  /** Whether the rows of a shape stand for renewals that are left out. */
  isThinned(shape: number): boolean {
    return shape >= this.#keptShapes
  }

  /** All rows, also those of renewals that are left out. */
  get rows(): DeltaRows {
    if (this.#runs.length === 0) return this.#kept
    this.#expanded ??= expandRuns(this.#kept, this.#runs, (shape) => this.#keptShapes + shape)
    return this.#expanded
  }

  /** Count of `rows`. */
  get length(): number {
    return this.#runs.reduce((sum, { renewals }) => sum + renewals, this.#kept.length)
  }

  /** Count of the requests that were recorded. */
  get recorded(): number {
    return this.#runs.reduce((sum, { others }) => sum + others, this.length)
  }

  get firstAtUs(): number {
    return this.#kept.firstAtUs
  }

  /** The runs of renewals that are left out, in their order. */
  get runs(): readonly RenewalRun[] {
    return placedRuns(this.#kept, this.#runs)
  }

  /** Frees the memory reserved for more rows. */
  trim(): void {
    this.#kept.trim()
  }

  pack(): PackedRequestPart {
    return {
      rows: this.#kept.pack(),
      shapes: this.#shapes.slice(0, this.#keptShapes),
      ...(this.#runs.length === 0 ? {} : { runs: this.#runs }),
    }
  }

  /** Makes a part for reading; nothing may be added. */
  static unpack({ rows, shapes, runs = [] }: PackedRequestPart): RequestPart {
    const part = new RequestPart()
    part.#kept = DeltaRows.unpack(rows)
    part.#runs = runs
    part.#shapes.push(...shapes, ...(runs.length === 0 ? [] : shapes))
    part.#keptShapes = shapes.length
    return part
  }

  shift(move: (timeUs: number) => number): void {
    this.#kept = this.#kept.shifted(move)
    this.#expanded = null
  }
}
