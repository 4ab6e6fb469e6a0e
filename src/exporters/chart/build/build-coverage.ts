/** Finds for each node the intervals that its kubelet logs cover. */
import type { Report } from '../../../model/index.ts'
import type { IntervalPair } from '../model.ts'

/** Maximum numbers of intervals of all nodes and of one; beyond them the smallest gaps are closed. */
const MAX_INTERVALS = 4000
const MAX_INTERVALS_OF_NODE = 40

/** Intervals by node, with overlaps joined and the smallest gaps closed beyond the limit. */
export function buildCoverage({ sources, nodes }: Report): Map<string, IntervalPair[]> {
  const limit = Math.max(1, Math.min(MAX_INTERVALS_OF_NODE, Math.floor(MAX_INTERVALS / nodes.length)))
  const byNode = new Map<string, [number, number][]>()
  for (const { components, nodes: named, coverage } of sources) {
    if (!components.includes('kubelet')) continue
    for (const node of named) {
      const list = byNode.get(node) ?? []
      byNode.set(node, list)
      for (const { startUs, endUs } of coverage) list.push([startUs, endUs])
    }
  }
  return new Map([...byNode].map(([node, intervals]) => [node, joinToLimit(intervals, limit)]))
}

function joinToLimit(intervals: readonly IntervalPair[], limit: number): IntervalPair[] {
  const sorted = [...intervals].sort((a, b) => a[0] - b[0])
  const all = joinWithin(sorted, 0)
  if (all.length <= limit) return all
  const gaps = all.slice(1).map(([startUs], i) => startUs - (all[i] as IntervalPair)[1])
  return joinWithin(sorted, gaps.sort((a, b) => b - a)[limit - 1] as number)
}

/** Joins intervals, sorted by start, that are at most `gapUs` apart. */
function joinWithin(intervals: readonly IntervalPair[], gapUs: number): IntervalPair[] {
  const joined: [number, number][] = []
  for (const [startUs, endUs] of intervals) {
    const last = joined.at(-1)
    if (last && startUs <= last[1] + gapUs) last[1] = Math.max(last[1], endUs)
    else joined.push([startUs, endUs])
  }
  return joined
}
