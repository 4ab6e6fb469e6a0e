/** Renewals that a thinned reading leaves out, where another witness reports some of them. */
import { firstIndexWhere } from '../../../bytes/binary-search.ts'
import type { RenewalRun } from '../../../store/thinned-run.ts'
import { STAMP_TOLERANCE_US } from '../../evidence/boundary.ts'
import type { Renewal, Renewals } from './renewal.ts'

/** Whether a time shares more than a moment with a run. */
export function isInRun(runs: readonly RenewalRun[], startUs: number, endUs: number): boolean {
  const next = firstIndexWhere(runs.length, (i) => (runs[i] as RenewalRun).toUs > startUs)
  const run = runs[next]
  return run !== undefined && run.fromUs < endUs
}

/**
 * Leaves out the renewals that `others` report: each of these lies in a run, of which all renewals are counted, so one
 * that stands for it, the nearest, is left out.
 */
export function withoutReported(renewals: Renewals, others: Renewals): Renewal[] {
  const reported = new Set<number>()
  for (const run of renewals.runs) {
    const first = renewals.firstWhere((atUs) => atUs > run.fromUs)
    const last = renewals.firstWhere((atUs) => atUs >= run.toUs)
    const isInside = (i: number): boolean =>
      others.startUs(i) > run.fromUs + STAMP_TOLERANCE_US &&
      others.atUs(i) < renewals.startUs(last) - STAMP_TOLERANCE_US
    const thinned = indices(first, last).filter((i) => renewals.get(i)?.isThinned)
    const inside = indices(
      others.firstWhere((atUs) => atUs > run.fromUs),
      others.firstWhere((atUs) => atUs >= run.toUs),
    ).filter(isInside)
    // What another witness reported before is in the list already.
    const known = last - first - thinned.length
    for (const i of nearestOf(
      thinned,
      inside.slice(known).map((n) => others.atUs(n)),
      renewals,
    ))
      reported.add(i)
  }
  return [...renewals].filter((_, i) => !reported.has(i))
}

/** Pairs each time with an index, in their order. */
function nearestOf(thinned: readonly number[], times: readonly number[], renewals: Renewals): number[] {
  const found: number[] = []
  let next = 0
  for (const [n, timeUs] of times.entries()) {
    // One is left for each time that follows.
    const most = thinned.length - (times.length - n)
    while (next < most && renewals.atUs(thinned[next + 1] as number) <= timeUs) next++
    const index = thinned[next++]
    if (index !== undefined) found.push(index)
  }
  return found
}

function indices(first: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i)
}
