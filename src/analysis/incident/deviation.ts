/**
 * Whether the control plane marked the node when it was due. It accuses only what is proved: with a grace period that
 * is printed or given, on clocks that were compared, of a controller that led and would have printed a mark.
 *
 * Authority: `report.schema.json`, node_lifecycle_controller.go 1.14–1.36.
 */
import type { Boundary, Deviation, DeviationReason, Incident } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { hasNoPause } from '../evidence/controllers.ts'
import {
  type ControllerHistory,
  type MarkWindow,
  type ObservedOutage,
  onControlPlaneClock,
} from './observed-outage.ts'

/** Whole-second stamps and scheduling: less than this is no deviation. */
const LENIENCE_US: number = SECOND_US

export type MarkDeviation = Incident['deviation']

export const NOTHING_KNOWN: MarkDeviation = { markedNotReady: null, reason: null }

function deviate(markedNotReady: Deviation | null, reason: DeviationReason | null = null): MarkDeviation {
  return { markedNotReady, reason }
}

export function judgeMark(
  outage: ObservedOutage,
  window: MarkWindow,
  history: ControllerHistory,
): MarkDeviation {
  const { markedNotReady } = outage.boundaries
  if (outage.isNameShared) return deviate(null, 'name-shared')
  return markedNotReady ? judgeMade(markedNotReady, outage, window) : judgeMissing(outage, window, history)
}

function judgeMade(
  marked: Boundary,
  { periods, isZoneAssumed, boundaries: { lastRenewal, controllerLastSeen } }: ObservedOutage,
  { earliestUs, latestUs, rules, isCompared, reset, unansweredUs }: MarkWindow,
): MarkDeviation {
  if (periods.some((p) => p.isMarkedByKubelet)) return deviate(null, 'marked-by-kubelet')
  // Bounds that were inferred from the mark itself agree with it always.
  if (lastRenewal && !controllerLastSeen && isSameRecord(lastRenewal, marked)) return NOTHING_KNOWN
  if (!isCompared) return deviate(null, 'clocks-not-compared')
  const isEarly = earliestUs !== null && (marked.latestUs ?? marked.atUs) < earliestUs - LENIENCE_US
  const isLate = latestUs !== null && (marked.earliestUs ?? marked.atUs) > latestUs + LENIENCE_US
  if (!isEarly && !isLate) return earliestUs === null ? deviate(null) : deviate('in-time')
  const { from } = rules.grace
  if (isZoneAssumed) return deviate(null, 'zone-assumed')
  if (periods.some((p) => p.measuredFromReset)) return deviate(null, 'counted-from-start')
  if (reset) return deviate(null, reset.reason)
  if (from !== 'flag' && from !== 'given') return deviate(null, 'grace-not-printed')
  const isUnanswered =
    isLate && (marked.earliestUs ?? marked.atUs) <= (latestUs ?? 0) + unansweredUs + LENIENCE_US
  if (isUnanswered) return deviate(null, 'attempt-unanswered')
  return deviate(isEarly ? 'early' : 'late')
}

function isSameRecord(a: Boundary, b: Boundary): boolean {
  return a.from === b.from && a.source === b.source && a.line === b.line
}

function judgeMissing(
  outage: ObservedOutage,
  { earliestUs, latestUs, rules, isCompared, reset, unansweredUs }: MarkWindow,
  { controllers }: ControllerHistory,
): MarkDeviation {
  const { boundaries, offset, failures, periods } = outage
  if (outage.wasUnknown) return deviate('not-expected', 'unknown-already')
  // Both ends as the control plane's clock may have shown them.
  const next = onControlPlaneClock(boundaries.firstRenewalAfter, offset)
  const lastRenewal = onControlPlaneClock(boundaries.lastRenewal, offset)
  const endUs = next ? (next.latestUs ?? next.atUs) : outage.endUs
  if (earliestUs !== null && endUs !== null && endUs <= earliestUs)
    return deviate('not-expected', outage.endedBy === 'node-deleted' ? 'node-deleted' : 'renewed-in-time')
  if (reset) return deviate(null, reset.reason)
  if (latestUs === null || !lastRenewal) return NOTHING_KNOWN
  const dueUs = latestUs + rules.passUs
  const startUs = lastRenewal.earliestUs ?? lastRenewal.atUs
  const leader = controllers.leaderDuring(startUs, dueUs)
  if (!leader || !hasNoPause(leader, startUs, dueUs)) return deviate(null, 'not-covered')
  const leastEndUs = next ? (next.earliestUs ?? next.atUs) : endUs
  if (leastEndUs !== null && leastEndUs <= dueUs) return deviate(null, 'ended-while-due')
  if (!leader.printsLifecycle) return deviate(null, 'not-printed')
  if (outage.isZoneAssumed) return deviate(null, 'zone-assumed')
  // By another clock, the controller may have marked it at any time.
  if (!isCompared) return deviate(null, 'clocks-not-compared')
  // What is only inferred proves no omission, and a period without a mark is no silence of the controller.
  if (failures === 0 || periods.length > 0) return NOTHING_KNOWN
  if (leastEndUs !== null && leastEndUs <= dueUs + unansweredUs) return deviate(null, 'attempt-unanswered')
  if (!controllers.leaderDuring(startUs, dueUs + unansweredUs)) return deviate(null, 'not-covered')
  return deviate('never')
}
