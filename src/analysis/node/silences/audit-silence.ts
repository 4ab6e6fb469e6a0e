/**
 * The silence that an audit log shows in which a node renews no more while others do, up to its end.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import { CONTROL_PLANE } from '../../../model/clock.ts'
import type { Interval } from '../../../model/interval.ts'
import type { NodeEvidence } from '../../evidence/node-evidence.ts'
import type { HeartbeatRules } from '../lease-activity.ts'
import type { Renewal, Renewals } from '../renewals/renewal.ts'
import { boundaryOfRenewal, renewalsOfRequests } from '../renewals/renewals.ts'
import { overlaps, type Silence, startOf } from './silences.ts'

/** The newest audited renewal of a node. */
export interface NewestAudited {
  readonly node: string
  readonly renewal: Renewal
}

/** Returns the newest audited renewals of the two nodes that renewed last. */
export function newestAudited(nodes: readonly NodeEvidence[]): readonly NewestAudited[] {
  let newest: readonly NewestAudited[] = []
  for (const evidence of nodes.filter(({ isAudited }) => isAudited)) {
    const { node, requests } = evidence
    const renewals = renewalsOfRequests(requests, { byControlPlane: true, clock: CONTROL_PLANE, shiftUs: 0 })
    const renewal = renewals.get(renewals.length - 1)
    if (!renewal) continue
    newest = [...newest, { node, renewal }].sort((a, b) => b.renewal.atUs - a.renewal.atUs).slice(0, 2)
  }
  return newest
}

/** What audit logs show of all nodes. */
export interface AuditedRenewals {
  readonly newest: readonly NewestAudited[]
  /** Where no renewal is missing. */
  readonly spans: readonly Interval[]
}

interface AuditedNode {
  readonly node: string
  /** Its renewals, on the control plane's clock; null: others than audited ones are in evidence. */
  readonly audited: Renewals | null
  readonly rules: HeartbeatRules
}

/** Adds the silence up to the last renewal of another node in the same audit log, unless another one is known then. */
export function addAuditSilence(
  silences: readonly Silence[],
  { node, audited, rules }: AuditedNode,
  { newest, spans }: AuditedRenewals,
): readonly Silence[] {
  const last = audited?.get(audited.length - 1)
  const other = newest.find((one) => one.node !== node)?.renewal
  if (!last || !other) return silences
  if (other.atUs - last.atUs <= rules.leaseDurationUs + rules.longestIntervalUs) return silences
  const span = { startUs: last.atUs, endUs: other.atUs }
  const isComplete = spans.some(({ startUs, endUs }) => startUs <= span.startUs && span.endUs <= endUs)
  const { source, line } = other.witness
  if (!isComplete || last.witness.source !== source) return silences
  const own: Silence = {
    lastRenewal: boundaryOfRenewal(last),
    firstRenewalAfter: null,
    attempts: [],
    open: true,
    shownBy: { source, line, timeUs: other.atUs },
  }
  if (silences.some((silence) => overlaps(silence, { ...span, startUs: startOf(own) }))) return silences
  return [...silences, own]
}
