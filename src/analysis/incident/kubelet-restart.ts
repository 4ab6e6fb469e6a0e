/** Incidents of kind `kubelet-restart`: a new kubelet process within one source, outside any outage. */
import { NO_BOUNDARIES } from '../evidence/boundary.ts'
import { linesAround } from '../node/lines-around.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import { predecessors } from '../node/processes.ts'
import { renewalsBefore, renewalsUntil } from '../node/renewals.ts'
import { boundaryOfRenewal } from '../node/silences.ts'
import { draftOf, type IncidentDraft, touches } from './draft.ts'

export function detect(timeline: NodeTimeline, found: readonly IncidentDraft[]): IncidentDraft[] {
  const { processes, renewals } = timeline
  const drafts: IncidentDraft[] = []
  const including = found.filter(includesStart)
  const befores = predecessors(processes)
  for (const p of [...processes].sort((a, b) => a.firstUs - b.firstUs)) {
    const before = befores.get(p)
    if (!before || p.pid === null || before.pid === null || before.lastUs > p.firstUs) continue
    const interval = { startUs: before.lastUs, endUs: p.firstUs }
    if (touches(including, interval)) continue
    const last = renewals.get(renewalsUntil(renewals, interval.startUs) - 1)
    const next = renewals.get(renewalsBefore(renewals, interval.endUs))
    drafts.push(
      draftOf(timeline, {
        kind: 'kubelet-restart',
        ...interval,
        category: 'kubelet-stopped',
        proof: linesAround(timeline, interval),
        boundaries: {
          ...NO_BOUNDARIES,
          lastRenewal: last ? boundaryOfRenewal(last) : null,
          firstRenewalAfter: next ? boundaryOfRenewal(next) : null,
        },
      }),
    )
  }
  return drafts
}

/** An outage or a reboot includes the start of a kubelet within it. */
function includesStart({ kind, category }: IncidentDraft): boolean {
  return kind === 'lease-outage' || (kind === 'log-gap' && category === 'node-reboot')
}
