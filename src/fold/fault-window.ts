/**
 * When the fault began: after the last request that was answered, and before the first that was not could have been.
 *
 * Authority: REPORT.md section 3 (`faultWindow`).
 */
import type { Answers } from '../answers.ts'
import { SECOND_US } from '../time.ts'
import type { Boundary, Window } from '../types.ts'
import type { HeartbeatRules } from './outages.ts'
import type { Try } from './tries.ts'

/** How far back a success may lie to tell how long an answer takes. */
const LATENCY_MEMORY_US: number = 600 * SECOND_US

/** Null when nothing bounds it on either side. */
export function faultWindowOf(
  tries: readonly Try[],
  lastRenewal: Boundary | null,
  answers: Answers,
  rules: HeartbeatRules,
): Window | null {
  const first = tries[0]
  if (!first) {
    if (!lastRenewal) return null
    // The next renewal would have begun one interval later, and did not.
    return {
      earliestUs: lastRenewal.earliestUs,
      latestUs: lastRenewal.latestUs === null ? null : lastRenewal.latestUs + rules.longestIntervalUs,
    }
  }
  const longestUs = longestLatency(answers, first.latestStartUs)
  const latestUs =
    first.startUs === null || longestUs === null
      ? first.atUs
      : Math.min(first.atUs, first.startUs + longestUs)
  const answeredUs = lastAnswer(answers, latestUs)
  const renewedUs = lastRenewal?.earliestUs ?? null
  const earliestUs =
    answeredUs === null ? renewedUs : renewedUs === null ? answeredUs : Math.max(answeredUs, renewedUs)
  return earliestUs === null && tries.length === 0 ? null : { earliestUs, latestUs }
}

/** Of the kubelet's requests that were answered in the ten minutes before; null when none is in evidence. */
function longestLatency(answers: Answers, beforeUs: number): number | null {
  let longest: number | null = null
  for (let row = 0; row < answers.length; row++) {
    const at = answers.at(row)
    const ms = answers.latencyMs(row)
    if (ms === null || at > beforeUs || at < beforeUs - LATENCY_MEMORY_US || answers.byControlPlane(row))
      continue
    longest = Math.max(longest ?? 0, (ms + 1) * 1000)
  }
  return longest
}

function lastAnswer(answers: Answers, untilUs: number): number | null {
  let last: number | null = null
  for (let row = 0; row < answers.length; row++) {
    if (answers.byControlPlane(row)) continue
    const at = answers.at(row)
    if (at <= untilUs && (last === null || at > last)) last = at
  }
  return last
}
