/**
 * The last renewal before the first failed attempt of a silence: one in evidence, or by the rhythm of the lease
 * controller.
 *
 * Authority: `report.schema.json`; component-helpers lease/controller.go, 1.14–1.36.
 */
import { firstAtLeast } from '../../../bytes/binary-search.ts'
import type { Boundary } from '../../../model/index.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { between } from '../../evidence/boundary.ts'
import type { Attempt } from '../attempts.ts'
import { BACK_OFF_SECONDS, LONGEST_BACK_OFF_SECONDS, UPDATES_IN_A_ROUND } from '../back-off.ts'
import { isComplete } from '../coverage.ts'
import type { AttemptGroup, HeartbeatRules, LeaseActivity } from '../lease-activity.ts'
import { boundaryOfRenewal } from './renewals.ts'

/** A busy kubelet begins its next attempt a little late. */
const RHYTHM_SLACK_US: number = SECOND_US

/**
 * Returns the last renewal before the first failed attempt: a recorded one, or by the rhythm of the lease controller.
 * A renewal recorded long before, with missing lines in between, only bounds it from below.
 */
export function renewalBefore(
  group: AttemptGroup,
  activity: LeaseActivity,
  rules: HeartbeatRules,
): Boundary | null {
  const { first, before } = group
  // An attempt begins one interval after the renewal before; a later one shows that attempts are missing from the log.
  const inRhythm =
    before !== undefined && first.earliestStartUs - before.atUs <= rules.longestIntervalUs + RHYTHM_SLACK_US
  if (before && inRhythm && isComplete(activity.completeSpans, before.atUs, first.earliestStartUs))
    return boundaryOfRenewal(before)
  if (before && first.latestStartUs - before.atUs <= rules.longestIntervalUs) return boundaryOfRenewal(before)
  const earliestUs = first.earliestStartUs - rules.longestIntervalUs
  const latestUs = first.latestStartUs - rules.renewIntervalUs
  if (isFirstFailure(group, latestUs, activity)) {
    // Where requests are printed, a renewal without a line is as much missing as a failure without one.
    if (before && activity.requestSpans.touches(before.atUs, before.atUs))
      return between(first.witness, before.atUs, Math.max(latestUs, before.atUs))
    const knownUs = before?.atUs ?? earliestUs
    return between(
      first.witness,
      Math.max(earliestUs, knownUs),
      before ? Math.max(latestUs, knownUs) : latestUs,
    )
  }
  // Failures before the first in evidence are missing, as far as it announces more than the shortest wait.
  const backOffUs = backOffBefore(first)
  const lateUs = latestUs - backOffUs
  if (before) return between(first.witness, before.atUs, Math.max(before.atUs, lateUs))
  return between(first.witness, backOffUs > 0 ? null : aliveUs(first, activity, rules), lateUs)
}

/**
 * Returns the earliest renewal of a kubelet that logged before its first failure for longer than two failures are
 * apart; null: earlier failures may be missing.
 */
function aliveUs(first: Attempt, { loggedSpans }: LeaseActivity, rules: HeartbeatRules): number | null {
  const sinceUs = first.atUs - rules.requestTimeoutUs - LONGEST_BACK_OFF_SECONDS * SECOND_US - RHYTHM_SLACK_US
  const span = loggedSpans.touching(sinceUs, sinceUs).find(({ endUs }) => first.atUs <= endUs)
  return span ? span.startUs - rules.longestIntervalUs - rules.requestTimeoutUs : null
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
 * outage records a later one, from which the rhythm proves nothing. It is the first if the log covers the time since
 * the attempt before (`sinceUs`, an interval before this one began), or if the round of updates that it begins is whole.
 */
function isFirstFailure(
  { first, attempts }: AttemptGroup,
  sinceUs: number,
  activity: LeaseActivity,
): boolean {
  if (backOffBefore(first) > 0) return false
  const { fallbacksUs, loggedSpans } = activity
  const fallbackUs = firstAtLeast(fallbacksUs, first.atUs)
  const endUs = (attempts.at(-1) ?? first).atUs + RHYTHM_SLACK_US
  if (fallbackUs === undefined || fallbackUs > endUs) return loggedSpans.contains(sinceUs, first.atUs)
  // A round that is not whole shows that lines are missing, whatever the log covers.
  const round = attempts.filter((t) => t.atUs <= fallbackUs && t.declaredIntervalSeconds === null)
  return round.length === UPDATES_IN_A_ROUND
}
