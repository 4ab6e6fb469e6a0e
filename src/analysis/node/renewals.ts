/**
 * The renewals of one node, each once: the kubelet's own request line, the Lease's renewTime and the API
 * server's audit line may all tell of the same one.
 *
 * Enters: answers in columns, Lease sightings, and the offset of the control plane's clock for matching.
 * Leaves: renewals by time on one clock, and which stretches of time are fully told.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import type { Observation } from '../../model/index.ts'
import type { RequestTable } from '../../store/request-table.ts'
import { chosenRows } from '../../store/row-bitmap.ts'
import type { RowOrder } from '../../store/row-order.ts'
import { SECOND_US } from '../../time/instant.ts'
import { STAMP_TOLERANCE_US, type Witness } from '../evidence/boundary.ts'

/** renewTime is stamped up to 5 ms before the request begins. */
const RENEW_TIME_LEAD_US = 5_000

export interface Beat {
  /** When the answer came; renewTime where only that is known. */
  readonly atUs: number
  /** When the request began. */
  readonly startUs: number
  readonly latencyMs: number | null
  readonly verb: string | null
  readonly statusCode: number | null
  readonly witness: Witness
}

/** Renewals by time. There may be sixty thousand of each node, so an object is made only where one is asked for. */
export interface Beats extends Iterable<Beat> {
  readonly length: number
  atUs(i: number): number
  startUs(i: number): number
  /** Undefined outside of [0, length). */
  beat(i: number): Beat | undefined
  /** Tells all of them, in their order: many times as fast as to ask for one after the other. */
  each(tell: (atUs: number, latencyMs: number | null) => void): void
}

/** Beats told by the kubelet or by the API server; `shiftUs` is added to what the control plane stamped. */
export function beatsOfAnswers(
  answers: RequestTable,
  rows: RowOrder,
  byControlPlane: boolean,
  clock: string,
  shiftUs: number,
): Beats {
  const renewals = chosenRows(rows, (row) => answers.isRenewal(row, byControlPlane))
  return new AnsweredBeats(answers, renewals, clock, shiftUs)
}

class AnsweredBeats implements Beats {
  readonly #answers: RequestTable
  readonly #rows: RowOrder
  readonly #clock: string
  readonly #shiftUs: number

  constructor(answers: RequestTable, rows: RowOrder, clock: string, shiftUs: number) {
    this.#answers = answers
    this.#rows = rows
    this.#clock = clock
    this.#shiftUs = shiftUs
  }

  get length(): number {
    return this.#rows.length
  }

  atUs(i: number): number {
    return this.#answers.at(this.#rows.row(i)) + this.#shiftUs
  }

  startUs(i: number): number {
    return this.#answers.startUs(this.#rows.row(i)) + this.#shiftUs
  }

  each(tell: (atUs: number, latencyMs: number | null) => void): void {
    this.#rows.each((row) => tell(this.#answers.at(row) + this.#shiftUs, this.#answers.latencyMs(row)))
  }

  beat(i: number): Beat | undefined {
    if (i < 0 || i >= this.length) return undefined
    const { atUs, startUs, latencyMs, verb, statusCode, source, line } = this.#answers.row(this.#rows.row(i))
    return {
      atUs: atUs + this.#shiftUs,
      startUs: startUs + this.#shiftUs,
      latencyMs,
      verb,
      statusCode,
      witness: { kind: 'lease.renewed', source, line, clock: this.#clock },
    }
  }

  *[Symbol.iterator](): Iterator<Beat> {
    for (let i = 0; i < this.length; i++) yield this.beat(i) as Beat
  }
}

class ListedBeats implements Beats {
  readonly #beats: readonly Beat[]

  constructor(beats: readonly Beat[]) {
    this.#beats = beats
  }

  get length(): number {
    return this.#beats.length
  }

  atUs(i: number): number {
    return (this.#beats[i] as Beat).atUs
  }

  startUs(i: number): number {
    return (this.#beats[i] as Beat).startUs
  }

  each(tell: (atUs: number, latencyMs: number | null) => void): void {
    for (const { atUs, latencyMs } of this.#beats) tell(atUs, latencyMs)
  }

  beat(i: number): Beat | undefined {
    return this.#beats[i]
  }

  [Symbol.iterator](): Iterator<Beat> {
    return this.#beats[Symbol.iterator]()
  }
}

/** Beats told by the Lease object: each renewTime once, by the first source and line that shows it. */
export function beatsOfLeases(seen: readonly Observation<'lease.seen'>[], clock: string): Beats {
  const byTime = new Map<number, Observation<'lease.seen'>>()
  for (const o of seen) {
    if (o.renewTimeUs === null) continue
    const before = byTime.get(o.renewTimeUs)
    if (!before || o.source < before.source || (o.source === before.source && o.line < before.line))
      byTime.set(o.renewTimeUs, o)
  }
  const beats = [...byTime.entries()]
    .sort(([a], [b]) => a - b)
    .map(
      ([atUs, o]): Beat => ({
        atUs,
        startUs: atUs,
        latencyMs: null,
        verb: null,
        statusCode: null,
        witness: { kind: 'lease.seen', source: o.source, line: o.line, clock },
      }),
    )
  return new ListedBeats(beats)
}

/** Beats that only tools for people tell, in whole seconds (`kubectl describe node`), where none that is told exactly lies in that second. */
export function addCoarse(told: Beats, coarse: Beats): Beats {
  const untold: Beat[] = []
  for (const beat of coarse) {
    const next = beatsUntil(told, beat.atUs - STAMP_TOLERANCE_US)
    const startUs = next < told.length ? told.startUs(next) : Number.POSITIVE_INFINITY
    if (startUs - STAMP_TOLERANCE_US - RENEW_TIME_LEAD_US > beat.atUs + SECOND_US) untold.push(beat)
  }
  return mergeBeats(told, new ListedBeats(untold))
}

/**
 * Two tellings of the same renewals made one: a beat of `others` that falls into a request of `told` (widened
 * by the tolerance) is that request; the rest is added. Both by time.
 */
export function mergeBeats(told: Beats, others: Beats): Beats {
  if (others.length === 0) return told
  if (told.length === 0) return others
  const merged: Beat[] = []
  let i = 0
  for (const other of others) {
    while (i < told.length && told.atUs(i) + STAMP_TOLERANCE_US < other.startUs)
      merged.push(told.beat(i++) as Beat)
    const candidate = told.beat(i)
    if (candidate && candidate.startUs - STAMP_TOLERANCE_US - RENEW_TIME_LEAD_US <= other.atUs) {
      // The same renewal: the earlier start of the two is a lower bound of both.
      merged.push({ ...candidate, startUs: Math.min(candidate.startUs, other.startUs) })
      i++
    } else merged.push(other)
  }
  while (i < told.length) merged.push(told.beat(i++) as Beat)
  return new ListedBeats(merged)
}

/** Tells from one beat to the next, the i-th, for all of them. */
export function eachInterval(beats: Beats, tell: (fromUs: number, untilUs: number, i: number) => void): void {
  let i = 0
  let fromUs = 0
  beats.each((untilUs) => {
    if (i > 0) tell(fromUs, untilUs, i)
    fromUs = untilUs
    i++
  })
}

/** How many beats have `atUs` ≤ `timeUs`: the index of the first later one. */
export function beatsUntil(beats: Beats, timeUs: number): number {
  let low = 0
  let high = beats.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (beats.atUs(middle) <= timeUs) low = middle + 1
    else high = middle
  }
  return low
}

/** How many beats have `atUs` < `timeUs`: the index of the first that is not earlier. */
export function beatsBefore(beats: Beats, timeUs: number): number {
  let low = 0
  let high = beats.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (beats.atUs(middle) < timeUs) low = middle + 1
    else high = middle
  }
  return low
}
