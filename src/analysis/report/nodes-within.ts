/**
 * Summaries of nodes over a part of the time: what `--since` and `--until` choose.
 *
 * Renewals, failed attempts and covered time are those of the part. An outage that overlaps it counts whole, as it is
 * listed; a share is null where one crosses an edge, because a part of an outage has no bounds.
 */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Incident, NodeSummary } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import type { RenewalRun } from '../../store/thinned-run.ts'
import type { NodeAnalysis } from '../incident/node-analysis.ts'
import type { Renewal, Renewals } from '../node/renewals/renewal.ts'
import { measureRenewals } from './distributions.ts'
import { clipped, type SummaryContext, summariseNode } from './node-summary.ts'

/** What summaries of a part need besides the analyses. */
interface PartContext extends Omit<SummaryContext, 'statistics' | 'incidents'> {
  readonly incidentsByNode: ReadonlyMap<string | null, readonly Incident[]>
}

/** `spanOf` returns the part on a clock; its ends may be infinite. */
export function summariesWithin(
  nodes: readonly NodeAnalysis[],
  { incidentsByNode, controllerSpans, endUs }: PartContext,
  spanOf: (clock: string) => Interval,
): NodeSummary[] {
  return nodes.map((whole) => {
    const span = spanOf(whole.clock)
    const all = incidentsByNode.get(whole.node) ?? []
    const incidents = all.filter((i) => i.startUs <= span.endUs && (i.endUs ?? Infinity) >= span.startUs)
    const analysis: NodeAnalysis = {
      ...whole,
      renewals: new RenewalsWithin(whole.renewals, span),
      attempts: whole.attempts.filter(({ atUs }) => atUs >= span.startUs && atUs <= span.endUs),
      existingSpans: clipped(whole.existingSpans, [span]),
    }
    const statistics = measureRenewals(analysis)
    const lastUs = endUs === null ? null : Math.min(endUs, span.endUs)
    const summary = summariseNode(analysis, { statistics, incidents, controllerSpans, endUs: lastUs })
    const isCrossed = incidents.some(
      ({ kind, startUs, endUs: outageEndUs }) =>
        kind === 'lease-outage' && (startUs < span.startUs || (outageEndUs ?? Infinity) > span.endUs),
    )
    return {
      ...summary,
      state: span.endUs >= (endUs ?? Infinity) ? summary.state : stateAt(span.endUs, analysis, incidents),
      availability: isCrossed
        ? { ...summary.availability, share: null, shareBounds: null, coveredSeconds: null }
        : summary.availability,
    }
  })
}

/** The state of a lease at a time before the end of the evidence. */
function stateAt(
  atUs: number,
  { renewals, isDeleted, existingSpans }: NodeAnalysis,
  incidents: readonly Incident[],
): NodeSummary['state'] {
  if (isDeleted && existingSpans.every(({ endUs }) => endUs < atUs)) return 'deleted'
  const outages = incidents.filter(({ kind }) => kind === 'lease-outage')
  const during = outages.find(({ endUs }) => (endUs ?? Infinity) > atUs)
  if (during) return (during.boundaries.firstFailure?.atUs ?? Infinity) <= atUs ? 'failing' : 'silent'
  return renewals.length > 0 || outages.length > 0 ? 'renewing' : 'unknown'
}

/** The renewals of a part of the time. */
class RenewalsWithin implements Renewals {
  readonly #all: Renewals
  readonly #first: number
  readonly #end: number
  /** Also those that the part cuts. */
  readonly runs: readonly RenewalRun[]

  constructor(all: Renewals, { startUs, endUs }: Interval) {
    this.#all = all
    this.runs = all.runs
    this.#first = all.firstWhere((atUs) => atUs >= startUs)
    this.#end = Math.max(
      this.#first,
      all.firstWhere((atUs) => atUs > endUs),
    )
  }

  get length(): number {
    return this.#end - this.#first
  }

  atUs(i: number): number {
    return this.#all.atUs(this.#first + i)
  }

  startUs(i: number): number {
    return this.#all.startUs(this.#first + i)
  }

  get(i: number): Renewal | undefined {
    return i < 0 || i >= this.length ? undefined : this.#all.get(this.#first + i)
  }

  firstWhere(test: (atUs: number) => boolean): number {
    return firstIndexWhere(this.length, (i) => test(this.atUs(i)))
  }

  each(visit: (atUs: number, latencyMs: number | null) => void): void {
    let i = 0
    this.#all.each((atUs, latencyMs) => {
      if (i >= this.#first && i < this.#end) visit(atUs, latencyMs)
      i++
    })
  }

  *[Symbol.iterator](): Iterator<Renewal> {
    for (let i = 0; i < this.length; i++) yield this.get(i) as Renewal
  }
}
