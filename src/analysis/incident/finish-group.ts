/**
 * A group of outages becomes one cluster-outage with its members.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { Incident, Retries, TimeBounds } from '../../model/index.ts'
import { type Told, verdictOf } from '../../wording/verdict.ts'
import { measure, NO_BOUNDARIES } from '../evidence/boundary.ts'
import { order } from '../evidence/order.ts'
import { stamp } from './finish.ts'

/** `members` by start, at least two; `between` their tries' intervals; `seen`: how many nodes are in evidence. */
export function tellGroup(
  members: readonly Incident[],
  between: Pick<Retries, 'declaredIntervalsSeconds' | 'observedIntervalsSeconds'>,
  seen: number,
): Incident {
  const first = members[0] as Incident
  const nodes = [...new Set(members.map((m) => m.node as string))].sort(order)
  const open = members.some((m) => m.open)
  const lead = members.find((m) => m.cause.category !== 'unknown') ?? first
  const told: Told = {
    id: `cluster-${stamp(first.startUs)}`,
    node: null,
    kind: 'cluster-outage',
    startUs: first.startUs,
    endUs: open ? null : latest(members.map((m) => m.endUs)),
    open,
    boundaries: NO_BOUNDARIES,
    ...measure(NO_BOUNDARIES),
    evidence: [],
    faultWindow: commonWindow(members),
    cause: lead.cause,
    retries: {
      tries: members.reduce((n, m) => n + m.retries.tries, 0),
      failures: members.reduce((n, m) => n + m.retries.failures, 0),
      declaredIntervalsSeconds: between.declaredIntervalsSeconds,
      observedIntervalsSeconds: between.observedIntervalsSeconds,
    },
    missedRenewals: null,
    expected: { markedNotReady: null, firstEviction: null },
    deviation: { markedNotReady: null, reason: null },
    evictions: [],
    members: members.map((m) => m.id),
    nodes,
    first: first.node as string,
    affected: nodes.length,
    seen,
  }
  return { ...told, verdict: verdictOf(told, { offset: undefined, lastUs: null }) }
}

function latest(times: readonly (number | null)[]): number | null {
  let last: number | null = null
  for (const t of times) if (t !== null && (last === null || t > last)) last = t
  return last
}

function earliest(times: readonly number[]): number | null {
  let first: number | null = null
  for (const t of times) if (first === null || t < first) first = t
  return first
}

/** One fault began in all members' windows, where they leave room for one; else in their union. */
function commonWindow(members: readonly Incident[]): TimeBounds | null {
  const windows = members.flatMap((m) => (m.faultWindow ? [m.faultWindow] : []))
  if (windows.length === 0) return null
  const starts = windows.flatMap((w) => (w.earliestUs === null ? [] : [w.earliestUs]))
  const ends = windows.flatMap((w) => (w.latestUs === null ? [] : [w.latestUs]))
  const earliestUs = latest(starts)
  const latestUs = earliest(ends)
  if (earliestUs === null || latestUs === null || earliestUs <= latestUs) return { earliestUs, latestUs }
  return { earliestUs: earliest(starts), latestUs: latest(ends) }
}
