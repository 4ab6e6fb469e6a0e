/**
 * Incidents of kind `log-gap`: lines are missing, so what happened then is unknown.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { ProcessReading } from '../../store/reading.ts'
import { SECOND_US } from '../../time/instant.ts'
import { linesAround } from '../node/lines-around.ts'
import { isBoot } from '../node/log-gaps.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import { draftOf, type IncidentDraft, touches } from './draft.ts'

/** Detects where a log itself reports missing lines. A reboot within another incident is part of that. */
export function detect(timeline: NodeTimeline, found: readonly IncidentDraft[]): IncidentDraft[] {
  return timeline.missingSpans
    .filter((span) => !isBoot(span) || !touches(found, span))
    .map((span) =>
      draftOf(timeline, {
        kind: 'log-gap',
        startUs: span.startUs,
        endUs: span.endUs,
        category: isBoot(span) ? 'node-reboot' : 'unknown',
        error: span.reason,
        proof: [{ source: span.source, line: span.line }],
      }),
    )
}

/** The lease duration: a shorter gap hides no outage. */
const SHORTEST_GAP_US: number = 40 * SECOND_US

/** Detects a gap between two files of one kubelet, such as rotation leaves, that no other incident explains. */
export function detectBetweenFiles(timeline: NodeTimeline, found: readonly IncidentDraft[]): IncidentDraft[] {
  const drafts: IncidentDraft[] = []
  let before: ProcessReading | null = null
  for (const p of [...timeline.processes].sort((a, b) => a.firstUs - b.firstUs)) {
    if (before && p.source !== before.source && p.firstUs - before.lastUs > SHORTEST_GAP_US) {
      const interval = { startUs: before.lastUs, endUs: p.firstUs }
      if (!touches(found, interval))
        drafts.push(
          draftOf(timeline, {
            kind: 'log-gap',
            ...interval,
            proof: linesAround(timeline, interval),
            error: `nothing between ${before.source} and ${p.source}`,
          }),
        )
    }
    if (!before || p.lastUs > before.lastUs) before = p
  }
  return drafts
}
