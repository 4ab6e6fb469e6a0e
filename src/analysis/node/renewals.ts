/**
 * The renewals of one node, each once: the kubelet's request line, the Lease's renewTime and the API server's audit
 * event may all report the same one.
 *
 * Input: successful requests in columns, Lease objects, and the offset of the control plane's clock for matching.
 * Output: renewals by time on one clock.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Boundary, Observation } from '../../model/index.ts'
import type { RequestTable } from '../../store/request-table.ts'
import type { RowOrder } from '../../store/row-order.ts'
import { TimeSearch } from '../../store/time-search.ts'
import { SECOND_US } from '../../time/instant.ts'
import { between, exactly, STAMP_TOLERANCE_US, type Witness } from '../evidence/boundary.ts'

/** renewTime is stamped up to 5 ms before the request begins. */
const RENEW_TIME_LEAD_US = 5_000

export interface Renewal {
  /** When the response came; renewTime where only that is known. */
  readonly atUs: number
  /** When the request began. */
  readonly startUs: number
  readonly latencyMs: number | null
  readonly verb: string | null
  readonly statusCode: number | null
  readonly witness: Witness
  /** Present if the stamp is of whole seconds: it bounds the renewal. */
  readonly resolutionUs?: number
}

/** Renewals by time. A node may have sixty thousand, so an object is made only where one is asked for. */
export interface Renewals extends Iterable<Renewal> {
  readonly length: number
  atUs(i: number): number
  startUs(i: number): number
  /** Undefined outside of [0, length). */
  get(i: number): Renewal | undefined
  /** Returns the first index with a time that passes `test`, or `length`; `test` is false up to some time, then true. */
  firstWhere(test: (atUs: number) => boolean): number
  /** Visits all of them in order, many times as fast as one `get` after the other. */
  each(visit: (atUs: number, latencyMs: number | null) => void): void
}

/** Selects the renewals that the kubelet or the API server stamped; `shiftUs` is added to their times. */
export function renewalsOfRequests(
  requests: RequestTable,
  { byControlPlane, clock, shiftUs }: { byControlPlane: boolean; clock: string; shiftUs: number },
): Renewals {
  return new TableRenewals(requests, requests.rowsOf('lease.renewed', byControlPlane), clock, shiftUs)
}

class TableRenewals implements Renewals {
  readonly #requests: RequestTable
  readonly #rows: RowOrder
  readonly #clock: string
  readonly #shiftUs: number
  readonly #search: TimeSearch

  constructor(requests: RequestTable, rows: RowOrder, clock: string, shiftUs: number) {
    this.#requests = requests
    this.#rows = rows
    this.#clock = clock
    this.#shiftUs = shiftUs
    this.#search = new TimeSearch(rows.length, (i) => this.atUs(i))
  }

  get length(): number {
    return this.#rows.length
  }

  atUs(i: number): number {
    return this.#requests.at(this.#rows.row(i)) + this.#shiftUs
  }

  startUs(i: number): number {
    return this.#requests.startUs(this.#rows.row(i)) + this.#shiftUs
  }

  firstWhere(test: (atUs: number) => boolean): number {
    return this.#search.firstWhere(test)
  }

  each(visit: (atUs: number, latencyMs: number | null) => void): void {
    this.#requests.each(this.#rows, (atUs, latencyMs) => visit(atUs + this.#shiftUs, latencyMs))
  }

  get(i: number): Renewal | undefined {
    if (i < 0 || i >= this.length) return undefined
    const { atUs, startUs, latencyMs, verb, statusCode, source, line } = this.#requests.row(this.#rows.row(i))
    return {
      atUs: atUs + this.#shiftUs,
      startUs: startUs + this.#shiftUs,
      latencyMs,
      verb,
      statusCode,
      witness: { kind: 'lease.renewed', source, line, clock: this.#clock },
    }
  }

  *[Symbol.iterator](): Iterator<Renewal> {
    for (let i = 0; i < this.length; i++) yield this.get(i) as Renewal
  }
}

class ListedRenewals implements Renewals {
  readonly #renewals: readonly Renewal[]

  constructor(renewals: readonly Renewal[]) {
    this.#renewals = renewals
  }

  get length(): number {
    return this.#renewals.length
  }

  atUs(i: number): number {
    return (this.#renewals[i] as Renewal).atUs
  }

  startUs(i: number): number {
    return (this.#renewals[i] as Renewal).startUs
  }

  firstWhere(test: (atUs: number) => boolean): number {
    return firstIndexWhere(this.length, (i) => test(this.atUs(i)))
  }

  each(visit: (atUs: number, latencyMs: number | null) => void): void {
    for (const { atUs, latencyMs } of this.#renewals) visit(atUs, latencyMs)
  }

  get(i: number): Renewal | undefined {
    return this.#renewals[i]
  }

  [Symbol.iterator](): Iterator<Renewal> {
    return this.#renewals[Symbol.iterator]()
  }
}

/** Makes a list of renewals, by time, searchable as `Renewals`. */
export function listRenewals(renewals: readonly Renewal[]): Renewals {
  return new ListedRenewals(renewals)
}

/** Takes each renewTime of the Lease object once, from the first source and line that shows it. */
export function renewalsOfLeases(leases: readonly Observation<'lease.seen'>[], clock: string): Renewals {
  const byTime = new Map<number, Observation<'lease.seen'>>()
  for (const o of leases) {
    if (o.renewTimeUs === null) continue
    const before = byTime.get(o.renewTimeUs)
    if (!before || o.source < before.source || (o.source === before.source && o.line < before.line))
      byTime.set(o.renewTimeUs, o)
  }
  const renewals = [...byTime.entries()]
    .sort(([a], [b]) => a - b)
    .map(
      ([atUs, o]): Renewal => ({
        atUs,
        startUs: atUs,
        latencyMs: null,
        verb: null,
        statusCode: null,
        witness: { kind: 'lease.seen', source: o.source, line: o.line, clock },
        ...(o.resolutionUs >= SECOND_US ? { resolutionUs: o.resolutionUs } : {}),
      }),
    )
  return new ListedRenewals(renewals)
}

/** Adds renewals known to whole seconds (`kubectl describe node`) where no exact one lies in that second. */
export function addCoarseRenewals(exact: Renewals, coarse: Renewals): Renewals {
  const missing: Renewal[] = []
  for (const renewal of coarse) {
    const next = renewalsUntil(exact, renewal.atUs - STAMP_TOLERANCE_US)
    const isMissing =
      next >= exact.length ||
      exact.startUs(next) - STAMP_TOLERANCE_US - RENEW_TIME_LEAD_US > renewal.atUs + SECOND_US
    if (isMissing) missing.push(renewal)
  }
  return mergeRenewals(exact, new ListedRenewals(missing))
}

/**
 * Merges two reports of the same renewals, both by time: one of `others` that falls into a request of `renewals`
 * (widened by the tolerance) is that request; the rest is added.
 */
export function mergeRenewals(renewals: Renewals, others: Renewals): Renewals {
  if (others.length === 0) return renewals
  if (renewals.length === 0) return others
  const merged: Renewal[] = []
  let i = 0
  for (const other of others) {
    while (i < renewals.length && renewals.atUs(i) + STAMP_TOLERANCE_US < other.startUs)
      merged.push(renewals.get(i++) as Renewal)
    const candidate = renewals.get(i)
    if (candidate && candidate.startUs - STAMP_TOLERANCE_US - RENEW_TIME_LEAD_US <= other.atUs) {
      // The same renewal: the earlier start of the two is a lower bound of both.
      merged.push({ ...candidate, startUs: Math.min(candidate.startUs, other.startUs) })
      i++
    } else merged.push(other)
  }
  while (i < renewals.length) merged.push(renewals.get(i++) as Renewal)
  return new ListedRenewals(merged)
}

export function boundaryOfRenewal({ witness, atUs, startUs, resolutionUs }: Renewal): Boundary {
  const bounded = resolutionUs === undefined ? null : between(witness, startUs, atUs + resolutionUs)
  return bounded ?? exactly(witness, atUs, startUs)
}

/** Visits the intervals between successive renewals; `i` is the index of the later one. */
export function eachInterval(
  renewals: Renewals,
  visit: (fromUs: number, untilUs: number, i: number) => void,
): void {
  let i = 0
  let fromUs = 0
  renewals.each((untilUs) => {
    if (i > 0) visit(fromUs, untilUs, i)
    fromUs = untilUs
    i++
  })
}

/** Counts the renewals with `atUs` ≤ `timeUs`: the index of the first later one. */
export function renewalsUntil(renewals: Renewals, timeUs: number): number {
  return renewals.firstWhere((atUs) => atUs > timeUs)
}

/** Counts the renewals with `atUs` < `timeUs`: the index of the first that is not earlier. */
export function renewalsBefore(renewals: Renewals, timeUs: number): number {
  return renewals.firstWhere((atUs) => atUs >= timeUs)
}
