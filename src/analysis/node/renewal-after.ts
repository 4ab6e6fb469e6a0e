/**
 * The first renewal after the last failed attempt of a silence: one in evidence, or inferred where an attempt was due,
 * printed no failure, and the log goes on.
 *
 * Authority: `report.schema.json`; component-helpers lease/controller.go, 1.14–1.36: an attempt to ensure the lease
 * exists is a GET, then a PUT; every failure is printed at any verbosity, successes from `-v=6` on.
 */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Boundary } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { between } from '../evidence/boundary.ts'
import type { Attempt } from './attempts.ts'
import { isComplete } from './coverage.ts'
import type { KubeletDowntime } from './kubelet-downtimes.ts'
import type { AttemptGroup, HeartbeatRules, LeaseActivity } from './lease-activity.ts'
import { boundaryOfRenewal } from './renewals.ts'

/** A busy kubelet begins its next attempt a little late. */
const LATE_US: number = SECOND_US

/** A summary belongs to the failure that it follows within this. */
const SUMMARY_US: number = SECOND_US

/** Returns null if nothing shows a renewal. */
export function renewalAfter(
  { attempts, first, after }: AttemptGroup,
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
  const inferred = inferRenewal(last, after?.startUs ?? Number.POSITIVE_INFINITY, activity, rules)
  if (inferred || endsWithin(activity.downtimes, last.atUs, dueUs)) return inferred
  return after ? between(after.witness, Math.min(dueUs, after.startUs), after.atUs) : null
}

/** Whether a kubelet's own request lines go on at that time. */
function isPrinted({ requestSpans }: LeaseActivity, atUs: number): boolean {
  return requestSpans.touches(atUs, atUs)
}

/** Whether the GET that was due is in evidence, and the renewal begins right after its answer. */
function followsRead(startUs: number, lastUs: number, dueUs: number, { readsUs }: LeaseActivity): boolean {
  const next = firstIndexWhere(readsUs.length, (i) => (readsUs[i] as number) > startUs)
  const readUs = readsUs[next - 1]
  return readUs !== undefined && readUs > lastUs && readUs >= dueUs - LATE_US && startUs - readUs <= LATE_US
}

/** Whether a kubelet's process begins within that time: its first attempt follows no announcement. */
function hasNewProcess({ startsUs }: LeaseActivity, fromUs: number, untilUs: number): boolean {
  const next = startsUs[firstIndexWhere(startsUs.length, (i) => (startsUs[i] as number) > fromUs)]
  return next !== undefined && next <= untilUs
}

/**
 * Infers a renewal after an attempt below `-v=6`: the next one was due, and for two time-outs the log goes on without a
 * failure, from then on or from its first line afterwards. `untilUs`: the next failure or renewal. Returns null if
 * nothing proves it.
 */
export function inferRenewal(
  last: Attempt,
  untilUs: number,
  activity: LeaseActivity,
  rules: HeartbeatRules,
): Boundary | null {
  const windowUs = 2 * rules.requestTimeoutUs
  const dueUs = nextAttemptUs(last, activity)
  if (untilUs <= dueUs + windowUs) return null
  const { printed, downtimes, missingSpans, requestSpans, announcements } = activity
  // The end of the process before its next attempt is due: what its successor does decides.
  if (endsWithin(downtimes, last.atUs, dueUs)) return null
  const success = printed.successOf({ dueUs, afterUs: last.atUs, withinUs: windowUs })
  if (!success || untilUs <= success.endUs) return null
  const { endUs } = success
  // A line of a later process shows nothing about the attempts of the one that ended.
  if (endUs > dueUs + windowUs && endsWithin(downtimes, last.atUs, endUs)) return null
  // A summary after the due time tells of failures that are missing.
  const summary =
    announcements[firstIndexWhere(announcements.length, (i) => (announcements[i]?.atUs ?? 0) >= dueUs)]
  if (summary && summary.atUs <= endUs && summary.atUs - last.atUs > SUMMARY_US) return null
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
function nextAttemptUs(last: Attempt, { announcements }: LeaseActivity): number {
  if (last.declaredIntervalSeconds !== null) return last.atUs + last.declaredIntervalSeconds * SECOND_US
  const next =
    announcements[firstIndexWhere(announcements.length, (i) => (announcements[i]?.atUs ?? 0) >= last.atUs)]
  return next && next.atUs - last.atUs < SUMMARY_US ? next.atUs + next.intervalUs : last.atUs
}
