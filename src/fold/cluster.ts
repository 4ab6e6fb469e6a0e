/**
 * Several nodes at once: outages of two or more nodes that share time and cause.
 *
 * The rule: outages belong together when their causes are the same (or one of them unknown), they overlap, and
 * each begins within two renew intervals of another one of the group: a fault that hits all at once is noticed
 * within one interval, and a failed renewal before it may hide one more.
 */
import type { Draft } from './draft.ts'

/** Groups of at least two nodes' outages, each by start. */
export function groupOutages(drafts: readonly Draft[], renewIntervalUs: number): Draft[][] {
  const outages = drafts
    .filter((d) => d.kind === 'lease-outage')
    .sort((a, b) => a.startUs - b.startUs || (a.node < b.node ? -1 : 1))
  const groups: Draft[][] = []
  /** Groups whose newest member began late enough to be joined. */
  let joinable: Draft[][] = []
  for (const draft of outages) {
    joinable = joinable.filter((g) => draft.startUs - (g.at(-1)?.startUs ?? 0) <= 2 * renewIntervalUs)
    const group = joinable.findLast((g) => g.some((d) => alike(d, draft) && overlap(d, draft)))
    if (group) group.push(draft)
    else {
      const begun = [draft]
      groups.push(begun)
      joinable.push(begun)
    }
  }
  return groups.filter((g) => new Set(g.map((d) => d.node)).size >= 2)
}

export function alike(a: Draft, b: Draft): boolean {
  return a.category === b.category || a.category === 'unknown' || b.category === 'unknown'
}

export function overlap(a: Draft, b: Draft): boolean {
  return (
    a.startUs <= (b.endUs ?? Number.POSITIVE_INFINITY) && b.startUs <= (a.endUs ?? Number.POSITIVE_INFINITY)
  )
}
