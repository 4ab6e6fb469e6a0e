/** The processes of a kubelet: where its log could have printed a failure, and which process followed which. */

import { firstIndexWhere } from '../../../bytes/binary-search.ts'
import type { Interval } from '../../../model/interval.ts'
import type { ProcessReading } from '../../../store/reading.ts'
import { groupBy } from '../../evidence/group-by.ts'
import { joinSpans, without } from '../coverage.ts'
import type { MissingSpan } from '../log-gaps.ts'

/**
 * Returns where the kubelet's log could have printed something: the spans of its processes without missing lines. A
 * process that prints its requests prints something all the time, so lines are missing from a pause, or it printed none.
 */
export function loggedSpansOf(
  processes: readonly ProcessReading[],
  missingSpans: Iterable<MissingSpan>,
  longestPauseUs: number,
): Interval[] {
  const missingBySource = groupBy(missingSpans, ({ source }) => source)
  return processes.flatMap(({ source, firstUs, lastUs, pauses, printsRequests }) =>
    without({ startUs: firstUs, endUs: lastUs }, [
      ...(missingBySource.get(source) ?? []),
      ...(printsRequests ? pauses.filter((pause) => pause.endUs - pause.startUs > longestPauseUs) : []),
    ]),
  )
}

/** Returns where the kubelet's processes printed lines, none further apart than 20 s, by time. */
export function lineSpansOf(processes: readonly ProcessReading[], longestPauseUs: number): Interval[] {
  const spans = processes.flatMap(({ firstUs, lastUs, pauses }) =>
    without(
      { startUs: firstUs, endUs: lastUs + 1 },
      // The line before a pause is a span of its own.
      pauses.map((pause) => ({ startUs: pause.startUs + 1, endUs: pause.endUs })),
    ),
  )
  return joinSpans(spans, longestPauseUs)
}

/** Returns when the kubelet printed its first line at `fromUs` or later, by the spans; null: it printed none. */
export function nextLineUs(lineSpans: readonly Interval[], fromUs: number): number | null {
  const next = lineSpans[firstIndexWhere(lineSpans.length, (i) => (lineSpans[i] as Interval).endUs > fromUs)]
  return next === undefined ? null : Math.max(next.startUs, fromUs)
}

/** Results of `predecessors` by its argument, because every outage asks for them. */
const known = new WeakMap<readonly ProcessReading[], ReadonlyMap<ProcessReading, ProcessReading>>()

/** Maps each process to the one before it in its source: of those with another pid that began earlier, the last to begin. */
export function predecessors(
  processes: readonly ProcessReading[],
): ReadonlyMap<ProcessReading, ProcessReading> {
  const before = known.get(processes) ?? findPredecessors(processes)
  known.set(processes, before)
  return before
}

/** The processes of one source that have begun, while they are gone through by start. */
interface Begun {
  /** The last that began before the newest start. */
  last?: ProcessReading
  /** The last before `last` with another pid. */
  other?: ProcessReading
  /** Those of the newest start. */
  newest: ProcessReading[]
}

function findPredecessors(processes: readonly ProcessReading[]): Map<ProcessReading, ProcessReading> {
  const before = new Map<ProcessReading, ProcessReading>()
  const begunBySource = new Map<string, Begun>()
  for (const p of [...processes].sort((a, b) => a.firstUs - b.firstUs)) {
    const begun = begunBySource.get(p.source) ?? { newest: [] }
    begunBySource.set(p.source, begun)
    if (begun.newest[0] && begun.newest[0].firstUs < p.firstUs) {
      for (const earlier of begun.newest) {
        if (begun.last && begun.last.pid !== earlier.pid) begun.other = begun.last
        begun.last = earlier
      }
      begun.newest = []
    }
    begun.newest.push(p)
    const predecessor = begun.last?.pid === p.pid ? begun.other : begun.last
    if (predecessor) before.set(p, predecessor)
  }
  return before
}
