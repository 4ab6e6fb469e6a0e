/** What the observations of all nodes and of the control plane show together, without regard to where they belong. */
import type { Observation } from '../../model/index.ts'
import { traitsOf } from '../../model/kinds.ts'
import { parseInstant } from '../../time/instant.ts'
import type { Evidence } from './gather.ts'

export interface ObservedTimes {
  /** Null: no observation has a time. */
  readonly earliestUs: number | null
  /** Also the newest stamp of an object: it was printed after the heartbeat. Null: there is none. */
  readonly latestUs: number | null
  /** What does not come again and again while nothing changes, of all nodes, then of the control plane. */
  readonly changes: readonly Observation[]
}

/** Goes once over all observations but the stale lines in tables: those of all nodes together may exceed memory. */
export function observedTimes({ nodes, controlPlane }: Evidence): ObservedTimes {
  let earliestUs: number | null = null
  let latestUs: number | null = null
  const changes: Observation[] = []
  const includeLatest = (timeUs: number): void => {
    if (latestUs === null || timeUs > latestUs) latestUs = timeUs
  }
  const include = (o: Observation): void => {
    if (!traitsOf(o.kind).repeats) changes.push(o)
    if (o.timeUs !== null) {
      if (earliestUs === null || o.timeUs < earliestUs) earliestUs = o.timeUs
      includeLatest(o.timeUs)
    }
    if (o.kind !== 'node.seen') return
    for (const { lastHeartbeatTime } of o.conditions) {
      const heartbeatUs = lastHeartbeatTime === null ? null : parseInstant(lastHeartbeatTime)
      if (heartbeatUs !== null) includeLatest(heartbeatUs)
    }
  }
  for (const { observations } of nodes) observations.forEach(include)
  controlPlane.observations.forEach(include)
  return { earliestUs, latestUs, changes }
}
