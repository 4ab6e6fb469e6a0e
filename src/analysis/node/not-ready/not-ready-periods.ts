/**
 * Periods in which a node's Ready condition was not True and the controller saw nothing new of it: it called the node
 * stale, marked it, queued its taint, and took all that back. A node that renews once and stays Unknown has several
 * periods for one mark.
 *
 * Input: observations of one node's readiness, and the controllers. Output: periods by start.
 * Authority: node_lifecycle_controller.go 1.14–1.36.
 */

import type { Observation } from '../../../model/index.ts'
import { isAboutReadiness } from '../../../model/kinds.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { finishPeriod } from './finish-period.ts'
import {
  isComplaint,
  isReset,
  type NotReadyPeriod,
  type OpenPeriod,
  type PeriodContext,
  type ReadinessObservation,
  SAME_SIGHT_US,
  sightUsOf,
} from './not-ready-period.ts'
import { staleNoMoreBy } from './seen-again.ts'

/** Limits the time in which Ready on the object and the controller's next pass count as one recovery. */
const SAME_RECOVERY_US: number = 60 * SECOND_US

function isReadinessObservation(o: Observation): o is ReadinessObservation {
  return o.timeUs !== null && (isAboutReadiness(o) || o.kind === 'node.deleted')
}

/** Finds the periods in observations of one node, by time. */
export function findNotReadyPeriods(
  observations: readonly Observation[],
  context: PeriodContext,
): NotReadyPeriod[] {
  const orderUs = (o: ReadinessObservation): number => onNodeClock(o, o.timeUs, context)
  const sorted = observations
    .filter(isReadinessObservation)
    .filter((o) => !context.unposted.has(o))
    .sort((a, b) => orderUs(a) - orderUs(b))
  const periods: OpenPeriod[] = []
  for (const o of sorted) {
    const atUs = orderUs(o)
    const current = periods[periods.length - 1]
    if (o.kind === 'node.deleted') {
      // What is registered under the name afterwards begins anew.
      if (current) current.closed = true
    } else if (closes(o)) {
      if (current) addRecovery(current, o, atUs, context)
    } else if (current && belongs(o, atUs, current, context)) addLine(current, o, atUs)
    else periods.push(startPeriod(o, atUs, current, context))
  }
  return withSharedRecovery(periods, context)
}

function onNodeClock(o: ReadinessObservation, timeUs: number, { node, shiftUs }: PeriodContext): number {
  return timeUs + (o.clock === node ? 0 : shiftUs)
}

function closes(o: ReadinessObservation): boolean {
  return o.kind === 'node.ready' || o.kind === 'node.healthy-again' || o.kind === 'node.untainted'
}

/** Closes an open period; a closed one takes further lines of the same recovery. */
function addRecovery(
  period: OpenPeriod,
  o: ReadinessObservation,
  atUs: number,
  context: PeriodContext,
): void {
  const { node, clockJumps } = context
  if (period.closed && atUs - period.lastUs > SAME_RECOVERY_US) return
  if (o.clock === node && isSeenLongBefore(period, atUs, context)) return
  // Stamped at a time that the node's clock showed twice, it may have come later.
  const isUnclear = o.clock === node && clockJumps.some((j) => j.startUs <= atUs && atUs <= j.endUs)
  if (!isUnclear && (o.kind === 'node.ready' || o.kind === 'node.healthy-again')) {
    period.closed = true
    period.closedUs ??= atUs
    period.closedBy ??= o.clock
  }
  period.lines.push(o)
  period.lastUs = atUs
}

/**
 * Whether the controller had long seen a node again and its log had ended, by its own clock, when the node's clock shows
 * it Ready: nothing compares the clocks, so that this may be of another time.
 */
function isSeenLongBefore(
  { lines }: OpenPeriod,
  atUs: number,
  { controllers, isCompared }: PeriodContext,
): boolean {
  if (isCompared || controllers.all.some(({ process }) => process.lastUs >= atUs)) return false
  const last = lines.findLast((o) => o.kind === 'node.stale')
  const seenByUs = last ? staleNoMoreBy(last, controllers) : null
  return seenByUs !== null && atUs - seenByUs > SAME_RECOVERY_US
}

function addLine(period: OpenPeriod, o: ReadinessObservation, atUs: number): void {
  period.lines.push(o)
  period.lastUs = atUs
  if (o.kind === 'node.stale') {
    // Lines of another controller, or of one with a clock that was set back, show no older sight.
    period.sightUs = Math.max(period.sightUs ?? Number.NEGATIVE_INFINITY, sightUsOf(o))
    period.lastStaleUs = o.timeUs
  }
  if (isRecordOfMark(o)) period.recordedUs ??= o.timeUs
  // Only a node that is Ready is marked.
  if (isRecordOfMark(o) || isStaleWhileReady(o)) period.wasUnknown = false
}

function startPeriod(
  o: ReadinessObservation,
  atUs: number,
  before: OpenPeriod | undefined,
  { controllers }: PeriodContext,
): OpenPeriod {
  // A new mark does not come sooner than the grace period.
  const isSameMark =
    isStaleWhileUnknown(o) && atUs - (before?.closedUs ?? Number.NEGATIVE_INFINITY) < controllers.grace.minUs
  const period: OpenPeriod = {
    lines: [],
    sightUs: null,
    firstUs: atUs,
    lastUs: atUs,
    lastStaleUs: null,
    recordedUs: null,
    closed: false,
    closedUs: null,
    closedBy: null,
    // Only a PATCH of the kubelet turns Ready back to True, and the controller records a mark from True only.
    wasUnknown: before !== undefined && (!before.closed || isSameMark) && !isRecordOfMark(o),
    nextSightUs: null,
  }
  addLine(period, o, atUs)
  if (before && !before.closed) before.nextSightUs = period.sightUs ?? o.timeUs
  return period
}

function isStaleWhileReady(o: ReadinessObservation): boolean {
  return o.kind === 'node.stale' && o.condition?.type === 'Ready' && o.condition.status === 'True'
}

/** The controller still has the mark of the period before, which only the node has recorded as over. */
function isStaleWhileUnknown(o: ReadinessObservation): boolean {
  return o.kind === 'node.stale' && o.condition?.type === 'Ready' && o.condition.status === 'Unknown'
}

/** The controller records the step from True to another status, and no other. */
function isRecordOfMark(o: ReadinessObservation): boolean {
  return o.kind === 'node.not-ready' && o.component === 'kube-controller-manager'
}

function belongs(
  o: ReadinessObservation,
  atUs: number,
  current: OpenPeriod,
  { shiftUs, resetsUs, controllers }: PeriodContext,
): boolean {
  const { passUs } = controllers
  if (o.kind === 'node.stale') {
    const sightUs = sightUsOf(o)
    // Lines go on for a pass after the recovery; they still count from the same sight.
    if (current.sightUs !== null && Math.abs(sightUs - current.sightUs) <= SAME_SIGHT_US) return true
    if (current.closed) return false
    if (isReset(sightUs, resetsUs)) return true
    // Two controllers, or the clock of one that was set: no new sight.
    if (current.sightUs !== null) return sightUs < current.sightUs
    // The PATCH by which a kubelet reports itself not ready is seen up to two passes later.
    return sightUs + shiftUs <= current.firstUs + 2 * passUs + SAME_SIGHT_US
  }
  // A kubelet that posts Ready=False is alive: no longer the silence that the controller called stale.
  const { lastStaleUs } = current
  const isPosted = o.kind === 'node.taint-queued' && o.status === 'False'
  if (isPosted && lastStaleUs !== null && o.timeUs - lastStaleUs > 2 * passUs + SAME_SIGHT_US) return false
  // Repeated in every pass until the PATCH arrives; a new mark has a record of its own before it.
  if (current.closedUs !== null && o.kind === 'node.taint-queued')
    return atUs - current.closedUs < controllers.grace.minUs
  // By another clock that closed the period, a complaint of the kubelet may lie before that.
  if (current.closedUs !== null && current.closedBy !== o.clock && isComplaint(o))
    return atUs - current.closedUs <= SAME_RECOVERY_US
  // A mark reported twice (the controller's line, the object's transition, an event) around the recovery.
  if (current.closed) return atUs - current.firstUs <= passUs * 1.5
  return !(isRecordOfMark(o) && current.recordedUs !== null && o.timeUs - current.recordedUs > passUs * 1.5)
}

/** A node that stayed Unknown through several periods was Ready again after the last of them. */
function withSharedRecovery(periods: readonly OpenPeriod[], context: PeriodContext): NotReadyPeriod[] {
  const finished = periods.map((period) => finishPeriod(period, context))
  for (let i = finished.length - 2; i >= 0; i--) {
    const [period, next] = [finished[i] as NotReadyPeriod, finished[i + 1] as NotReadyPeriod]
    if (!next.wasUnknown || !next.stale || periods[i]?.closed) continue
    finished[i] = { ...period, readyAgain: period.readyAgain ?? next.readyAgain }
    finished[i + 1] = { ...next, notBeforeUs: period.lastStaleUs }
  }
  return finished
}
