/** Intervals in which every renewal of a node is in evidence. */
import type { Observation } from '../../model/index.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { STAMP_TOLERANCE_US } from '../evidence/boundary.ts'
import type { Gap } from './log-gaps.ts'

/** A stretch in which every renewal of the node is told. */
export interface Stretch {
  readonly startUs: number
  readonly endUs: number
  readonly by: 'kubelet' | 'lease-watch' | 'audit'
}

/** Where a kubelet's own log tells every renewal: while a process prints request lines and no gap is told. */
export function stretchesOfProcesses(processes: readonly ProcessReading[], gaps: readonly Gap[]): Stretch[] {
  const stretches: Stretch[] = []
  for (const source of new Set(processes.map((p) => p.source))) {
    // Successive processes of one source are one stream: what lies between them is told, too.
    const mine = processes
      .filter((p) => p.source === source && p.component === 'kubelet' && p.printsRequests)
      .sort((a, b) => a.firstUs - b.firstUs)
    const first = mine[0]
    if (!first) continue
    const endUs = mine.reduce((last, p) => Math.max(last, p.lastUs), first.lastUs)
    // What is missing, and what was stamped twice because the clock was set back, is not told.
    const untold = [...gaps.filter((gap) => gap.source === source), ...mine.flatMap((p) => p.clockJumps)]
    let startUs = first.firstUs
    for (const hole of untold.sort((a, b) => a.startUs - b.startUs)) {
      if (hole.endUs <= startUs || hole.startUs >= endUs) continue
      if (hole.startUs > startUs) stretches.push({ startUs, endUs: hole.startUs, by: 'kubelet' })
      startUs = hole.endUs
    }
    if (startUs < endUs) stretches.push({ startUs, endUs, by: 'kubelet' })
  }
  return stretches
}

/** A watch shows every renewal: at least three of one source, most of them no more than two intervals apart. */
export function stretchesOfLeases(
  seen: readonly Observation<'lease.seen'>[],
  renewIntervalUs: number,
): Stretch[] {
  const bySource = new Map<string, Set<number>>()
  for (const o of seen) {
    if (o.renewTimeUs === null) continue
    const times = bySource.get(o.source)
    if (times) times.add(o.renewTimeUs)
    else bySource.set(o.source, new Set([o.renewTimeUs]))
  }
  const stretches: Stretch[] = []
  for (const set of bySource.values()) {
    const times = [...set].sort((a, b) => a - b)
    const gaps = times.slice(1).map((t, i) => t - (times[i] as number))
    const close = gaps.filter((g) => g <= 2 * renewIntervalUs).length
    if (times.length >= 3 && close * 2 > gaps.length)
      stretches.push({
        startUs: times[0] as number,
        endUs: times[times.length - 1] as number,
        by: 'lease-watch',
      })
  }
  return stretches
}

/** Whether one stretch tells all renewals from `fromUs` to `toUs`. */
export function isTold(stretches: readonly Stretch[], fromUs: number, toUs: number): boolean {
  return stretches.some(
    (s) => s.startUs - STAMP_TOLERANCE_US <= fromUs && toUs <= s.endUs + STAMP_TOLERANCE_US,
  )
}
