/**
 * Between which lengths an outage lies, by the bounds of its boundaries.
 *
 * Authority: `report.schema.json` (`outageSecondsBounds`).
 */
import { isControlPlane } from '../../model/clock.ts'
import type { Incident, SecondsBounds } from '../../model/index.ts'
import { usToSeconds } from '../../time/instant.ts'
import { isDoubted } from '../../wording/params-of.ts'

/** Lengths in microseconds; `mostUs` null: unknown. */
export interface LengthBounds {
  readonly leastUs: number
  readonly mostUs: number | null
}

/** `lastUs`: end of the evidence, up to which an open outage counts. */
export function lengthBoundsOf(incident: Incident, lastUs: number | null): LengthBounds {
  const { lastRenewal } = incident.boundaries
  const latestStartUs = lastRenewal?.latestUs ?? incident.startUs
  const [earliestEndUs, latestEndUs] = endOf(incident, lastUs)
  const isOneClock = endsOnClockOf(incident)
  const isKnown = isOneClock && lastRenewal?.earliestUs != null && latestEndUs !== null
  return {
    leastUs: isOneClock && !isDoubted(incident) ? Math.max(0, earliestEndUs - latestStartUs) : 0,
    mostUs: isKnown ? latestEndUs - (lastRenewal.earliestUs as number) : null,
  }
}

/** Whether the clock of the last renewal stamps the end, too. The control plane stamps a deletion. */
function endsOnClockOf({ boundaries, endedBy }: Incident): boolean {
  const { lastRenewal, firstRenewalAfter: after } = boundaries
  if (!lastRenewal) return true
  if (after) return after.clock === lastRenewal.clock
  return endedBy !== 'node-deleted' || isControlPlane(lastRenewal.clock)
}

/** Without a renewal after it, an outage lasted at least to the last sign of it. */
function endOf({ boundaries, ...incident }: Incident, lastUs: number | null): [number, number | null] {
  const { firstRenewalAfter: after, lastFailure, markedNotReady, lastRenewal } = boundaries
  if (after) return [after.earliestUs ?? incident.startUs, after.latestUs]
  if (incident.endedBy !== null && incident.endUs !== null) return [incident.endUs, incident.endUs]
  const signs = [lastFailure, markedNotReady].filter(
    (b) => b && (!lastRenewal || b.clock === lastRenewal.clock),
  )
  const lastSignUs = signs.reduce((us, b) => Math.max(us, b?.earliestUs ?? us), incident.startUs)
  return [lastSignUs, incident.open ? lastUs : null]
}

/** Adds lengths: at least and at most, in seconds. */
export function sumOf(lengths: readonly LengthBounds[]): SecondsBounds {
  let leastUs = 0
  let mostUs: number | null = 0
  for (const length of lengths) {
    leastUs += length.leastUs
    mostUs = mostUs === null || length.mostUs === null ? null : mostUs + length.mostUs
  }
  return [usToSeconds(leastUs), mostUs === null ? null : usToSeconds(mostUs)]
}

/** Returns the bounds of the longest of at least one length, in seconds. */
export function longestOf(lengths: readonly LengthBounds[]): SecondsBounds {
  let leastUs = 0
  let mostUs: number | null = 0
  for (const length of lengths) {
    leastUs = Math.max(leastUs, length.leastUs)
    mostUs = mostUs === null || length.mostUs === null ? null : Math.max(mostUs, length.mostUs)
  }
  return [usToSeconds(leastUs), mostUs === null ? null : usToSeconds(mostUs)]
}

/** Returns the bounds of the mean time between outages in the order of their starts, in seconds; at least two are given. */
export function meanBetween(outages: readonly Incident[]): SecondsBounds {
  let leastUs: number | null = 0
  let mostUs: number | null = 0
  for (const [i, next] of outages.slice(1).entries()) {
    const before = outages[i] as Incident
    const { lastRenewal } = next.boundaries
    const end = before.boundaries.firstRenewalAfter
    const isOneClock = end !== null && lastRenewal !== null && end.clock === lastRenewal.clock
    leastUs = isOneClock ? added(leastUs, end.latestUs, lastRenewal.earliestUs) : null
    mostUs = isOneClock ? added(mostUs, end.earliestUs, lastRenewal.latestUs) : null
  }
  const pauses = outages.length - 1
  const mean = (us: number | null): number | null =>
    us === null ? null : usToSeconds(Math.round(us / pauses))
  return [leastUs === null ? null : Math.max(0, mean(leastUs) ?? 0), mean(mostUs)]
}

function added(sumUs: number | null, fromUs: number | null, untilUs: number | null): number | null {
  return sumUs === null || fromUs === null || untilUs === null ? null : sumUs + untilUs - fromUs
}
