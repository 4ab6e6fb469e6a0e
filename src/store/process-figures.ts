/** Counts what a process contains. */
import type { ProcessFigures, ProcessReading } from './reading.ts'

export function figuresOf({ observations, requests }: ProcessReading): ProcessFigures {
  const nodes = new Set<string>()
  const clocks = new Set<string>()
  for (const { node, clock } of observations) {
    if (node !== null) nodes.add(node)
    if (clock !== null) clocks.add(clock)
  }
  const rows = new Map([...requests].map(([node, { recorded }]) => [node, recorded]))
  return { observations: observations.length, nodes, clocks, requests: rows }
}
