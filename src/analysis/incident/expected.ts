/**
 * What the control plane should have done about an outage.
 *
 * Authority: lease/controller.go and node_lifecycle_controller.go 1.14–1.36. With the controller's last sight P and the
 * grace period G the mark comes in (P + G, P + G + a pass]; P lies up to a pass after the last renewal, or an interval
 * and two passes where a PATCH of the status follows it. The taint comes with the mark or a pass later, eviction after
 * the toleration.
 */
import { isControlPlane } from '../../model/clock.ts'
import type { Boundary, Expected, Incident, TimeBounds } from '../../model/index.ts'
import type { ControllerReset } from './controller-resets.ts'
import { judgeMark, NOTHING_KNOWN } from './deviation.ts'
import {
  type ControllerHistory,
  type MarkWindow,
  type ObservedOutage,
  onControlPlaneClock,
} from './observed-outage.ts'

/** The taint pass runs every 100 ms. */
const TAINT_PASS_US = 100_000

export type Expectation = Pick<Incident, 'expected' | 'deviation'>

/** Compares an outage with what the controller should have done. */
export function compareWithModel(outage: ObservedOutage, history: ControllerHistory): Expectation {
  const window = windowOfMark(outage, history)
  if (!window) return { expected: NOTHING_EXPECTED, deviation: NOTHING_KNOWN }
  const { earliestUs, latestUs } = window
  return {
    expected: {
      markedNotReady: { earliestUs, latestUs },
      ...evictionOf(outage, window, history),
    },
    deviation: judgeMark(outage, window, history),
  }
}

export const NOTHING_EXPECTED: Expected = { markedNotReady: null, firstEviction: null, reason: null }

function windowOfMark(outage: ObservedOutage, { controllers, resets }: ControllerHistory): MarkWindow | null {
  const { boundaries, offset, patchDelayUs, unansweredUs } = outage
  const { controllerLastSeen: seen, markedNotReady: marked } = boundaries
  const renewal = onControlPlaneClock(boundaries.lastRenewal, offset)
  if (!renewal) return null
  const rules = controllers.at(marked?.atUs ?? seen?.atUs ?? renewal.atUs)
  const { grace, passUs } = rules
  const isCompared = isControlPlane(renewal.clock) || offset !== null
  if (seen && !outage.periods.some((p) => p.measuredFromReset) && isOfMark(seen, marked))
    return {
      earliestUs: (seen.earliestUs ?? seen.atUs) + grace.minUs,
      latestUs: (seen.latestUs ?? seen.atUs) + grace.maxUs + passUs,
      rules,
      isCompared: true,
      reset: null,
      unansweredUs: 0,
    }
  const latestUs =
    renewal.latestUs === null ? null : renewal.latestUs + grace.maxUs + 2 * passUs + patchDelayUs
  const earliestUs = renewal.earliestUs === null ? null : renewal.earliestUs + grace.minUs
  const next = onControlPlaneClock(boundaries.firstRenewalAfter, offset)
  const endUs = marked?.atUs ?? next?.atUs ?? outage.endUs ?? latestUs
  const reset = resets.findLast(
    ({ atUs, node }) =>
      (node === null || node === outage.node) &&
      atUs >= (renewal.earliestUs ?? renewal.atUs) &&
      (latestUs === null || atUs <= latestUs) &&
      (endUs === null || atUs <= endUs),
  )
  if (reset && (reset.reason === 'controller-reset' || reset.reason === 'disruption-left')) {
    const byResetUs = reset.atUs + grace.maxUs + passUs
    return {
      // A mark that was due before the reset may have been made before it.
      earliestUs: earliestUs === null || earliestUs <= reset.atUs ? earliestUs : reset.atUs + grace.minUs,
      // A renewal behind the reset may have moved the mark.
      latestUs: isBefore(renewal, reset)
        ? byResetUs
        : latestUs === null
          ? null
          : Math.max(latestUs, byResetUs),
      rules,
      isCompared: true,
      reset,
      unansweredUs,
    }
  }
  return { earliestUs, latestUs, rules, isCompared, reset: reset ?? null, unansweredUs }
}

/** Whether the last renewal certainly came before a reset. */
function isBefore({ latestUs }: Boundary, { atUs }: ControllerReset): boolean {
  return latestUs !== null && latestUs <= atUs
}

/** A sight after the mark is none that the mark was measured from. */
function isOfMark(seen: Boundary, marked: Boundary | null): boolean {
  return marked === null || (marked.clock === seen.clock && seen.atUs <= (marked.latestUs ?? marked.atUs))
}

/**
 * Returns when pods that tolerate the taints no longer than others are due; null if none are: the node was back before, was deleted, or
 * no taint was set on it, because its zone was disrupted.
 */
function evictionOf(
  { boundaries, offset, endedBy, endUs, isFirstOfZone, wasUnknown }: ObservedOutage,
  { earliestUs: fromUs, latestUs: untilUs, rules }: MarkWindow,
  { disruptions, controllers: { tolerationUs } }: ControllerHistory,
): Pick<Expected, 'firstEviction' | 'reason'> {
  const { markedNotReady: marked } = boundaries
  const back = onControlPlaneClock(boundaries.readyAgain, offset)
  const none = (reason: Expected['reason']) => ({ firstEviction: null, reason })
  if (wasUnknown && !marked) return none(null)
  const from = marked ? { earliestUs: marked.earliestUs, latestUs: marked.latestUs } : null
  const since: TimeBounds = from ?? { earliestUs: fromUs, latestUs: untilUs }
  const earliestUs = since.earliestUs === null ? null : since.earliestUs + tolerationUs
  const delayUs = rules.passUs + TAINT_PASS_US
  const latestUs = since.latestUs === null ? null : since.latestUs + delayUs + tolerationUs
  const backUs = back?.latestUs ?? back?.atUs
  if (earliestUs !== null && backUs !== undefined && backUs <= earliestUs) return none(null)
  if (endedBy === 'node-deleted' && endUs !== null && (latestUs === null || endUs <= latestUs))
    return none('node-deleted')
  const sinceUs = marked?.atUs ?? since.latestUs
  const disruption =
    sinceUs === null
      ? undefined
      : disruptions.find((d) => d.startUs <= sinceUs + delayUs && sinceUs <= d.endUs)
  if (disruption && (disruption.state === 'full-disruption' || !isFirstOfZone)) return none(disruption.state)
  return { firstEviction: { earliestUs, latestUs }, reason: null }
}
