/** Incidents of kind `kubelet-restart`: the kubelet ended and another one worked before the lease ran out. */
import type { Boundary } from '../../model/index.ts'
import { between, NO_BOUNDARIES } from '../evidence/boundary.ts'
import { isComplete } from '../node/coverage.ts'
import type { KubeletDowntime, WorkingStart } from '../node/kubelets/kubelet-downtimes.ts'
import { ANNOUNCED_ATTEMPT_US, printsRequestsUntil } from '../node/lease-activity.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import { boundaryOfRenewal, renewalsBefore, renewalsUntil } from '../node/renewals/renewals.ts'
import { renewalBefore } from '../node/silences/downtime-silences.ts'
import { draftOf, type IncidentDraft, indexDrafts } from './draft.ts'

type EndedDowntime = KubeletDowntime & { readonly next: WorkingStart }

export function detect(timeline: NodeTimeline, found: readonly IncidentDraft[]): IncidentDraft[] {
  const { downtimes, requestSpans, rules } = timeline
  const including = indexDrafts(found.filter(includesStart))
  return (
    downtimes
      .filter((d): d is EndedDowntime => d.next !== null)
      // A kubelet that prints its requests prints them in time: after a longer pause, lines are missing.
      .filter((d) => requestSpans.length === 0 || d.next.startUs - d.endUs <= rules.leaseDurationUs)
      .filter((d) => !including.touches(d.endUs, d.next.startUs))
      .map((downtime) => {
        const { witness, endUs, next, error, isReported } = downtime
        return draftOf(timeline, {
          kind: 'kubelet-restart',
          startUs: endUs,
          endUs: Math.max(endUs, next.startUs),
          category: 'kubelet-stopped',
          proof: [witness, next.witness],
          error: error?.text ?? null,
          isEndKnown: isReported || printsRequestsUntil(endUs, timeline, rules),
          boundaries: {
            ...NO_BOUNDARIES,
            lastRenewal: lastBefore(downtime, timeline),
            firstRenewalAfter: firstAfter(downtime, timeline),
          },
        })
      })
  )
}

/** Returns null if no renewal before the end is in evidence. */
function lastBefore(downtime: EndedDowntime, timeline: NodeTimeline): Boundary | null {
  const isKnown = renewalsUntil(timeline.renewals, downtime.endUs) > 0
  return isKnown ? renewalBefore(downtime, timeline, timeline.rules) : null
}

/** Returns null if no renewal after the start is in evidence. One long after it may not be the first. */
function firstAfter(
  { next: { startUs, knownUs } }: EndedDowntime,
  { renewals, completeSpans }: NodeTimeline,
): Boundary | null {
  const first = renewals.get(renewalsBefore(renewals, startUs))
  if (!first) return null
  const isFirst =
    first.startUs <= knownUs + ANNOUNCED_ATTEMPT_US || isComplete(completeSpans, knownUs, first.atUs)
  return isFirst ? boundaryOfRenewal(first) : between(first.witness, startUs, first.atUs)
}

/** An outage or a reboot includes the start of a kubelet within it. */
function includesStart({ kind, category }: IncidentDraft): boolean {
  return kind === 'lease-outage' || (kind === 'log-gap' && category === 'node-reboot')
}
