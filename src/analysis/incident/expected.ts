/**
 * What the control plane should have done about an outage, and whether it did.
 *
 * Authority: lease/controller.go and node_lifecycle_controller.go 1.14–1.36: with the last renewal R and the grace
 * period G the mark comes in (R + G, R + G + 10 s], the taint with it or a monitor pass later, eviction after the
 * toleration.
 */
import { isControlPlane } from '../../model/clock.ts'
import type {
  Boundaries,
  Boundary,
  Deviation,
  DeviationReason,
  Incident,
  TimeBounds,
} from '../../model/index.ts'
import type { Interval, MeasuredOffset } from '../../model/interval.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { Grace } from '../evidence/periods.ts'
import { MONITOR_PERIOD_US, type NotReadyPeriod } from '../node/not-ready-periods.ts'
import type { ControllerReset } from './controller-resets.ts'

/** The admission default for unreachable and not-ready. */
const TOLERATION_US: number = 300 * SECOND_US

/** The taint pass runs every 100 ms. */
const TAINT_PASS_US = 100_000

/** Whole-second stamps and scheduling: less than this is no deviation. */
const LENIENCE_US: number = SECOND_US

export type Expectation = Pick<Incident, 'expected' | 'deviation'>

/** An outage before it is compared with the model. */
export interface ObservedOutage {
  readonly boundaries: Boundaries
  /** Between the node's clock and the control plane's; null: nothing compares them. */
  readonly offset: MeasuredOffset | null
  readonly endUs: number | null
  readonly periods: readonly NotReadyPeriod[]
  /** The zone of the node's log or of the controller's is only assumed. */
  readonly isZoneAssumed: boolean
}

/** What is known of the controller manager. */
export interface ControllerHistory {
  readonly grace: Grace
  readonly processes: readonly ProcessReading[]
  /** When a controller started, lost its lock or counted anew, by time. */
  readonly resets: readonly ControllerReset[]
  /** When all zones were down. */
  readonly disruptions: readonly Interval[]
}

/** Compares an outage with what the controller should have done. */
export function compareWithModel(outage: ObservedOutage, controller: ControllerHistory): Expectation {
  const lastRenewal = onControlPlaneClock(outage.boundaries.lastRenewal, outage.offset)
  const window = windowOfMark(lastRenewal, controller.grace)
  const expected = {
    markedNotReady: window,
    firstEviction: windowOfEviction(outage.boundaries, window, controller.disruptions),
    reason: null,
  }
  if (!window || !lastRenewal) return { expected, deviation: NOTHING_KNOWN }
  const isMoved = lastRenewal !== outage.boundaries.lastRenewal
  // An end on the node's clock, as late as the control plane's may have shown it.
  const endUs = outage.endUs === null ? null : outage.endUs - (isMoved ? (outage.offset?.earliestUs ?? 0) : 0)
  const span = { startUs: lastRenewal.earliestUs ?? lastRenewal.atUs, endUs }
  const reset = resetDuring(span, window, controller.resets)
  const deviation = outage.boundaries.markedNotReady
    ? deviationOfMark(outage.boundaries.markedNotReady, { outage, window, reset, grace: controller.grace })
    : deviationWithoutMark(span, { window, reset, processes: controller.processes })
  return { expected, deviation: withoutUnproved(deviation, outage) }
}

/** Drops an accusation that rests on an assumed zone, or on two clocks that nothing compares. */
function withoutUnproved(
  deviation: MarkDeviation,
  { boundaries: { lastRenewal, markedNotReady }, offset, isZoneAssumed }: ObservedOutage,
): MarkDeviation {
  const { markedNotReady: verdict } = deviation
  if (verdict !== 'early' && verdict !== 'late' && verdict !== 'never') return deviation
  if (isZoneAssumed) return deviate(null, 'zone-assumed')
  const isAcross =
    lastRenewal !== null && markedNotReady !== null && lastRenewal.clock !== markedNotReady.clock
  return isAcross && !offset ? deviate(null, 'clocks-not-compared') : deviation
}

type MarkDeviation = Incident['deviation']

const NOTHING_KNOWN: MarkDeviation = { markedNotReady: null, reason: null }

function deviate(markedNotReady: Deviation | null, reason: DeviationReason | null = null): MarkDeviation {
  return { markedNotReady, reason }
}

/** An outage on the control plane's clock. */
interface OpenInterval {
  readonly startUs: number
  readonly endUs: number | null
}

function resetDuring(
  { startUs, endUs }: OpenInterval,
  { latestUs }: TimeBounds,
  resets: readonly ControllerReset[],
): DeviationReason | null {
  const reset = resets.find(
    ({ atUs }) =>
      atUs >= startUs && (latestUs === null || atUs <= latestUs) && (endUs === null || atUs <= endUs),
  )
  return reset?.reason ?? null
}

function deviationOfMark(
  marked: Boundary,
  {
    outage,
    window,
    reset,
    grace,
  }: { outage: ObservedOutage; window: TimeBounds; reset: DeviationReason | null; grace: Grace },
): MarkDeviation {
  if (!outage.offset && isMarkedInTimeByLastSeen(outage, grace)) return deviate('in-time')
  const { earliestUs, latestUs } = window
  if (earliestUs !== null && marked.atUs < earliestUs - LENIENCE_US) return deviate('early', reset)
  const isFromStart = outage.periods.some((p) => p.measuredFromReset)
  const lateReason = reset ?? (isFromStart ? 'counted-from-start' : null)
  if (latestUs !== null && marked.atUs > latestUs + LENIENCE_US) return deviate('late', lateReason)
  // A renewal known from one side only may lie so far back that the mark was late.
  return earliestUs === null ? deviate(null, lateReason) : deviate('in-time')
}

function deviationWithoutMark(
  { startUs, endUs }: OpenInterval,
  {
    window: { earliestUs, latestUs },
    reset,
    processes,
  }: { window: TimeBounds; reset: DeviationReason | null; processes: readonly ProcessReading[] },
): MarkDeviation {
  if (earliestUs !== null && endUs !== null && endUs <= earliestUs)
    return deviate('not-expected', 'renewed-in-time')
  if (reset) return deviate(null, reset)
  if (latestUs === null) return NOTHING_KNOWN
  const dueUs = latestUs + MONITOR_PERIOD_US
  const covering = processes.find((p) => p.firstUs <= startUs && p.lastUs >= dueUs)
  if (!covering) return deviate(null, 'not-covered')
  if (endUs !== null && endUs <= dueUs) return deviate(null, 'ended-while-due')
  return provesLifecycle(covering) ? deviate('never') : deviate(null, 'not-printed')
}

/** Whether a controller manager's log would contain a mark. */
export function provesLifecycle(p: ProcessReading): boolean {
  const flag = p.flags.get('v')
  if (flag !== undefined) return Number(flag) >= 2
  return p.printsLifecycle
}

/** The control plane stamps what it does with its own clock: that is where the model holds. */
function onControlPlaneClock(b: Boundary | null, offset: MeasuredOffset | null): Boundary | null {
  if (!b || !offset || isControlPlane(b.clock)) return b
  return {
    ...b,
    atUs: b.atUs - offset.atUs,
    earliestUs: b.earliestUs === null ? null : b.earliestUs - offset.latestUs,
    latestUs: b.latestUs === null ? null : b.latestUs - offset.earliestUs,
  }
}

/** By the controller's clock alone, where nothing compares it with the node's: the first pass after its last seen renewal + grace. */
function isMarkedInTimeByLastSeen({ boundaries, periods }: ObservedOutage, grace: Grace): boolean {
  const { controllerLastSeen: seen, markedNotReady: marked, lastRenewal } = boundaries
  if (!seen || !marked || lastRenewal?.clock === seen.clock || periods.some((p) => p.measuredFromReset))
    return false
  const sinceUs = marked.atUs - seen.atUs
  return sinceUs >= grace.minUs - LENIENCE_US && sinceUs <= grace.maxUs + MONITOR_PERIOD_US + LENIENCE_US
}

function windowOfMark(lastRenewal: Boundary | null, grace: Grace): TimeBounds | null {
  if (!lastRenewal) return null
  return {
    earliestUs: lastRenewal.earliestUs === null ? null : lastRenewal.earliestUs + grace.minUs,
    // The pass that saw the renewal and the pass that found it overdue: two periods.
    latestUs:
      lastRenewal.latestUs === null ? null : lastRenewal.latestUs + grace.maxUs + 2 * MONITOR_PERIOD_US,
  }
}

/**
 * Returns when pods with the default toleration are due; null if none are: the node was back before, or all zones
 * were down and no taint was set.
 */
function windowOfEviction(
  boundaries: Boundaries,
  mark: TimeBounds | null,
  disruptions: readonly Interval[],
): TimeBounds | null {
  const { markedNotReady: marked, readyAgain } = boundaries
  const from: TimeBounds | null = marked ? { earliestUs: marked.earliestUs, latestUs: marked.latestUs } : mark
  if (!from) return null
  const earliestUs = from.earliestUs === null ? null : from.earliestUs + TOLERATION_US
  const latestUs =
    from.latestUs === null ? null : from.latestUs + MONITOR_PERIOD_US + TAINT_PASS_US + TOLERATION_US
  const backUs = readyAgain?.latestUs ?? readyAgain?.atUs
  if (earliestUs !== null && backUs !== undefined && backUs <= earliestUs) return null
  const sinceUs = marked?.atUs ?? from.latestUs
  const isDisrupted =
    sinceUs !== null &&
    disruptions.some((d) => d.startUs <= sinceUs + MONITOR_PERIOD_US + TAINT_PASS_US && sinceUs <= d.endUs)
  return isDisrupted ? null : { earliestUs, latestUs }
}
