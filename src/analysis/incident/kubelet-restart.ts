/** Incidents of kind `kubelet-restart`. */
import { exactly, NO_BOUNDARIES } from '../evidence/boundary.ts'
import type { NodeEvidence } from '../evidence/gather.ts'
import { predecessors } from '../node/processes.ts'
import type { Beats } from '../node/renewals.ts'
import { beatsBefore, beatsUntil } from '../node/renewals.ts'
import type { Draft } from './draft.ts'
import { plainDraft, touches } from './draft.ts'

/** An outage or a boot tells of the start of a kubelet within it. */
function tellsOfStart({ kind, category }: Draft): boolean {
  return kind === 'lease-outage' || (kind === 'log-gap' && category === 'node-reboot')
}

/** A new kubelet process within one source, outside any outage. */
export function restartDrafts(
  node: string,
  evidence: NodeEvidence,
  beats: Beats,
  drafts: readonly Draft[],
): Draft[] {
  const found: Draft[] = []
  const befores = predecessors(evidence.processes)
  for (const p of [...evidence.processes].sort((a, b) => a.firstUs - b.firstUs)) {
    const before = befores.get(p)
    if (!before || p.pid === null || before.pid === null || before.lastUs > p.firstUs) continue
    const startUs = before.lastUs
    const endUs = p.firstUs
    if (touches(drafts.filter(tellsOfStart), { startUs, endUs })) continue
    const lastRenewal = beats.beat(beatsUntil(beats, startUs) - 1)
    const next = beats.beat(beatsBefore(beats, endUs))
    found.push({
      ...plainDraft(node, 'kubelet-restart', startUs, endUs),
      category: 'kubelet-stopped',
      boundaries: {
        ...NO_BOUNDARIES,
        lastRenewal: lastRenewal ? exactly(lastRenewal.witness, lastRenewal.atUs, lastRenewal.startUs) : null,
        firstRenewalAfter: next ? exactly(next.witness, next.atUs, next.startUs) : null,
      },
    })
  }
  return found
}
