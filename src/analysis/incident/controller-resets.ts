/** When a controller started to count anew for all nodes, and when it evicted nothing. */
import type { DeviationReason, Observation } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import { traitsOf } from '../../model/kinds.ts'

/** A moment at which the controller forgot what it had seen. */
export interface ControllerReset {
  readonly atUs: number
  readonly reason: DeviationReason
}

/** Finds when a controller started, lost its lock, or counted anew, with the reason; by time. */
export function findControllerResets(observations: readonly Observation[]): ControllerReset[] {
  const resets: ControllerReset[] = []
  for (const { kind, timeUs } of observations) {
    const reason = traitsOf(kind).reset
    if (timeUs !== null && reason !== undefined) resets.push({ atUs: timeUs, reason })
  }
  return resets.sort((a, b) => a.atUs - b.atUs)
}

/** Finds when every zone was down: the controller sets no taints then. The end of an open one is infinite. */
export function findDisruptions(observations: readonly Observation[]): Interval[] {
  const changes: { atUs: number; isEntered: boolean }[] = []
  for (const { kind, timeUs } of observations)
    if (timeUs !== null && (kind === 'cluster.disruption-entered' || kind === 'cluster.disruption-left'))
      changes.push({ atUs: timeUs, isEntered: kind === 'cluster.disruption-entered' })
  changes.sort((a, b) => a.atUs - b.atUs)
  const disruptions: Interval[] = []
  let startUs: number | null = null
  for (const { atUs, isEntered } of changes) {
    if (isEntered) startUs ??= atUs
    else if (startUs !== null) {
      disruptions.push({ startUs, endUs: atUs })
      startUs = null
    }
  }
  if (startUs !== null) disruptions.push({ startUs, endUs: Number.POSITIVE_INFINITY })
  return disruptions
}
