/**
 * Pods that taint eviction deleted, tied to the node they were on where something ties them.
 *
 * Authority: taint_manager.go / taint_eviction.go 1.14–1.36 ("Deleting pod" names no node), REPORT.md section 3.
 */
import { SECOND_US } from '../time.ts'
import type { Eviction, Observation } from '../types.ts'

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
  const deletions: { at: Deletion; tie: Deletion | null }[] = []
  for (const o of observations) {
    if (o.kind !== 'pod.evicted' && o.kind !== 'pod.eviction-marked') continue
    const deletion = o as Deletion
    const same = deletions.find((d) => samePod(d.at.pod, deletion.pod) && near(d.at.timeUs, deletion.timeUs))
    if (!same) deletions.push({ at: deletion, tie: deletion.node === null ? null : deletion })
    else {
      if (rank(deletion) < rank(same.at)) same.at = deletion
      if (same.tie === null && deletion.node !== null) same.tie = deletion
    }
  }
  const bySpan = new Map<TaintedSpan, Eviction[]>()
  const unassigned: Eviction[] = []
  for (const { at, tie } of deletions) {
    const during = spans.filter((s) => at.timeUs !== null && at.timeUs >= s.fromUs && at.timeUs <= s.untilUs)
    const span = tie ? during.find((s) => s.node === tie.node) : during.length === 1 ? during[0] : undefined
    const eviction: Eviction = {
      pod: at.pod,
      atUs: at.timeUs,
      source: at.source,
      line: at.line,
      tiedBy: span ? (tie ? tieOf(tie) : 'only-tainted-node') : null,
    }
    if (!span) unassigned.push(eviction)
    else bySpan.set(span, [...(bySpan.get(span) ?? []), eviction])
  }
  return { bySpan, unassigned }
}

/** The deletion itself before its announcement, the log before an event before an object. */
function rank(o: Deletion): number {
  const teller = o.component === 'kube-controller-manager' ? 0 : o.component === 'kube-apiserver' ? 1 : 2
  return teller * 2 + (o.kind === 'pod.evicted' ? 0 : 1)
}

function near(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && Math.abs(a - b) <= SAME_DELETION_US
}

/** Some lines print the bare name. */
function samePod(a: string, b: string): boolean {
  return a === b || a.slice(a.indexOf('/') + 1) === b.slice(b.indexOf('/') + 1)
}

function tieOf(o: Deletion): Eviction['tiedBy'] {
  if (o.component === 'kube-apiserver') return 'audit'
  return o.component === 'api-object' && o.kind === 'pod.evicted' ? 'object' : 'event'
}
