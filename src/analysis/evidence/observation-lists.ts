/** The observations of all nodes and of the control plane together, without regard to where they belong. */
import type { Observation } from '../../model/index.ts'
import { traitsOf } from '../../model/kinds.ts'
import type { Evidence } from './gather.ts'

/** Lists the observations of each node, then those of the control plane, without the stale lines in tables. */
export function observationLists({ nodes, controlPlane }: Evidence): (readonly Observation[])[] {
  return [...nodes.map((n) => n.observations), controlPlane.observations]
}

/** Lists what does not come again and again while nothing changes, of all nodes, then of the control plane. */
export function observationsOfChange(evidence: Evidence): Observation[] {
  const changes: Observation[] = []
  for (const observations of observationLists(evidence))
    for (const o of observations) if (!traitsOf(o.kind).repeats) changes.push(o)
  return changes
}
