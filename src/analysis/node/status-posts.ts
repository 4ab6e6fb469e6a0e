/**
 * The kubelet's posts of its status: which of its own records never reached the API server, and where it posted
 * nothing. It prints the records while it builds the status, also where the PATCH then fails.
 *
 * Authority: kubelet_node_status.go and nodestatus/setters.go 1.14–1.36.
 */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Boundary, Observation } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import { isStatusFailure } from '../../model/kinds.ts'
import type { ProcessReading } from '../../store/reading.ts'
import type { RequestTable } from '../../store/request-table.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { IntervalIndex } from '../evidence/interval-index.ts'
import { type CompleteSpan, isComplete } from './coverage.ts'
import { isInRun } from './renewals/thinned-renewals.ts'

/** A PATCH is given up after its time-out of 10 s. */
const LONGEST_POST_US: number = 11 * SECOND_US

/**
 * Finds the kubelet's records of a condition that its PATCH failed to post, and those of Ready after which its log ends
 * before the PATCH is known to have arrived. `observations` are one node's, by time.
 */
export function recordsWithoutPatch(
  observations: readonly Observation[],
  { processes, requests }: { readonly processes: readonly ProcessReading[]; readonly requests: RequestTable },
): ReadonlySet<Observation> {
  const failed = new Set<Observation>()
  for (const [pid, records] of recordsWithoutFailure(observations, failed)) {
    const ends = processes.filter((p) => p.pid === pid).map(({ lastUs }) => lastUs)
    for (const record of records) {
      // Not posted or not: a kubelet that reports itself not ready is not.
      if (record.kind !== 'node.ready') continue
      const untilUs = (record.timeUs ?? 0) + LONGEST_POST_US
      const isCut = ends.length > 0 && ends.every((endUs) => endUs < untilUs)
      if (isCut && !isPatched(record.timeUs ?? 0, untilUs, requests)) failed.add(record)
    }
  }
  return failed
}

/** Returns the records of each process that no failure follows; adds the others to `failed`. */
function recordsWithoutFailure(
  observations: readonly Observation[],
  failed: Set<Observation>,
): ReadonlyMap<number | null, readonly Observation[]> {
  const pending = new Map<number | null, Observation[]>()
  for (const o of observations) {
    if (o.component !== 'kubelet' || o.timeUs === null) continue
    const { timeUs, pid } = o
    const isRecent = (record: Observation): boolean => timeUs - (record.timeUs ?? 0) <= LONGEST_POST_US
    const recent = (): Observation[] => (pending.get(pid) ?? []).filter(isRecent)
    if (isConditionRecord(o)) pending.set(pid, [...recent(), o])
    else if (isStatusFailure(o)) {
      for (const record of recent()) failed.add(record)
      pending.delete(pid)
    }
  }
  return pending
}

function isConditionRecord({ kind }: Observation): boolean {
  return kind === 'node.ready' || kind === 'node.not-ready' || kind === 'kubelet.not-ready'
}

/** Whether a PATCH of the status is printed in that time, or may be left out of the reading with routine renewals. */
function isPatched(fromUs: number, untilUs: number, requests: RequestTable): boolean {
  if (isInRun(requests.runs, fromUs, untilUs)) return true
  const rows = requests.sorted()
  const first = requests.firstWhere((atUs) => atUs >= fromUs)
  for (let n = first; n < rows.length && requests.at(rows.row(n)) <= untilUs; n++)
    if (requests.kind(rows.row(n)) === 'node-status.updated') return true
  return false
}

/** What shows the posts of a node's status. */
interface PostedStatus {
  readonly requests: RequestTable
  readonly requestSpans: IntervalIndex<CompleteSpan>
  readonly rules: { readonly longestIntervalUs: number }
}

/**
 * Whether the kubelet's request lines show that no PATCH of the status moved what the controller saw last after a
 * renewal: none from a pass before it to two passes after the next try.
 */
export function hasNoStatusPatch(
  { requests, requestSpans, rules }: PostedStatus,
  renewal: Boundary,
  passUs: number,
): boolean {
  if (!renewal.exact) return false
  const fromUs = renewal.atUs - passUs
  const untilUs = renewal.atUs + rules.longestIntervalUs + 2 * passUs
  return isComplete(requestSpans, fromUs, untilUs) && !isPatched(fromUs, untilUs, requests)
}

/** What an audit log shows of the posts of a node's status. */
export interface AuditedStatus {
  readonly requests: RequestTable
  readonly statusSpans: IntervalIndex
}

/** Whether an audit log shows that no PATCH of the status came in that time, both ends included. */
export function isKnownUnposted(
  { requests, statusSpans }: AuditedStatus,
  { startUs, endUs }: Interval,
): boolean {
  if (!statusSpans.contains(startUs, endUs)) return false
  const rows = requests.sorted()
  const first = firstIndexWhere(rows.length, (n) => requests.at(rows.row(n)) >= startUs)
  for (let n = first; n < rows.length && requests.at(rows.row(n)) <= endUs; n++) {
    const row = rows.row(n)
    if (requests.kind(row) === 'node-status.updated' && requests.byControlPlane(row)) return false
  }
  return true
}
