/**
 * Where attempts are missing between two failed ones, and the second begins anew: an update, or a wait that has not grown
 * to its longest. The kubelet may have renewed its lease there, so that what fails before and behind may be two silences.
 *
 * Authority: `report.schema.json`; component-helpers lease/controller.go, 1.14–1.36.
 */
import { SECOND_US } from '../../time/instant.ts'
import type { Attempt } from './attempts.ts'
import { LONGEST_BACK_OFF_SECONDS, UPDATES_IN_A_ROUND } from './back-off.ts'
import { isComplete } from './coverage.ts'
import type { HeartbeatRules, LeaseActivity } from './lease-activity.ts'
import { hasSummary, nextAttemptUs } from './renewals/renewal-after.ts'

/** A busy kubelet begins its next attempt a little late. */
const LATE_US: number = SECOND_US

/** Cuts attempts where the log has none of those that were due. */
export function cutAtMissing(
  attempts: readonly Attempt[],
  activity: LeaseActivity,
  rules: HeartbeatRules,
): Attempt[][] {
  const parts: Attempt[][] = []
  for (const attempt of attempts) {
    const part = parts.at(-1)
    const last = part?.at(-1)
    if (part && last && !areMissing(last, attempt, activity, rules)) part.push(attempt)
    else parts.push([attempt])
  }
  return parts
}

/** Whether an attempt was due between two in a row of one process, and no line shows how it ended. */
function areMissing(
  last: Attempt,
  next: Attempt,
  activity: LeaseActivity,
  { requestTimeoutUs }: HeartbeatRules,
): boolean {
  // A GET and a PUT may each take their time-out.
  const dueUs = nextAttemptUs(last, activity)
  if (next.atUs <= dueUs + 2 * requestTimeoutUs + LATE_US) return false
  if (!beginsAnew(last, next)) return false
  if (last.pid !== null && next.pid !== null && last.pid !== next.pid) return false
  if (isComplete(activity.completeSpans, last.atUs, next.atUs)) return false
  return !hasSummary(activity, { startUs: last.atUs + LATE_US, endUs: next.atUs })
}

function beginsAnew(last: Attempt, next: Attempt): boolean {
  if (!isUpdate(next))
    return (next.declaredIntervalSeconds ?? LONGEST_BACK_OFF_SECONDS) < LONGEST_BACK_OFF_SECONDS
  return !isUpdate(last) || next.atUs > last.atUs + (UPDATES_IN_A_ROUND - 1) * next.timeoutUs + LATE_US
}

/** Only what ensures a lease announces when it tries again. */
function isUpdate({ error, declaredIntervalSeconds }: Attempt): boolean {
  return error !== null && declaredIntervalSeconds === null
}
