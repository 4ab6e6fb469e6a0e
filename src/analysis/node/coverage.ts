/** Spans of time in which every renewal of a node is in evidence. */
import type { Observation } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { STAMP_TOLERANCE_US } from '../evidence/boundary.ts'
import type { MissingSpan } from './log-gaps.ts'

/** A span in which every renewal of the node is in evidence, and by what. */
export interface CompleteSpan extends Interval {
  readonly by: 'kubelet' | 'lease-watch' | 'audit'
}

/** A kubelet's log contains every renewal while a process prints request lines and no lines are missing. */
export function completeSpansOfProcesses(
  processes: readonly ProcessReading[],
  missingSpans: readonly MissingSpan[],
): CompleteSpan[] {
  const spans: CompleteSpan[] = []
  for (const source of new Set(processes.map((p) => p.source))) {
    // Successive processes of one source are one stream: the time between them is covered, too.
    const ofSource = processes
      .filter((p) => p.source === source && p.component === 'kubelet' && p.printsRequests)
      .sort((a, b) => a.firstUs - b.firstUs)
    const first = ofSource[0]
    if (!first) continue
    const endUs = ofSource.reduce((last, p) => Math.max(last, p.lastUs), first.lastUs)
    // Not complete: where lines are missing, and what was stamped twice because the clock was set back.
    const incomplete: Interval[] = [
      ...missingSpans.filter((span) => span.source === source),
      ...ofSource.flatMap((p) => p.clockJumps),
    ]
    let startUs = first.firstUs
    for (const interval of incomplete.sort((a, b) => a.startUs - b.startUs)) {
      if (interval.endUs <= startUs || interval.startUs >= endUs) continue
      if (interval.startUs > startUs) spans.push({ startUs, endUs: interval.startUs, by: 'kubelet' })
      startUs = interval.endUs
    }
    if (startUs < endUs) spans.push({ startUs, endUs, by: 'kubelet' })
  }
  return spans
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
export function isComplete(spans: readonly CompleteSpan[], fromUs: number, toUs: number): boolean {
  return spans.some((s) => s.startUs - STAMP_TOLERANCE_US <= fromUs && toUs <= s.endUs + STAMP_TOLERANCE_US)
}
