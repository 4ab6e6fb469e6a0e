/** Which true gap between renewals an incident is about. */
import type { Incident } from '../contract.ts'
import { type Evidence, type Gap, overlap, us } from './evidence.ts'

/** What an incident may lie beside its gap. */
const SLACK_US = 2_000_000

/** Stretches as the clock of an incident shows them. */
export type Stretch = readonly [fromUs: number, toUs: number]

export function clockOf(incident: Incident): string {
  const { lastRenewal, firstFailure, firstRenewalAfter, markedNotReady, controllerLastSeen, taintQueued } =
    incident.boundaries
  const ofNode = lastRenewal ?? firstFailure ?? firstRenewalAfter
  const boundary = ofNode ?? markedNotReady ?? controllerLastSeen ?? taintQueued
  return boundary?.clock ?? incident.node ?? 'control-plane'
}

export function stretchOf(incident: Incident): Stretch {
  return [us(incident.start), incident.end === null ? Number.POSITIVE_INFINITY : us(incident.end)]
}

export interface Match {
  readonly gap: Gap
  readonly isOutage: boolean
}

/** The gap that an outage is about: that of its first failure, else the true outage it shares most time with, else any. */
export function gapOf(evidence: Evidence, incident: Incident): Match | null {
  return (
    gapOfFailure(evidence, incident) ?? gapOfRenewal(evidence, incident) ?? gapByOverlap(evidence, incident)
  )
}

function gapOfFailure(evidence: Evidence, incident: Incident): Match | null {
  const { firstFailure, lastFailure } = incident.boundaries
  // A boundary without bounds is only a moment that may be one.
  const first = firstFailure?.earliest === null && lastFailure?.exact ? lastFailure : firstFailure
  if (first === null) return null
  const atUs = us(first.at)
  const gap = evidence.gaps.find((g) =>
    evidence.keptFailures(g).some((f) => Math.abs(evidence.on(first.clock, f.endUs) - atUs) < 50_000),
  )
  return gap === undefined ? null : { gap, isOutage: evidence.isOutage(gap) }
}

function gapOfRenewal(evidence: Evidence, incident: Incident): Match | null {
  const last = incident.boundaries.lastRenewal
  if (last === null || !last.exact) return null
  const atUs = us(last.at)
  const gap = evidence.gaps.find(
    ({ before }) => before !== null && Math.abs(evidence.on(last.clock, before.endUs) - atUs) < 50_000,
  )
  return gap === undefined ? null : { gap, isOutage: evidence.isOutage(gap) }
}

function gapByOverlap(evidence: Evidence, incident: Incident): Match | null {
  const clock = clockOf(incident)
  const claimed = stretchOf(incident)
  let best: (Match & { shared: number }) | null = null
  for (const gap of evidence.gaps) {
    const shared = overlap(claimed, [
      evidence.on(clock, gap.fromUs) - SLACK_US,
      evidence.on(clock, gap.toUs) + SLACK_US,
    ])
    if (shared < 0) continue
    const isOutage = evidence.isOutage(gap)
    if (best === null || (isOutage && !best.isOutage) || (isOutage === best.isOutage && shared > best.shared))
      best = { gap, isOutage, shared }
  }
  return best
}
