/**
 * The observations in time order, less what repeats: routine renewals, reads and other answers are left out,
 * and of one node's repeated failures or stale lines (same kind and cause) the first and last five are listed.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import { CONTROL_PLANE } from '../../model/clock.ts'
import type { Observation, ObservationKind, TimelineEntry } from '../../model/index.ts'
import type { RequestRow, RequestTable } from '../../store/request-table.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { NodeEvidence } from '../evidence/gather.ts'
import { inTime } from '../evidence/order.ts'
import type { NodeFold } from '../incident/node-analysis.ts'

/** Listed at either end of a run of repeats. */
const LISTED_AT_EACH_END = 5

const REPEATING: ReadonlySet<ObservationKind> = new Set<ObservationKind>([
  'lease.request-failed',
  'lease.update-failed',
  'lease.ensure-failed',
  'lease.update-fallback',
  'lease.retries-exhausted',
  'lease.seen',
  'node.seen',
  'node-status.update-failed',
  'node-status.retries-exhausted',
  'node.stale',
  'node.never-posted',
  'node.taint-queued',
  'kubelet.not-ready',
])

/** `all` lists everything. `observations` in any order; `routine` ones must already be out unless `all`. */
export function timeline(observations: readonly Observation[], all: boolean): TimelineEntry[] {
  const sorted = [...observations].sort(inTime)
  if (all) return sorted.map((observation) => ({ observation, omitted: 0 }))
  /** Per node and run: its observations' indices. */
  const runs = new Map<string | null, Map<string, number[]>>()
  const finished: number[][] = []
  for (const [i, o] of sorted.entries()) {
    if (REPEATING.has(o.kind)) {
      let mine = runs.get(o.node)
      if (!mine) {
        mine = new Map()
        runs.set(o.node, mine)
      }
      const key = runKey(o)
      const run = mine.get(key)
      if (run) run.push(i)
      else mine.set(key, [i])
    } else if (o.kind === 'lease.renewed' || o.kind === 'node.healthy-again') {
      for (const run of runs.get(o.node)?.values() ?? []) finished.push(run)
      runs.delete(o.node)
    }
  }
  for (const mine of runs.values()) for (const run of mine.values()) finished.push(run)
  const omittedAfter = new Map<number, number>()
  const hidden = new Uint8Array(sorted.length)
  for (const run of finished) {
    const surplus = run.length - 2 * LISTED_AT_EACH_END
    if (surplus <= 0) continue
    omittedAfter.set(run[LISTED_AT_EACH_END - 1] as number, surplus)
    for (let i = LISTED_AT_EACH_END; i < LISTED_AT_EACH_END + surplus; i++) hidden[run[i] as number] = 1
  }
  const entries: TimelineEntry[] = []
  for (const [i, observation] of sorted.entries())
    if (hidden[i] === 0) entries.push({ observation, omitted: omittedAfter.get(i) ?? 0 })
  return entries
}

/** What a run repeats, of one node. */
function runKey(o: Observation): string {
  const what = 'cause' in o ? o.cause : ''
  return `${o.kind}\0${what ?? ''}`
}

/** How near an answer must be to a boundary that it is. */
const AT_BOUNDARY_US: number = SECOND_US / 50

/**
 * What the timeline tells of one node: its observations, plus the answers that begin or end something. What repeats
 * does so about one node, so nodes are gone through one by one, and `joinTimelines` puts them together.
 */
export function nodeTimeline(evidence: NodeEvidence, fold: NodeFold, all: boolean): TimelineEntry[] {
  const listed = evidence.observations.filter((o) => all || o.kind !== 'node.seen')
  return timeline([...listed, ...answersAtEdges(evidence, fold, all)], all)
}

/** The whole timeline, of nodes and of what is told of none. */
export function joinTimelines(timelines: readonly (readonly TimelineEntry[])[]): TimelineEntry[] {
  return timelines.flat().sort((a, b) => inTime(a.observation, b.observation))
}

function answersAtEdges({ node, answers: told }: NodeEvidence, fold: NodeFold, all: boolean): Observation[] {
  const answers: Observation[] = []
  const rows = told.sorted()
  const list = (n: number): number => answers.push(observationOf(told.row(rows.row(n)), node))
  if (all) for (let n = 0; n < rows.length; n++) list(n)
  else {
    let next = 0
    for (const edge of edgesOf(fold).sort((a, b) => a - b)) {
      next = Math.max(next, answersBefore(told, edge - AT_BOUNDARY_US))
      for (; next < rows.length && told.at(rows.row(next)) <= edge + AT_BOUNDARY_US; next++) list(next)
    }
  }
  return answers
}

/** How many came before `timeUs`. */
function answersBefore(answers: RequestTable, timeUs: number): number {
  const rows = answers.sorted()
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (answers.at(rows.row(middle)) < timeUs) low = middle + 1
    else high = middle
  }
  return low
}

/** First and last renewal of the node, and those that incidents begin and end with. */
function edgesOf(fold: NodeFold): number[] {
  const edges: number[] = []
  const first = fold.beats.beat(0)
  const last = fold.beats.beat(fold.beats.length - 1)
  if (first) edges.push(first.atUs)
  if (last) edges.push(last.atUs)
  for (const { boundaries } of fold.drafts)
    for (const b of [boundaries.lastRenewal, boundaries.firstRenewalAfter]) if (b?.exact) edges.push(b.atUs)
  return edges
}

function observationOf(answer: RequestRow, node: string): Observation {
  return {
    kind: answer.kind,
    timeUs: answer.atUs,
    resolutionUs: 1,
    node,
    clock: answer.byControlPlane ? CONTROL_PLANE : node,
    component: answer.byControlPlane ? 'kube-apiserver' : 'kubelet',
    source: answer.source,
    line: answer.line,
    pid: answer.pid,
    host: null,
    verb: answer.verb ?? '',
    statusCode: answer.statusCode,
    latencyMs: answer.latencyMs,
    ...(answer.byControlPlane ? { receivedUs: answer.startUs } : {}),
  }
}
