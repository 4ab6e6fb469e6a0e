/** Renew intervals that no line prints: they follow from a Lease or from the renewals of a node, else from the default. */
import type { Assumption } from '../../model/index.ts'
import { SECOND_US, usToSeconds } from '../../time/instant.ts'
import type { NodeAnalysis } from '../incident/node-analysis.ts'

type Interval = Pick<NodeAnalysis, 'node' | 'renewIntervalUs' | 'intervalFrom'>

/**
 * Lists the intervals that the evidence of nodes shows and that are not the given one; one for all nodes where they
 * agree. `given` is that of the nodes without one in their evidence; it is left out where each shows one.
 */
export function intervalAssumptions(given: Assumption, nodes: readonly Interval[]): Assumption[] {
  const own = nodes.filter(
    ({ intervalFrom, renewIntervalUs }) =>
      intervalFrom !== null && usToSeconds(renewIntervalUs) !== given.value,
  )
  const [first] = own
  if (!first) return [given]
  const isOfAll = own.length === nodes.length && own.every((other) => reasonOf(other) === reasonOf(first))
  if (isOfAll) return [assumptionOf(first, null)]
  return [given, ...own.map((interval) => assumptionOf(interval, interval.node))]
}

function assumptionOf(interval: Interval, of: string | null): Assumption {
  return {
    name: 'renewIntervalSeconds',
    value: usToSeconds(interval.renewIntervalUs),
    of,
    because: reasonOf(interval),
  }
}

function reasonOf({ intervalFrom, renewIntervalUs }: Interval): string {
  return intervalFrom === 'lease'
    ? `a quarter of the lease duration of ${(4 * renewIntervalUs) / SECOND_US} s that its Lease shows`
    : `most of its renewals are ${usToSeconds(renewIntervalUs)} s apart`
}
