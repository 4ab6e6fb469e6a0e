/**
 * Pods that taint eviction deleted, tied to the node they were on where something ties them.
 *
 * Authority: taint_manager.go / taint_eviction.go 1.14–1.36 ("Deleting pod" names no node), `report.schema.json`.
 */

import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Eviction, Observation } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { Controller } from '../evidence/controllers.ts'
import { groupBy } from '../evidence/group-by.ts'
import { compareTimes, order } from '../evidence/order.ts'
import { EarlierTaints } from './earlier-taints.ts'

/** When a node was tainted: from the mark to the recovery; `endUs` null: not known to be over. */
export interface TaintedPeriod {
  readonly node: string
  readonly startUs: number
  readonly endUs: number | null
  /** The end is of a clock that nothing compares with the controller's. */
  readonly isEndOfOtherClock?: boolean
}

/** The object, the event and the log line of one deletion are within this. */
const SAME_DELETION_US: number = 5 * SECOND_US

export interface AssignedEvictions {
  readonly byPeriod: ReadonlyMap<TaintedPeriod, readonly Eviction[]>
  /** The record of the first eviction of each period that has a time. */
  readonly firstOf: ReadonlyMap<TaintedPeriod, Observation & { readonly timeUs: number }>
  /** Periods of which an eviction may be that is left untied. */
  readonly incomplete: ReadonlySet<TaintedPeriod>
  readonly unassigned: readonly Eviction[]
}

type Deletion = Observation<'pod.evicted' | 'pod.eviction-marked'>

/**
 * Assigns evictions to tainted periods. `observations` are by time. Each deletion counts once: by the controller's
 * line before the event before the object.
 */
export function assignEvictions(
  observations: readonly Observation[],
  periods: readonly TaintedPeriod[],
  controllers: readonly Controller[],
): AssignedEvictions {
  const unmarked = new Set(unmarkedPeriods(observations, periods))
  const all = [...periods, ...unmarked]
  const earlier = new EarlierTaints(observations, controllers)
  const incomplete = new Set<TaintedPeriod>()
  const assigned = joinDeletions(observations).map(({ best, tie }) => {
    const found = periodOf(best, tie, tie ? periods : all)
    const isTied = tie !== null || earlier.areKnownAt(best)
    const period = found && isTied && !unmarked.has(found) ? found : null
    if (found && !isTied) incomplete.add(found)
    const eviction: Eviction = {
      pod: best.pod,
      atUs: best.timeUs,
      source: best.source,
      line: best.line,
      tiedBy: period ? (tie ? tieOf(tie) : 'only-tainted-node') : null,
    }
    return { period, eviction, best }
  })
  assigned.sort(
    ({ eviction: a }, { eviction: b }) =>
      compareTimes(a.atUs, b.atUs) || order(a.pod, b.pod) || order(a.source, b.source) || a.line - b.line,
  )
  const byPeriod = new Map<TaintedPeriod, Eviction[]>()
  const firstOf = new Map<TaintedPeriod, Observation & { readonly timeUs: number }>()
  const unassigned: Eviction[] = []
  for (const { period, eviction, best } of assigned) {
    const { timeUs } = best
    if (period && timeUs !== null && !firstOf.has(period)) firstOf.set(period, { ...best, timeUs })
    const ofPeriod = period ? byPeriod.get(period) : unassigned
    if (ofPeriod) ofPeriod.push(eviction)
    else if (period) byPeriod.set(period, [eviction])
  }
  return { byPeriod, firstOf, incomplete, unassigned }
}

/** The records of one deletion: the best one, and one that names its node. */
interface JoinedDeletion {
  best: Deletion
  tie: Deletion | null
}

/** Joins the records of one pod within a few seconds. */
function joinDeletions(observations: readonly Observation[]): JoinedDeletion[] {
  const joined: JoinedDeletion[] = []
  /** By bare name: the newest deletions of each pod with that name. */
  const recent = new Map<string, JoinedDeletion[]>()
  for (const o of observations) {
    if (o.kind !== 'pod.evicted' && o.kind !== 'pod.eviction-marked') continue
    const deletion = o as Deletion
    const name = bareName(deletion.pod)
    const near = (recent.get(name) ?? []).filter((d) => isNear(d.best.timeUs, deletion.timeUs))
    const same = near.find((d) => samePod(d.best.pod, deletion.pod))
    if (!same) {
      const started = { best: deletion, tie: deletion.node === null ? null : deletion }
      joined.push(started)
      near.push(started)
    } else {
      if (rank(deletion) < rank(same.best)) same.best = deletion
      if (same.tie === null && deletion.node !== null) same.tie = deletion
    }
    recent.set(name, near)
  }
  return joined
}

/** A controller removes the taints of a node that is Ready within this, whatever the period of its passes. */
const LATEST_CLEANUP_US: number = 60 * SECOND_US

/** Returns when nodes without a mark in evidence were tainted: until a controller removed their taints. */
function unmarkedPeriods(
  observations: readonly Observation[],
  periods: readonly TaintedPeriod[],
): TaintedPeriod[] {
  const byStart = periods.toSorted((a, b) => a.startUs - b.startUs)
  const byNode = groupBy(byStart, ({ node }) => node)
  const cleanedUs = new Map<string, number>()
  return observations.flatMap(({ kind, node, timeUs }) => {
    if (kind !== 'node.healthy-again' || node === null || timeUs === null) return []
    const ofNode = byNode.get(node) ?? []
    const marked =
      ofNode[firstIndexWhere(ofNode.length, (i) => (ofNode[i] as TaintedPeriod).startUs > timeUs) - 1]
    const untilUs = marked ? (marked.endUs ?? timeUs) : Number.NEGATIVE_INFINITY
    const startUs = Math.max(untilUs, cleanedUs.get(node) ?? untilUs)
    cleanedUs.set(node, timeUs)
    return timeUs - startUs > (marked?.isEndOfOtherClock ? 0 : LATEST_CLEANUP_US)
      ? [{ node, startUs, endUs: timeUs }]
      : []
  })
}

/** Returns the period of the node that the deletion names, or of the only node that was tainted then; null: unclear. */
function periodOf(
  { timeUs }: Deletion,
  tie: Deletion | null,
  periods: readonly TaintedPeriod[],
): TaintedPeriod | null {
  if (timeUs === null) return null
  let only: TaintedPeriod | null = null
  for (const period of periods) {
    const { node, startUs, endUs } = period
    if (timeUs < startUs || (endUs !== null && timeUs > endUs) || (tie && node !== tie.node)) continue
    if (tie) return period
    if (only) return null
    only = period
  }
  return only
}

/** Ranks the deletion itself before its announcement, the log before an event before an object. */
function rank(o: Deletion): number {
  const component = o.component === 'kube-controller-manager' ? 0 : o.component === 'kube-apiserver' ? 1 : 2
  return component * 2 + (o.kind === 'pod.evicted' ? 0 : 1)
}

function isNear(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && Math.abs(a - b) <= SAME_DELETION_US
}

/** Some lines print the bare name; two full names are of one pod only when they are equal. */
function samePod(a: string, b: string): boolean {
  return a === b || ((!a.includes('/') || !b.includes('/')) && bareName(a) === bareName(b))
}

function bareName(pod: string): string {
  return pod.slice(pod.indexOf('/') + 1)
}

function tieOf(o: Deletion): Eviction['tiedBy'] {
  if (o.component === 'kube-apiserver') return 'audit'
  return o.component === 'api-object' && o.kind === 'pod.evicted' ? 'object' : 'event'
}
