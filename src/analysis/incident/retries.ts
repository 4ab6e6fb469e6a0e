/** Intervals between the attempts of an incident. */
import { SECOND_US } from '../../time/instant.ts'
import type { IncidentDraft } from './draft.ts'

/** Lists the intervals that the kubelet printed (`interval=`), in microseconds. */
export function declaredIntervalsUs({ attempts }: IncidentDraft): number[] {
  return attempts.flatMap((t) =>
    t.declaredIntervalSeconds === null ? [] : [Math.round(t.declaredIntervalSeconds * SECOND_US)],
  )
}

/** Lists the intervals between the starts of successive attempts, where both are known, in microseconds. */
export function observedIntervalsUs({ attempts, boundaries }: IncidentDraft): number[] {
  const intervals: number[] = []
  for (let i = 1; i < attempts.length; i++) {
    const before = attempts[i - 1]?.startUs
    const after = attempts[i]?.startUs
    if (before != null && after != null) intervals.push(after - before)
  }
  // The attempt that ended the incident began when its renewal did, where a request line shows that.
  const last = attempts.at(-1)?.startUs
  const next = boundaries.firstRenewalAfter
  if (last != null && next?.exact && next.earliestUs !== null && next.from === 'lease.renewed')
    intervals.push(next.earliestUs - last)
  return intervals
}
