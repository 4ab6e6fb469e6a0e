/**
 * The report's timeline: observations in time order without repeats. Routine renewals, reads and other requests are
 * left out; of one node's repeated failures or stale lines (same kind and cause) the first and last five are listed.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import { CONTROL_PLANE } from '../../model/clock.ts'
import type { Observation, TimelineEntry } from '../../model/index.ts'
import { traitsOf } from '../../model/kinds.ts'
import type { RequestRow } from '../../store/equal-requests.ts'
import { SECOND_US } from '../../time/instant.ts'
import { compareObservations } from '../evidence/order.ts'
import type { IncidentDraft } from '../incident/draft.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'

/** Number of repeats that are listed at either end of a run. */
const LISTED_AT_EACH_END = 5

/** Lists observations, in any order, by time. `all` lists everything. */
export function listEntries(observations: readonly Observation[], all: boolean): TimelineEntry[] {
  const sorted = [...observations].sort(compareObservations)
  if (all) return sorted.map((observation) => ({ observation, omitted: 0 }))
  const omittedAfter = new Map<number, number>()
  const hidden = new Uint8Array(sorted.length)
  for (const run of findRuns(sorted)) {
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

/** Finds runs of repeats of one node, each as the indices of its observations. A success ends the node's runs. */
function findRuns(sorted: readonly Observation[]): number[][] {
  const runsByNode = new Map<string | null, Map<string, number[]>>()
  const finished: number[][] = []
  for (const [i, o] of sorted.entries()) {
    if (traitsOf(o.kind).repeats) {
      const runs = runsByNode.get(o.node) ?? new Map<string, number[]>()
      runsByNode.set(o.node, runs)
      const key = runKey(o)
      const run = runs.get(key)
      if (run) run.push(i)
      else runs.set(key, [i])
    } else if (o.kind === 'lease.renewed' || o.kind === 'node.healthy-again') {
      finished.push(...(runsByNode.get(o.node)?.values() ?? []))
      runsByNode.delete(o.node)
    }
  }
  for (const runs of runsByNode.values()) finished.push(...runs.values())
  return finished
}

/** Returns what the repeats of a run have in common, beside their node. */
function runKey(o: Observation): string {
  return 'cause' in o && o.cause !== null ? `${o.kind} ${o.cause}` : o.kind
}

/** Limits how far a request may be from the boundary that it is. */
const AT_BOUNDARY_US: number = SECOND_US / 50

/**
 * Lists one node's observations, plus the requests that begin or end something. Repeats are of one node, so nodes are
 * listed one by one, and `joinEntries` puts them together.
 */
export function listNodeEntries(
  timeline: NodeTimeline,
  drafts: readonly IncidentDraft[],
  all: boolean,
): TimelineEntry[] {
  const listed = timeline.observations.all.filter((o) => all || o.kind !== 'node.seen')
  const requests = all ? allRequests(timeline) : requestsAtEdges(timeline, edgesOf(timeline, drafts))
  return listEntries([...listed, ...requests.map((row) => observationOf(row, timeline.node))], all)
}

/** Joins the lists of all nodes and of the control plane. */
export function joinEntries(lists: readonly (readonly TimelineEntry[])[]): TimelineEntry[] {
  return lists.flat().sort((a, b) => compareObservations(a.observation, b.observation))
}

function allRequests({ requests }: NodeTimeline): RequestRow[] {
  const rows = requests.sorted()
  return Array.from({ length: rows.length }, (_, n) => rows.row(n))
    .filter((row) => !requests.isThinned(row))
    .map((row) => requests.row(row))
}

/** `edges` by time; a request near two of them is listed once. */
function requestsAtEdges({ requests }: NodeTimeline, edges: readonly number[]): RequestRow[] {
  const found: RequestRow[] = []
  const rows = requests.sorted()
  let next = 0
  for (const edgeUs of edges) {
    const first = requests.firstWhere((atUs) => atUs >= edgeUs - AT_BOUNDARY_US)
    next = Math.max(next, first)
    for (; next < rows.length && requests.at(rows.row(next)) <= edgeUs + AT_BOUNDARY_US; next++)
      if (!requests.isThinned(rows.row(next))) found.push(requests.row(rows.row(next)))
  }
  return found
}

/** First and last renewal of the node, and those that incidents begin and end with, by time. */
function edgesOf({ renewals }: NodeTimeline, drafts: readonly IncidentDraft[]): number[] {
  const edges: number[] = []
  const first = renewals.get(0)
  const last = renewals.get(renewals.length - 1)
  if (first) edges.push(first.atUs)
  if (last) edges.push(last.atUs)
  for (const { boundaries } of drafts)
    for (const b of [boundaries.lastRenewal, boundaries.firstRenewalAfter]) if (b?.exact) edges.push(b.atUs)
  return edges.sort((a, b) => a - b)
}

function observationOf(row: RequestRow, node: string): Observation {
  return {
    kind: row.kind,
    timeUs: row.atUs,
    resolutionUs: 1,
    node,
    clock: row.byControlPlane ? CONTROL_PLANE : node,
    component: row.byControlPlane ? 'kube-apiserver' : 'kubelet',
    source: row.source,
    line: row.line,
    pid: row.pid,
    host: null,
    verb: row.verb ?? '',
    statusCode: row.statusCode,
    latencyMs: row.latencyMs,
    ...(row.byControlPlane ? { receivedUs: row.startUs } : {}),
  }
}
