/**
 * Silences of one node as its own side shows them: where failed attempts were not answered in time, and where a
 * complete span has two renewals too far apart.
 *
 * Input: renewals and attempts by time on one clock, and where they are complete. Output: silences by time, without
 * overlap.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Boundary } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import { SECOND_US } from '../../time/instant.ts'
import { between, exactly } from '../evidence/boundary.ts'
import type { Attempt } from './attempts.ts'
import { type CompleteSpan, isComplete } from './coverage.ts'
import type { KubeletDowntime } from './kubelet-downtimes.ts'
import type { PrintedLines } from './printed-lines.ts'
import { eachInterval, type Renewal, type Renewals, renewalsUntil } from './renewals.ts'

/** An announced attempt (`interval=`) without a printed failure within this time succeeded (below `-v=6`). */
export const ANNOUNCED_ATTEMPT_US: number = 20 * SECOND_US

/** What the kubelet sleeps between two attempts to ensure its lease (component-helpers, all releases). */
const BACK_OFF_SECONDS: readonly number[] = [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 7]

/** A busy kubelet begins its next attempt a little late. */
const RHYTHM_SLACK_US: number = SECOND_US

/** Updates that the kubelet attempts before it falls back to ensure (1.16 and up). */
const UPDATES_IN_A_ROUND = 5

/** The periods that a kubelet and a controller are configured with. */
export interface HeartbeatRules {
  /** 10 s by default. */
  readonly renewIntervalUs: number
  /** The interval is stretched at random by up to 4 %, from the end of the last attempt (1.22 and up). */
  readonly longestIntervalUs: number
  /** The shortest grace period that may apply. */
  readonly graceUs: number
  /** 40 s: the kubelet's lease duration. */
  readonly leaseDurationUs: number
}

/** A time without a renewal in time. */
export interface Silence {
  /** Null: no bound is known. */
  readonly lastRenewal: Boundary | null
  readonly firstRenewalAfter: Boundary | null
  readonly attempts: readonly Attempt[]
  /** Present if no kubelet worked in it, or for a part of it. */
  readonly downtime?: KubeletDowntime
  /** It had not ended where the evidence does. */
  readonly open: boolean
}

/** A summary line that announces the next attempt: `Will retry updating lease … interval="10s"`. */
export interface Announcement {
  readonly atUs: number
  readonly intervalUs: number
}

/** What a node did about its lease, on one clock, and where that is completely known. */
export interface LeaseActivity {
  readonly renewals: Renewals
  readonly attempts: readonly Attempt[]
  readonly announcements: readonly Announcement[]
  /** When the kubelet gave up updating and fell back to ensure: five updates had failed. */
  readonly fallbacksUs: readonly number[]
  /** Where every renewal of the node is in evidence. */
  readonly completeSpans: readonly CompleteSpan[]
  /** Where the kubelet's log could have printed a failure: from first to last line of its processes, less missing spans. */
  readonly loggedSpans: readonly Interval[]
  /** When the kubelet printed anything. */
  readonly printed: PrintedLines
  /** When no kubelet worked, by time. */
  readonly downtimes: readonly KubeletDowntime[]
}

/** Finds the silences. Failed attempts that a renewal answered in time are none. */
export function findSilences(activity: LeaseActivity, rules: HeartbeatRules): Silence[] {
  const { renewals, completeSpans } = activity
  const silences = groupAttempts(activity).flatMap((group) => silenceOf(group, activity, rules) ?? [])
  eachInterval(renewals, (fromUs, untilUs, i) => {
    if (untilUs - fromUs <= rules.leaseDurationUs || !isComplete(completeSpans, fromUs, untilUs)) return
    if (silences.some((s) => overlaps(s, { startUs: fromUs, endUs: untilUs }))) return
    const before = renewals.get(i - 1) as Renewal
    const after = renewals.get(i) as Renewal
    silences.push({
      lastRenewal: boundaryOfRenewal(before),
      firstRenewalAfter: boundaryOfRenewal(after),
      attempts: [],
      open: false,
    })
  })
  return silences.sort((a, b) => startOf(a) - startOf(b))
}

export function boundaryOfRenewal(renewal: Renewal): Boundary {
  return exactly(renewal.witness, renewal.atUs, renewal.startUs)
}

/** Returns the first moment that is known of a silence. */
export function startOf(silence: Silence): number {
  return silence.lastRenewal?.atUs ?? silence.attempts[0]?.atUs ?? silence.downtime?.endUs ?? 0
}

function overlaps(silence: Silence, { startUs, endUs }: Interval): boolean {
  const after = silence.firstRenewalAfter
  return startOf(silence) < endUs && (after === null || after.atUs > startUs)
}

/** Attempts between the same two renewals; there is at least one. */
interface AttemptGroup {
  readonly first: Attempt
  readonly attempts: Attempt[]
  readonly before: Renewal | undefined
  readonly after: Renewal | undefined
}

/** Groups attempts between the same two renewals, cut where an announced attempt printed no failure. */
function groupAttempts(activity: LeaseActivity): AttemptGroup[] {
  const { renewals, completeSpans } = activity
  const groups: AttemptGroup[] = []
  let groupNext: number | null = null
  for (const attempt of activity.attempts) {
    const next = renewalsUntil(renewals, attempt.atUs)
    const group = groups.at(-1)
    const last = group?.attempts.at(-1)
    const isSame =
      last !== undefined &&
      groupNext === next &&
      (attempt.atUs <= announcedEndUs(last, activity) || isComplete(completeSpans, last.atUs, attempt.atUs))
    if (group && isSame) group.attempts.push(attempt)
    else {
      const [before, after] = [renewals.get(next - 1), renewals.get(next)]
      groups.push({ first: attempt, attempts: [attempt], before, after })
    }
    groupNext = next
  }
  return groups
}

/** Returns when the attempt after `last` must have printed a failure, if it failed. */
function announcedEndUs(last: Attempt, activity: LeaseActivity): number {
  return nextAttemptUs(last, activity) + ANNOUNCED_ATTEMPT_US
}

/** Returns when the attempt after `last` begins: at once after an update, after the printed interval otherwise. */
function nextAttemptUs(last: Attempt, { announcements }: LeaseActivity): number {
  if (last.declaredIntervalSeconds !== null) return last.atUs + last.declaredIntervalSeconds * SECOND_US
  for (const a of announcements)
    if (a.atUs >= last.atUs && a.atUs - last.atUs < SECOND_US) return a.atUs + a.intervalUs
  return last.atUs
}

/** Returns null if the group was answered in time. */
function silenceOf(group: AttemptGroup, activity: LeaseActivity, rules: HeartbeatRules): Silence | null {
  const { first, attempts } = group
  const lastRenewal = renewalBefore(group, activity, rules)
  const { firstRenewalAfter, open } = renewalAfter(group, activity)
  if (!open && firstRenewalAfter) {
    // In time: the renewal that follows is answered less than two intervals after the one before. Where the
    // bounds leave it open, only a silence that must have been longer counts.
    const sinceUs = lastRenewal?.latestUs ?? first.latestStartUs - rules.renewIntervalUs
    const untilUs = firstRenewalAfter.exact ? firstRenewalAfter.atUs : firstRenewalAfter.earliestUs
    if (untilUs !== null && untilUs - sinceUs < 2 * rules.renewIntervalUs) return null
  }
  return { lastRenewal, firstRenewalAfter, attempts, open }
}

/**
 * Returns the last renewal before the first failed attempt: a recorded one, or by the rhythm of the lease controller.
 * A renewal recorded long before, with missing lines in between, only bounds it from below.
 */
function renewalBefore(group: AttemptGroup, activity: LeaseActivity, rules: HeartbeatRules): Boundary | null {
  const { first, before } = group
  // An attempt begins one interval after the renewal before; a later one shows that attempts are missing from the log.
  const inRhythm =
    before !== undefined && first.earliestStartUs - before.atUs <= rules.longestIntervalUs + RHYTHM_SLACK_US
  if (before && inRhythm && isComplete(activity.completeSpans, before.atUs, first.earliestStartUs))
    return boundaryOfRenewal(before)
  if (before && first.latestStartUs - before.atUs <= rules.longestIntervalUs) return boundaryOfRenewal(before)
  const earliestUs = first.earliestStartUs - rules.longestIntervalUs
  const latestUs = first.latestStartUs - rules.renewIntervalUs
  if (isFirstFailure(group, earliestUs, activity)) {
    const knownUs = before?.atUs ?? earliestUs
    return between(
      first.witness,
      Math.max(earliestUs, knownUs),
      before ? Math.max(latestUs, knownUs) : latestUs,
    )
  }
  const backOffUs = backOffBefore(first)
  const lateUs = first.latestStartUs - backOffUs - (backOffUs > 0 ? rules.renewIntervalUs : 0)
  if (before) return between(first.witness, before.atUs, Math.max(before.atUs, lateUs))
  return backOffUs > 0 ? between(first.witness, null, lateUs) : null
}

/**
 * Returns how long the kubelet had been backing off when an attempt announced `interval=`: it sleeps 200 ms, 400 ms
 * and so on before, and enters that loop only when updates have failed. 0 without an announcement.
 */
function backOffBefore({ declaredIntervalSeconds: next }: Attempt): number {
  if (next === null) return 0
  let sum = 0
  for (const step of BACK_OFF_SECONDS) {
    if (step >= next) break
    sum += step
  }
  return Math.round(sum * SECOND_US)
}

/**
 * Whether the first recorded failure of a group is the first that happened. A log that begins in the middle of an
 * outage records a later one, from which the rhythm proves nothing. It is the first if the log covers the time before
 * (from `sinceUs`), or if the round of updates that it begins is whole.
 */
function isFirstFailure(
  { first, attempts }: AttemptGroup,
  sinceUs: number,
  activity: LeaseActivity,
): boolean {
  if (backOffBefore(first) > 0) return false
  if (activity.loggedSpans.some((c) => c.startUs <= sinceUs && first.atUs <= c.endUs)) return true
  const fallbackUs = activity.fallbacksUs.find((at) => at >= first.atUs)
  if (fallbackUs === undefined) return false
  const round = attempts.filter((t) => t.atUs <= fallbackUs && t.witness.kind !== 'lease.ensure-failed')
  return round.length === UPDATES_IN_A_ROUND
}

function endsWithin(downtimes: readonly KubeletDowntime[], fromUs: number, untilUs: number): boolean {
  const next =
    downtimes[
      firstIndexWhere(downtimes.length, (i) => (downtimes[i] as KubeletDowntime).endLatestUs >= fromUs)
    ]
  return next !== undefined && next.endLatestUs < untilUs
}

function renewalAfter(
  { attempts, first, after }: AttemptGroup,
  activity: LeaseActivity,
): Pick<Silence, 'firstRenewalAfter' | 'open'> {
  const last = attempts.at(-1) ?? first
  if (after && isComplete(activity.completeSpans, last.atUs, after.atUs))
    return { firstRenewalAfter: boundaryOfRenewal(after), open: false }
  const nextUs = nextAttemptUs(last, activity)
  const deadlineUs = nextUs + ANNOUNCED_ATTEMPT_US
  if (after && after.startUs <= deadlineUs)
    return { firstRenewalAfter: boundaryOfRenewal(after), open: false }
  const printsRequests = activity.completeSpans.some(
    (s) => s.by === 'kubelet' && s.startUs <= last.atUs && deadlineUs <= s.endUs,
  )
  // The end of the process before its next attempt is due: what its successor does decides.
  if (endsWithin(activity.downtimes, last.atUs, nextUs)) return { firstRenewalAfter: null, open: true }
  const success = printsRequests
    ? null
    : activity.printed.successOf({ dueUs: nextUs, afterUs: last.atUs, withinUs: ANNOUNCED_ATTEMPT_US })
  // A line of a later process shows nothing about the attempts of the one that ended.
  if (success && success.endUs > deadlineUs && endsWithin(activity.downtimes, last.atUs, success.endUs))
    return { firstRenewalAfter: null, open: true }
  if (success)
    return { firstRenewalAfter: between(last.witness, success.startUs, success.endUs), open: false }
  if (after) return { firstRenewalAfter: between(after.witness, last.atUs, after.atUs), open: false }
  return { firstRenewalAfter: null, open: true }
}
