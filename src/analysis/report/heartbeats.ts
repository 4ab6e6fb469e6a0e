/** The renewals of a report, one at a time, but for those that a thinned reading leaves out. */
import { isControlPlane } from '../../model/clock.ts'
import type { Heartbeat } from '../../model/index.ts'
import { usToSeconds } from '../../time/instant.ts'
import type { NodeAnalysis } from '../incident/node-analysis.ts'
import { aheadUs } from '../node/node-timeline.ts'

/** Yields every renewal by node and time, with its interval. */
export function* heartbeats(nodes: readonly NodeAnalysis[]): Iterable<Heartbeat> {
  for (const analysis of nodes) {
    let previousUs: number | null = null
    const nodeAheadUs = aheadUs(analysis)
    for (const { atUs, startUs, latencyMs, verb, statusCode, witness, isThinned } of analysis.renewals) {
      if (isThinned) {
        previousUs = null
        continue
      }
      // In order on the node's clock, printed as stamped.
      const shiftUs = isControlPlane(witness.clock) ? nodeAheadUs : 0
      yield {
        node: analysis.node,
        atUs: atUs - shiftUs,
        startedAtUs: startUs - shiftUs,
        latencyMs,
        intervalSeconds: previousUs === null ? null : usToSeconds(atUs - previousUs),
        verb,
        statusCode,
        clock: witness.clock,
        source: witness.source,
        line: witness.line,
      }
      previousUs = atUs
    }
  }
}
