/** Incidents of kind `status-outage`. */
import type { Observation } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { exactly, NO_BOUNDARIES } from '../evidence/boundary.ts'
import type { NodeEvidence } from '../evidence/gather.ts'
import { ofKind } from '../evidence/order.ts'
import { witnessOf } from '../node/not-ready-periods.ts'
import { START_UP_US } from '../node/processes.ts'
import type { Beats } from '../node/renewals.ts'
import { beatsBefore, beatsUntil } from '../node/renewals.ts'
import type { HeartbeatRules } from '../node/silences.ts'
import type { Draft } from './draft.ts'
import { plainDraft } from './draft.ts'

/** Status posts that fail while the lease is renewed. */
export function statusDrafts(
  node: string,
  evidence: NodeEvidence,
  beats: Beats,
  drafts: readonly Draft[],
  rules: HeartbeatRules,
): Draft[] {
  const found: Draft[] = []
  const rounds = evidence.observations.filter(
    (o) => o.kind === 'node-status.update-failed' || o.kind === 'node-status.retries-exhausted',
  )
  let group: Observation[] = []
  const close = (): void => {
    const first = group[0]
    const last = group[group.length - 1]
    const exhausted = group.filter((o) => o.kind === 'node-status.retries-exhausted').length
    if (first?.timeUs != null && last?.timeUs != null && exhausted > 0) {
      const startUs = first.timeUs
      const endUs = last.timeUs
      const inOutage = drafts.some(
        (d) =>
          d.kind === 'lease-outage' &&
          d.startUs <= endUs + START_UP_US &&
          (d.endUs ?? Number.POSITIVE_INFINITY) >= startUs - START_UP_US,
      )
      const renewals = beatsUntil(beats, endUs + 2 * rules.renewIntervalUs) - beatsBefore(beats, startUs)
      if (
        !inOutage &&
        renewals > 0 &&
        renewals >= Math.floor((endUs - startUs) / (2 * rules.renewIntervalUs))
      ) {
        const failed = group.find((o) => o.kind === 'node-status.update-failed')
        const next = ofKind(evidence.observations, 'node.ready').find((o) => (o.timeUs ?? 0) > endUs)
        found.push({
          ...plainDraft(node, 'status-outage', startUs, endUs),
          category: (failed?.kind === 'node-status.update-failed' ? failed.cause : null) ?? 'unknown',
          error: failed?.kind === 'node-status.update-failed' ? failed.error : null,
          boundaries: {
            ...NO_BOUNDARIES,
            firstFailure: exactly(witnessOf(first), startUs),
            lastFailure: exactly(witnessOf(last), endUs),
            readyAgain: next?.timeUs != null ? exactly(witnessOf(next), next.timeUs) : null,
          },
        })
      }
    }
    group = []
  }
  for (const o of rounds) {
    const last = group[group.length - 1]
    if (last?.timeUs != null && o.timeUs !== null && o.timeUs - last.timeUs > 60 * SECOND_US) close()
    if (o.timeUs !== null) group.push(o)
  }
  close()
  return found
}
