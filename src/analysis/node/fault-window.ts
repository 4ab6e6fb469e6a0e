/**
 * When the fault began: after the last request that got a good answer, and before the first that got none could
 * have been answered.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import type { Boundary, TimeBounds } from '../../model/index.ts'
import type { RequestTable } from '../../store/request-table.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { Try } from './attempts.ts'
import type { HeartbeatRules } from './silences.ts'

/** How far back a success may lie to tell how long an answer takes. */
const LATENCY_MEMORY_US: number = 600 * SECOND_US

/** Null when nothing bounds it on either side. */
export function faultWindowOf(
  tries: readonly Try[],
  lastRenewal: Boundary | null,
  answers: RequestTable,
  rules: HeartbeatRules,
): TimeBounds | null {
  const first = tries[0]
  if (!first) {
    if (!lastRenewal) return null
    // The next renewal would have begun one interval later, and did not.
    return {
      earliestUs: lastRenewal.earliestUs,
      latestUs: lastRenewal.latestUs === null ? null : lastRenewal.latestUs + rules.longestIntervalUs,
    }
  }
  const refused = firstRefusal(answers, lastRenewal?.latestUs ?? null, first.atUs)
  const failed = refused ?? { startUs: first.startUs, atUs: first.atUs }
  const longestUs = longestLatency(answers, failed.startUs ?? failed.atUs)
  const latestUs =
    failed.startUs === null || longestUs === null
      ? failed.atUs
      : Math.min(failed.atUs, failed.startUs + longestUs)
  const answeredUs = lastGoodAnswer(answers, latestUs)
  const renewedUs = lastRenewal?.earliestUs ?? null
  const earliestUs =
    answeredUs === null ? renewedUs : renewedUs === null ? answeredUs : Math.max(answeredUs, renewedUs)
  return { earliestUs, latestUs }
}

/** An answer that tells of a fault by itself: credentials or rights gone, overload, a failure behind the API server. */
function isRefusal(statusCode: number | null): boolean {
  return (
    statusCode !== null &&
    (statusCode === 401 || statusCode === 403 || statusCode === 429 || statusCode >= 500)
  )
}

/** The first request of any kind that was refused after the last renewal and before the first failed try. */
function firstRefusal(
  answers: RequestTable,
  sinceUs: number | null,
  untilUs: number,
): { startUs: number; atUs: number } | null {
  if (sinceUs === null) return null
  const rows = answers.sorted()
  for (let n = answersUntil(answers, sinceUs); n < rows.length; n++) {
    const row = rows.row(n)
    const atUs = answers.at(row)
    if (atUs >= untilUs) return null
    if (!answers.byControlPlane(row) && isRefusal(answers.statusCode(row)))
      return { startUs: answers.startUs(row), atUs }
  }
  return null
}

/** Of the kubelet's requests that were answered in the ten minutes before; null when none is in evidence. */
function longestLatency(answers: RequestTable, beforeUs: number): number | null {
  const rows = answers.sorted()
  let longest: number | null = null
  for (let n = answersUntil(answers, beforeUs) - 1; n >= 0; n--) {
    const row = rows.row(n)
    if (answers.at(row) < beforeUs - LATENCY_MEMORY_US) break
    const ms = answers.latencyMs(row)
    if (ms === null || answers.byControlPlane(row) || isRefusal(answers.statusCode(row))) continue
    longest = Math.max(longest ?? 0, (ms + 1) * 1000)
  }
  return longest
}

function lastGoodAnswer(answers: RequestTable, untilUs: number): number | null {
  const rows = answers.sorted()
  for (let n = answersUntil(answers, untilUs) - 1; n >= 0; n--) {
    const row = rows.row(n)
    if (!answers.byControlPlane(row) && !isRefusal(answers.statusCode(row))) return answers.at(row)
  }
  return null
}

/** How many answers came until `timeUs`: the index of the first later one. */
function answersUntil(answers: RequestTable, timeUs: number): number {
  const rows = answers.sorted()
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (answers.at(rows.row(middle)) <= timeUs) low = middle + 1
    else high = middle
  }
  return low
}
