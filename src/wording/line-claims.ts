/** The claims of incidents that the lines of a log show by themselves: a restart of its process, and a gap. */
import type { Claim, SourceLine } from '../model/index.ts'
import { claim } from './claims.ts'
import type { IncidentFacts } from './mark-claims.ts'

/** What lines show besides the facts of an incident. */
export interface LineFacts {
  /** Whether its process ended at the start of a restart; false: it printed its last line then; absent: true. */
  readonly isEndKnown?: boolean
  /** Whether the log itself reports that lines are missing; absent: it does not. */
  readonly isGapReported?: boolean
  /** Lines that show what no boundary does: the cause, the end of a process, missing lines. */
  readonly proof?: readonly SourceLine[]
}

/** States a restart and what the evidence shows of the lease around it. */
export function restartClaims(
  { startUs, endUs, boundaries, intervals }: IncidentFacts,
  node: string,
  { isEndKnown = true, proof = [] }: LineFacts,
): Claim[] {
  const { lastRenewal, firstRenewalAfter: at } = boundaries
  const restarted = claim('kubelet.restarted', { node, startUs, endUs, isEndKnown }, proof)
  if (!at) return [restarted, claim('restart.no-renewal', {}, [])]
  const seconds = lastRenewal?.exact && at.exact ? intervals.silenceSeconds : null
  return [restarted, claim('restart.renewed', { at, seconds }, [lastRenewal, at])]
}

/** States a gap, and what it is where the log reports that. */
export function gapClaims(
  { startUs, endUs, cause }: IncidentFacts,
  node: string,
  { isGapReported = false, proof = [] }: LineFacts,
): Claim[] {
  const rebooted = cause.category === 'node-reboot'
  return [claim('log.gap', { node, startUs, endUs, rebooted, isReported: isGapReported }, proof)]
}
