/**
 * Incidents of kind `not-ready`: the node was not ready although its lease was renewed, or because its kubelet
 * reported it.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { isControlPlane } from '../../model/clock.ts'
import type { Boundaries, CauseCategory, SourceLine } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { NO_BOUNDARIES } from '../evidence/boundary.ts'
import { acrossSteps, isSetBackDuring } from '../node/clocks/clock-steps.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import type { NotReadyPeriod } from '../node/not-ready/not-ready-period.ts'
import { renewalsUntil } from '../node/renewals/renewals.ts'
import { draftOf, earliestOf, type IncidentDraft } from './draft.ts'
import { endingOf } from './ending.ts'
import { boundariesOfPeriods } from './last-renewal.ts'
import { endOfComplaints, kindOfPeriod, provesRenewing, unexplainedPeriods } from './period-kind.ts'

/** Limits the time between a period's start and the kubelet's own report of it. */
const SAME_REPORT_US: number = 60 * SECOND_US

export function detect(timeline: NodeTimeline, found: readonly IncidentDraft[]): IncidentDraft[] {
  return unexplainedPeriods(timeline, found)
    .filter((period) => kindOfPeriod(period, timeline) === 'not-ready')
    .map((period) => {
      const known = boundariesOfPeriods([period])
      const isReported = period.complaints.length > 0
      // No line shows when a kubelet that only complains was Ready again: the incident ends with its last report.
      const isOver = isReported && endOfComplaints(period, timeline) !== null
      const { open, endedBy, endUs, readyAgain } = endingOf(
        {
          startUs: period.startUs,
          lastFailureUs: null,
          firstRenewalAfter: null,
          readyAgain: known.readyAgain,
          open: !isOver,
          periods: [],
        },
        timeline,
      )
      const boundaries: Boundaries = acrossSteps({ ...NO_BOUNDARIES, ...known, readyAgain }, timeline)
      return draftOf(timeline, {
        kind: 'not-ready',
        boundaries,
        open,
        endedBy,
        isRenewalProven: provesRenewing(period, timeline),
        renewal: renewalDuring(period, timeline),
        isRenewalByOwnClock: isByOwnClock(period, timeline),
        startUs: earliestOf(boundaries) ?? period.startUs,
        endUs: boundaries.readyAgain?.atUs ?? endUs ?? (isOver ? period.endUs : null),
        silentUntilUs: knownUntil(period, timeline),
        reportedUntilUs: isReported ? period.endUs : null,
        proof: period.complaints,
        ...causeOf(period, timeline),
        periods: [period],
      })
    })
}

/** Returns the last line that would show that the node was Ready again: of its kubelet, or of a controller. */
function knownUntil({ endUs }: NotReadyPeriod, { controllers, lineSpans }: NodeTimeline): number {
  const ends = [
    ...controllers.all.map(({ process }) => process.lastUs),
    ...lineSpans.map((span) => span.endUs),
  ]
  return ends.reduce((last, us) => Math.max(last, us), endUs)
}

/** Returns the line of a renewal in a period; null: none is in evidence. */
function renewalDuring({ startUs, endUs }: NotReadyPeriod, { renewals }: NodeTimeline): SourceLine | null {
  const first = renewals.get(renewalsUntil(renewals, startUs))
  return first && first.atUs <= endUs ? first.witness : null
}

/** Whether nothing compares the clock of the node's renewals with that of its mark. */
function isByOwnClock(
  { markedNotReady: marked, taintQueued, lastSeen }: NotReadyPeriod,
  { clock, offset, roughOffset, isZoneAssumed }: NodeTimeline,
): boolean {
  const shown = marked ?? taintQueued ?? lastSeen
  if (!shown || isControlPlane(shown.clock) === isControlPlane(clock)) return false
  return isZoneAssumed || (offset ?? roughOffset) === null
}

/** Unknown is the controller's own conclusion: what the kubelet reported then is of another period. */
function causeOf(
  period: NotReadyPeriod,
  timeline: NodeTimeline,
): Partial<Pick<IncidentDraft, 'category' | 'error'>> {
  if (period.status !== 'Unknown') return reportedCause(period, timeline)
  return isSetBackDuring(period, timeline.clockJumps) ? { category: 'clock-jump' } : {}
}

/** Takes the first report of the kubelet that names a known category, or else the last report. */
function reportedCause(
  period: NotReadyPeriod,
  { observations }: NodeTimeline,
): { category: CauseCategory; error: string | null } {
  const reports = observations.within(
    'kubelet.not-ready',
    period.startUs - SAME_REPORT_US,
    period.startUs + SAME_REPORT_US,
  )
  const report = reports.find((o) => o.category !== null) ?? reports.at(-1)
  return {
    category: report?.category ?? 'unknown',
    error: report?.message ?? null,
  }
}
