/**
 * Events of a node that ran out of memory shortly before an outage: named beside it, not taken for its cause.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { Boundary, Observation } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import { usableOffset } from '../node/node-timeline.ts'

/** An outage that begins, or is marked, later than this after the event may have another reason. */
const SOON_US: number = 120 * SECOND_US

/** Returns the newest event that precedes the start or the mark closely; null: none does. */
export function outOfMemoryBefore(
  {
    startUs,
    boundaries: { lastRenewal, markedNotReady },
  }: {
    readonly startUs: number
    readonly boundaries: { readonly [N in 'lastRenewal' | 'markedNotReady']: Boundary | null }
  },
  timeline: NodeTimeline,
): Observation<'kubelet.oom'> | null {
  const moments = [lastRenewal, markedNotReady].flatMap((b) => (b ? boundsOf(b, timeline) : []))
  const starts = lastRenewal ? moments : [...moments, { earliestUs: startUs, latestUs: startUs }]
  let newest: Observation<'kubelet.oom'> | null = null
  for (const { earliestUs, latestUs } of starts) {
    // A whole second reaches a second further.
    const event = timeline.observations
      .within('kubelet.oom', earliestUs - SOON_US - SECOND_US, latestUs)
      .findLast(({ timeUs, resolutionUs }) => (timeUs ?? 0) + resolutionUs >= earliestUs - SOON_US)
    if (event && (newest === null || (event.timeUs ?? 0) > (newest.timeUs ?? 0))) newest = event
  }
  return newest
}

/** The kubelet stamps the event: other clocks' bounds are moved to its own, as far as they were compared. */
function boundsOf(
  { atUs, earliestUs, latestUs, clock }: Boundary,
  timeline: NodeTimeline,
): { readonly earliestUs: number; readonly latestUs: number } {
  const offset = clock === timeline.node ? null : usableOffset(timeline)
  return {
    earliestUs: (earliestUs ?? atUs) + (offset?.earliestUs ?? 0),
    latestUs: (latestUs ?? atUs) + (offset?.latestUs ?? 0),
  }
}
