/**
 * Pods that taint eviction deleted, tied to the node they were on where something ties them.
 *
 * Authority: taint_manager.go / taint_eviction.go 1.14–1.36 ("Deleting pod" names no node), `report.schema.json`.
 */

import type { Eviction, Observation } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { order } from '../evidence/order.ts'

/** A tainted span: from the mark to the recovery. */
export interface TaintedSpan {
  readonly node: string
  readonly fromUs: number
  readonly untilUs: number
}

/** The object, the event and the log line of one deletion are within this. */
const SAME_DELETION_US: number = 5 * SECOND_US

export interface Assigned {
  /** By the index of the span. */
  readonly bySpan: ReadonlyMap<TaintedSpan, readonly Eviction[]>
  readonly unassigned: readonly Eviction[]
}

type Deletion = Observation<'pod.evicted' | 'pod.eviction-marked'>

/** `observations` by time. One deletion is told once: by the controller's line before the event before the object. */
export function assignEvictions(
  observations: readonly Observation[],
  spans: readonly TaintedSpan[],
): Assigned {
  const told = joinDeletions(observations).map(({ at, tie }) => {
    const span = spanOf(at, tie, spans)
    const eviction: Eviction = {
      pod: at.pod,
      atUs: at.timeUs,
      source: at.source,
      line: at.line,
      tiedBy: span ? (tie ? tieOf(tie) : 'only-tainted-node') : null,
    }
    return { span, eviction }
  })
  told.sort(
    ({ eviction: a }, { eviction: b }) =>
      (a.atUs ?? Number.POSITIVE_INFINITY) - (b.atUs ?? Number.POSITIVE_INFINITY) ||
      order(a.pod, b.pod) ||
      order(a.source, b.source) ||
      a.line - b.line,
  )
  const bySpan = new Map<TaintedSpan, Eviction[]>()
  const unassigned: Eviction[] = []
  for (const { span, eviction } of told) {
    const mine = span ? bySpan.get(span) : unassigned
    if (mine) mine.push(eviction)
    else if (span) bySpan.set(span, [eviction])
  }
  return { bySpan, unassigned }
}

/** One deletion: the line that tells it best, and one that names its node. */
interface Joined {
  at: Deletion
  tie: Deletion | null
}

/** By time; those of one pod within a few seconds are one. */
function joinDeletions(observations: readonly Observation[]): Joined[] {
  const joined: Joined[] = []
  /** By bare name: the newest deletions of each pod so called. */
  const recent = new Map<string, Joined[]>()
  for (const o of observations) {
    if (o.kind !== 'pod.evicted' && o.kind !== 'pod.eviction-marked') continue
    const deletion = o as Deletion
    const name = bareName(deletion.pod)
    const near = (recent.get(name) ?? []).filter((d) => isNear(d.at.timeUs, deletion.timeUs))
    const same = near.find((d) => samePod(d.at.pod, deletion.pod))
    if (!same) {
      const begun = { at: deletion, tie: deletion.node === null ? null : deletion }
      joined.push(begun)
      near.push(begun)
    } else {
      if (rank(deletion) < rank(same.at)) same.at = deletion
      if (same.tie === null && deletion.node !== null) same.tie = deletion
    }
    recent.set(name, near)
  }
  return joined
}

/** The span of the node that the deletion names, or of the only node that was tainted then. */
function spanOf(at: Deletion, tie: Deletion | null, spans: readonly TaintedSpan[]): TaintedSpan | undefined {
  const atUs = at.timeUs
  if (atUs === null) return undefined
  let only: TaintedSpan | undefined
  for (const span of spans) {
    if (atUs < span.fromUs || atUs > span.untilUs || (tie && span.node !== tie.node)) continue
    if (tie) return span
    if (only) return undefined
    only = span
  }
  return only
}

/** The deletion itself before its announcement, the log before an event before an object. */
function rank(o: Deletion): number {
  const teller = o.component === 'kube-controller-manager' ? 0 : o.component === 'kube-apiserver' ? 1 : 2
  return teller * 2 + (o.kind === 'pod.evicted' ? 0 : 1)
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
