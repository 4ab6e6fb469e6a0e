/** The requests of one source in a `RequestTable`. */
import type { SuccessfulRequestKind } from '../model/kinds.ts'
import type { Observation } from '../model/observation.ts'
import { DeltaRows, type PackedDeltaRows } from './delta-rows.ts'

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
}

/** The requests of one source, in the order of its lines. */
export class RequestPart {
  rows: DeltaRows = new DeltaRows()
  readonly #shapes: RequestShape[] = []
  readonly #shapeIndex = new Map<string, number>()
  /** Index of the latest shape; −1 before the first row. */
  #latest = -1

  add(o: Observation<SuccessfulRequestKind>, timeUs: number): void {
    this.rows.add({
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

  pack(): PackedRequestPart {
    return { rows: this.rows.pack(), shapes: this.#shapes }
  }

  /** Makes a part for reading; nothing may be added. */
  static unpack({ rows, shapes }: PackedRequestPart): RequestPart {
    const part = new RequestPart()
    part.rows = DeltaRows.unpack(rows)
    part.#shapes.push(...shapes)
    return part
  }

  shift(move: (timeUs: number) => number): void {
    this.rows = this.rows.shifted(move)
  }
}
