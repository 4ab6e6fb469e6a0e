/** The claims about the mark of an incident: whether, when and how late the controller made it. */
import type { Claim, Incident, IntervalName, SourceLine } from '../model/index.ts'
import { includesZero, type MeasuredOffset } from '../model/interval.ts'
import type { ClaimedDuration } from './claim-params.ts'
import { claim } from './claims.ts'

/** An incident without its claims and verdict. */
export type IncidentFacts = Omit<Incident, 'claims' | 'verdict'>

/** The parameters of claims about heartbeats; none where a lease is renewed. */
export function heartbeatOf({ heartbeat }: Pick<Incident, 'heartbeat'>): Pick<Incident, 'heartbeat'> {
  return heartbeat === undefined ? {} : { heartbeat }
}

/** What is known of the node's clock and the control plane's. */
export interface ComparedClocks {
  /** The offset that times are compared by; null: the clocks may be the same, or nothing compares them. */
  readonly offset: MeasuredOffset | null
  /** A moment that both stamped compares them; absent: none does. */
  readonly areCompared?: boolean
  /** Their stamps of an incident do not fit one clock, while nothing compares them; absent: they do. */
  readonly areApart?: boolean
  /** The controller counted from its own start, not from what it saw of the node; absent: it did not. */
  readonly countsFromStart?: boolean
  /** The last renewal that the controller saw may not be the last; absent: it is. */
  readonly isInDoubt?: boolean
}

/** A renewal while the node was not ready. */
export interface RenewalDuring {
  /** Absent or null: none is in evidence. */
  readonly renewal?: SourceLine | null
  /** Nothing compares the clock that stamped it with that of the mark; absent: it is the same, or compared. */
  readonly isRenewalByOwnClock?: boolean
}

/** Whether the node renewed its lease while it was not ready. */
export function renewingClaims(
  { cause }: IncidentFacts,
  { renewal, isRenewalByOwnClock = false }: RenewalDuring,
): Claim[] {
  if (!renewal) return []
  const params = { although: cause.where === 'control-plane', byOwnClock: isRenewalByOwnClock }
  return [claim('not-ready.renewing', params, [renewal])]
}

/** How many pods were evicted from a node that went on renewing. */
export function evictedClaims({ evictions }: IncidentFacts): Claim[] {
  return evictions.length === 0 ? [] : [claim('not-ready.evicted', { count: evictions.length }, evictions)]
}

/** Whether, when and how late the controller marked the node, and how many pods it evicted. */
export function markClaims(incident: IncidentFacts, clocks: ComparedClocks): Claim[] {
  const { markedNotReady, lastRenewal } = incident.boundaries
  const { markedNotReady: deviation, reason } = incident.deviation
  if (!markedNotReady) {
    if (deviation === 'never')
      return [
        claim('mark.never', { latestUs: incident.expected.markedNotReady?.latestUs ?? null }, [lastRenewal]),
      ]
    if (deviation === 'not-expected') return [claim('mark.not-expected', { reason }, incident.evidence)]
    return [claim('mark.no-evidence', { reason }, [])]
  }
  const claims = [
    claim('mark.made', { at: markedNotReady, byKubelet: reason === 'marked-by-kubelet' }, [markedNotReady]),
    ...detection(incident, clocks),
  ]
  const seen = incident.boundaries.controllerLastSeen
  if (clocks.countsFromStart && seen) claims.push(claim('mark.counted', { fromUs: seen.atUs }, [seen]))
  if (deviation !== null)
    claims.push(claim('mark.judged', { deviation, reason }, [lastRenewal, markedNotReady]))
  if (incident.evictions.length > 0)
    claims.push(claim('pods.evicted', { count: incident.evictions.length }, incident.evictions))
  return claims
}

/** How long the controller took; across two clocks only as far as they were compared. */
function detection(
  incident: IncidentFacts,
  { offset, areCompared, areApart = false, isInDoubt = false }: ComparedClocks,
): Claim[] {
  const { markedNotReady, lastRenewal, controllerLastSeen } = incident.boundaries
  const { detectionSeconds, graceSeconds } = incident.intervals
  if (detectionSeconds === null)
    // A renewal that stale lines bound from above only: the controller counts from its own start.
    return graceSeconds === null || (lastRenewal?.from === 'node.stale' && lastRenewal.earliestUs === null)
      ? []
      : [claim('mark.grace', { seconds: graceSeconds }, [controllerLastSeen, markedNotReady])]
  const isShifted =
    incident.crossClock.includes('detectionSeconds') &&
    offset !== null &&
    !includesZero(offset.earliestUs, offset.latestUs)
  const detection = durationOf(incident, 'detectionSeconds', areCompared)
  if (isInDoubt && graceSeconds === null) return []
  if ((areApart || isInDoubt) && graceSeconds !== null)
    return [claim('mark.grace', { seconds: graceSeconds }, [controllerLastSeen, markedNotReady])]
  const ahead = isShifted ? aheadOf(offset) : null
  return [
    claim(
      'mark.detection',
      { detection: ahead ? later(detection, ahead) : detection, ahead, ...heartbeatOf(incident) },
      [lastRenewal, markedNotReady],
    ),
  ]
}

/** How far ahead a node's clock is, as a duration. */
type Ahead = Pick<ClaimedDuration, 'seconds'> & { readonly bounds: readonly [number, number] }

function aheadOf({ atUs, earliestUs, latestUs }: MeasuredOffset): Ahead {
  return { seconds: atUs / 1e6, bounds: [earliestUs / 1e6, latestUs / 1e6] }
}

/** A duration between two clocks as one clock shows it. */
function later({ seconds, bounds }: ClaimedDuration, ahead: Ahead): ClaimedDuration {
  const [least, most] = bounds ?? [seconds, seconds]
  return {
    seconds: seconds + ahead.seconds,
    bounds: [least === null ? null : least + ahead.bounds[0], most === null ? null : most + ahead.bounds[1]],
    byTwoClocks: false,
  }
}

export function durationOf(
  { intervals, intervalBounds, crossClock }: IncidentFacts,
  name: IntervalName,
  areCompared: boolean | undefined,
): ClaimedDuration {
  const byTwoClocks = areCompared !== true && crossClock.includes(name)
  return { seconds: intervals[name] ?? 0, bounds: intervalBounds[name], byTwoClocks }
}
