/**
 * What the other nodes did while one was silent: the comparison that shows whether a fault is the node's or the
 * control plane's.
 *
 * Input: the analyses of all nodes. Output: for an incident, whether others renewed and whether others had an outage
 * of the same cause, all on the control plane's clock as far as it is known.
 */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Interval } from '../../model/interval.ts'
import { SECOND_US } from '../../time/instant.ts'
import { groupBy } from '../evidence/group-by.ts'
import type { Attempt } from '../node/attempts.ts'
import { aheadUs } from '../node/node-timeline.ts'
import type { Renewals } from '../node/renewals/renewal.ts'
import { BetweenOutages } from './between-outages.ts'
import type { Comparison } from './cause.ts'
import { type IncidentDraft, mayShareCause, onSharedClock, overlap } from './draft.ts'
import type { NodeAnalysis } from './node-analysis.ts'

interface Outage {
  readonly draft: IncidentDraft
  readonly interval: Interval
  /** When this one and all that began before it were over. */
  readonly allEndUs: number
}

/** A node with renewals. */
interface RenewingNode {
  readonly node: NodeAnalysis
  /** How far its clock is ahead of the control plane's. */
  readonly aheadByUs: number
}

export class OtherNodes {
  /** By start. */
  readonly #outages: readonly Outage[]
  /** Those in which a lookup failed, by start. */
  readonly #lookups: readonly Outage[]
  readonly #renewing: BetweenOutages<RenewingNode>
  readonly #others: readonly NodeAnalysis[]
  readonly #nodes: number

  constructor(nodes: readonly NodeAnalysis[]) {
    this.#nodes = nodes.length
    this.#others = sample(nodes)
    this.#outages = withEnds(
      nodes
        .flatMap(({ drafts }) => drafts)
        .filter(({ kind }) => kind === 'lease-outage')
        .map((draft) => ({ draft, interval: onSharedClock(draft) }))
        .sort((a, b) => a.interval.startUs - b.interval.startUs),
    )
    const byNode = groupBy(this.#outages, ({ draft }) => draft.node)
    this.#renewing = new BetweenOutages(
      sample(nodes.filter(({ renewals }) => renewals.length > 0)).map((node) => ({
        node,
        aheadByUs: aheadUs(node),
      })),
      ({ node }) => (byNode.get(node.node) ?? []).map(({ interval }) => interval),
    )
    this.#lookups = withEnds(this.#outages.filter(({ draft }) => failedInLookup(draft)))
  }

  /** Compares one node's incident with the others. Both questions end at the first answer: in an outage of a whole cluster every node would meet every other. */
  compare(draft: IncidentDraft): Comparison {
    const interval = onSharedClock(draft)
    // Before its fault began, all nodes renewed.
    const faulty = { ...interval, startUs: faultStart(draft, interval) }
    const renewing = this.#renewing.some(
      interval,
      ({ node, aheadByUs }) =>
        node.node !== draft.node &&
        !failsWithin(node.attempts, interval, aheadByUs) &&
        renewsWithin(node.renewals, faulty, aheadByUs),
    )
    const isSame = (other: Outage): boolean =>
      overlap(other.interval, interval) && mayShareCause(other.draft, draft)
    const sameCause = hasOther(this.#outages, draft.node, interval, isSame)
    const isAlone = !renewing && !sameCause && !this.#hasEvidence(draft.node, interval)
    return { nodes: isAlone ? 1 : this.#nodes, renewing, sameCause }
  }

  /** Whether anything of that time is in evidence of another node: a name alone compares nothing. */
  #hasEvidence(node: string, interval: Interval): boolean {
    if (hasOther(this.#outages, node, interval, (other) => overlap(other.interval, interval))) return true
    return this.#others.some((other) => {
      const aheadBy = aheadUs(other)
      const moved = { startUs: interval.startUs + aheadBy, endUs: interval.endUs + aheadBy }
      return (
        other.node !== node &&
        (renewsWithin(other.renewals, interval, aheadBy) ||
          failsWithin(other.attempts, interval, aheadBy) ||
          other.loggedSpans.touching(moved.startUs, moved.endUs).length > 0)
      )
    })
  }

  /** Whether a lookup failed on another node during the same time. */
  failInLookup(draft: IncidentDraft): boolean {
    const interval = onSharedClock(draft)
    return hasOther(this.#lookups, draft.node, interval, (other) => overlap(other.interval, interval))
  }
}

/** Whether an outage of another node than `node` fits; `outages` by start. */
function hasOther(
  outages: readonly Outage[],
  node: string,
  { startUs, endUs }: Interval,
  fits: (other: Outage) => boolean,
): boolean {
  const begun = firstIndexWhere(outages.length, (i) => (outages[i] as Outage).interval.startUs > endUs)
  for (let i = begun - 1; i >= 0; i--) {
    const other = outages[i] as Outage
    if (other.allEndUs < startUs) return false
    if (other.draft.node !== node && fits(other)) return true
  }
  return false
}

function withEnds(outages: readonly Pick<Outage, 'draft' | 'interval'>[]): Outage[] {
  let allEndUs: number | null = null
  return outages.map(({ draft, interval }) => {
    allEndUs = Math.max(allEndUs ?? interval.endUs, interval.endUs)
    return { draft, interval, allEndUs }
  })
}

function failedInLookup({ attempts }: IncidentDraft): boolean {
  return attempts.some(({ cause }) => cause === 'dns')
}

/** A fault that hits all nodes is noticed within a renew interval and a time-out. */
const AROUND_US: number = 20 * SECOND_US

/** Number of nodes that an incident is compared with: enough to find one that renews, if not most are silent. */
const MOST_COMPARED = 1000

/** Takes nodes at even distances. */
function sample<T>(nodes: readonly T[]): readonly T[] {
  const step = Math.ceil(nodes.length / MOST_COMPARED)
  return step <= 1 ? nodes : nodes.filter((_, i) => i % step === 0)
}

/** Returns when the first attempt failed, on the clock of the interval; else when the interval starts. */
function faultStart({ startUs, boundaries: { firstFailure } }: IncidentDraft, interval: Interval): number {
  return firstFailure ? interval.startUs + Math.max(0, firstFailure.atUs - startUs) : interval.startUs
}

/** Whether a renewal began and ended within the interval, moved by `shiftUs` to the clock of the renewals. */
function renewsWithin(renewals: Renewals, { startUs, endUs }: Interval, shiftUs: number): boolean {
  const first = firstIndexWhere(renewals.length, (i) => renewals.startUs(i) > startUs + shiftUs)
  return first < renewals.length && renewals.atUs(first) < endUs + shiftUs
}

/** Whether an attempt failed within the interval: a node with failures of its own shows no sound network. */
function failsWithin(attempts: readonly Attempt[], { startUs, endUs }: Interval, shiftUs: number): boolean {
  const first = firstIndexWhere(
    attempts.length,
    (i) => (attempts[i] as Attempt).atUs >= startUs + shiftUs - AROUND_US,
  )
  const attempt = attempts[first]
  return attempt !== undefined && attempt.atUs <= endUs + shiftUs + AROUND_US
}
