/** When a controller started to count anew. */
import type { DeviationReason, Observation } from '../../model/index.ts'
import { traitsOf } from '../../model/kinds.ts'

/** A moment at which the controller forgot what it had seen. */
export interface ControllerReset {
  readonly atUs: number
  readonly reason: DeviationReason
  /** The node that it forgot; null: all. */
  readonly node: string | null
}

/** Finds when a controller started, lost its lock, or counted anew, with the reason; by time. */
export function findControllerResets(observations: readonly Observation[]): ControllerReset[] {
  const resets: ControllerReset[] = []
  for (const { kind, timeUs, node } of observations) {
    const reason = traitsOf(kind).reset
    if (timeUs !== null && reason !== undefined)
      resets.push({ atUs: timeUs, reason, node: kind === 'controller.reset' ? node : null })
  }
  return resets.sort((a, b) => a.atUs - b.atUs)
}
