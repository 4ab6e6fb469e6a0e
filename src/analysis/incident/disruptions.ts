/**
 * When zones were disrupted, so that the controller taints no more nodes there: fully, or partially in a small zone.
 *
 * Authority: ComputeZoneState, ReducedQPSFunc, handleDisruption of node_lifecycle_controller.go 1.14–1.36.
 */
import type { ExpectedReason, Observation, SourceLine } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'

/** Zones with more nodes are only tainted more slowly (--large-cluster-size-threshold). */
const LARGE_ZONE_NODES = 50

/** An end that is not in evidence is infinite. */
export interface Disruption extends Interval {
  readonly state: Extract<ExpectedReason, 'full-disruption' | 'partial-disruption'>
  /** The lines that begin and end it. */
  readonly proof: readonly SourceLine[]
}

const STATES: Readonly<Record<string, Disruption['state']>> = {
  FullDisruption: 'full-disruption',
  PartialDisruption: 'partial-disruption',
}

/** A change of state; null: to one without disruption. */
interface Change extends SourceLine {
  readonly atUs: number
  readonly of: 'cluster' | 'zone'
  readonly state: Disruption['state'] | null
}

/** Finds the disruptions; `observations` in any order, `nodes` is how many nodes are in evidence. */
export function findDisruptions(observations: readonly Observation[], nodes: number): Disruption[] {
  const zones = new Set(observations.flatMap((o) => (o.kind === 'zone.state' ? o.zone : [])))
  const changes: Change[] = []
  for (const o of observations) {
    if (o.timeUs === null) continue
    const { source, line } = o
    if (o.kind === 'cluster.disruption-entered' || o.kind === 'cluster.disruption-left') {
      const isEntered = o.kind === 'cluster.disruption-entered'
      const state = isEntered ? 'full-disruption' : null
      changes.push({ atUs: o.timeUs, of: 'cluster', state, source, line })
    } else if (o.kind === 'zone.state' && zones.size === 1) {
      // With several zones in evidence nothing shows which of them a node is in.
      const state = STATES[o.state] ?? null
      const isLarge = state === 'partial-disruption' && nodes > LARGE_ZONE_NODES
      changes.push({ atUs: o.timeUs, of: 'zone', state: isLarge ? null : state, source, line })
    }
  }
  changes.sort((a, b) => a.atUs - b.atUs)
  return (['cluster', 'zone'] as const).flatMap((of) => spansOf(changes.filter((change) => change.of === of)))
}

function spansOf(changes: readonly Change[]): Disruption[] {
  return changes.flatMap((change, i) => {
    const { atUs, state } = change
    if (state === null) return []
    const next = changes[i + 1]
    const proof = [change, ...(next ? [next] : [])].map(({ source, line }) => ({ source, line }))
    return { state, startUs: atUs, endUs: next?.atUs ?? Number.POSITIVE_INFINITY, proof }
  })
}
