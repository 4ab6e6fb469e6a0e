/** Reads back from the claims of an incident what its boundaries don't contain, for the claims on another clock. */
import type { Incident, SourceLine } from '../model/index.ts'
import type { ClaimCode } from '../wording/claim-params.ts'
import { doubtsOf } from '../wording/doubt-claims.ts'
import { paramsOf } from '../wording/params-of.ts'
import type { ProcessEndFacts, VerdictContext } from '../wording/verdict.ts'

/** The facts that claims keep. */
type ClaimedFacts = Pick<
  VerdictContext,
  | 'processEnd'
  | 'unrenewedSinceUs'
  | 'isStartKnown'
  | 'isEndKnown'
  | 'isGapReported'
  | 'countsFromStart'
  | 'removal'
  | 'hasKubeletLog'
  | 'setBackUs'
  | 'renewal'
  | 'isRenewalByOwnClock'
  | 'reportedUntilUs'
  | 'silentUntilUs'
  | 'outOfMemory'
  | 'lostWatch'
  | 'heartbeatAhead'
>

/** Returns the facts; `byUs` is subtracted from times that the node stamped. */
export function claimedFacts(incident: Incident, byUs: number): ClaimedFacts {
  const unrenewed = paramsOf(incident, 'lease.never-renewed')
  const memory = paramsOf(incident, 'node.out-of-memory')
  const reportedUntilUs = paramsOf(incident, 'not-ready')?.untilUs ?? null
  const setBack = paramsOf(incident, 'clock.set-back')
  const memoryLine = lineOf(incident, 'node.out-of-memory')
  return {
    processEnd: processEndOf(incident, byUs),
    isStartKnown: unrenewed?.isStart ?? false,
    countsFromStart: paramsOf(incident, 'mark.counted') !== null,
    isGapReported: paramsOf(incident, 'log.gap')?.isReported ?? false,
    isEndKnown: paramsOf(incident, 'kubelet.restarted')?.isEndKnown ?? true,
    // The control plane stamps it.
    removal: paramsOf(incident, 'node.deleted')?.at ?? null,
    unrenewedSinceUs: unrenewed ? unrenewed.sinceUs - byUs : null,
    hasKubeletLog: paramsOf(incident, 'missing.kubelet-log') === null,
    ...(setBack ? { setBackUs: Math.round(setBack.seconds * 1e6) } : {}),
    reportedUntilUs: reportedUntilUs === null ? null : reportedUntilUs - byUs,
    silentUntilUs: silentUntilOf(incident, byUs),
    renewal: lineOf(incident, 'not-ready.renewing'),
    isRenewalByOwnClock: paramsOf(incident, 'not-ready.renewing')?.byOwnClock ?? false,
    // The control plane stamps both.
    ...doubtsOf(incident),
    outOfMemory:
      memory && memoryLine
        ? { ...memoryLine, timeUs: memory.atUs - byUs, resolutionUs: 1, victim: memory.victim }
        : null,
  }
}

/** The last failure is stamped by the node, what the controller showed is not. */
function silentUntilOf(incident: Incident, byUs: number): number | null {
  const still = paramsOf(incident, 'lease.still-silent') ?? paramsOf(incident, 'not-ready.still')
  const untilUs = still?.untilUs ?? paramsOf(incident, 'kubelet.ended')?.untilUs ?? null
  return untilUs !== null && untilUs === incident.boundaries.lastFailure?.atUs ? untilUs - byUs : untilUs
}

function processEndOf(incident: Incident, byUs: number): ProcessEndFacts | null {
  const ended = paramsOf(incident, 'kubelet.ended')
  const error = paramsOf(incident, 'kubelet.last-error')
  const errorLine = lineOf(incident, 'kubelet.last-error')
  const witness = lineOf(incident, 'kubelet.ended') ?? errorLine
  if (!witness) return null
  return {
    endUs: ended ? ended.endUs - byUs : incident.startUs - byUs,
    ends: ended?.ends ?? 1,
    witness,
    error: error && errorLine ? { ...errorLine, text: error.text } : null,
  }
}

function lineOf({ claims }: Incident, code: ClaimCode): SourceLine | null {
  return claims.find((c) => c.code === code)?.evidence[0] ?? null
}
