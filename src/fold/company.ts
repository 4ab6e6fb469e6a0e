/**
 * What the other nodes did while one was silent: the comparison that tells a node's fault from the control plane's.
 *
 * Enters: all nodes' folds. Leaves: for an outage, how many others renewed and how many were silent alike.
 */
import type { Beats } from './beats.ts'
import type { Neighbours } from './cause.ts'
import { alike, overlap } from './cluster.ts'
import type { Draft } from './draft.ts'
import type { NodeFold } from './node.ts'

export class Company {
  readonly #folds: readonly NodeFold[]
  readonly #outages: ReadonlyMap<NodeFold, readonly Draft[]>

  constructor(folds: readonly NodeFold[]) {
    this.#folds = folds
    this.#outages = new Map(folds.map((f) => [f, f.drafts.filter((d) => d.kind === 'lease-outage')]))
  }

  of(draft: Draft): Neighbours {
    const untilUs = draft.endUs ?? Number.POSITIVE_INFINITY
    let renewing = 0
    let same = 0
    for (const fold of this.#folds) {
      if (fold.node === draft.node) continue
      const outages = this.#outages.get(fold) ?? []
      if (outages.some((d) => overlap(d, draft) && alike(d, draft))) same++
      else if (renewsWithin(fold.beats, draft.startUs, untilUs)) renewing++
    }
    return { renewing, alike: same }
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
