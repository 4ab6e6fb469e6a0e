/**
 * Silences while no kubelet worked: a process that ended renews nothing, so its downtime is a silence, or a part of the
 * one in which its attempts failed.
 *
 * Input: the silences that attempts and renewals show, and the downtimes, both by time. Output: silences by time, without
 * overlap.
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { firstAtLeast } from '../../../bytes/binary-search.ts'
import type { Boundary } from '../../../model/index.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { between, STAMP_TOLERANCE_US, witnessOfBoundary } from '../../evidence/boundary.ts'
import { isComplete } from '../coverage.ts'
import type { KubeletDowntime, WorkingStart } from '../kubelets/kubelet-downtimes.ts'
import {
  ANNOUNCED_ATTEMPT_US,
  type HeartbeatRules,
  type LeaseActivity,
  longestPauseUs,
  printsRequestsUntil,
} from '../lease-activity.ts'
import { isBoot } from '../log-gaps.ts'
import { nextAttemptUs } from '../renewals/renewal-after.ts'
import { boundaryOfRenewal, renewalsBefore, renewalsUntil } from '../renewals/renewals.ts'
import { type Silence, startOf } from './silences.ts'

/** Longest time a heartbeat request takes. */
const REQUEST_TIMEOUT_US: number = 10 * SECOND_US

/** Adds the downtimes in which the lease ran out, and those that attempts failed around. */
export function addDowntimes(
  silences: readonly Silence[],
  downtimes: readonly KubeletDowntime[],
  activity: LeaseActivity,
  rules: HeartbeatRules,
): Silence[] {
  const merged: Silence[] = []
  let s = 0
  for (const downtime of downtimes) {
    for (; s < silences.length && isOverBefore(silences[s] as Silence, downtime); s++)
      merged.push(silences[s] as Silence)
    const previous = merged.at(-1)
    if (previous && !isOverBefore(previous, downtime)) {
      // Several ends while the same attempts went on failing.
      merged[merged.length - 1] = joined(previous, downtime, activity, rules)
      continue
    }
    let own = silenceOf(downtime, activity, rules)
    let isJoined = false
    for (; s < silences.length; s++) {
      const silence = silences[s] as Silence
      const isBefore = startOf(silence) <= downtime.endUs
      if (!isBefore && !isFirstTry(silence, downtime)) break
      own = isBefore
        ? joined(silence, downtime, activity, rules)
        : { ...silence, lastRenewal: own.lastRenewal, downtime }
      isJoined = true
      if (own.firstRenewalAfter === null) continue
      s++
      break
    }
    if (isJoined || isLong(downtime, own, activity, rules)) merged.push(own)
  }
  return merged.concat(silences.slice(s))
}

/** Whether a silence ended before the process did. */
function isOverBefore({ firstRenewalAfter: after }: Silence, { endUs }: KubeletDowntime): boolean {
  return after !== null && after.atUs < endUs
}

/**
 * Whether nothing was renewed between the end of a process and the first try in a silence: the process that followed
 * failed at its first try, or none that works followed.
 */
function isFirstTry({ attempts }: Silence, { next }: KubeletDowntime): boolean {
  if (next === null) return true
  const [first] = attempts
  return first !== undefined && first.atUs <= next.knownUs + ANNOUNCED_ATTEMPT_US
}

/** Ends a silence that the end of the process lies in. */
function joined(
  silence: Silence,
  downtime: KubeletDowntime,
  activity: LeaseActivity,
  rules: HeartbeatRules,
): Silence {
  const inferred = silence.firstRenewalAfter ? null : renewalAfter(downtime, activity, rules)
  // Where attempts of the same silence fail later, the kubelet that followed renewed nothing.
  const failedLaterUs = silence.attempts.at(-1)?.atUs ?? Number.NEGATIVE_INFINITY
  const isDenied = inferred !== null && inferred.atUs < failedLaterUs
  const after =
    silence.firstRenewalAfter ?? (isDenied ? null : sinceDue(inferred, silence, downtime, activity, rules))
  return { ...silence, downtime, firstRenewalAfter: after, open: after === null }
}

/**
 * Widens a renewal by the next process to one by the process that ended, where that was alive when its next attempt was
 * due: its log shows no failure then, and no success below `-v=6`.
 */
function sinceDue(
  renewal: Boundary | null,
  { attempts }: Silence,
  { endUs }: KubeletDowntime,
  activity: LeaseActivity,
  rules: HeartbeatRules,
): Boundary | null {
  const last = attempts.at(-1)
  if (!renewal || !last) return renewal
  // A GET and a PUT may each take their time-out before a failure is printed.
  const dueUs = nextAttemptUs(last, activity)
  const startUs = renewal.earliestUs
  if (endUs < dueUs + 2 * rules.requestTimeoutUs || startUs === null || dueUs >= startUs) return renewal
  if (printsRequestsUntil(endUs, activity, rules)) return renewal
  return between(witnessOfBoundary(renewal), dueUs, renewal.latestUs)
}

/** The silence of a downtime by itself. */
function silenceOf(downtime: KubeletDowntime, activity: LeaseActivity, rules: HeartbeatRules): Silence {
  const firstRenewalAfter = renewalAfter(downtime, activity, rules)
  const lastRenewal = renewalBefore(downtime, activity, rules)
  return { lastRenewal, firstRenewalAfter, attempts: [], open: firstRenewalAfter === null, downtime }
}

/** Whether the lease ran out: no kubelet that works follows in time, and no renewal shows that one did. */
function isLong(
  { endUs, endLatestUs, next, isReported }: KubeletDowntime,
  { lastRenewal, firstRenewalAfter }: Silence,
  activity: LeaseActivity,
  rules: HeartbeatRules,
): boolean {
  const { renewals, missingSpans } = activity
  const { leaseDurationUs } = rules
  const untilUs = next?.startUs ?? Number.POSITIVE_INFINITY
  const within = renewals.get(renewalsUntil(renewals, endUs + SECOND_US))
  if (within && within.atUs < untilUs) return false
  const missing = missingSpans.touching(endUs, untilUs).filter((span) => span.startUs >= endUs)
  // Where its last lines are missing, it may have worked until shortly before the next one, but not since a boot.
  const boot = missing.find(isBoot)
  if (!isReported && missing.length > 0) return boot !== undefined && untilUs - boot.endUs > leaseDurationUs
  // The start of the next is in a hole of its log: it may have come in time.
  const isMissing = next?.isPrinted === false && !firstRenewalAfter?.exact
  if (isMissing && (renewals.length > 0 || !isReported)) return false
  if (lastRenewal?.exact && firstRenewalAfter?.exact)
    return firstRenewalAfter.atUs - lastRenewal.atUs > leaseDurationUs
  // A kubelet that prints no requests may print nothing for minutes: it may have worked until the next one started.
  const isLastLine = isReported || printsRequestsUntil(endUs, activity, rules)
  return untilUs - (isLastLine ? endUs : endLatestUs) > leaseDurationUs
}

/**
 * Returns the last renewal before a process ended. One that is older than an interval is not the last: the next was due,
 * so that its line is missing, or its answer came too late.
 */
export function renewalBefore(
  { witness, endUs, endLatestUs, hadWorked, isReported, ends }: KubeletDowntime,
  { renewals, completeSpans }: LeaseActivity,
  rules: HeartbeatRules,
): Boundary | null {
  const { renewIntervalUs, longestIntervalUs } = rules
  // Where only the next process shows the end, it is the last line.
  const goneUs = isReported ? endLatestUs : endUs
  const last = renewals.get(renewalsUntil(renewals, goneUs) - 1)
  // The first that fails to start follows soon, or lines of the one before are missing.
  const isMissing = !isReported && ends > 1 && endLatestUs - endUs > longestPauseUs(rules)
  // The next one would have begun an interval later.
  if (last && !isMissing && goneUs - last.atUs < renewIntervalUs) return boundaryOfRenewal(last)
  const isDue = isMissing || (last !== undefined && endUs - last.atUs > longestIntervalUs)
  if (last && !isDue && isComplete(completeSpans, last.atUs, endUs - renewIntervalUs))
    return boundaryOfRenewal(last)
  if (!hadWorked) return null
  const earliestUs = endUs - longestIntervalUs - (isReported ? 0 : REQUEST_TIMEOUT_US)
  return between(witness, Math.max(earliestUs, last?.atUs ?? earliestUs), endLatestUs)
}

/** The next kubelet that works renews when it begins, unless its log shows when, or that it failed. */
function renewalAfter(
  { next, endUs }: KubeletDowntime,
  { renewals, completeSpans, requestSpans, attempts, readsUs }: LeaseActivity,
  { renewIntervalUs }: HeartbeatRules,
): Boundary | null {
  if (!next) return null
  const first = renewals.get(renewalsBefore(renewals, next.startUs))
  const untilUs = next.knownUs + ANNOUNCED_ATTEMPT_US
  // Where its start is missing, so may be its first renewals, unless it read the Lease: later ones do without.
  if (first && !next.isPrinted && !followsRead(first.startUs, readsUs))
    return between(first.witness, endUs, first.atUs)
  // A kubelet reads the Lease before it renews it first: without that, an interval later, the first line is missing.
  const isLater =
    first !== undefined &&
    first.startUs - next.knownUs >= renewIntervalUs &&
    requestSpans.touches(first.atUs, first.atUs) &&
    !followsRead(first.startUs, readsUs)
  if (first && isLater) return between(first.witness, Math.min(next.startUs, first.startUs), first.atUs)
  if (first && (first.startUs <= untilUs || isComplete(completeSpans, next.knownUs, first.atUs)))
    return boundaryOfRenewal(first)
  const printsRequests = completeSpans
    .touching(next.knownUs, next.knownUs)
    .some((c) => c.by === 'kubelet' && untilUs <= c.endUs)
  if (printsRequests || attempts.some((t) => isFailedBy(next, t.atUs))) return null
  return between(next.witness, next.isPrinted ? next.startUs : endUs, untilUs)
}

/** Whether a GET of the Lease was answered right before a renewal began. */
export function followsRead(startUs: number, readsUs: readonly number[]): boolean {
  const readUs = firstAtLeast(readsUs, startUs - SECOND_US)
  return readUs !== undefined && readUs <= startUs + STAMP_TOLERANCE_US
}

function isFailedBy({ startUs, knownUs }: WorkingStart, atUs: number): boolean {
  return atUs >= startUs && atUs <= knownUs + ANNOUNCED_ATTEMPT_US
}
