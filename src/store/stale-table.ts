/**
 * A table of what a controller logs about one silent node, compressed. It logs four lines every five seconds while the
 * node is silent: for a thousand nodes a million in twenty minutes.
 *
 * Takes observations `node.stale` in the order of the log and returns them in that order. A row takes about twelve bytes,
 * an object 300.
 */

import type { Observation } from '../model/observation.ts'
import { DeltaRows, type PackedDeltaRows } from './delta-rows.ts'

export type Stale = Observation<'node.stale'>

const NANOSECONDS = 1e9

/** Limits the shapes compared for each line: a node has four conditions, each in two states. */
const NEWEST_SHAPES = 16

/** A table as plain data, to be sent to another thread. */
export interface PackedStaleTable {
  readonly rows: PackedDeltaRows
  readonly shapes: readonly Stale[]
  readonly shortest: readonly number[]
}

/** Whether an observation fits into the table: it has a time, and its duration is a Go duration in whole nanoseconds. */
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
  /** One observation of each shape; its time, line and duration are not used. */
  readonly #shapes: Stale[]
  /** Shortest duration of each shape, in nanoseconds. */
  readonly #shortest: number[]
  /** Index of the latest shape; −1 before the first row. */
  #latest = -1

  /** Makes an empty table, or one for reading from packed data, to which nothing may be added. */
  constructor(packed?: PackedStaleTable) {
    this.#rows = packed ? DeltaRows.unpack(packed.rows) : new DeltaRows()
    this.#shapes = packed ? [...packed.shapes] : []
    this.#shortest = packed ? [...packed.shortest] : []
  }

  get length(): number {
    return this.#rows.length
  }

  /** One observation of each shape. */
  get shapes(): readonly Stale[] {
    return this.#shapes
  }

  /** Adds an observation for which `isCompact` holds. Returns false if it is the first of its shape, which is kept. */
  add(o: Stale & { readonly timeUs: number }): boolean {
    const known = this.#findShape(o)
    const shape = known ?? this.#shapes.push(o) - 1
    const nanoseconds = nanosecondsOf(o)
    this.#latest = shape
    this.#shortest[shape] = Math.min(this.#shortest[shape] ?? nanoseconds, nanoseconds)
    this.#rows.add({ atUs: o.timeUs, startUs: null, line: o.line, amount: nanoseconds, shape })
    return known !== undefined
  }

  #findShape(o: Stale): number | undefined {
    const shapes = this.#shapes
    // The four conditions of a node are logged in rotation.
    const next = this.#latest + 1
    if (next < shapes.length && hasSameShape(shapes[next] as Stale, o)) return next
    const end = Math.max(0, shapes.length - NEWEST_SHAPES)
    for (let n = shapes.length - 1; n >= end; n--) if (hasSameShape(shapes[n] as Stale, o)) return n
    return undefined
  }

  /** Time of the first row; Infinity if the table is empty. */
  get firstAtUs(): number {
    return this.#rows.firstAtUs
  }

  /** Time of the last row. */
  get lastAtUs(): number {
    return this.#rows.lastAtUs
  }

  /** The shortest duration of each shape, in seconds. */
  get shortestDurations(): readonly number[] {
    return this.#shortest.map((nanoseconds) => nanoseconds / NANOSECONDS)
  }

  /** Returns all observations, in the order in which they were added. */
  list(): Stale[] {
    const lines: Stale[] = []
    this.#rows.each((atUs, line, amount, index) => {
      const shape = this.#shapes[index] as Stale
      // Field by field: a spread takes several times as long.
      lines.push({
        timeUs: atUs,
        resolutionUs: shape.resolutionUs,
        clock: shape.clock,
        source: shape.source,
        line,
        pid: shape.pid,
        host: shape.host,
        kind: shape.kind,
        node: shape.node,
        conditionType: shape.conditionType,
        durationSeconds: amount / NANOSECONDS,
        condition: shape.condition,
        component: shape.component,
      })
    })
    return lines
  }

  /** Frees the memory reserved for more rows. */
  trim(): void {
    this.#rows.trim()
  }

  pack(): PackedStaleTable {
    return { rows: this.#rows.pack(), shapes: this.#shapes, shortest: this.#shortest }
  }

  /** Returns a table with other shapes and the same rows, which are shared: nothing may be added to either. */
  reshaped(reshape: (shape: Stale) => Stale): StaleTable {
    return new StaleTable({ ...this.pack(), shapes: this.#shapes.map(reshape) })
  }

  /** Copies the table with other times. */
  shifted(move: (timeUs: number) => number): StaleTable {
    return new StaleTable({ ...this.pack(), rows: this.#rows.shifted(move).pack() })
  }
}

/** Whether two lines of one process about one node differ in time, line and duration only. */
function hasSameShape(a: Stale, b: Stale): boolean {
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
