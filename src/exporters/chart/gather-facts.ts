/**
 * The evidence that is shown. In: a report's timeline; out: facts, by node, and how many were left out where
 * there are more than a page can hold: changes of state first, then failures, then the rest.
 */
import type { Boundary, BoundaryName, Eviction, Observation, Report, TimelineEntry } from '../../types.ts'
import { BOUNDARY_TITLES } from '../incident.ts'
import type { Fact, Shape, Text } from './model.ts'
import { shapeOf, textOf, titleOf } from './words.ts'

/** About 80 bytes each as JSON, over all nodes. */
const MAX_LISTED = 16_000
/** However many nodes, each has so many. */
const LEAST_OF_NODE = 8

const RANKS: { readonly [S in Shape]: number } = {
  down: 0,
  up: 0,
  taint: 0,
  eviction: 0,
  process: 0,
  renewal: 1,
  failure: 1,
  stale: 2,
  other: 2,
}

export interface Facts {
  readonly all: Fact[]
  /** Of the timeline, by lane; those that name no node under null. */
  readonly byLane: ReadonlyMap<number | null, readonly number[]>
  readonly leftOut: number
  addBoundary(name: BoundaryName, boundary: Boundary, lane: number | null, node: string | null): number
  addEviction(eviction: Eviction, lane: number | null): number | null
}

/** The most telling entries of each node, in the order of time. */
function choose(report: Report): { chosen: TimelineEntry[]; leftOut: number } {
  const timed = report.timeline.filter(({ observation }) => observation.timeUs !== null)
  if (timed.length <= MAX_LISTED) return { chosen: timed, leftOut: 0 }
  const most = Math.max(LEAST_OF_NODE, Math.floor(MAX_LISTED / Math.max(1, report.nodes.length)))
  const byNode = new Map<string | null, [number, TimelineEntry][]>()
  for (const [i, entry] of timed.entries()) {
    const { node } = entry.observation
    const list = byNode.get(node)
    if (list) list.push([i, entry])
    else byNode.set(node, [[i, entry]])
  }
  const rank = (entry: TimelineEntry): number => RANKS[shapeOf(entry.observation.kind)]
  const kept = [...byNode.values()].flatMap((list) =>
    list.sort((a, b) => rank(a[1]) - rank(b[1]) || a[0] - b[0]).slice(0, most),
  )
  const chosen = kept.sort((a, b) => a[0] - b[0]).map(([, entry]) => entry)
  return { chosen, leftOut: timed.length - chosen.length }
}

export function gatherFacts(
  report: Report,
  laneOf: ReadonlyMap<string, number>,
  intern: (text: string) => Text,
): Facts {
  const all: Fact[] = []
  const byLane = new Map<number | null, number[]>()
  const { chosen, leftOut } = choose(report)
  /** What each listed line said, for boundaries that rest on it. */
  const said = new Map<string, string>()
  const key = (source: string, line: number, kind: string): string => `${source}\0${line}\0${kind}`

  const listed = ({ observation: o, omitted }: TimelineEntry): Fact => {
    const lane = o.node === null ? null : (laneOf.get(o.node) ?? null)
    const byNode = o.node !== null && o.clock === o.node ? 1 : 0
    const text = textOf(o)
    said.set(key(o.source, o.line, o.kind), text)
    const [title, clock] = [intern(titleOf(o.kind)), intern(o.clock ?? 'unknown')]
    const at = (o as Observation & { timeUs: number }).timeUs
    const place = [intern(o.source), o.line, intern(text), omitted] as const
    return [lane, shapeOf(o.kind), title, at, null, null, clock, byNode, ...place]
  }
  for (const entry of chosen) {
    const fact = listed(entry)
    const index = all.push(fact) - 1
    const list = byLane.get(fact[0])
    if (list) list.push(index)
    else byLane.set(fact[0], [index])
  }
  return {
    all,
    byLane,
    leftOut,
    addBoundary(name, boundary, lane, node) {
      const { atUs, earliestUs, latestUs, exact, clock, from, source, line } = boundary
      const text = said.get(key(source, line, from)) || titleOf(from)
      const bounds = exact ? ([null, null] as const) : ([earliestUs, latestUs] as const)
      const byNode = node !== null && clock === node ? 1 : 0
      const place = [intern(source), line, intern(text), 0] as const
      const title = intern(BOUNDARY_TITLES[name])
      return all.push([lane, shapeOf(from), title, atUs, ...bounds, intern(clock), byNode, ...place]) - 1
    },
    addEviction({ pod, atUs, source, line, tiedBy }, lane) {
      if (atUs === null) return null
      const text = tiedBy === null ? pod : `${pod}, tied to the node by ${tiedBy.replaceAll('-', ' ')}`
      const place = [intern(source), line, intern(text), 0] as const
      const [title, clock] = [intern('pod evicted'), intern('control-plane')]
      return all.push([lane, 'eviction', title, atUs, null, null, clock, 0, ...place]) - 1
    },
  }
}
