/** Where the contract of reports fixes an inference from the lines that are left, whatever the lost ones would show. */
import type { Incident } from '../contract.ts'
import { type Evidence, type Gap, isKept, overlap, us } from './evidence.ts'
import { clockOf, gapOf, stretchOf } from './match.ts'

const SECOND = 1_000_000

/**
 * Whether an outage is that of a process that prints its requests and whose end no line tells. By the contract its last
 * line is its end, whatever lines of it are lost until the next one begins. Below -v=6, where a kubelet may print nothing
 * for minutes, only a reported end counts.
 */
export function isBetweenLines(evidence: Evidence, incident: Incident): boolean {
  const { log, processes } = evidence.node
  if (incident.cause.category !== 'kubelet-stopped' || log === null) return false
  const isLost = log.lines.some((line) => !isKept(line))
  if (evidence.truth.kubeletVerbosity < 6 || !isLost) return false
  const clock = clockOf(incident)
  const [fromUs, toUs] = stretchOf(incident)
  return processes.some(({ pid, endUs }) => {
    const atUs = evidence.on(clock, endUs)
    const isReported = log.keptLines.some((l) => l.pid === null && Math.abs(l.atUs - endUs) < SECOND)
    const goesOn = log.keptLines.some(
      (l) => l.pid === pid && evidence.on(clock, l.atUs) > fromUs + 11 * SECOND,
    )
    return atUs > fromUs && atUs < toUs && !isReported && !goesOn
  })
}

/**
 * Whether a renewal is inferred below -v=6 although failures after it are lost: by the contract, a line within 20 s of
 * the next try, without a failure until then, and another line after it show that it succeeded.
 */
export function isInferredOverLoss(evidence: Evidence, incident: Incident): boolean {
  const { firstRenewalAfter: after, lastFailure } = incident.boundaries
  const { log, failures } = evidence.node
  if (evidence.truth.kubeletVerbosity >= 6 || log === null || after === null || lastFailure === null)
    return false
  if (after.exact || after.earliest === null || after.latest === null) return false
  const [fromUs, untilUs] = [us(after.earliest), us(after.latest)]
  const times = log.keptLines.filter((l) => l.pid !== null).map((l) => evidence.on(after.clock, l.atUs))
  const isLost = failures.some(
    (f) => !f.lines.some(isKept) && evidence.on(after.clock, f.endUs) > us(lastFailure.at),
  )
  return isLost && times.some((t) => t >= fromUs && t <= untilUs) && times.some((t) => t > untilUs)
}

/**
 * Whether the clock was set between the last renewal and the first failure in evidence, of which the contract counts back
 * where no line shows the renewal.
 */
export function isSteppedBefore(evidence: Evidence, incident: Incident, gap: Gap): boolean {
  const { lastRenewal: last } = incident.boundaries
  const firstUs = evidence.keptFailures(gap)[0]?.endUs
  if (last === null || last.exact || firstUs === undefined) return false
  return evidence.node.steps.some(({ atUs }) => atUs > gap.fromUs && atUs < firstUs)
}

/**
 * Whether the clock was set between the last failure in evidence and the renewal after it, which the contract infers from
 * the announced interval where no line shows it.
 */
export function isSteppedAfter(evidence: Evidence, incident: Incident, gap: Gap): boolean {
  const { firstRenewalAfter: after } = incident.boundaries
  const lastUs = evidence.keptFailures(gap).at(-1)?.endUs
  if (after === null || after.exact || lastUs === undefined) return false
  return evidence.node.steps.some(({ atUs }) => atUs > lastUs && atUs < gap.toUs)
}

/** Whether the clock was set forward in a gap, below -v=6: nothing shows that, and the contract counts on the stamps. */
export function isSteppedForward({ truth, node }: Evidence, { fromUs, toUs }: Gap): boolean {
  if (truth.kubeletVerbosity >= 6) return false
  return node.steps.some(({ atUs, byUs }) => byUs > 0 && atUs > fromUs && atUs < toUs)
}

/**
 * Whether the first failures of an outage are lost: below -v=6 nothing shows that, and by the contract the first one in
 * evidence is the first, unless it announces more than 200 ms.
 */
export function isFirstFailureLost(evidence: Evidence, { boundaries }: Incident, gap: Gap): boolean {
  const [first] = gap.failures
  if (evidence.truth.kubeletVerbosity >= 6 || first === undefined) return false
  return boundaries.lastRenewal?.exact === false && !first.lines.some(isKept)
}

/**
 * Whether failures of two outages stand in one, with no line of the kubelet between them: by the contract a failure that
 * announces the longest wait had others before it.
 */
export function isOneWithoutLines(evidence: Evidence, { boundaries }: Incident): boolean {
  const { firstFailure: first, lastFailure: last } = boundaries
  if (first === null || last === null || evidence.truth.kubeletVerbosity >= 6) return false
  const isWithin = (atUs: number): boolean => atUs >= us(first.at) && atUs <= us(last.at)
  const at = (atUs: number): number => evidence.on(first.clock, atUs)
  const lines = (evidence.node.log?.keptLines ?? []).filter((l) => isWithin(at(l.atUs)))
  return evidence.node.renewals.some(({ startUs, endUs }) => {
    if (!isWithin(at(endUs))) return false
    const before = lines.findLast((l) => l.atUs <= startUs)
    const after = lines.find((l) => l.atUs >= endUs)
    const failures = evidence.node.failures.flatMap((f) => f.lines)
    return (
      before !== undefined && failures.includes(before) && after !== undefined && failures.includes(after)
    )
  })
}

/**
 * Whether the sight of stale lines is the start of a controller whose lines of it are lost: by the contract a sight
 * bounds the last renewal from below unless a line shows that the controller had just started.
 */
export function isStartLost(evidence: Evidence, incident: Incident): boolean {
  const { lastRenewal: last, controllerLastSeen: seen } = incident.boundaries
  if (last?.from !== 'node.stale' || seen === null) return false
  const atUs = us(seen.at)
  return evidence.truth.leaderships.some(
    ({ fromUs, log }) =>
      Math.abs(fromUs - atUs) < 10 * SECOND && log?.lines.some((l) => !l.kept && l.atUs < atUs + SECOND),
  )
}

/**
 * Whether an outage is a stretch of a log with request lines from which single lines of renewals are lost: by the
 * contract a log in which request lines go on is complete.
 */
export function isOfLostRenewals(evidence: Evidence, incident: Incident): boolean {
  const { lastRenewal: last, firstRenewalAfter: after } = incident.boundaries
  if (evidence.truth.kubeletVerbosity < 6 || !last?.exact || !after?.exact) return false
  if (incident.retries.failures > 0) return false
  const isInside = ({ endUs }: { endUs: number }): boolean =>
    evidence.on(last.clock, endUs) > us(last.at) && evidence.on(after.clock, endUs) < us(after.at) - SECOND
  const inside = evidence.node.renewals.filter(isInside)
  return inside.length > 0 && inside.every(({ line }) => !isKept(line))
}

/**
 * Whether what the control plane stamped stands in an outage of another time: the contract joins evidence of another
 * clock by overlap, and nothing compares the clocks after the node's was set.
 */
export function isJoinedAfterStep(evidence: Evidence, incident: Incident, clock: string | null): boolean {
  if (clock === clockOf(incident) || evidence.offset !== null) return false
  const [, untilUs] = stretchOf(incident)
  return evidence.node.steps.some(({ atUs }) => evidence.on(clockOf(incident), atUs) < untilUs)
}

/**
 * Whether an outage stands in the report once by each of two clocks that show it at other times: the contract joins
 * evidence of another clock by overlap.
 */
export function isUnjoined(evidence: Evidence, incidents: readonly Incident[]): boolean {
  const own = incidents.filter((i) => i.node === evidence.node.name && i.kind === 'lease-outage')
  return own.some((a) =>
    own.some(
      (b) =>
        clockOf(a) !== clockOf(b) &&
        overlap(stretchOf(a), stretchOf(b)) < 0 &&
        gapOf(evidence, a)?.gap === gapOf(evidence, b)?.gap,
    ),
  )
}
