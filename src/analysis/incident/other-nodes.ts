/**
 * What the other nodes did while one was silent: the comparison that tells a node's fault from the control plane's.
 *
 * Enters: all nodes' folds. Leaves: for an outage, whether others renewed and whether others were silent alike, all
 * on the control plane's clock as far as it is known.
 */
import { CONTROL_PLANE } from '../../model/clock.ts'
import type { Span } from '../../model/interval.ts'
import type { Beats } from '../node/renewals.ts'
import type { Neighbours } from './cause.ts'
import { alike } from './cluster-outage.ts'
import { type Draft, overlap, sharedSpan } from './draft.ts'
import type { NodeFold } from './node-analysis.ts'

interface Outage {
  readonly draft: Draft
  readonly span: Span
  /** When this one and all that began before it were over. */
  readonly allEndUs: number
}

export class Company {
  /** By start. */
  readonly #outages: readonly Outage[]
  readonly #byNode = new Map<string, Outage[]>()
  readonly #renewing: readonly NodeFold[]

  constructor(folds: readonly NodeFold[]) {
    this.#renewing = folds.filter((f) => f.beats.length > 0)
    let allEndUs = Number.NEGATIVE_INFINITY
    this.#outages = folds
      .flatMap((f) => f.drafts)
      .filter((d) => d.kind === 'lease-outage')
      .map((draft) => ({ draft, span: sharedSpan(draft) }))
      .sort((a, b) => a.span.startUs - b.span.startUs)
      .map((o) => {
        allEndUs = Math.max(allEndUs, o.span.endUs)
        return { ...o, allEndUs }
      })
    for (const outage of this.#outages) {
      const own = this.#byNode.get(outage.draft.node)
      if (own) own.push(outage)
      else this.#byNode.set(outage.draft.node, [outage])
    }
  }

  // Both questions end at the first answer: in an outage of a whole cluster every node would meet every other.
  of(draft: Draft): Neighbours {
    const span = sharedSpan(draft)
    const isAlike = (other: Outage): boolean => overlap(other.span, span) && alike(other.draft, draft)
    const renewing = this.#renewing.some((fold) => {
      if (fold.node === draft.node) return false
      const moveUs = fold.clock === CONTROL_PLANE ? 0 : (fold.offset?.atUs ?? 0)
      return (
        renewsWithin(fold.beats, span.startUs + moveUs, span.endUs + moveUs) &&
        !(this.#byNode.get(fold.node) ?? []).some(isAlike)
      )
    })
    return { renewing, alike: this.#isAnyAlike(draft.node, span, isAlike) }
  }

  #isAnyAlike(node: string, span: Span, isAlike: (other: Outage) => boolean): boolean {
    for (let i = this.#begunBy(span.endUs) - 1; i >= 0; i--) {
      const other = this.#outages[i] as Outage
      if (other.allEndUs < span.startUs) return false
      if (other.draft.node !== node && isAlike(other)) return true
    }
    return false
  }

  /** How many outages begin at `timeUs` at the latest. */
  #begunBy(timeUs: number): number {
    let low = 0
    let high = this.#outages.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#outages[middle] as Outage).span.startUs <= timeUs) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** A renewal that began and ended in between. */
function renewsWithin(beats: Beats, fromUs: number, untilUs: number): boolean {
  let low = 0
  let high = beats.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (beats.startUs(middle) <= fromUs) low = middle + 1
    else high = middle
  }
  return low < beats.length && beats.atUs(low) < untilUs
}
