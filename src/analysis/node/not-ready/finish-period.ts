/** Makes a period of its lines: when the controller last saw the node, when it marked it, when the node was Ready again. */
import { firstIndexWhere } from '../../../bytes/binary-search.ts'
import type { Boundary } from '../../../model/index.ts'
import type { Interval } from '../../../model/interval.ts'
import { parseInstant, SECOND_US } from '../../../time/instant.ts'
import { between, exactly, stampedBoundary, witnessOf } from '../../evidence/boundary.ts'
import { isUnbroken, LATE_PASSES } from '../../evidence/controllers.ts'
import { longestPauseUs } from '../lease-activity.ts'
import {
  type HeartbeatAhead,
  isComplaint,
  isReset,
  type NotReadyPeriod,
  type OpenPeriod,
  type PeriodContext,
  postedWithinUs,
  type ReadinessObservation,
  type StaleLine,
  sightUsOf,
} from './not-ready-period.ts'
import { seenAgainOf } from './seen-again.ts'

export function finishPeriod(period: OpenPeriod, context: PeriodContext): NotReadyPeriod {
  const { lines, firstUs, lastUs, lastStaleUs } = period
  const stale = lines.filter((o): o is StaleLine & ReadinessObservation => o.kind === 'node.stale')
  const own = stale.filter(
    (o) => !isReset(sightUsOf(o), context.resetsUs) && !context.controllers.countsFromLead(sightUsOf(o)),
  )
  const measuredFromReset = stale.length > 0 && own.length === 0
  const lastSeen = lastSeenBoundary(own.length > 0 ? own : stale)
  const isOnlyComplaints = lines.every(isComplaint)
  const record =
    bestRecord(lines.filter((o) => o.kind === 'node.not-ready')) ??
    lines.find((o) => o.kind === 'kubelet.not-ready' && !isComplaint(o)) ??
    (isOnlyComplaints ? null : lines.find(isComplaint)) ??
    null
  const marked = record ? markOf(record, context) : markInCondition(stale)
  // A mark before the last sight is of another silence, unless the controller started only after it.
  const isOfAnother =
    marked !== null &&
    lastSeen !== null &&
    marked.clock === lastSeen.clock &&
    (marked.latestUs ?? marked.atUs) < lastSeen.atUs &&
    !measuredFromReset
  const isMarkedByKubelet = record !== null && isOfKubelet(record, lines, context)
  const isOfCondition = isOfAnother && record === null
  const mayBeStart = isOfCondition && isBeforeLog(lastSeen, stale, context)
  const isUnknownBefore = isOfCondition && !mayBeStart
  const known = (isOfAnother && !isMarkedByKubelet) || (period.wasUnknown && record === null) ? null : marked
  const readyAgain = recoveryOf(lines, known, context)
  const markedNotReady = known && record && isOutlasted(record, known, readyAgain) ? null : known
  return {
    startUs: lastSeen === null ? firstUs : Math.min(lastSeen.atUs + context.shiftUs, lastUs),
    endUs: lastUs,
    status: statusOf(lines),
    lastSeen,
    measuredFromReset: measuredFromReset || mayBeStart,
    markedNotReady,
    isMarkedByKubelet,
    complaints: isOnlyComplaints
      ? lines.filter((_, i) => i === 0 || i === lines.length - 1).map(witnessOf)
      : [],
    // The taint of a node that was Unknown already was queued before.
    taintQueued: period.wasUnknown && record === null ? null : taintOf(lines, markedNotReady, context),
    readyAgain,
    seenAgain: seenAgainOf(period, stale, context),
    lastStaleUs,
    notBeforeUs: null,
    wasUnknown: period.wasUnknown || isUnknownBefore,
    stale: stale.length > 0,
    heartbeatAhead: heartbeatAheadOf(stale),
  }
}

/**
 * Whether a controller's log begins after its sight: of a node that is Unknown already it may be the controller's own
 * start: the lines of that are missing.
 */
function isBeforeLog(
  { atUs }: Boundary,
  [line]: readonly StaleLine[],
  { controllers }: PeriodContext,
): boolean {
  const controller = line && controllers.ofLine(line)
  return controller !== undefined && controller.process.firstUs > atUs
}

/** Clocks of one cluster that are further apart break much else first. */
const LEAST_AHEAD_US: number = 60 * SECOND_US

/** Returns the heartbeat of the first stale line, if it is stamped later than the line; else null. */
function heartbeatAheadOf(stale: readonly StaleLine[]): HeartbeatAhead | null {
  const line = stale.find(({ condition }) => condition?.type === 'Ready')
  const timeUs = line?.condition?.lastHeartbeatTime ? parseInstant(line.condition.lastHeartbeatTime) : null
  if (!line || timeUs === null) return null
  const aheadUs = timeUs - line.timeUs
  return aheadUs < LEAST_AHEAD_US ? null : { timeUs, aheadUs, source: line.source, line: line.line }
}

/** A complaint comes before the post of the status, or after it where earlier ones are missing. */
function markOf(record: ReadinessObservation, { lineSpans, rules }: PeriodContext): Boundary {
  if (!isComplaint(record)) return stampedBoundary(record)
  const { timeUs } = record
  const sinceUs = timeUs - longestPauseUs(rules)
  const span = lineSpans[firstIndexWhere(lineSpans.length, (i) => (lineSpans[i] as Interval).endUs >= timeUs)]
  const isCovered = span !== undefined && span.startUs <= sinceUs
  const bounded = between(witnessOf(record), isCovered ? sinceUs : null, timeUs + postedWithinUs(rules))
  return bounded ?? stampedBoundary(record)
}

/**
 * Whether a mark that only a complaint bounds would come after the recovery, by stamps of two clocks: the status may have
 * been posted before, or never.
 */
function isOutlasted(record: ReadinessObservation, marked: Boundary, readyAgain: Boundary | null): boolean {
  if (!isComplaint(record) || !readyAgain || readyAgain.clock === marked.clock) return false
  return (readyAgain.latestUs ?? readyAgain.atUs) < (marked.latestUs ?? marked.atUs)
}

/** A stale line shows the condition that the controller wrote: its transition is the mark, in whole seconds. */
function markInCondition(stale: readonly StaleLine[]): Boundary | null {
  for (const o of stale) {
    const { condition } = o
    if (condition?.status !== 'Unknown' || condition.type !== 'Ready' || !condition.lastTransitionTime)
      continue
    const atUs = parseInstant(condition.lastTransitionTime)
    if (atUs !== null && atUs <= o.timeUs) return between(witnessOf(o), atUs, atUs + SECOND_US)
  }
  return null
}

/** Whether the kubelet posted Ready=False itself: it reports so, or the object or the taint names the status. */
function isOfKubelet(
  mark: ReadinessObservation,
  lines: readonly ReadinessObservation[],
  { controllers }: PeriodContext,
): boolean {
  if (mark.component === 'kubelet' || mark.kind === 'kubelet.not-ready') return true
  if (mark.kind === 'node.not-ready' && mark.status !== null) return mark.status === 'False'
  const nearUs = 1.5 * controllers.passUs
  const near = lines.filter((o) => Math.abs(o.timeUs - mark.timeUs) <= nearUs)
  if (near.some((o) => o.kind === 'node.stale')) return false
  return near.some(
    (o) =>
      (o.kind === 'node.taint-queued' && o.status === 'False') ||
      o.kind === 'kubelet.not-ready' ||
      (o.kind === 'node.not-ready' && o.status === 'False'),
  )
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

/** The taint of a node is queued in the pass that marks it or in the next; behind both, the first line of it is missing. */
const PASSES_TO_TAINT = 1.5

/**
 * Returns when the taint was queued. A line that may be a repetition, because its process was not there before or
 * because the node had been marked passes before it, bounds it from above only.
 */
function taintOf(
  lines: readonly ReadinessObservation[],
  marked: Boundary | null,
  { controllers }: PeriodContext,
): Boundary | null {
  const queued = lines.find((o) => o.kind === 'node.taint-queued')
  if (!queued) return null
  const process = controllers.ofLine(queued)
  const word = lines.find((o) => isFromProcess(o, queued) && o.timeUs <= queued.timeUs && isFirstWord(o))
  const passUs = process?.passUs ?? controllers.passUs
  const fromUs = word?.timeUs ?? marked?.earliestUs ?? queued.timeUs - 2 * passUs
  const hadBegun = word !== undefined || (process !== undefined && process.process.firstUs <= fromUs)
  // Pauses are holes only while the controller calls the node stale in every pass.
  const isStale = lines.some((o) => o.kind === 'node.stale')
  const hasHole = isStale && process !== undefined && !isUnbroken(process, fromUs, queued.timeUs)
  const markUs = marked && marked.clock === queued.clock ? marked.earliestUs : null
  const isLate = queued.timeUs - (word?.timeUs ?? markUs ?? queued.timeUs) > PASSES_TO_TAINT * passUs
  if (hadBegun && !hasHole && !isLate) return stampedBoundary(queued)
  // A line before the mark repeats the taint of an earlier one.
  const sinceUs = markUs !== null && markUs <= queued.timeUs ? markUs : null
  return between(witnessOf(queued), sinceUs, queued.timeUs)
}

function isFromProcess(o: ReadinessObservation, { source, pid }: ReadinessObservation): boolean {
  return o.source === source && o.pid === pid
}

/** The controller prints these when it marks a node, before it queues the taint. */
function isFirstWord(o: ReadinessObservation): boolean {
  return o.kind === 'node.not-ready' || (o.kind === 'node.stale' && o.condition?.status === 'True')
}

/** Returns the transition to Ready; one before the mark on the same clock is none. */
function recoveryOf(
  lines: readonly ReadinessObservation[],
  marked: Boundary | null,
  { controllers, node, shiftUs }: PeriodContext,
): Boundary | null {
  const lastStale = lines.findLast((o) => o.kind === 'node.stale')
  // The controller calls a node that posted Ready stale no longer: then the stamps of the node's clock are of another time.
  const isDenied = (o: ReadinessObservation): boolean =>
    o.clock === node &&
    lastStale !== undefined &&
    lastStale.clock !== node &&
    lastStale.timeUs + shiftUs > o.timeUs + o.resolutionUs + LATE_PASSES * controllers.passUs
  const isAfter = (o: ReadinessObservation): boolean =>
    marked === null ||
    marked.clock !== o.clock ||
    o.timeUs + o.resolutionUs > (marked.earliestUs ?? marked.atUs)
  const ready = bestRecord(lines.filter((o) => o.kind === 'node.ready' && isAfter(o) && !isDenied(o)))
  if (ready) return stampedBoundary(ready)
  const healthy = lines.find((o) => o.kind === 'node.healthy-again' && isAfter(o))
  return healthy
    ? between(witnessOf(healthy), healthy.timeUs - controllers.at(healthy.timeUs).passUs, healthy.timeUs)
    : null
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

function lastSeenBoundary(stale: readonly StaleLine[]): Boundary | null {
  const [first] = stale
  if (!first) return null
  const times = stale.map(sightUsOf).sort((a, b) => a - b)
  const atUs = times[Math.floor((times.length - 1) / 2)] as number
  return {
    ...exactly(witnessOf(first), atUs),
    earliestUs: times[0] as number,
    latestUs: times[times.length - 1] as number,
  }
}
