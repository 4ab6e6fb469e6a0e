/**
 * What the other nodes did while one was silent: the comparison that shows whether a fault is the node's or the
 * control plane's.
 *
 * Input: the analyses of all nodes. Output: for an incident, whether others renewed and whether others had an outage
 * of the same cause, all on the control plane's clock as far as it is known.
 */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Interval } from '../../model/interval.ts'
import { aheadUs } from '../node/node-timeline.ts'
import type { Renewals } from '../node/renewals.ts'
import type { Comparison } from './cause.ts'
import { type IncidentDraft, mayShareCause, onSharedClock, overlap } from './draft.ts'
import type { NodeAnalysis } from './node-analysis.ts'

interface Outage {
  readonly draft: IncidentDraft
  readonly interval: Interval
  /** When this one and all that began before it were over. */
  readonly allEndUs: number
}

export class OtherNodes {
  /** By start. */
  readonly #outages: readonly Outage[]
  readonly #outagesByNode = new Map<string, Outage[]>()
  readonly #renewing: readonly NodeAnalysis[]

  constructor(nodes: readonly NodeAnalysis[]) {
    this.#renewing = nodes.filter(({ renewals }) => renewals.length > 0)
    let allEndUs: number | null = null
    this.#outages = nodes
      .flatMap(({ drafts }) => drafts)
      .filter(({ kind }) => kind === 'lease-outage')
      .map((draft) => ({ draft, interval: onSharedClock(draft) }))
      .sort((a, b) => a.interval.startUs - b.interval.startUs)
      .map((outage) => {
        allEndUs = Math.max(allEndUs ?? outage.interval.endUs, outage.interval.endUs)
        return { ...outage, allEndUs }
      })
    for (const outage of this.#outages) {
      const ofNode = this.#outagesByNode.get(outage.draft.node)
      if (ofNode) ofNode.push(outage)
      else this.#outagesByNode.set(outage.draft.node, [outage])
    }
  }

  /** Compares one node's incident with the others. Both questions end at the first answer: in an outage of a whole cluster every node would meet every other. */
  compare(draft: IncidentDraft): Comparison {
    const interval = onSharedClock(draft)
    const isSame = (other: Outage): boolean =>
      overlap(other.interval, interval) && mayShareCause(other.draft, draft)
    const renewing = this.#renewing.some(
      (other) =>
        other.node !== draft.node &&
        renewsWithin(other.renewals, interval, aheadUs(other)) &&
        !(this.#outagesByNode.get(other.node) ?? []).some(isSame),
    )
    return { renewing, sameCause: this.#hasSameCause(draft.node, interval, isSame) }
  }

  #hasSameCause(node: string, { startUs, endUs }: Interval, isSame: (other: Outage) => boolean): boolean {
    const begun = firstIndexWhere(
      this.#outages.length,
      (i) => (this.#outages[i] as Outage).interval.startUs > endUs,
    )
    for (let i = begun - 1; i >= 0; i--) {
      const other = this.#outages[i] as Outage
      if (other.allEndUs < startUs) return false
      if (other.draft.node !== node && isSame(other)) return true
    }
    return false
  }
}

/** Whether a renewal began and ended within the interval, moved by `shiftUs` to the clock of the renewals. */
function renewsWithin(renewals: Renewals, { startUs, endUs }: Interval, shiftUs: number): boolean {
  const first = firstIndexWhere(renewals.length, (i) => renewals.startUs(i) > startUs + shiftUs)
  return first < renewals.length && renewals.atUs(first) < endUs + shiftUs
}
