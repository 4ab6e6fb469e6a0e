/**
 * The periods of one node's heartbeat, where its evidence shows them: the lease duration of its Lease, the rhythm of its
 * renewals, the time-out of its requests.
 *
 * Authority: kubelet.go and component-helpers lease/controller.go: the kubelet renews every quarter of
 * `nodeLeaseDurationSeconds`, a whole number of seconds, stretched at random by up to 4 % (1.22 and up).
 */
import type { Observation } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { Attempt } from './attempts.ts'
import type { HeartbeatRules } from './lease-activity.ts'
import type { Renewals } from './renewals/renewal.ts'

/** Greatest stretch of the renew interval. */
export const JITTER = 1.04

/** Intervals that must agree before a rhythm counts as seen. */
const LEAST_INTERVALS = 3

/** Most intervals looked at: a rhythm shows in few. */
const MAX_INTERVALS = 1000

/** Lengths that people choose for an interval, in seconds: a multiple of the largest that fits is taken. */
const STEPS_SECONDS: readonly number[] = [10, 5, 1, 0.5, 0.25]

/** What a node's evidence contains about its periods. */
export interface PeriodEvidence {
  readonly leases: readonly Observation<'lease.seen'>[]
  readonly renewals: Renewals
  readonly attempts: readonly Attempt[]
}

/** Returns the rules of one node: `given` where its evidence shows no other. `isGiven`: the user chose the interval. */
export function rulesOfNode(
  given: HeartbeatRules,
  isGiven: boolean,
  { leases, renewals, attempts }: PeriodEvidence,
): HeartbeatRules {
  const durationUs = durationOfLeases(leases)
  const ofLease = isGiven || durationUs === null ? null : durationUs / 4
  const ofStream = isGiven || ofLease !== null ? null : intervalOfStream(renewals)
  const renewIntervalUs = ofLease ?? ofStream ?? given.renewIntervalUs
  return {
    ...given,
    renewIntervalUs,
    ...(ofLease !== null ? { intervalFrom: 'lease' as const } : {}),
    ...(ofStream !== null ? { intervalFrom: 'renewals' as const } : {}),
    longestIntervalUs: Math.round(renewIntervalUs * JITTER),
    leaseDurationUs: durationUs ?? 4 * renewIntervalUs,
    requestTimeoutUs: attempts.reduce(
      (most, { timeoutUs }) => Math.max(most, timeoutUs),
      given.requestTimeoutUs,
    ),
  }
}

/** Returns the newest lease duration that a Lease of the node shows. */
function durationOfLeases(leases: readonly Observation<'lease.seen'>[]): number | null {
  const seconds = leases.findLast((o) => (o.leaseDurationSeconds ?? 0) > 0)?.leaseDurationSeconds
  return seconds == null ? null : seconds * SECOND_US
}

/**
 * Returns what finds the time from the response of the renewal before to the request of each, asked in order. In a run
 * of which the renewals are left out the shortest and the longest are known; the others lie between them.
 */
function restsIn(renewals: Renewals): (i: number) => number {
  const { runs } = renewals
  let run = 0
  let within = 0
  return (i) => {
    const beforeUs = renewals.atUs(i - 1)
    while ((runs[run]?.toUs ?? Number.POSITIVE_INFINITY) <= beforeUs) {
      run++
      within = 0
    }
    const found = runs[run]
    if (!found || found.fromUs > beforeUs) return renewals.startUs(i) - beforeUs
    const { shortestRestUs, longestRestUs } = found
    return [shortestRestUs, longestRestUs][within++] ?? (shortestRestUs + longestRestUs) / 2
  }
}

/** Returns the interval that most renewals of a stream keep; null: they keep none. */
function intervalOfStream(renewals: Renewals): number | null {
  const count = Math.min(renewals.length, MAX_INTERVALS + 1)
  const intervals: number[] = []
  const restOf = restsIn(renewals)
  for (let i = 1; i < count; i++) intervals.push(restOf(i))
  if (intervals.length < LEAST_INTERVALS) return null
  intervals.sort((a, b) => a - b)
  const middleUs = intervals[Math.floor(intervals.length / 2)] as number
  const near = intervals.filter((us) => Math.abs(us - middleUs) <= middleUs * (JITTER - 1))
  if (near.length * 2 <= intervals.length) return null
  const [leastUs, mostUs] = [near[0] as number, near[near.length - 1] as number]
  for (const step of STEPS_SECONDS) {
    const stepUs = step * SECOND_US
    // The latency is cut to milliseconds.
    const chosenUs = Math.floor((leastUs + 20_000) / stepUs) * stepUs
    if (chosenUs > 0 && chosenUs >= (mostUs - 20_000) / JITTER) return chosenUs
  }
  return null
}
