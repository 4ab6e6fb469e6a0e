/** Incidents of kind `kubelet-restart`: the kubelet ended and another one worked before the lease ran out. */
import { NO_BOUNDARIES } from '../evidence/boundary.ts'
import type { KubeletDowntime, WorkingStart } from '../node/kubelet-downtimes.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import { boundaryOfRenewal, renewalsBefore, renewalsUntil } from '../node/renewals.ts'
import { draftOf, type IncidentDraft, indexDrafts } from './draft.ts'

type EndedDowntime = KubeletDowntime & { readonly next: WorkingStart }

export function detect(timeline: NodeTimeline, found: readonly IncidentDraft[]): IncidentDraft[] {
  const { downtimes, renewals } = timeline
  const including = indexDrafts(found.filter(includesStart))
  return downtimes
    .filter((d): d is EndedDowntime => d.next !== null)
    .filter((d) => !including.touches(d.endUs, d.next.startUs))
    .map(({ witness, endUs, next, error }) => {
      const last = renewals.get(renewalsUntil(renewals, endUs) - 1)
      const first = renewals.get(renewalsBefore(renewals, next.startUs))
      return draftOf(timeline, {
        kind: 'kubelet-restart',
        startUs: endUs,
        endUs: Math.max(endUs, next.startUs),
        category: 'kubelet-stopped',
        proof: [witness, next.witness],
        error: error?.text ?? null,
        boundaries: {
          ...NO_BOUNDARIES,
          lastRenewal: last ? boundaryOfRenewal(last) : null,
          firstRenewalAfter: first ? boundaryOfRenewal(first) : null,
        },
      })
    })
}

/** An outage or a reboot includes the start of a kubelet within it. */
function includesStart({ kind, category }: IncidentDraft): boolean {
  return kind === 'lease-outage' || (kind === 'log-gap' && category === 'node-reboot')
}
