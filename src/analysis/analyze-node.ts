/**
 * The analysis of one node: its evidence becomes a timeline, the timeline incidents. Pure: the same evidence gives
 * the same incidents.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { type NodeEvidence, withStale } from './evidence/node-evidence.ts'
import { order } from './evidence/order.ts'
import type { IncidentDraft } from './incident/draft.ts'
import { detectIncidents } from './incident/index.ts'
import type { NodeAnalysis } from './incident/node-analysis.ts'
import { existingSpans } from './node/deletions.ts'
import { newestLabels } from './node/node-labels.ts'
import { aheadUs, buildTimeline, type NodeTimeline, type TimelineContext } from './node/node-timeline.ts'
import { listNodeEntries } from './report/timeline.ts'

/** `all` lists every observation in the report's timeline. */
export function analyzeNode(evidence: NodeEvidence, context: TimelineContext, all: boolean): NodeAnalysis {
  const timeline = buildTimeline(withStale(evidence), context)
  const found = detectIncidents(timeline)
  const { node, clock, renewals, attempts, completeSpans, loggedSpans, clockJumps } = timeline
  return {
    node,
    clock,
    renewals,
    attempts,
    completeSpans,
    loggedSpans,
    clockJumps,
    renewIntervalUs: timeline.rules.renewIntervalUs,
    intervalFrom: timeline.rules.intervalFrom ?? null,
    offset: timeline.offset,
    roughOffset: timeline.roughOffset,
    isDeleted: timeline.deletions.at(-1)?.nextUs === null,
    existingSpans: existingSpans({
      deletions: timeline.deletions,
      firstUs: firstMomentUs(timeline, found),
      shiftUs: aheadUs(timeline),
    }),
    ...newestLabels(timeline.observations.of('node.seen')),
    drafts: found.toSorted((a, b) => a.startUs - b.startUs || order(a.kind, b.kind)),
    contradictions: found.flatMap((draft) => draft.contradiction ?? []),
    entries: listNodeEntries(timeline, found, all),
  }
}

/** Returns the first moment that the evidence shows of a node; null: no line has a time. */
function firstMomentUs(
  { observations, processes, renewals }: NodeTimeline,
  drafts: readonly IncidentDraft[],
): number | null {
  const times = [
    observations.all.find(({ timeUs }) => timeUs !== null)?.timeUs ?? [],
    ...processes.map(({ firstUs }) => firstUs),
    ...(renewals.get(0) ? [renewals.startUs(0)] : []),
    ...drafts.map(({ startUs }) => startUs),
  ].flat()
  return times.reduce<number | null>((first, us) => Math.min(first ?? us, us), null)
}
