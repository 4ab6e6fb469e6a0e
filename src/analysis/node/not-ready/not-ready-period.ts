/** One period in which a node's Ready condition was not True, before and after its lines are collected. */
import { firstAtLeast } from '../../../bytes/binary-search.ts'
import type { Boundary, Observation, SourceLine } from '../../../model/index.ts'
import type { Interval } from '../../../model/interval.ts'
import type { ReadinessKind } from '../../../model/kinds.ts'
import { SECOND_US } from '../../../time/instant.ts'
import type { Controllers } from '../../evidence/controllers.ts'
import { IntervalIndex } from '../../evidence/interval-index.ts'
import { type HeartbeatRules, longestPauseUs } from '../lease-activity.ts'

/** Lines about one and the same sight of the node agree within this. */
export const SAME_SIGHT_US: number = SECOND_US

/** An observation of a node's readiness that has a time. */
export type ReadinessObservation = Observation<ReadinessKind | 'node.deleted'> & { readonly timeUs: number }

/** A line of the controller about a node that it has not seen for longer than the grace period. */
export type StaleLine = Observation<'node.stale'> & { readonly timeUs: number }

export interface NotReadyPeriod {
  /** On the node's clock, as far as it is known: when the controller last saw the node, or else the first line. */
  readonly startUs: number
  /** The last line, on the same clock. */
  readonly endUs: number
  /** Unknown: the heartbeat stopped; False: the kubelet itself reported it; null: not in evidence. */
  readonly status: 'Unknown' | 'False' | null
  /** The median of at − duration over the stale lines; null without such lines. */
  readonly lastSeen: Boundary | null
  /** The controller measured from its own start only: `lastSeen` only bounds the last renewal from above. */
  readonly measuredFromReset: boolean
  readonly markedNotReady: Boundary | null
  /** The kubelet posted Ready=False itself; else the controller marked the node. */
  readonly isMarkedByKubelet: boolean
  /**
   * The first and the last line of its kubelet about what keeps it from being ready, where only such lines show it: none
   * shows that the status was posted. Else empty.
   */
  readonly complaints: readonly SourceLine[]
  readonly taintQueued: Boundary | null
  readonly readyAgain: Boundary | null
  /** A renewal or a status PATCH that ended the period, by what the controller saw next, bounded; null: not in evidence. */
  readonly seenAgain: Boundary | null
  /** Time of the last stale line, on the clock of `lastSeen`; null without such lines. */
  readonly lastStaleUs: number | null
  /** The last line about the sight before it: what the controller saw then came later. Null: none. */
  readonly notBeforeUs: number | null
  /** The node was Unknown already when the period began: no mark was due. */
  readonly wasUnknown: boolean
  /** Stale lines were printed. */
  readonly stale: boolean
  /** The last heartbeat that they show, if it is later than they are: its clock may have been set back. Else null. */
  readonly heartbeatAhead: HeartbeatAhead | null
}

/** A heartbeat that is stamped later than the line that shows it. */
export interface HeartbeatAhead extends SourceLine {
  readonly timeUs: number
  readonly aheadUs: number
}

/** A period while its lines are collected. */
export interface OpenPeriod {
  readonly lines: ReadinessObservation[]
  /** When the controller last saw the node, by the newest stale line; on the control plane's clock. */
  sightUs: number | null
  /** First and last line on the node's clock, as far as it is known. */
  readonly firstUs: number
  lastUs: number
  /** The newest stale line, on the control plane's clock. */
  lastStaleUs: number | null
  /** When the controller recorded a mark, on the control plane's clock. */
  recordedUs: number | null
  closed: boolean
  /** When the node was Ready again; null: not in evidence. */
  closedUs: number | null
  /** The clock that shows it. */
  closedBy: string | null
  wasUnknown: boolean
  /** The new sight of the node that follows, on the control plane's clock; null: none. */
  nextSightUs: number | null
}

/** What the periods of one node are measured by. */
export interface PeriodContext {
  /** Where its kubelet printed lines, none further apart than a pause allows, by time. */
  readonly lineSpans: readonly Interval[]
  readonly rules: Pick<HeartbeatRules, 'longestIntervalUs' | 'requestTimeoutUs'>
  /** Name of the node's own clock. */
  readonly node: string
  /** What to add to other clocks' times to put them in order with the node's. */
  readonly shiftUs: number
  /** False: nothing compares the node's clock with the control plane's. */
  readonly isCompared: boolean
  /** When a controller started to count anew, by time. */
  readonly resetsUs: readonly number[]
  readonly controllers: Controllers
  /** Where the node's clock was set back. */
  readonly clockJumps: readonly Interval[]
  /** The kubelet's records of a status that it is not known to have posted. */
  readonly unposted: ReadonlySet<Observation>
}

/** Returns when the controller last saw the node. */
export function sightUsOf(o: Observation<'node.stale'> & { readonly timeUs: number }): number {
  return o.timeUs - Math.round(o.durationSeconds * SECOND_US)
}

/** A new controller prints one reset for each node, so they are searched, not gone through, for each line. */
export function isReset(sightUs: number, resetsUs: readonly number[]): boolean {
  const next = firstAtLeast(resetsUs, sightUs - SAME_SIGHT_US)
  return next !== undefined && next <= sightUs + SAME_SIGHT_US
}

/** The reason of a condition that a kubelet wrote; its complaints about the runtime or the network have none, or theirs. */
const KUBELET_REASON = 'KubeletNotReady'

/** Whether a kubelet reports what keeps it from being ready, and not the condition that it wrote. */
export function isComplaint(o: Observation): o is Observation<'kubelet.not-ready'> {
  return o.kind === 'kubelet.not-ready' && o.component === 'kubelet' && o.reason !== KUBELET_REASON
}

/**
 * Returns how long after its first complaint a kubelet has posted Ready=False at the latest: it builds its status as
 * often as it renews its lease, and posts it within the time-out of a request.
 */
export function postedWithinUs(rules: PeriodContext['rules']): number {
  return longestPauseUs(rules)
}

/** Returns from mark to Ready where a node was Unknown. */
export function unknownSpansOf(periods: readonly NotReadyPeriod[]): IntervalIndex {
  return new IntervalIndex(
    periods.flatMap(({ status, markedNotReady: marked, wasUnknown, startUs, readyAgain }) =>
      status !== 'False' && (marked || wasUnknown) && readyAgain
        ? [{ startUs: marked?.atUs ?? startUs, endUs: readyAgain.atUs }]
        : [],
    ),
  )
}
