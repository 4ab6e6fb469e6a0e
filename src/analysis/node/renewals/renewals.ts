/**
 * The renewals of one node, each once: the kubelet's request line, the Lease's renewTime and the API server's audit
 * event may all report the same one.
 *
 * Input: successful requests in columns, Lease objects, and the offset of the control plane's clock for matching.
 * Output: renewals by time on one clock.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import { firstIndexWhere } from '../../../bytes/binary-search.ts'
import type { Boundary, Observation } from '../../../model/index.ts'
import type { RequestTable } from '../../../store/request-table.ts'
import { chosenRows } from '../../../store/row-bitmap.ts'
import type { RowOrder } from '../../../store/row-order.ts'
import type { RenewalRun } from '../../../store/thinned-run.ts'
import { TimeSearch } from '../../../store/time-search.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { between, exactly, STAMP_TOLERANCE_US } from '../../evidence/boundary.ts'
import type { Renewal, Renewals } from './renewal.ts'
import { isInRun, withoutReported } from './thinned-renewals.ts'

/** renewTime is stamped up to 5 ms before the request begins. */
export const RENEW_TIME_LEAD_US = 5_000

/** Selects the renewals that the kubelet or the API server stamped; `shiftUs` is added to their times. */
export function renewalsOfRequests(
  requests: RequestTable,
  { byControlPlane, clock, shiftUs }: { byControlPlane: boolean; clock: string; shiftUs: number },
): Renewals {
  const rows = requests.rowsOf('lease.renewed', byControlPlane)
  return new TableRenewals(requests, rows, { clock, shiftUs, runs: byControlPlane ? [] : requests.runs })
}

/** Selects the renewals of the kubelet of which the times are known. */
export function keptRenewals(requests: RequestTable, clock: string): Renewals {
  const rows = requests.rowsOf('lease.renewed', false)
  const kept = requests.runs.length === 0 ? rows : chosenRows(rows, (row) => !requests.isThinned(row))
  return new TableRenewals(requests, kept, { clock, shiftUs: 0, runs: [] })
}

class TableRenewals implements Renewals {
  readonly #requests: RequestTable
  readonly #rows: RowOrder
  readonly #clock: string
  readonly #shiftUs: number
  readonly #search: TimeSearch
  readonly runs: readonly RenewalRun[]

  /** `runs` are not shifted: only a kubelet's are left out, and its clock is the timeline's. */
  constructor(
    requests: RequestTable,
    rows: RowOrder,
    { clock, shiftUs, runs }: { clock: string; shiftUs: number; runs: readonly RenewalRun[] },
  ) {
    this.#requests = requests
    this.#rows = rows
    this.#clock = clock
    this.#shiftUs = shiftUs
    this.runs = runs
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
    const row = this.#rows.row(i)
    const { atUs, startUs, latencyMs, verb, statusCode, source, line } = this.#requests.row(row)
    const isThinned = this.runs.length > 0 && this.#requests.isThinned(row)
    return {
      atUs: atUs + this.#shiftUs,
      startUs: startUs + this.#shiftUs,
      latencyMs,
      verb,
      statusCode,
      witness: { kind: 'lease.renewed', source, line, clock: this.#clock },
      ...(isThinned ? { isThinned, resolutionUs: atUs - startUs } : {}),
    }
  }

  *[Symbol.iterator](): Iterator<Renewal> {
    for (let i = 0; i < this.length; i++) yield this.get(i) as Renewal
  }
}

class ListedRenewals implements Renewals {
  readonly #renewals: readonly Renewal[]
  readonly runs: readonly RenewalRun[]

  constructor(renewals: readonly Renewal[], runs: readonly RenewalRun[] = []) {
    this.#renewals = renewals
    this.runs = runs
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
export function listRenewals(renewals: readonly Renewal[], runs: readonly RenewalRun[] = []): Renewals {
  return new ListedRenewals(renewals, runs)
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
    if (isMissing && !isInRun(exact.runs, renewal.atUs, renewal.atUs + SECOND_US)) missing.push(renewal)
  }
  return mergeRenewals(exact, new ListedRenewals(missing))
}

/**
 * Merges two reports of the same renewals, both by time: one of `others` that falls into a request of `renewals`
 * (widened by the tolerance) is that request; the rest is added.
 */
export function mergeRenewals(known: Renewals, others: Renewals): Renewals {
  if (others.length === 0) return known
  if (known.length === 0) return others
  const renewals = known.runs.length === 0 ? known : listRenewals(withoutReported(known, others), known.runs)
  const merged: Renewal[] = []
  let i = 0
  for (const other of others) {
    while (i < renewals.length && renewals.atUs(i) + STAMP_TOLERANCE_US < other.startUs)
      merged.push(renewals.get(i++) as Renewal)
    const candidate = renewals.get(i)
    if (
      candidate &&
      !candidate.isThinned &&
      candidate.startUs - STAMP_TOLERANCE_US - RENEW_TIME_LEAD_US <= other.atUs
    ) {
      // The same renewal: the earlier start of the two is a lower bound of both.
      merged.push({ ...candidate, startUs: Math.min(candidate.startUs, other.startUs) })
      i++
    } else merged.push(other)
  }
  while (i < renewals.length) merged.push(renewals.get(i++) as Renewal)
  return new ListedRenewals(merged, known.runs)
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
