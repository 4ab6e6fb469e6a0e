/**
 * Silences of one node as its own side shows them: where failed attempts were not answered in time, and where a
 * complete span has two renewals too far apart.
 *
 * Input: renewals and attempts by time on one clock, and where they are complete. Output: silences by time, without
 * overlap.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import { firstIndexWhere } from '../../../bytes/binary-search.ts'
import type { Boundary, SourceLine } from '../../../model/index.ts'
import type { Interval } from '../../../model/interval.ts'
import { between, witnessOfBoundary } from '../../evidence/boundary.ts'
import { IntervalIndex } from '../../evidence/interval-index.ts'
import type { Attempt } from '../attempts.ts'
import { isComplete } from '../coverage.ts'
import type { KubeletDowntime } from '../kubelets/kubelet-downtimes.ts'
import type { AttemptGroup, HeartbeatRules, LeaseActivity } from '../lease-activity.ts'
import { cutAtMissing } from '../missing-attempts.ts'
import type { Renewal } from '../renewals/renewal.ts'
import { nextAttemptUs, renewalAfter, renewalBetween } from '../renewals/renewal-after.ts'
import { renewalBefore } from '../renewals/renewal-before.ts'
import { boundaryOfRenewal, eachInterval, renewalsUntil } from '../renewals/renewals.ts'
import { isInRun } from '../renewals/thinned-renewals.ts'

/** A time without a renewal in time. */
export interface Silence {
  /** Null: no bound is known. */
  readonly lastRenewal: Boundary | null
  readonly firstRenewalAfter: Boundary | null
  readonly attempts: readonly Attempt[]
  /** Those that certainly belong to it; absent: all, because none is missing that may have renewed the lease between them. */
  readonly certainAttempts?: readonly Attempt[]
  /** Where attempts are missing, and what holds if none of them renewed the lease; absent: none is missing. */
  readonly missing?: Interval & { readonly ifNoneRenewed: Around }
  /** Present if no kubelet worked in it, or for a part of it. */
  readonly downtime?: KubeletDowntime
  /** It had not ended where the evidence does. */
  readonly open: boolean
  /** Present if another node's Lease shows until when the lease was not renewed. */
  readonly shownBy?: SourceLine & { readonly timeUs: number }
}

/** Finds the silences. Failed attempts that a renewal answered in time are none. */
export function findSilences(activity: LeaseActivity, rules: HeartbeatRules): Silence[] {
  const { renewals, completeSpans } = activity
  const silences = groupAttempts(activity, rules).flatMap((group) => silenceOf(group, activity, rules) ?? [])
  const withAttempts = new IntervalIndex(silences.map(intervalOf))
  eachInterval(renewals, (fromUs, untilUs, i) => {
    if (untilUs - fromUs <= rules.leaseDurationUs || !isComplete(completeSpans, fromUs, untilUs)) return
    if (isInRun(renewals.runs, fromUs, untilUs)) return
    if (withAttempts.touching(fromUs, untilUs).some((s) => s.startUs < untilUs && s.endUs > fromUs)) return
    const before = renewals.get(i - 1) as Renewal
    const after = renewals.get(i) as Renewal
    silences.push({
      lastRenewal: boundaryOfRenewal(before),
      firstRenewalAfter: boundaryOfRenewal(after),
      attempts: attemptsBetween(activity.attempts, fromUs, untilUs),
      open: false,
    })
  })
  return silences.sort((a, b) => startOf(a) - startOf(b))
}

/** Failed attempts after one renewal and before the next: where every renewal is in evidence, none was answered in time. */
function attemptsBetween(attempts: readonly Attempt[], fromUs: number, untilUs: number): Attempt[] {
  const first = firstIndexWhere(attempts.length, (i) => (attempts[i] as Attempt).atUs > fromUs)
  const end = firstIndexWhere(attempts.length, (i) => (attempts[i] as Attempt).atUs >= untilUs)
  return attempts.slice(first, end)
}

/** Returns the first moment that is known of a silence. */
export function startOf(silence: Silence): number {
  return silence.lastRenewal?.atUs ?? silence.attempts[0]?.atUs ?? silence.downtime?.endUs ?? 0
}

/** Whether a silence shares time with an interval. */
export function overlaps(silence: Silence, { startUs, endUs }: Interval): boolean {
  const after = silence.firstRenewalAfter
  return startOf(silence) < endUs && (after === null || after.atUs > startUs)
}

function intervalOf(silence: Silence): Interval {
  return { startUs: startOf(silence), endUs: silence.firstRenewalAfter?.atUs ?? Number.POSITIVE_INFINITY }
}

/** Groups attempts between the same two renewals, cut where a renewal between two of them is inferred. */
function groupAttempts(activity: LeaseActivity, rules: HeartbeatRules): AttemptGroup[] {
  const { renewals } = activity
  const groups: AttemptGroup[] = []
  let groupNext: number | null = null
  let nextUs = Number.NEGATIVE_INFINITY
  for (const attempt of activity.attempts) {
    const group = groups.at(-1)
    const last = group?.attempts.at(-1)
    // Attempts of one silence have one next renewal: it is searched for once.
    const isBeforeNext = last !== undefined && last.atUs <= attempt.atUs && attempt.atUs < nextUs
    const next: number =
      isBeforeNext && groupNext !== null ? groupNext : renewalsUntil(renewals, attempt.atUs)
    const isFollowed = last !== undefined && groupNext === next
    const isSame = isFollowed && renewalBetween(last, attempt, activity, rules) === null
    if (group && isSame) group.attempts.push(attempt)
    else {
      if (group && isFollowed) group.next = attempt
      const [before, after] = [renewals.get(next - 1), renewals.get(next)]
      groups.push({ first: attempt, attempts: [attempt], before, after })
    }
    if (groupNext !== next) nextUs = next < renewals.length ? renewals.atUs(next) : Number.POSITIVE_INFINITY
    groupNext = next
  }
  return groups
}

/**
 * Whether a kubelet found no Lease before any renewal of it: until its Node is registered it creates none, and tries again
 * an interval later without a failure. Authority: component-helpers lease/controller.go 1.19–1.36, ensureLease.
 */
function isCreation({ attempts, before }: AttemptGroup): boolean {
  return before === undefined && attempts.every(({ cause }) => cause === 'not-found')
}

/** Returns null if the group was answered in time. */
function silenceOf(group: AttemptGroup, activity: LeaseActivity, rules: HeartbeatRules): Silence | null {
  const lastRenewal = renewalBefore(group, activity, rules)
  const firstRenewalAfter = renewalAfter(group, activity, rules)
  const parts = cutAtMissing(group.attempts, activity, rules)
  // With neither end in evidence the parts bound nothing.
  const isBounded = firstRenewalAfter !== null || (lastRenewal?.earliestUs ?? null) !== null
  if (parts.length > 1 && isBounded)
    return silenceOfParts(group, parts, { lastRenewal, firstRenewalAfter }, activity, rules)
  if (isInTime(group, { lastRenewal, firstRenewalAfter }, rules)) return null
  return { lastRenewal, firstRenewalAfter, attempts: group.attempts, open: firstRenewalAfter === null }
}

/** The renewals around failed attempts. */
type Around = Pick<Silence, 'lastRenewal' | 'firstRenewalAfter'>

/** Whether attempts were answered in time, or may have been. */
function isInTime(
  group: AttemptGroup,
  { lastRenewal, firstRenewalAfter }: Around,
  rules: HeartbeatRules,
): boolean {
  if (!firstRenewalAfter) return false
  const { first } = group
  // Where the bounds leave it open, only a silence that must have been longer counts.
  const sinceUs = lastRenewal?.latestUs ?? first.latestStartUs - rules.renewIntervalUs
  const untilUs = firstRenewalAfter.exact ? firstRenewalAfter.atUs : firstRenewalAfter.earliestUs
  const inTimeUs = Math.max(2 * rules.renewIntervalUs, rules.renewIntervalUs + rules.requestTimeoutUs)
  if (untilUs === null) return false
  return untilUs - sinceUs < inTimeUs || (isCreation(group) && untilUs - first.atUs < rules.leaseDurationUs)
}

/**
 * A silence with missing attempts: one of them may have renewed the lease. It begins with the first part that was not
 * answered in time whatever they did, and may have ended behind it; one that has no end begins with its last part at the
 * latest. Returns null if each part may have been answered in time.
 */
function silenceOfParts(
  group: AttemptGroup,
  parts: readonly (readonly Attempt[])[],
  { lastRenewal, firstRenewalAfter: end }: Around,
  activity: LeaseActivity,
  rules: HeartbeatRules,
): Silence | null {
  for (const [i, part] of parts.entries()) {
    const isLast = i === parts.length - 1
    if (end === null && !isLast) continue
    const first = part[0] as Attempt
    const last = part.at(-1) as Attempt
    const own = { ...group, first, attempts: [...part] }
    const around: Around = {
      lastRenewal: i === 0 ? lastRenewal : renewalSince(lastRenewal, own, activity, rules),
      firstRenewalAfter:
        isLast || !end ? end : between(witnessOfBoundary(end), nextAttemptUs(last, activity), end.latestUs),
    }
    if (isInTime(own, around, rules)) continue
    const missing = {
      startUs: parts[0]?.at(-1)?.atUs ?? first.atUs,
      endUs: parts.at(-1)?.[0]?.atUs ?? first.atUs,
      ifNoneRenewed: { lastRenewal, firstRenewalAfter: end },
    }
    return { ...around, attempts: group.attempts, open: end === null, certainAttempts: part, missing }
  }
  return null
}

/** The last renewal before a part of a silence: before its beginning, or while attempts are missing. */
function renewalSince(
  before: Boundary | null,
  part: AttemptGroup,
  activity: LeaseActivity,
  rules: HeartbeatRules,
): Boundary | null {
  const latest = renewalBefore(part, activity, rules)
  return latest && between(witnessOfBoundary(latest), before?.earliestUs ?? null, latest.latestUs)
}
