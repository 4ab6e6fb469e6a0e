/**
 * Builds the facts of the chart from a report's timeline, by node.
 *
 * If the page can't hold all, it keeps state changes first, then failures, then the rest, and counts the others.
 */
import type {
  Boundary,
  BoundaryName,
  Eviction,
  ExportOptions,
  Observation,
  Report,
  SourceLine,
  TimelineEntry,
} from '../../../model/index.ts'
import { cutMiddle } from '../../../text/printable.ts'
import { BOUNDARY_TITLES } from '../../../wording/incident-words.ts'
import { textOf, titleOf } from '../../../wording/observation-words.ts'
import type { Fact, TextIndex } from '../model.ts'
import { type MarkerShape, SHAPES } from '../shapes.ts'
import type { TextTable } from './text-table.ts'

/** Upper estimate of a fact as JSON, without its texts. */
export const FACT_BYTES = 95
/** Limit for the timeline's facts and all texts as JSON; it keeps the page of a large fleet below five megabytes. */
const MAX_BYTES = 900_000

/** Of a quoted line, its middle is left out beyond this. */
const QUOTE_COLUMNS = 300

/** Order in which facts are kept, lowest first. */
const RANKS: { readonly [S in MarkerShape]: number } = {
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

export interface FactTable {
  readonly all: Fact[]
  /** Indices of the timeline's facts by lane; null for facts without a node. */
  readonly byLane: ReadonlyMap<number | null, readonly number[]>
  readonly leftOut: number
  /** Adds a fact for a boundary or an eviction and returns its index; null for an eviction without a time. */
  addBoundary(name: BoundaryName, boundary: Boundary, lane: number | null, node: string | null): number
  addEviction(eviction: Eviction, lane: number | null): number | null
}

interface Ranked {
  readonly entry: TimelineEntry
  /** Index in the timeline. */
  readonly place: number
}

/** Sorts by rank within each node, then alternates between nodes: each node's first entry, each one's second, … */
function byImportance(report: Report): Ranked[] {
  const byNode = new Map<string | null, Ranked[]>()
  for (const [place, entry] of report.timeline.entries()) {
    const { node, timeUs } = entry.observation
    if (timeUs === null) continue
    const list = byNode.get(node)
    if (list) list.push({ entry, place })
    else byNode.set(node, [{ entry, place }])
  }
  const rank = ({ entry }: Ranked): number => RANKS[SHAPES[entry.observation.kind]]
  const lists = [...byNode.values()].map((list) =>
    list.sort((a, b) => rank(a) - rank(b) || a.place - b.place),
  )
  const rounds = lists.flatMap((list) => list.map((ranked, round) => ({ ranked, round })))
  return rounds.sort((a, b) => a.round - b.round).map(({ ranked }) => ranked)
}

export function buildFacts(
  report: Report,
  laneOf: ReadonlyMap<string, number>,
  textTable: TextTable,
  quote: ExportOptions['quote'],
): FactTable {
  const { intern } = textTable
  const quoteOf = ({ source, line }: SourceLine): TextIndex | null => {
    const text = quote?.({ source, line }) ?? null
    return text === null ? null : intern(cutMiddle(text, QUOTE_COLUMNS))
  }
  const all: Fact[] = []
  const byLane = new Map<number | null, number[]>()
  /** Text of each listed record, for the boundaries that it proves. */
  const textOfRecord = new Map<string, string>()
  const key = (source: string, line: number, kind: string): string => `${source}\0${line}\0${kind}`

  const factOf = ({ observation: o, omitted }: TimelineEntry): Fact => {
    const lane = o.node === null ? null : (laneOf.get(o.node) ?? null)
    const byNode = o.node !== null && o.clock === o.node ? 1 : 0
    const text = textOf(o)
    textOfRecord.set(key(o.source, o.line, o.kind), text)
    const [title, clock] = [intern(titleOf(o.kind)), intern(o.clock ?? 'unknown')]
    const at = (o as Observation & { timeUs: number }).timeUs
    const place = [intern(o.source), o.line, intern(text), omitted, quoteOf(o)] as const
    return [lane, SHAPES[o.kind], title, at, null, null, clock, byNode, ...place]
  }
  const ranked = byImportance(report)
  const kept: { fact: Fact; place: number }[] = []
  for (const { entry, place } of ranked) {
    if (kept.length * FACT_BYTES + textTable.characters > MAX_BYTES) break
    kept.push({ fact: factOf(entry), place })
  }
  const leftOut = ranked.length - kept.length
  for (const { fact } of kept.sort((a, b) => a.place - b.place)) {
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
      const text = textOfRecord.get(key(source, line, from)) || titleOf(from)
      const bounds = exact ? ([null, null] as const) : ([earliestUs, latestUs] as const)
      const byNode = node !== null && clock === node ? 1 : 0
      const place = [intern(source), line, intern(text), 0, quoteOf(boundary)] as const
      const title = intern(BOUNDARY_TITLES[name])
      return all.push([lane, SHAPES[from], title, atUs, ...bounds, intern(clock), byNode, ...place]) - 1
    },
    addEviction(eviction, lane) {
      const { pod, atUs, source, line, tiedBy } = eviction
      if (atUs === null) return null
      const text = tiedBy === null ? pod : `${pod}, tied to the node by ${tiedBy.replaceAll('-', ' ')}`
      const place = [intern(source), line, intern(text), 0, quoteOf(eviction)] as const
      const [title, clock] = [intern('pod evicted'), intern('control-plane')]
      return all.push([lane, 'eviction', title, atUs, null, null, clock, 0, ...place]) - 1
    },
  }
}
