/**
 * The times between the outages of many nodes: which nodes had no outage during an interval. In an outage of all nodes
 * there is none, and finding that takes no look at each node.
 */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Interval } from '../../model/interval.ts'

/** The time between two outages of a node, or before its first or behind its last, both ends excluded. */
interface Gap<T> extends Interval {
  readonly node: T
}

export class BetweenOutages<T> {
  /** By start. */
  readonly #gaps: readonly Gap<T>[]
  /** A power of two. */
  readonly #leaves: number
  /** A binary tree over the gaps: the latest end below each place; the children of place `n` are `2n` and `2n + 1`. */
  readonly #latestEnds: Float64Array

  /** `outagesOf` returns the outages of a node by start. */
  constructor(nodes: readonly T[], outagesOf: (node: T) => Iterable<Interval>) {
    const gaps: Gap<T>[] = []
    for (const node of nodes) {
      let endedUs = Number.NEGATIVE_INFINITY
      for (const { startUs, endUs } of outagesOf(node)) {
        if (endedUs < startUs) gaps.push({ node, startUs: endedUs, endUs: startUs })
        endedUs = Math.max(endedUs, endUs)
      }
      if (endedUs < Number.POSITIVE_INFINITY)
        gaps.push({ node, startUs: endedUs, endUs: Number.POSITIVE_INFINITY })
    }
    this.#gaps = gaps.sort((a, b) => (a.startUs < b.startUs ? -1 : a.startUs > b.startUs ? 1 : 0))
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(1, gaps.length)))
    const ends = new Float64Array(2 * this.#leaves).fill(Number.NEGATIVE_INFINITY)
    for (const [i, { endUs }] of gaps.entries()) ends[this.#leaves + i] = endUs
    for (let n = this.#leaves - 1; n > 0; n--)
      ends[n] = Math.max(ends[2 * n] as number, ends[2 * n + 1] as number)
    this.#latestEnds = ends
  }

  /** Whether a node that had no outage during the interval, its ends included, passes the test. */
  some({ startUs, endUs }: Interval, test: (node: T) => boolean): boolean {
    // Behind its last outage a node has none, however long the interval is.
    const untilUs = Math.min(endUs, Number.MAX_VALUE)
    const begun = firstIndexWhere(this.#gaps.length, (i) => (this.#gaps[i] as Gap<T>).startUs >= startUs)
    const isIn = (place: number, from: number, to: number): boolean => {
      if (from >= begun || (this.#latestEnds[place] as number) <= untilUs) return false
      if (to - from === 1) return test((this.#gaps[from] as Gap<T>).node)
      const middle = (from + to) / 2
      return isIn(2 * place, from, middle) || isIn(2 * place + 1, middle, to)
    }
    return isIn(1, 0, this.#leaves)
  }
}
