/**
 * When the fault began: after the last request that got a good response, and before the first that got none could
 * have been answered.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import type { Boundary, TimeBounds } from '../../model/index.ts'
import type { RequestTable } from '../../store/request-table.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { Attempt } from './attempts.ts'
import type { NodeTimeline } from './node-timeline.ts'

/** Limits how far back a success may lie to show how long a response takes. */
const LATENCY_MEMORY_US: number = 600 * SECOND_US

/** Returns the window in which the fault of an outage began; null if nothing bounds it on either side. */
export function faultWindowOf(
  { requests, rules }: Pick<NodeTimeline, 'requests' | 'rules'>,
  lastRenewal: Boundary | null,
  attempts: readonly Attempt[],
): TimeBounds | null {
  const first = attempts[0]
  if (!first) {
    if (!lastRenewal) return null
    // The next renewal would have begun one interval later, and did not.
    return {
      earliestUs: lastRenewal.earliestUs,
      latestUs: lastRenewal.latestUs === null ? null : lastRenewal.latestUs + rules.longestIntervalUs,
    }
  }
  const failed = firstRefusal(requests, lastRenewal?.latestUs ?? null, first.atUs) ?? first
  const longestUs = longestLatencyUs(requests, failed.startUs ?? failed.atUs)
  const latestUs =
    failed.startUs === null || longestUs === null
      ? failed.atUs
      : Math.min(failed.atUs, failed.startUs + longestUs)
  const answeredUs = lastGoodResponseUs(requests, latestUs)
  const renewedUs = lastRenewal?.earliestUs ?? null
  const earliestUs =
    answeredUs === null ? renewedUs : renewedUs === null ? answeredUs : Math.max(answeredUs, renewedUs)
  return { earliestUs, latestUs }
}

/** Whether a status proves a fault by itself: credentials or rights gone, overload, a failure behind the API server. */
function isRefusal(statusCode: number | null): boolean {
  return (
    statusCode !== null &&
    (statusCode === 401 || statusCode === 403 || statusCode === 429 || statusCode >= 500)
  )
}

/** Returns the first request of any kind that was refused after the last renewal and before the first failed attempt. */
function firstRefusal(
  requests: RequestTable,
  sinceUs: number | null,
  untilUs: number,
): { startUs: number; atUs: number } | null {
  if (sinceUs === null) return null
  const rows = requests.sorted()
  for (let n = requestsUntil(requests, sinceUs); n < rows.length; n++) {
    const row = rows.row(n)
    const atUs = requests.at(row)
    if (atUs >= untilUs) return null
    if (!requests.byControlPlane(row) && isRefusal(requests.statusCode(row)))
      return { startUs: requests.startUs(row), atUs }
  }
  return null
}

/** Returns the longest latency of the kubelet's good responses in the ten minutes before; null if it printed none. */
function longestLatencyUs(requests: RequestTable, beforeUs: number): number | null {
  const rows = requests.sorted()
  let longest: number | null = null
  for (let n = requestsUntil(requests, beforeUs) - 1; n >= 0; n--) {
    const row = rows.row(n)
    if (requests.at(row) < beforeUs - LATENCY_MEMORY_US) break
    const ms = requests.latencyMs(row)
    if (ms === null || requests.byControlPlane(row) || isRefusal(requests.statusCode(row))) continue
    longest = Math.max(longest ?? 0, (ms + 1) * 1000)
  }
  return longest
}

function lastGoodResponseUs(requests: RequestTable, untilUs: number): number | null {
  const rows = requests.sorted()
  for (let n = requestsUntil(requests, untilUs) - 1; n >= 0; n--) {
    const row = rows.row(n)
    const isOther = requests.byControlPlane(row) || requests.isThinned(row)
    if (!isOther && !isRefusal(requests.statusCode(row))) return requests.at(row)
  }
  return null
}

/** Counts the responses until `timeUs`: the index of the first later one. */
function requestsUntil(requests: RequestTable, timeUs: number): number {
  return requests.firstWhere((atUs) => atUs > timeUs)
}
