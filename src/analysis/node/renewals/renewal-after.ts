/**
 * The first renewal after the last failed attempt of a silence: one in evidence, or inferred where an attempt was due,
 * printed no failure, and the log goes on.
 *
 * Authority: `report.schema.json`; component-helpers lease/controller.go, 1.14–1.36: an attempt to ensure the lease
 * exists is a GET, then a PUT; every failure is printed at any verbosity, successes from `-v=6` on.
 */
import { firstAtLeast, firstIndexWhere } from '../../../bytes/binary-search.ts'
import type { Boundary } from '../../../model/index.ts'
import type { Interval } from '../../../model/interval.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { between, STAMP_TOLERANCE_US } from '../../evidence/boundary.ts'
import type { Attempt } from '../attempts.ts'
import { FIRST_BACK_OFF_SECONDS, UPDATES_IN_A_ROUND } from '../back-off.ts'
import { isComplete } from '../coverage.ts'
import type { KubeletDowntime } from '../kubelets/kubelet-downtimes.ts'
import type { AttemptGroup, HeartbeatRules, LeaseActivity } from '../lease-activity.ts'
import { boundaryOfRenewal } from './renewals.ts'

/** A busy kubelet begins its next attempt a little late. */
const LATE_US: number = SECOND_US

/** A summary belongs to the failure that it follows within this. */
const SUMMARY_US: number = SECOND_US

/** Returns null if nothing shows a renewal. A GET of the Lease that was answered sooner than due shows the next attempt. */
export function renewalAfter(
  { attempts, first, after, next }: AttemptGroup,
  activity: LeaseActivity,
  rules: HeartbeatRules,
): Boundary | null {
  const last = attempts.at(-1) ?? first
  const dueUs = nextAttemptUs(last, activity)
  if (after) {
    const isFollowed = isComplete(activity.completeSpans, last.atUs, after.atUs)
    const isByOthers = isFollowed && !isPrinted(activity, after.atUs)
    const isNext = after.startUs <= dueUs + LATE_US || followsRead(after.startUs, last.atUs, dueUs, activity)
    if (isByOthers || isNext || (isFollowed && hasNewProcess(activity, last.atUs, after.startUs)))
      return boundaryOfRenewal(after)
  }
  const inferred = next
    ? renewalBetween(last, next, activity, rules)
    : inferRenewal(last, after?.startUs ?? Number.POSITIVE_INFINITY, activity, rules)
  if (inferred || endsWithin(activity.downtimes, last.atUs, dueUs)) return inferred
  if (!after) return null
  const readUs = firstAtLeast(activity.readsUs, last.atUs) ?? dueUs
  return between(after.witness, Math.min(dueUs, readUs, after.startUs), after.atUs)
}

/** Whether a kubelet's own request lines go on at that time. */
function isPrinted({ requestSpans }: LeaseActivity, atUs: number): boolean {
  return requestSpans.touches(atUs, atUs)
}

/** Whether the GET that was due is in evidence, and the renewal begins right after its answer. */
function followsRead(startUs: number, lastUs: number, dueUs: number, { readsUs }: LeaseActivity): boolean {
  // A start is up to 1 ms early, because latencies are cut to whole milliseconds.
  const latestUs = startUs + STAMP_TOLERANCE_US
  const next = firstIndexWhere(readsUs.length, (i) => (readsUs[i] as number) > latestUs)
  const readUs = readsUs[next - 1]
  return readUs !== undefined && readUs > lastUs && readUs >= dueUs - LATE_US && startUs - readUs <= LATE_US
}

/** Whether a kubelet's process begins within that time: its first attempt follows no announcement. */
function hasNewProcess({ startsUs }: LeaseActivity, fromUs: number, untilUs: number): boolean {
  const next = startsUs[firstIndexWhere(startsUs.length, (i) => (startsUs[i] as number) > fromUs)]
  return next !== undefined && next <= untilUs
}

/** Infers a renewal between two attempts in a row below `-v=6`. Returns null if nothing proves it. */
export function renewalBetween(
  last: Attempt,
  next: Attempt,
  activity: LeaseActivity,
  rules: HeartbeatRules,
): Boundary | null {
  const renewal = inferRenewal(last, next.atUs, activity, rules)
  const announcedSeconds = next.declaredIntervalSeconds ?? 0
  if (next.pid === last.pid && announcedSeconds > FIRST_BACK_OFF_SECONDS) {
    // The kubelet ensures its lease only after updates that failed: those lines are missing where the log pauses.
    const pause = renewal && activity.printed.pauseBefore(next.atUs)
    return pause && isBehind(pause, renewal, rules) ? renewal : null
  }
  return renewal ?? renewalBeforeNewRound(last, next, activity, rules)
}

/**
 * Whether the log goes on until a failure after the time-out of an attempt would be printed, before a pause that has room
 * for a renewal and for the updates that failed next.
 */
function isBehind(pause: Interval, { latestUs }: Boundary, { requestTimeoutUs }: HeartbeatRules): boolean {
  if (latestUs === null) return false
  return pause.startUs >= latestUs - requestTimeoutUs && pause.endUs > latestUs + 2 * requestTimeoutUs
}

/**
 * Infers a renewal before the first failed update of a new round. An attempt that was due and failed would have been
 * printed; the kubelet enters a new round an interval after the last one succeeded.
 */
function renewalBeforeNewRound(
  last: Attempt,
  next: Attempt,
  activity: LeaseActivity,
  { requestTimeoutUs, renewIntervalUs }: HeartbeatRules,
): Boundary | null {
  const dueUs = nextAttemptUs(last, activity)
  // A GET and a PUT may each take their time-out.
  if (next.atUs <= dueUs + 2 * requestTimeoutUs + LATE_US) return null
  if (next.witness.kind !== 'lease.update-failed' || next.pid !== last.pid) return null
  const { downtimes, missingSpans, requestSpans } = activity
  const within: Interval = { startUs: last.atUs + SUMMARY_US, endUs: next.atUs }
  // Summaries without their failures show that lines are missing, and so does a round that is not whole.
  if (hasSummary(activity, within) || !isWholeRound(next, activity)) return null
  if (endsWithin(downtimes, last.atUs, next.atUs) || missingSpans.touches(within.startUs, within.endUs))
    return null
  if (requestSpans.touches(dueUs, next.atUs)) return null
  const latestUs = next.latestStartUs - renewIntervalUs
  return latestUs < dueUs ? null : between(last.witness, dueUs, latestUs)
}

/** Whether a summary of failed attempts was printed within that time. */
export function hasSummary(
  { announcements, fallbacksUs }: LeaseActivity,
  { startUs, endUs }: Interval,
): boolean {
  const count = announcements.length
  const announcement = announcements[firstIndexWhere(count, (i) => (announcements[i]?.atUs ?? 0) >= startUs)]
  const fallbackUs = firstAtLeast(fallbacksUs, startUs)
  return [announcement?.atUs, fallbackUs].some((timeUs) => timeUs !== undefined && timeUs <= endUs)
}

/** Whether the round of updates that an attempt begins has all of them where the kubelet fell back after it. */
function isWholeRound(first: Attempt, { attempts, fallbacksUs }: LeaseActivity): boolean {
  const fallbackUs = firstAtLeast(fallbacksUs, first.atUs)
  if (fallbackUs === undefined) return true
  const from = firstIndexWhere(attempts.length, (i) => (attempts[i] as Attempt).atUs >= first.atUs)
  const fifth = attempts[from + UPDATES_IN_A_ROUND - 1]
  // A fallback behind the fifth may be of a later round.
  return fifth !== undefined && fifth.atUs <= fallbackUs
}

/**
 * Infers a renewal after an attempt below `-v=6`: the next one was due, and for two time-outs the log goes on without a
 * failure, from then on or from its first line afterwards. `untilUs`: the next failure or renewal. Returns null if
 * nothing proves it.
 */
function inferRenewal(
  last: Attempt,
  untilUs: number,
  activity: LeaseActivity,
  rules: HeartbeatRules,
): Boundary | null {
  // A log with its request line prints the one of a success, too.
  if (last.witness.kind === 'lease.request-failed') return null
  const windowUs = 2 * rules.requestTimeoutUs
  const dueUs = nextAttemptUs(last, activity)
  // An attempt that begins at the end of a time-out is printed a little later than two of them.
  if (untilUs <= dueUs + windowUs + LATE_US) return null
  const { printed, downtimes, missingSpans, requestSpans } = activity
  // The end of the process before its next attempt is due: what its successor does decides.
  if (endsWithin(downtimes, last.atUs, dueUs)) return null
  const success = printed.successOf({ dueUs, afterUs: last.atUs, withinUs: windowUs })
  if (!success || untilUs <= success.endUs) return null
  const { endUs } = success
  // A line of a later process shows nothing about the attempts of the one that ended.
  if (endUs > dueUs + windowUs && endsWithin(downtimes, last.atUs, endUs)) return null
  // A summary after the due time counts failures that are missing.
  if (hasSummary(activity, { startUs: Math.max(dueUs, last.atUs + SUMMARY_US + 1), endUs })) return null
  if (missingSpans.touches(last.atUs + 1, endUs)) return null
  // A kubelet that prints its requests prints the one that succeeds, too.
  if (requestSpans.touches(dueUs, endUs)) return null
  return between(last.witness, dueUs, endUs)
}

/** Whether a downtime began in that time. */
function endsWithin(downtimes: readonly KubeletDowntime[], fromUs: number, untilUs: number): boolean {
  const next =
    downtimes[
      firstIndexWhere(downtimes.length, (i) => (downtimes[i] as KubeletDowntime).endLatestUs >= fromUs)
    ]
  return next !== undefined && next.endLatestUs < untilUs
}

/** Returns when the attempt after `last` begins: at once after an update, after the printed interval otherwise. */
export function nextAttemptUs(
  last: Attempt,
  { announcements }: Pick<LeaseActivity, 'announcements'>,
): number {
  if (last.declaredIntervalSeconds !== null) return last.atUs + last.declaredIntervalSeconds * SECOND_US
  const next =
    announcements[firstIndexWhere(announcements.length, (i) => (announcements[i]?.atUs ?? 0) >= last.atUs)]
  return next && next.atUs - last.atUs < SUMMARY_US ? next.atUs + next.intervalUs : last.atUs
}
