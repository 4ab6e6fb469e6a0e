/**
 * Periods in which a node's Ready condition was not True: the node lifecycle controller called it stale, marked it,
 * queued its taint, and took all that back.
 *
 * Input: observations of one node's readiness, and when a controller started to count anew. Output: periods by start.
 * Authority: node_lifecycle_controller.go 1.14–1.36.
 */

import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Boundary, Observation } from '../../model/index.ts'
import { isAboutReadiness, type ReadinessKind } from '../../model/kinds.ts'
import { parseInstant, SECOND_US } from '../../time/instant.ts'
import { between, exactly, witnessOf } from '../evidence/boundary.ts'

/** Time between two passes of the controller over all nodes (default of --node-monitor-period). */
export const MONITOR_PERIOD_US: number = 5 * SECOND_US

/** Lines of one monitor pass agree on the last seen renewal within this; half a period tells two passes apart. */
const SAME_LAST_SEEN_US: number = MONITOR_PERIOD_US / 2

/** Limits the time between a mark and the stale lines or the taint that belong to it: one monitor pass. */
const SAME_PASS_US: number = MONITOR_PERIOD_US + SAME_LAST_SEEN_US

/** Limits the time in which Ready on the object and the controller's next pass count as one recovery. */
const SAME_RECOVERY_US: number = 60 * SECOND_US

/** An observation of a node's readiness that has a time. */
type ReadinessObservation = Observation<ReadinessKind> & { readonly timeUs: number }

function isReadinessObservation(o: Observation): o is ReadinessObservation {
  return o.timeUs !== null && isAboutReadiness(o)
}

export interface NotReadyPeriod {
  /** On the node's clock, as far as it is known: when the controller last saw a renewal, or else the first line. */
  readonly startUs: number
  /** The last line, on the same clock. */
  readonly endUs: number
  /** Unknown: the heartbeat stopped; False: the kubelet itself reported it; null: not in evidence. */
  readonly status: 'Unknown' | 'False' | null
  /** The median of at − duration over the stale lines; null without such lines. */
  readonly lastSeen: Boundary | null
  /** The controller measured from its own start: `lastSeen` only bounds the last renewal from above. */
  readonly measuredFromReset: boolean
  readonly markedNotReady: Boundary | null
  readonly taintQueued: Boundary | null
  readonly readyAgain: Boundary | null
  /** Stale lines were printed. */
  readonly stale: boolean
}

/** A period while its lines are collected. */
interface OpenPeriod {
  readonly lines: ReadinessObservation[]
  /** On the control plane's clock. */
  lastSeenUs: number | null
  /** First and last line on the node's clock, as far as it is known. */
  readonly firstUs: number
  lastUs: number
  closed: boolean
}

/** What the periods of one node are measured by. */
interface PeriodContext {
  /** Name of the node's own clock. */
  readonly node: string
  /** What to add to other clocks' times to put them in order with the node's. */
  readonly shiftUs: number
  /** When a controller started to count anew, by time. */
  readonly resetsUs: readonly number[]
}

/** Finds the periods in observations of one node, in any order. */
export function findNotReadyPeriods(
  observations: readonly Observation[],
  context: PeriodContext,
): NotReadyPeriod[] {
  const orderUs = (o: ReadinessObservation): number => onNodeClock(o, o.timeUs, context)
  const sorted = observations.filter(isReadinessObservation).sort((a, b) => orderUs(a) - orderUs(b))
  const periods: OpenPeriod[] = []
  for (const o of sorted) {
    const atUs = orderUs(o)
    const current = periods[periods.length - 1]
    if (closes(o)) {
      if (current) addRecovery(current, o, atUs)
      continue
    }
    const lastSeenUs = o.kind === 'node.stale' ? lastSeenUsOf(o) : null
    if (current && belongs(current, { atUs, lastSeenUs }, context)) {
      current.lines.push(o)
      current.lastUs = atUs
      current.lastSeenUs = lastSeenUs ?? current.lastSeenUs
    } else periods.push({ lines: [o], lastSeenUs, firstUs: atUs, lastUs: atUs, closed: false })
  }
  return periods.map((period) => finishPeriod(period, context))
}

function onNodeClock(o: ReadinessObservation, timeUs: number, { node, shiftUs }: PeriodContext): number {
  return timeUs + (o.clock === node ? 0 : shiftUs)
}

function closes(o: ReadinessObservation): boolean {
  return o.kind === 'node.ready' || o.kind === 'node.healthy-again' || o.kind === 'node.untainted'
}

/** Closes an open period; a closed one takes further lines of the same recovery. */
function addRecovery(period: OpenPeriod, o: ReadinessObservation, atUs: number): void {
  if (period.closed && atUs - period.lastUs > SAME_RECOVERY_US) return
  period.closed ||= o.kind === 'node.ready' || o.kind === 'node.healthy-again'
  period.lines.push(o)
  period.lastUs = atUs
}

function belongs(
  current: OpenPeriod,
  { atUs, lastSeenUs }: { readonly atUs: number; readonly lastSeenUs: number | null },
  { shiftUs, resetsUs }: PeriodContext,
): boolean {
  if (lastSeenUs !== null && current.lastSeenUs !== null) {
    // Stale lines go on for a monitor pass after the recovery; they still count from the same renewal.
    if (Math.abs(lastSeenUs - current.lastSeenUs) <= SAME_LAST_SEEN_US) return true
    if (current.closed) return false
    return lastSeenUs + shiftUs <= current.lastUs + SAME_LAST_SEEN_US || isReset(lastSeenUs, resetsUs)
  }
  if (!current.closed) return true
  // A mark reported twice (the controller's line, the object's transition, an event) around the recovery.
  return atUs - current.firstUs <= SAME_PASS_US
}

/** Returns when the controller last saw the node renew. */
function lastSeenUsOf(o: Observation<'node.stale'> & { readonly timeUs: number }): number {
  return o.timeUs - Math.round(o.durationSeconds * SECOND_US)
}

/** A new controller prints one reset for each node, so they are searched, not gone through, for each line. */
function isReset(lastSeenUs: number, resetsUs: readonly number[]): boolean {
  const next =
    resetsUs[
      firstIndexWhere(resetsUs.length, (i) => (resetsUs[i] as number) >= lastSeenUs - SAME_LAST_SEEN_US)
    ]
  return next !== undefined && next <= lastSeenUs + SAME_LAST_SEEN_US
}

function finishPeriod({ lines, firstUs, lastUs }: OpenPeriod, context: PeriodContext): NotReadyPeriod {
  const stale = lines.filter((o) => o.kind === 'node.stale')
  const lastSeenTimes = stale.map(lastSeenUsOf).sort((a, b) => a - b)
  const measuredFromReset = lastSeenTimes.some((timeUs) => isReset(timeUs, context.resetsUs))
  const mark =
    bestRecord(lines.filter((o) => o.kind === 'node.not-ready')) ??
    lines.find((o) => o.kind === 'kubelet.not-ready')
  const lastSeen = lastSeenBoundary(stale, lastSeenTimes)
  const marked = mark ? boundaryOf(mark) : markInCondition(stale)
  // A mark before the last seen renewal is of another silence, unless the controller started only after it.
  const isOfAnother =
    marked !== null && lastSeen !== null && marked.clock === lastSeen.clock && marked.atUs < lastSeen.atUs
  const queued = lines.find((o) => o.kind === 'node.taint-queued')
  const [firstSeenUs] = lastSeenTimes
  return {
    startUs: firstSeenUs === undefined ? firstUs : firstSeenUs + context.shiftUs,
    endUs: lastUs,
    status: statusOf(lines),
    lastSeen,
    measuredFromReset,
    markedNotReady: isOfAnother && !measuredFromReset ? null : marked,
    taintQueued: queued ? boundaryOf(queued) : null,
    readyAgain: recoveryOf(lines),
    stale: stale.length > 0,
  }
}

/** A stale line shows the condition that the controller wrote: its transition is the mark, in whole seconds. */
function markInCondition(
  stale: readonly (Observation<'node.stale'> & { readonly timeUs: number })[],
): Boundary | null {
  for (const o of stale) {
    const { condition } = o
    if (condition?.status !== 'Unknown' || condition.type !== 'Ready' || !condition.lastTransitionTime)
      continue
    const atUs = parseInstant(condition.lastTransitionTime)
    if (atUs !== null && atUs <= o.timeUs) return exactly(witnessOf(o), atUs)
  }
  return null
}

/** Returns the record with the lowest rank, the earliest of its rank. */
function bestRecord<T extends ReadinessObservation>(records: readonly T[]): T | null {
  let best: T | null = null
  for (const o of records) {
    const rank = best ? recordRank(o) - recordRank(best) : -1
    if (!best || rank < 0 || (rank === 0 && o.timeUs < best.timeUs)) best = o
  }
  return best
}

/** Ranks a process's own record before the audit event of the write, the transition on the object, the Event about it. */
function recordRank(o: ReadinessObservation): number {
  if (o.component === 'kube-apiserver') return 1
  if (o.component !== 'api-object') return 0
  return (o.kind === 'node.not-ready' || o.kind === 'node.ready') && o.isEvent ? 3 : 2
}

function recoveryOf(lines: readonly ReadinessObservation[]): Boundary | null {
  const ready = bestRecord(lines.filter((o) => o.kind === 'node.ready'))
  if (ready) return boundaryOf(ready)
  const healthy = lines.find((o) => o.kind === 'node.healthy-again')
  return healthy ? between(witnessOf(healthy), healthy.timeUs - MONITOR_PERIOD_US, healthy.timeUs) : null
}

function statusOf(lines: readonly ReadinessObservation[]): 'Unknown' | 'False' | null {
  if (lines.some((o) => o.kind === 'node.stale' || o.kind === 'node.never-posted')) return 'Unknown'
  for (const o of lines) {
    if (o.kind === 'node.taint-queued') return o.status
    if (o.kind === 'kubelet.not-ready') return 'False'
    if (o.kind === 'node.not-ready' && (o.status === 'Unknown' || o.status === 'False')) return o.status
    if (o.kind === 'node.tainted')
      return o.taint.endsWith('/unreachable') ? 'Unknown' : o.taint.endsWith('/not-ready') ? 'False' : null
  }
  return null
}

/** `lastSeenTimes` by time. */
function lastSeenBoundary(
  stale: readonly Observation<'node.stale'>[],
  lastSeenTimes: readonly number[],
): Boundary | null {
  const [first] = stale
  if (!first) return null
  const atUs = lastSeenTimes[Math.floor((lastSeenTimes.length - 1) / 2)] as number
  return {
    ...exactly(witnessOf(first), atUs),
    earliestUs: lastSeenTimes[0] as number,
    latestUs: lastSeenTimes[lastSeenTimes.length - 1] as number,
  }
}

function boundaryOf(o: ReadinessObservation): Boundary {
  return exactly(witnessOf(o), o.timeUs)
}
