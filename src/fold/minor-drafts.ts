/**
 * Incidents that are no outage of the lease: a kubelet that was restarted in time, a status that could not be posted
 * while the lease was renewed, lines that are missing.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { SECOND_US } from '../time.ts'
import type { Observation, ProcessReading } from '../types.ts'
import { type Beats, beatsBefore, beatsUntil } from './beats.ts'
import { exactly, NO_BOUNDARIES } from './boundary.ts'
import { type Draft, plainDraft } from './draft.ts'
import { type NodeEvidence, ofKind } from './evidence.ts'
import { type Gap, isBoot } from './gaps.ts'
import { predecessors, START_UP_US } from './life.ts'
import type { HeartbeatRules } from './outages.ts'
import { witnessOf } from './sightings.ts'

/** An outage or a boot tells of the start of a kubelet within it. */
function tellsOfStart({ kind, category }: Draft): boolean {
  return kind === 'lease-outage' || (kind === 'log-gap' && category === 'node-reboot')
}

function touches(drafts: readonly Draft[], { startUs, endUs }: { startUs: number; endUs: number }): boolean {
  return drafts.some((d) => d.startUs <= endUs && (d.endUs ?? Number.POSITIVE_INFINITY) >= startUs)
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

/** Where the log itself says that lines are missing. A boot within an outage is told there. */
export function gapDrafts(node: string, gaps: readonly Gap[], drafts: readonly Draft[]): Draft[] {
  return gaps
    .filter((gap) => !isBoot(gap) || !touches(drafts, gap))
    .map((gap) => ({
      ...plainDraft(node, 'log-gap', gap.startUs, gap.endUs),
      category: isBoot(gap) ? 'node-reboot' : 'unknown',
      error: gap.reason,
    }))
}

/** The lease duration: a shorter hole hides no outage of the definition. */
const HOLE_US: number = 40 * SECOND_US

/** A hole between two files of one kubelet, such as rotation leaves: what happened in it is unknown. */
export function holeDrafts(
  node: string,
  processes: readonly ProcessReading[],
  drafts: readonly Draft[],
): Draft[] {
  const found: Draft[] = []
  let before: ProcessReading | undefined
  for (const p of [...processes].sort((a, b) => a.firstUs - b.firstUs)) {
    if (before && p.source !== before.source && p.firstUs - before.lastUs > HOLE_US) {
      const startUs = before.lastUs
      const endUs = p.firstUs
      if (!touches(drafts, { startUs, endUs }))
        found.push({
          ...plainDraft(node, 'log-gap', startUs, endUs),
          error: `nothing between ${before.source} and ${p.source}`,
        })
    }
    if (!before || p.lastUs > before.lastUs) before = p
  }
  return found
}
