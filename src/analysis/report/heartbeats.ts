/** The renewals of a report, one at a time. */
import { CONTROL_PLANE } from '../../model/clock.ts'
import type { Heartbeat } from '../../model/index.ts'
import { usToSeconds } from '../../time/instant.ts'
import type { NodeFold } from '../incident/node-analysis.ts'

/** Every renewal by node and time, with its interval. */
export function* heartbeats(folds: readonly NodeFold[]): Iterable<Heartbeat> {
  for (const fold of folds) {
    let previous: number | null = null
    const moveUs = fold.clock === CONTROL_PLANE ? 0 : (fold.offset?.atUs ?? 0)
    for (const beat of fold.beats) {
      // In order on the node's clock, told as stamped.
      const movedUs = beat.witness.clock === CONTROL_PLANE ? moveUs : 0
      yield {
        node: fold.node,
        atUs: beat.atUs - movedUs,
        startedAtUs: beat.startUs - movedUs,
        latencyMs: beat.latencyMs,
        intervalSeconds: previous === null ? null : usToSeconds(beat.atUs - previous),
        verb: beat.verb,
        statusCode: beat.statusCode,
        clock: beat.witness.clock,
        source: beat.witness.source,
        line: beat.witness.line,
      }
      previous = beat.atUs
    }
  }
}
