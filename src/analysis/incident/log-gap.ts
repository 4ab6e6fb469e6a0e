/**
 * Incidents of kind `log-gap`: lines are missing, so what happened then is unknown.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Interval } from '../../model/interval.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { SECOND_US } from '../../time/instant.ts'
import { linesAround } from '../node/kubelets/lines-around.ts'
import { longestPauseUs } from '../node/lease-activity.ts'
import { isBoot } from '../node/log-gaps.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import { draftOf, type IncidentDraft, indexDrafts } from './draft.ts'

/** Detects where a log itself reports missing lines. A reboot within another incident is part of that. */
export function detect(timeline: NodeTimeline, found: readonly IncidentDraft[]): IncidentDraft[] {
  const known = indexDrafts(found)
  return [...timeline.missingSpans]
    .filter((span) => !isBoot(span) || !known.touches(span.startUs, span.endUs))
    .map((span) =>
      draftOf(timeline, {
        kind: 'log-gap',
        startUs: span.startUs,
        endUs: span.endUs,
        category: isBoot(span) ? 'node-reboot' : 'unknown',
        error: span.reason,
        isGapReported: true,
        proof: [{ source: span.source, line: span.line }],
      }),
    )
}

/** The lease duration by default: a shorter gap hides no outage. */
const SHORTEST_GAP_US: number = 40 * SECOND_US

/**
 * Detects where a kubelet that prints its requests prints nothing for longer than its lease lasts, and nothing else
 * shows what happened: lines are missing, or the machine was suspended.
 */
export function detectPauses(timeline: NodeTimeline, found: readonly IncidentDraft[]): IncidentDraft[] {
  const { lineSpans, rules, processes, clockJumps } = timeline
  const requestSpans = [...timeline.requestSpans]
  // A quiet log has thousands of pauses, none of which hides a request.
  if (requestSpans.length === 0) return []
  const drafts: IncidentDraft[] = []
  const known = indexDrafts(found)
  for (const [i, span] of lineSpans.entries()) {
    const before = lineSpans[i - 1]
    if (!before || span.startUs - before.endUs <= rules.leaseDurationUs) continue
    const interval = { startUs: before.endUs, endUs: span.startUs }
    const request =
      requestSpans[
        firstIndexWhere(requestSpans.length, (n) => (requestSpans[n] as Interval).endUs > before.endUs) - 1
      ]
    const printsBefore = request !== undefined && before.endUs - request.endUs <= longestPauseUs(rules)
    if (!printsBefore || known.touches(interval.startUs, interval.endUs)) continue
    // A clock that was set back shows the same time twice, so that lines of the second time may lie in the gap.
    if (clockJumps.some((jump) => jump.startUs < interval.endUs && jump.endUs > interval.startUs)) continue
    const { source } = processes.find((p) => p.firstUs <= before.endUs && p.lastUs >= span.startUs) ?? {}
    drafts.push(
      draftOf(timeline, {
        kind: 'log-gap',
        ...interval,
        proof: linesAround(timeline, interval),
        error: source === undefined ? null : `no line of the kubelet in ${source}`,
      }),
    )
  }
  return drafts
}

/** Detects a gap between two files of one kubelet, such as rotation leaves, that no other incident explains. */
export function detectBetweenFiles(timeline: NodeTimeline, found: readonly IncidentDraft[]): IncidentDraft[] {
  const known = indexDrafts(found)
  const drafts: IncidentDraft[] = []
  let before: ProcessReading | null = null
  for (const p of [...timeline.processes].sort((a, b) => a.firstUs - b.firstUs)) {
    if (before && p.source !== before.source && p.firstUs - before.lastUs > SHORTEST_GAP_US) {
      const interval = { startUs: before.lastUs, endUs: p.firstUs }
      if (!known.touches(interval.startUs, interval.endUs))
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
