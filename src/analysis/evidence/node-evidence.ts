/** The evidence of one node, collected from the processes of all sources. */
import type { Observation } from '../../model/index.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { RequestTable } from '../../store/request-table.ts'
import type { StaleTable } from '../../store/stale-table.ts'
import { sortOnce } from './order.ts'

export interface NodeEvidence {
  readonly node: string
  /** Successful requests. */
  readonly requests: RequestTable
  /** All others by time, source, line; of stale lines only those that are kept one by one. */
  readonly observations: readonly Observation[]
  /** The other stale lines, one table for each process. */
  readonly stale: readonly StaleTable[]
  /** The kubelet's. */
  readonly processes: readonly ProcessReading[]
  /** Audit logs show renewals of it. */
  readonly isAudited: boolean
}

/** Adds every stale line to the observations. A node may have a thousand, so the result is not to be kept. */
export function withStale(evidence: NodeEvidence): NodeEvidence {
  const { observations, stale } = evidence
  if (stale.length === 0) return evidence
  return {
    ...evidence,
    observations: sortOnce([...observations, ...stale.flatMap((lines) => lines.list())]),
    stale: [],
  }
}

/** One node's evidence while it is collected; `source` is the first that names the node. */
export interface CollectedNode {
  readonly source: string
  readonly requests: RequestTable[]
  readonly observations: Observation[]
  readonly stale: StaleTable[]
  readonly processes: ProcessReading[]
  /** Reads the evidence of processes that are stored, when it is needed. */
  readonly stored: (() => Pick<NodeEvidence, 'requests' | 'observations'>)[]
}

export function collectedAt(
  nodes: Map<string, CollectedNode>,
  key: string,
  { source }: ProcessReading,
): CollectedNode {
  let collected = nodes.get(key)
  if (!collected) {
    collected = { source, requests: [], observations: [], stale: [], processes: [], stored: [] }
    nodes.set(key, collected)
  }
  return collected
}

/** Orders what was collected. Of stored processes it is read at each access. */
export function evidenceOf(node: string, collected: CollectedNode): NodeEvidence {
  const { requests, observations, stale, processes, stored } = collected
  const isAudited = requests.some((table) => table.hasRenewals(true))
  const known = { node, stale, processes, isAudited }
  if (stored.length === 0)
    return { ...known, requests: RequestTable.joined(requests), observations: sortOnce(observations) }
  return {
    ...known,
    get requests() {
      return RequestTable.joined([...requests, ...stored.map((read) => read().requests)])
    },
    get observations() {
      return sortOnce([...observations, ...stored.flatMap((read) => read().observations)])
    },
  }
}
