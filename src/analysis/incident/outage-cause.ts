/** What caused an outage of the lease: its failed attempts, the end of its process, or nothing that is known. */
import type { Boundary } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { isCauseCut } from '../../wording/cut-error.ts'
import type { Attempt } from '../node/attempts.ts'
import { FIRST_BACK_OFF_SECONDS } from '../node/back-off.ts'
import { endOfDowntime, endOfProcess } from '../node/kubelets/process-end.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import type { NotReadyPeriod } from '../node/not-ready/not-ready-period.ts'
import { isKubeletSilent } from '../node/silences/kubelet-silence.ts'
import { type Silence, startOf } from '../node/silences/silences.ts'
import { causeOfAttempts } from './cause.ts'
import type { IncidentDraft } from './draft.ts'
import { causeOfStatusFailures } from './status-cause.ts'

/** The last renewal that the controller saw is at most a monitor pass and a renewal later than the process that renewed. */
const LOOK_BACK_US: number = 16 * SECOND_US

/** A mark follows the end of the process by the grace period, a renew interval, a status update and three passes at most. */
const LOOK_BACK_FROM_MARK_US = 35_800_000

/** A process that ended before it failed to renew is the cause, whatever its successor met first. */
export function causeOfSilence(
  whole: Silence,
  lastRenewal: Boundary | null,
  periods: readonly NotReadyPeriod[],
  timeline: NodeTimeline,
): Pick<IncidentDraft, 'category' | 'error' | 'alsoCauses'> & Partial<IncidentDraft> {
  // Others may be of another silence, with another cause.
  const silence = { ...whole, attempts: whole.certainAttempts ?? whole.attempts }
  const [first] = silence.attempts
  const { downtime } = silence
  if (downtime && (!first || downtime.endUs <= first.earliestStartUs))
    return {
      category: endOfDowntime(downtime, timeline),
      error: downtime.error?.text ?? null,
      alsoCauses: [],
    }
  const ended =
    first && lastRenewal
      ? endOfProcess(timeline, lastRenewal.latestUs ?? lastRenewal.atUs, first.earliestStartUs)
      : null
  if (ended) return { ...ended, error: null, alsoCauses: [] }
  const byAttempts = causeOfAttempts(silence.attempts)
  // Earlier failures are missing: of another kind, they would show that the lookup failed as a consequence.
  if (byAttempts?.category === 'dns' && areEarlierMissing(first))
    return { ...byAttempts, isInferredCause: true }
  const isNamed = silence.attempts.some((attempt) => attempt.cause !== null && !isCauseCut(attempt))
  return (
    (isNamed ? byAttempts : null) ??
    causeOfStatusFailures(silence.attempts, timeline) ??
    byAttempts ?? {
      ...categoryWithoutError(silence, periods, timeline),
      error: null,
      alsoCauses: [],
    }
  )
}

/** Whether an attempt announces a longer wait than the first one does. */
function areEarlierMissing(first: Attempt | undefined): boolean {
  return (first?.declaredIntervalSeconds ?? 0) > FIRST_BACK_OFF_SECONDS
}

/** Decides whether the process ended or just fell silent, where no attempt names a cause. */
function categoryWithoutError(
  silence: Silence,
  periods: readonly NotReadyPeriod[],
  timeline: NodeTimeline,
): Pick<IncidentDraft, 'category' | 'isInferredCause'> {
  const fromUs = silence.lastRenewal?.atUs ?? startOf(silence)
  const untilUs = silence.firstRenewalAfter?.atUs ?? null
  const ranOutUs = (silence.lastRenewal?.latestUs ?? fromUs) + timeline.rules.leaseDurationUs
  const [period] = periods
  const missedUs = period ? markOf(period, timeline) : ranOutUs
  const byUs = Math.min(missedUs, untilUs ?? Number.POSITIVE_INFINITY)
  return endOfProcess(timeline, fromUs, byUs, untilUs) ?? withoutEnd(periods, timeline)
}

/** The cause where no line shows one: a kubelet that printed nothing, or none that is known. */
function withoutEnd(
  periods: readonly NotReadyPeriod[],
  timeline: NodeTimeline,
): Pick<IncidentDraft, 'category' | 'isInferredCause'> {
  const isSilent = periods.some((period) => isKubeletSilent(period, timeline))
  return { category: isSilent ? 'kubelet-silent' : 'unknown', isInferredCause: false }
}

/** Decides whether the process ended before a period that only the control plane shows, up to `untilUs`. */
export function causeOfPeriod(
  period: NotReadyPeriod,
  untilUs: number,
  timeline: NodeTimeline,
): Pick<IncidentDraft, 'category' | 'isInferredCause'> {
  return (
    endOfProcess(timeline, lookBackFrom(period, timeline), markOf(period, timeline), untilUs) ??
    withoutEnd([period], timeline)
  )
}

/** Returns when the node was marked, or when that was due at the latest where no line shows the mark. */
function markOf({ startUs, markedNotReady }: NotReadyPeriod, { rules }: NodeTimeline): number {
  return markedNotReady?.latestUs ?? startUs + rules.graceUs
}

/** Returns the earliest moment at which the process may have ended before the period. */
function lookBackFrom({ startUs, stale }: NotReadyPeriod, { rules }: NodeTimeline): number {
  return stale ? startUs - LOOK_BACK_US : startUs - rules.graceUs - LOOK_BACK_FROM_MARK_US
}
