/** Incidents of kind `status-outage`: status posts that fail while the lease is renewed. */
import type { Observation } from '../../model/index.ts'
import { isStatusFailure, type StatusFailureKind } from '../../model/kinds.ts'
import { SECOND_US } from '../../time/instant.ts'
import { exactly, NO_BOUNDARIES, witnessOf } from '../evidence/boundary.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import { START_UP_US } from '../node/process-end.ts'
import { renewalsBefore, renewalsUntil } from '../node/renewals.ts'
import { draftOf, type IncidentDraft, touches } from './draft.ts'

/** Failures that are further apart than this are two outages. */
const SAME_OUTAGE_US: number = 60 * SECOND_US

type TimedFailure = Observation<StatusFailureKind> & { readonly timeUs: number }

function isTimedFailure(o: Observation): o is TimedFailure {
  return o.timeUs !== null && isStatusFailure(o)
}

export function detect(timeline: NodeTimeline, found: readonly IncidentDraft[]): IncidentDraft[] {
  const outages = found.filter((draft) => draft.kind === 'lease-outage')
  return groupFailures(timeline.observations.all.filter(isTimedFailure)).flatMap((failures) => {
    const first = failures[0] as TimedFailure
    const last = failures.at(-1) as TimedFailure
    const isWithinOutage = touches(outages, {
      startUs: first.timeUs - START_UP_US,
      endUs: last.timeUs + START_UP_US,
    })
    const isExhausted = failures.some((o) => o.kind === 'node-status.retries-exhausted')
    if (!isExhausted || isWithinOutage || !isRenewing(timeline, first.timeUs, last.timeUs)) return []
    const failed = failures.find((o) => o.kind === 'node-status.update-failed')
    const ready = timeline.observations.of('node.ready').find((o) => (o.timeUs ?? 0) > last.timeUs)
    return draftOf(timeline, {
      kind: 'status-outage',
      startUs: first.timeUs,
      endUs: last.timeUs,
      category: failed?.cause ?? 'unknown',
      error: failed?.error ?? null,
      boundaries: {
        ...NO_BOUNDARIES,
        firstFailure: exactly(witnessOf(first), first.timeUs),
        lastFailure: exactly(witnessOf(last), last.timeUs),
        readyAgain: ready?.timeUs != null ? exactly(witnessOf(ready), ready.timeUs) : null,
      },
    })
  })
}

/** Splits failures, by time, where they are far apart. No group is empty. */
function groupFailures(failures: readonly TimedFailure[]): TimedFailure[][] {
  const groups: TimedFailure[][] = []
  for (const o of failures) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (group && last && o.timeUs - last.timeUs <= SAME_OUTAGE_US) group.push(o)
    else groups.push([o])
  }
  return groups
}

/** Whether there is at least one renewal in each two intervals. */
function isRenewing({ renewals, rules }: NodeTimeline, startUs: number, endUs: number): boolean {
  const twoIntervalsUs = 2 * rules.renewIntervalUs
  const count = renewalsUntil(renewals, endUs + twoIntervalsUs) - renewalsBefore(renewals, startUs)
  return count > 0 && count >= Math.floor((endUs - startUs) / twoIntervalsUs)
}
