/**
 * The first eviction of an incident: exact where a log from the mark on shows it, bounded where that log begins later.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { Boundary, Eviction, Observation } from '../../model/index.ts'
import { between, stampedBoundary, witnessOf } from '../evidence/boundary.ts'
import { type Controllers, isUnbroken } from '../evidence/controllers.ts'
import type { IncidentDraft } from './draft.ts'
import type { AssignedEvictions, TaintedPeriod } from './evictions.ts'

/** What was evicted because of an incident. */
export interface DraftEvictions {
  readonly evictions: readonly Eviction[]
  readonly firstEviction: Boundary | null
}

/** Returns the evictions of a draft; `period` is when its node was tainted, null if it was not. */
export function evictionsOf(
  { boundaries: { markedNotReady }, periods }: IncidentDraft,
  period: TaintedPeriod | null,
  { byPeriod, firstOf, incomplete }: AssignedEvictions,
  controllers: Controllers,
): DraftEvictions {
  const first = period && firstOf.get(period)
  const isStale = periods.some(({ stale }) => stale)
  return {
    evictions: (period && byPeriod.get(period)) ?? [],
    firstEviction: first
      ? !incomplete.has(period) && isFirst(first, markedNotReady, { controllers, isStale })
        ? stampedBoundary(first)
        : between(witnessOf(first), null, first.timeUs)
      : null,
  }
}

/**
 * Whether no earlier eviction can be missing: another source than a log shows it, or a controller's log covers the mark
 * and has no hole since. A pause is one while the controller calls the node stale in every pass (`isStale`).
 */
function isFirst(
  o: Observation,
  marked: Boundary | null,
  { controllers: { all }, isStale }: { readonly controllers: Controllers; readonly isStale: boolean },
): boolean {
  if (o.component !== 'kube-controller-manager' || !marked || marked.clock !== o.clock) return true
  const markUs = marked.latestUs ?? marked.atUs
  const atUs = o.timeUs ?? markUs
  const own = all.find(({ process: p }) => p.source === o.source && p.firstUs <= atUs && atUs <= p.lastUs)
  if (isStale && own && !isUnbroken(own, Math.max(markUs, own.process.firstUs), atUs)) return false
  return all.some(({ process }) => process.firstUs <= markUs && markUs <= process.lastUs)
}
