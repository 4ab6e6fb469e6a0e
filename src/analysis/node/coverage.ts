/** Spans of time in which every renewal of a node is in evidence. */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Observation } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { STAMP_TOLERANCE_US } from '../evidence/boundary.ts'
import { groupBy } from '../evidence/group-by.ts'
import type { IntervalIndex } from '../evidence/interval-index.ts'
import type { MissingSpan } from './log-gaps.ts'

/** A span in which every renewal of the node is in evidence, and by what. */
export interface CompleteSpan extends Interval {
  readonly by: 'kubelet' | 'lease-watch' | 'audit'
}

/**
 * A kubelet's log contains every renewal while request lines of any kind go on: no pause of more than `longestPauseUs`,
 * no lines that are known to be missing. Other lines don't do: `-v` can be changed at run time.
 */
export function completeSpansOfProcesses(
  processes: readonly ProcessReading[],
  missingSpans: Iterable<MissingSpan>,
  longestPauseUs: number,
): CompleteSpan[] {
  const missingBySource = groupBy(missingSpans, ({ source }) => source)
  const printing = processes.filter((p) => p.component === 'kubelet' && p.printsRequests)
  const pieces = printing.flatMap(({ requestTimes, source, clockJumps }) => {
    if (!requestTimes) return []
    const { firstUs, lastUs, pauses } = requestTimes
    return without({ startUs: firstUs, endUs: lastUs }, [
      ...pauses.filter((pause) => pause.endUs - pause.startUs > longestPauseUs),
      ...(missingBySource.get(source) ?? []),
      // Not complete: what was stamped twice because the clock was set back.
      ...clockJumps,
    ])
  })
  const sources = new Set(printing.map(({ source }) => source))
  const incomplete = [...sources].flatMap((source) => missingBySource.get(source) ?? [])
  const joined = joinSpans(pieces, longestPauseUs, incomplete)
  return joined.map((span) => ({ ...span, by: 'kubelet' }))
}

/** Returns what is left of a span. */
export function without(span: Interval, holes: readonly Interval[]): Interval[] {
  const left: Interval[] = []
  let { startUs } = span
  for (const hole of [...holes].sort((a, b) => a.startUs - b.startUs)) {
    if (hole.endUs < startUs || hole.startUs > span.endUs) continue
    if (hole.startUs > startUs) left.push({ startUs, endUs: hole.startUs })
    startUs = Math.max(startUs, hole.endUs)
  }
  if (startUs < span.endUs) left.push({ startUs, endUs: span.endUs })
  return left
}

/**
 * Joins spans that follow each other within `longestPauseUs`, such as those of a process and its successor, or of a file
 * and the next; not across what is known to be missing.
 */
export function joinSpans(
  spans: readonly Interval[],
  longestPauseUs: number,
  missing: readonly Interval[] = [],
): Interval[] {
  const joined: { startUs: number; endUs: number }[] = []
  const holes = [...missing].sort((a, b) => a.endUs - b.endUs)
  for (const { startUs, endUs } of [...spans].sort((a, b) => a.startUs - b.startUs)) {
    const last = joined[joined.length - 1]
    const hole =
      last && holes[firstIndexWhere(holes.length, (i) => (holes[i] as Interval).endUs >= last.endUs)]
    const isCut = hole !== undefined && hole.startUs <= startUs
    if (last && startUs <= last.endUs) last.endUs = Math.max(last.endUs, endUs)
    else if (last && startUs - last.endUs <= longestPauseUs && !isCut)
      last.endUs = Math.max(last.endUs, endUs)
    else joined.push({ startUs, endUs })
  }
  return joined
}

/** A watch shows every renewal: at least three of one source, most of them no more than two intervals apart. */
export function completeSpansOfLeases(
  leases: readonly Observation<'lease.seen'>[],
  renewIntervalUs: number,
): CompleteSpan[] {
  const timesBySource = new Map<string, Set<number>>()
  for (const o of leases) {
    if (o.renewTimeUs === null) continue
    const times = timesBySource.get(o.source)
    if (times) times.add(o.renewTimeUs)
    else timesBySource.set(o.source, new Set([o.renewTimeUs]))
  }
  const spans: CompleteSpan[] = []
  for (const set of timesBySource.values()) {
    const times = [...set].sort((a, b) => a - b)
    const differences = times.slice(1).map((t, i) => t - (times[i] as number))
    const close = differences.filter((us) => us <= 2 * renewIntervalUs).length
    if (times.length >= 3 && close * 2 > differences.length)
      spans.push({
        startUs: times[0] as number,
        endUs: times[times.length - 1] as number,
        by: 'lease-watch',
      })
  }
  return spans
}

/** Whether one span contains all renewals from `fromUs` to `toUs`. */
export function isComplete(spans: IntervalIndex<CompleteSpan>, fromUs: number, toUs: number): boolean {
  return spans.contains(fromUs + STAMP_TOLERANCE_US, toUs - STAMP_TOLERANCE_US)
}
