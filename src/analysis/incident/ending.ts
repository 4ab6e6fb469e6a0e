/**
 * How an outage ended: by a renewal, by what the controller saw next, by the transition to Ready, or with its node.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { Boundary } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { type NodeTimeline, usableOffset } from '../node/node-timeline.ts'
import type { NotReadyPeriod } from '../node/not-ready/not-ready-period.ts'
import type { Silence } from '../node/silences/silences.ts'
import type { IncidentDraft } from './draft.ts'

/** The status may get through before the lease by so much. */
export const SOONER_READY_US: number = 12 * SECOND_US

/** What is known of an end before the control plane's word is added. */
interface KnownEnd {
  /** Start and last failed attempt, on the timeline's clock. */
  readonly startUs: number
  readonly lastFailureUs: number | null
  readonly firstRenewalAfter: Boundary | null
  readonly readyAgain: Boundary | null
  readonly open: boolean
  readonly periods: readonly NotReadyPeriod[]
}

type Ending = Pick<IncidentDraft, 'open' | 'endedBy' | 'endUs'> & {
  readonly firstRenewalAfter: Boundary | null
  readonly readyAgain: Boundary | null
  /** When the node that an outage ended with was removed at the latest, on the timeline's clock; null: it was not. */
  readonly removedUs: number | null
  readonly removal: Boundary | null
}

/** What shows the end of an outage besides its own evidence. */
type EndEvidence = Pick<NodeTimeline, 'deletions' | 'clock' | 'offset' | 'roughOffset'>

export function endingOf(known: KnownEnd, timeline: EndEvidence): Ending {
  const { startUs, lastFailureUs, readyAgain, periods } = known
  const seen = known.firstRenewalAfter ?? periods.at(-1)?.seenAgain ?? null
  const isLater = (b: Boundary): boolean =>
    lastFailureUs === null || onTimeline(b, b.latestUs ?? b.atUs, timeline) > lastFailureUs - SOONER_READY_US
  const firstRenewalAfter = seen && (known.firstRenewalAfter !== null || isLater(seen)) ? seen : null
  const removed = timeline.deletions.find(({ boundary: b }) => {
    const atUs = onTimeline(b, b.atUs, timeline)
    const isBefore = (end: Boundary | null): boolean =>
      end === null || atUs <= onTimeline(end, end.latestUs ?? end.atUs, timeline)
    return atUs > startUs && isBefore(firstRenewalAfter) && isBefore(readyAgain)
  })
  if (removed)
    return {
      firstRenewalAfter: null,
      readyAgain: null,
      open: false,
      endedBy: 'node-deleted',
      endUs: removed.boundary.atUs,
      removal: removed.boundary,
      removedUs: onTimeline(removed.boundary, removed.boundary.latestUs ?? removed.boundary.atUs, timeline),
    }
  const open = firstRenewalAfter === null && known.open && !(readyAgain !== null && isLater(readyAgain))
  return {
    firstRenewalAfter,
    readyAgain,
    open,
    endedBy: null,
    removedUs: null,
    removal: null,
    endUs: firstRenewalAfter?.atUs ?? (open ? null : (readyAgain?.atUs ?? null)),
  }
}

/** Puts a time of a boundary on the timeline's clock, as far as the clocks were compared. */
function onTimeline({ clock }: Boundary, timeUs: number, timeline: EndEvidence): number {
  return clock === timeline.clock ? timeUs : timeUs + (usableOffset(timeline)?.atUs ?? 0)
}

/** Whether the clock was set back after the last failure, so that what was printed next has older stamps. */
export function isSetBackAfter({ attempts }: Silence, { clockJumps }: NodeTimeline): boolean {
  const last = attempts.at(-1)
  return (
    last !== undefined && clockJumps.some(({ startUs, endUs }) => last.atUs > startUs && last.atUs <= endUs)
  )
}

/** Leaves out what failed after the node had been removed, when its outage was over. */
export function untilRemoval(silence: Silence, removedUs: number | null): Silence {
  if (removedUs === null) return silence
  return { ...silence, attempts: silence.attempts.filter(({ atUs }) => atUs <= removedUs) }
}
