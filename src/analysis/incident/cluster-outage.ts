/**
 * Several nodes at once: outages of two or more nodes that share time and cause.
 *
 * The rule: outages belong together when their causes are the same (or one of them unknown), they overlap, and
 * each begins within two renew intervals of another one of the group: a fault that hits all at once is noticed
 * within one interval, and a failed renewal before it may hide one more. Nodes whose clocks differ are compared on
 * the control plane's, where it is known.
 */

import type { Span } from '../../model/interval.ts'
import { type Draft, overlap, sharedSpan } from './draft.ts'

interface Member {
  readonly draft: Draft
  readonly span: Span
}

/** Groups of at least two nodes' outages, each by start. */
export function groupOutages(drafts: readonly Draft[], renewIntervalUs: number): Draft[][] {
  const outages = drafts
    .filter((d) => d.kind === 'lease-outage')
    .map((draft) => ({ draft, span: sharedSpan(draft) }))
    .sort((a, b) => a.span.startUs - b.span.startUs || (a.draft.node < b.draft.node ? -1 : 1))
  const groups: Member[][] = []
  /** Groups whose newest member began late enough to be joined. */
  let joinable: Member[][] = []
  for (const outage of outages) {
    const sinceUs = outage.span.startUs - 2 * renewIntervalUs
    joinable = joinable.filter((g) => (g.at(-1)?.span.startUs ?? sinceUs) >= sinceUs)
    const group = joinable.findLast((g) =>
      g.some((m) => alike(m.draft, outage.draft) && overlap(m.span, outage.span)),
    )
    if (group) group.push(outage)
    else {
      const begun = [outage]
      groups.push(begun)
      joinable.push(begun)
    }
  }
  return groups
    .filter((g) => new Set(g.map(({ draft }) => draft.node)).size >= 2)
    .map((g) => g.map(({ draft }) => draft))
}

export function alike(a: Draft, b: Draft): boolean {
  return a.category === b.category || a.category === 'unknown' || b.category === 'unknown'
}
