/** What a node did about its lease, and the periods that it is measured by. */
import type { Interval } from '../../model/interval.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { IntervalIndex } from '../evidence/interval-index.ts'
import type { Attempt } from './attempts.ts'
import type { CompleteSpan } from './coverage.ts'
import type { KubeletDowntime } from './kubelets/kubelet-downtimes.ts'
import type { PrintedLines } from './kubelets/printed-lines.ts'
import type { MissingSpan } from './log-gaps.ts'
import type { Renewal, Renewals } from './renewals/renewal.ts'

/** A kubelet that works shows it within this: twice the usual time-out of a request. */
export const ANNOUNCED_ATTEMPT_US: number = 20 * SECOND_US

/** The periods that a kubelet and a controller are configured with. */
export interface HeartbeatRules {
  /** 10 s by default. */
  readonly renewIntervalUs: number
  /** What shows the interval, where the node's own evidence does. */
  readonly intervalFrom?: 'lease' | 'renewals'
  /** The interval is stretched at random by up to 4 %, from the end of the last attempt (1.22 and up). */
  readonly longestIntervalUs: number
  /** The shortest grace period that may apply. */
  readonly graceUs: number
  /** 40 s by default: after it, the lease has run out. */
  readonly leaseDurationUs: number
  /** 10 s by default: the longest time that a request of this kubelet may take. */
  readonly requestTimeoutUs: number
}

/** Returns how long a kubelet that prints its requests may print none: it waits for the next attempt, then for its answer. */
export function longestPauseUs({
  longestIntervalUs,
  requestTimeoutUs,
}: Pick<HeartbeatRules, 'longestIntervalUs' | 'requestTimeoutUs'>): number {
  return longestIntervalUs + requestTimeoutUs
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
  readonly completeSpans: IntervalIndex<CompleteSpan>
  /** Those of them that the request lines of its kubelet show; none overlap. */
  readonly requestSpans: IntervalIndex<CompleteSpan>
  /** Where the kubelet's log could have printed a failure: from first to last line of its processes, less missing spans. */
  readonly loggedSpans: IntervalIndex
  /** Where its processes printed lines, none further apart than a pause allows, by time. */
  readonly lineSpans: readonly Interval[]
  /** When the kubelet printed anything. */
  readonly printed: PrintedLines
  /** When no kubelet worked, by time. */
  readonly downtimes: readonly KubeletDowntime[]
  /** Where the logs report that lines are missing. */
  readonly missingSpans: IntervalIndex<MissingSpan>
  /** When its GETs of the Lease were answered, by time. */
  readonly readsUs: readonly number[]
  /** When its processes began, by time. */
  readonly startsUs: readonly number[]
}

/** Whether a kubelet that prints its requests printed them until then, so that its last line is its end. */
export function printsRequestsUntil(
  timeUs: number,
  { requestSpans }: Pick<LeaseActivity, 'requestSpans'>,
  rules: HeartbeatRules,
): boolean {
  return requestSpans.touches(timeUs - longestPauseUs(rules), timeUs)
}

/** Attempts between the same two renewals; there is at least one. */
export interface AttemptGroup {
  readonly first: Attempt
  readonly attempts: Attempt[]
  readonly before: Renewal | undefined
  readonly after: Renewal | undefined
  /** The first attempt of the next group, if a renewal between is inferred. */
  next?: Attempt
}
