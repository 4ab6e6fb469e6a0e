/** The part of an incident that its bounds prove: a drawing of it claims no more. */
import type { Boundary, Incident } from '../model/index.ts'
import type { Interval } from '../model/interval.ts'
import { shownUntilUs } from '../wording/incident-length.ts'

/**
 * Returns when a node certainly did not renew, or of an incident of another kind when it certainly lasted. Null: its
 * bounds allow any time. `lastUs` is the end of the report.
 */
export function shownTime(incident: Incident, lastUs: number): Interval | null {
  const { kind, boundaries, open } = incident
  const isOutage = kind === 'lease-outage'
  const from = isOutage ? boundaries.lastRenewal : boundaries.markedNotReady
  const to = isOutage ? (boundaries.firstRenewalAfter ?? boundaries.readyAgain) : boundaries.readyAgain
  const startUs = from && !from.exact ? (from.latestUs ?? from.atUs) : (from?.atUs ?? incident.startUs)
  const closedUs = to ? earliestEndUs(to, incident, startUs) : (incident.endUs ?? startUs)
  const endUs = open ? (shownUntilUs(incident) ?? lastUs) : closedUs
  return startUs <= endUs ? { startUs, endUs } : null
}

/** An end without a lower bound proves nothing: then the last sign of the incident counts. */
function earliestEndUs(to: Boundary, { boundaries }: Incident, startUs: number): number {
  if (to.exact) return to.atUs
  return to.earliestUs ?? boundaries.lastFailure?.atUs ?? boundaries.markedNotReady?.atUs ?? startUs
}
