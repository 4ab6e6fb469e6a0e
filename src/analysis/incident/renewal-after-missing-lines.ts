/**
 * The renewal that ended an outage which the controller shows, where the kubelet's lines of that time are missing.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { Boundary } from '../../model/index.ts'
import { between, witnessOfBoundary } from '../evidence/boundary.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import type { NotReadyPeriod } from '../node/not-ready/not-ready-period.ts'
import { boundaryOfRenewal, renewalsUntil } from '../node/renewals/renewals.ts'
import { followsRead } from '../node/silences/downtime-silences.ts'
import { endsSilence, readsBeforeRenewal } from '../node/silences/kubelet-silence.ts'
import { SOONER_READY_US } from './ending.ts'

/**
 * Returns the node's own renewal after missing lines in which the period lies: the one that ended the outage was this
 * one or one of those that are missing.
 */
export function renewalAfterMissingLines(period: NotReadyPeriod, timeline: NodeTimeline): Boundary | null {
  const { renewals, rules } = timeline
  const i = renewalsUntil(renewals, period.startUs)
  const before = renewals.get(i - 1)
  const after = renewals.get(i)
  if (!before || !after || after.atUs - before.atUs <= rules.leaseDurationUs) return null
  // The controller saw the one that ended the outage, so that it came before: no line of the kubelet bounds it better.
  if (isAfterRecovery(after.startUs, period)) return period.seenAgain ?? renewalAtRecovery(period)
  // Before a GET of the Lease its updates had failed: the renewal is the first since then.
  const isRecovered = period.seenAgain !== null || period.readyAgain !== null
  const isFirst =
    isRecovered &&
    readsBeforeRenewal(period.startUs, timeline) &&
    followsRead(after.startUs, timeline.readsUs)
  return isFirst || endsSilence(after, period, timeline)
    ? boundaryOfRenewal(after)
    : between(after.witness, null, after.atUs)
}

/** Whether the controller saw the node again so long before a renewal that others are missing. */
function isAfterRecovery(startUs: number, { seenAgain, readyAgain }: NotReadyPeriod): boolean {
  const recoveredUs = seenAgain?.latestUs ?? readyAgain?.latestUs ?? null
  return recoveredUs !== null && startUs > recoveredUs + SOONER_READY_US
}

/**
 * Bounds the renewal around a recovery: from the last stale line to the pass that found the node healthy, or shortly
 * after it, because the status may get through before the lease.
 */
function renewalAtRecovery({ lastStaleUs, readyAgain: ready }: NotReadyPeriod): Boundary | null {
  if (!ready || lastStaleUs === null) return null
  const readyUs = ready.latestUs ?? ready.atUs
  return between(witnessOfBoundary(ready), Math.min(lastStaleUs, readyUs), readyUs + SOONER_READY_US)
}
