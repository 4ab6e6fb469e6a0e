/** What of the evidence notes may be about: the observations of all nodes together may exceed memory. */
import type { Observation, ObservationKind } from '../../model/index.ts'
import { isCut } from '../../wording/cut-error.ts'
import type { Evidence } from '../evidence/gather.ts'
import type { NodeEvidence } from '../evidence/node-evidence.ts'

export type NotedNode = Pick<NodeEvidence, 'node' | 'processes' | 'observations'>

export type NotedEvidence = Omit<Evidence, 'nodes'> & { readonly nodes: readonly NotedNode[] }

/** Kinds that notes look for. */
const NOTABLE: ReadonlySet<ObservationKind> = new Set<ObservationKind>([
  'node.register-failed',
  'node.registered',
  'kubelet.not-ready',
  'pod.eviction-cancelled',
  'node.deleted',
  'node.seen',
])

/** Keeps of a node the observations that a note may be about. */
export function withNotable({ node, processes, observations }: NodeEvidence): NotedNode {
  return { node, processes, observations: observations.filter(isNotable) }
}

function isNotable(o: Observation): boolean {
  return NOTABLE.has(o.kind) || o.timeUs === null || ('error' in o && o.error !== null && isCut(o.error))
}
