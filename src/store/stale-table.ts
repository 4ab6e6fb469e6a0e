/**
 * What a controller says of one silent node, in few bytes: four lines every five seconds, as long as the silence lasts,
 * and of a thousand nodes a million in twenty minutes.
 *
 * Enter: observations of a stale node, in the order in which they are told. Leave: the same, in that order. A row
 * takes some twelve bytes, an object of its own 300.
 */

import type { Observation } from '../model/observation.ts'
import { DeltaRows, type PackedDeltaRows } from './delta-rows.ts'

export type Stale = Observation<'node.stale'>

const NANOSECONDS = 1e9

/** So many shapes are looked through for the same one: a node has four conditions, each in two states. */
const NEWEST_SHAPES = 16

/** The same as plain data. */
export interface PackedStaleTable {
  readonly rows: PackedDeltaRows
  readonly shapes: readonly Stale[]
}

/** Whether it can be kept so: it has a time, and its duration is one of Go's, in whole nanoseconds. */
export function isCompact(o: Observation): o is Stale & { readonly timeUs: number } {
  if (o.kind !== 'node.stale' || o.timeUs === null) return false
  const nanoseconds = nanosecondsOf(o)
  return (
    nanoseconds >= 0 && Number.isSafeInteger(nanoseconds) && nanoseconds / NANOSECONDS === o.durationSeconds
  )
}

function nanosecondsOf({ durationSeconds }: Stale): number {
  return Math.round(durationSeconds * NANOSECONDS)
}

export class StaleTable {
  readonly #rows: DeltaRows
  /** What many lines share: one of each sort, whose own time, line and duration mean nothing. */
  readonly #shapes: Stale[]
  #newest = -1

  /** `packed`: to be read, not added to. */
  constructor(packed?: PackedStaleTable) {
    this.#rows = packed ? DeltaRows.unpacked(packed.rows) : new DeltaRows()
    this.#shapes = packed ? [...packed.shapes] : []
  }

  get length(): number {
    return this.#rows.length
  }

  /** What the lines share, each at least once. */
  get shapes(): readonly Stale[] {
    return this.#shapes
  }

  /** `isCompact` must hold of it. True: it is like one before; false: it is kept as the first of its sort. */
  add(o: Stale & { readonly timeUs: number }): boolean {
    const known = this.#shapeOf(o)
    const shape = known ?? this.#shapes.push(o) - 1
    this.#newest = shape
    this.#rows.add(o.timeUs, null, o.line, nanosecondsOf(o), shape)
    return known !== undefined
  }

  #shapeOf(o: Stale): number | undefined {
    const shapes = this.#shapes
    // The four conditions of a node take turns.
    const next = this.#newest + 1
    if (next < shapes.length && isAlike(shapes[next] as Stale, o)) return next
    const end = Math.max(0, shapes.length - NEWEST_SHAPES)
    for (let n = shapes.length - 1; n >= end; n--) if (isAlike(shapes[n] as Stale, o)) return n
    return undefined
  }

  /** All of them, in the order in which they were told. */
  list(): Stale[] {
    const rows = this.#rows
    const lines: Stale[] = []
    for (let row = 0; row < rows.length; row++) {
      const shape = this.#shapes[rows.shape(row)] as Stale
      // Field by field: a spread costs several times as much.
      lines.push({
        timeUs: rows.atUs(row),
        resolutionUs: shape.resolutionUs,
        clock: shape.clock,
        source: shape.source,
        line: rows.line(row),
        pid: shape.pid,
        host: shape.host,
        kind: shape.kind,
        node: shape.node,
        conditionType: shape.conditionType,
        durationSeconds: (rows.amount(row) as number) / NANOSECONDS,
        condition: shape.condition,
        component: shape.component,
      })
    }
    return lines
  }

  /** Gives back what was kept free for more. */
  trim(): void {
    this.#rows.trim()
  }

  packed(): PackedStaleTable {
    return { rows: this.#rows.packed(), shapes: this.#shapes }
  }

  /** The same lines, their rows shared, with what they share made another: nothing is to be added to any. */
  reshaped(reshape: (shape: Stale) => Stale): StaleTable {
    return new StaleTable({ rows: this.#rows.packed(), shapes: this.#shapes.map(reshape) })
  }

  /** The same lines at other times. */
  shifted(move: (timeUs: number) => number): StaleTable {
    return new StaleTable({ rows: this.#rows.shifted(move).packed(), shapes: this.#shapes })
  }
}

/** Whether two lines of one process about one node differ in time, line and duration only. */
function isAlike(a: Stale, b: Stale): boolean {
  return (
    a.condition === b.condition &&
    a.conditionType === b.conditionType &&
    a.resolutionUs === b.resolutionUs &&
    a.clock === b.clock &&
    a.component === b.component &&
    a.source === b.source &&
    a.pid === b.pid &&
    a.host === b.host
  )
}
