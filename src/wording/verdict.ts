/**
 * The claims of an incident, and its verdict: their rendering in sentences that can be pasted into a post-mortem.
 *
 * Each claim is built together with the lines that prove it; where the proof is missing, so is the claim.
 */
import type { Claim, Incident, SourceLine } from '../model/index.ts'
import { causeOfNode } from './cause-words.ts'
import type { ClaimedTime } from './claim-params.ts'
import { inferenceOf, instantly, type MemoryKill } from './claimed-time.ts'
import { claim, renderClaims, UNNAMED_NODE } from './claims.ts'
import { type Doubts, doubtClaims } from './doubt-claims.ts'
import { gapClaims, type LineFacts, restartClaims } from './line-claims.ts'
import {
  type ComparedClocks,
  durationOf,
  evictedClaims,
  heartbeatOf,
  type IncidentFacts,
  markClaims,
  type RenewalDuring,
  renewingClaims,
} from './mark-claims.ts'
import { outlook } from './outlook.ts'

export type { LostWatch } from './doubt-claims.ts'
export type { IncidentFacts }

/** The end of a kubelet's process, and how many followed before one worked. */
export interface ProcessEndFacts {
  readonly endUs: number
  readonly ends: number
  /** The record of the end, or the last line of the process. */
  readonly witness: SourceLine
  /** The last line of severity E or F of the process that ended last; null: none is known. */
  readonly error: (SourceLine & { readonly text: string }) | null
}

export interface VerdictContext extends ComparedClocks, RenewalDuring, LineFacts, Doubts {
  /** The last moment in evidence. */
  readonly lastUs: number | null
  /** The end of the kubelet's process that the outage began with, or that lies in it; absent or null: none is known. */
  readonly processEnd?: ProcessEndFacts | null
  /** Start of the kubelet, if no renewal is known before it; its first line where no start is known. */
  readonly unrenewedSinceUs?: number | null
  /** The kubelet log of that time is in evidence, so that it can't be what is missing; absent: it is not. */
  readonly hasKubeletLog?: boolean
  readonly isStartKnown?: boolean
  /** The removal of the node that the outage ended with; absent or null: it did not, or only its time is known. */
  readonly removal?: ClaimedTime | null
  /** When the first node of a cluster outage stopped; absent: at its start. */
  readonly from?: ClaimedTime | null
  /** The last moment at which a line shows that the lease was not renewed; absent or null: it is not known. */
  readonly silentUntilUs?: number | null
  /** By how much at least the node's clock was set back during it; absent: no jump is in evidence. */
  readonly setBackUs?: number
  /** The last report of a kubelet that is not ready, where nothing else shows it; absent or null: more does. */
  readonly reportedUntilUs?: number | null
  /** The newest event of a node out of memory shortly before it; absent or null: none. */
  readonly outOfMemory?: (SourceLine & MemoryKill) | null
  /** The nodes of a cluster outage that show its cause, where others don't; absent: all do. */
  readonly causeShownBy?: readonly string[]
  /** Bounds show which node of a cluster outage was the first; absent: they don't. */
  readonly isFirstProven?: boolean
  /** What is stated last: when the nodes of a cluster outage were back, and whether their zones were disrupted. */
  readonly closing?: readonly Claim[]
}

/** Returns the claims of an incident and the verdict that they make. */
export function judge(
  incident: IncidentFacts,
  context: VerdictContext,
): Pick<Incident, 'claims' | 'verdict'> {
  const claims = claimsOf(incident, context)
  return { claims, verdict: renderClaims(claims) }
}

/** Lists the claims of an incident, in the order of their sentences. */
export function claimsOf(incident: IncidentFacts, context: VerdictContext): Claim[] {
  switch (incident.kind) {
    case 'lease-outage':
      return [
        ...outage(incident, context),
        ...outOfMemory(context),
        ...setBack(incident, context),
        ...outlook(incident, context),
        ...missing(incident, context),
      ]
    case 'not-ready':
      return notReady(incident, context)
    case 'status-outage':
      return [
        claim(
          'status.failed',
          {
            node: nameOf(incident),
            from: incident.boundaries.firstFailure,
            until: incident.boundaries.lastFailure,
            ...heartbeatOf(incident),
          },
          incident.boundaries.firstFailure
            ? [incident.boundaries.firstFailure, incident.boundaries.lastFailure]
            : proofOf(incident, context),
        ),
        causeClaim(incident, context),
      ]
    case 'kubelet-restart':
      return restartClaims(incident, nameOf(incident), { ...context, proof: proofOf(incident, context) })
    case 'log-gap':
      return gapClaims(incident, nameOf(incident), { ...context, proof: proofOf(incident, context) })
    case 'cluster-outage':
      return [...clusterStop(incident, context), ...(context.closing ?? [])]
  }
}

/** Which nodes stopped renewing, and why; they may not have if their controller lost its watch. */
function clusterStop(incident: IncidentFacts, context: VerdictContext): Claim[] {
  const { affected = 0, seen = 0, nodes = [], first = null, startUs } = incident
  const { lostWatch: lost, from = null, isFirstProven } = context
  const proof = proofOf(incident, context)
  const stop = { affected, seen, nodes, from: from ?? instantly(startUs), ...heartbeatOf(incident) }
  if (lost)
    return [claim('cluster.unseen', { ...stop, atUs: lost.timeUs, error: lost.error }, [...proof, lost])]
  return [
    claim('cluster.outage', { ...stop, first: isFirstProven ? first : null }, proof),
    causeClaim(incident, context),
  ]
}

function outage(incident: IncidentFacts, context: VerdictContext): Claim[] {
  const { firstRenewalAfter, markedNotReady, readyAgain } = incident.boundaries
  const known = proofOf(incident, context)
  const readyClaims = readyAgain ? [claim('node.ready-again', { at: readyAgain }, [readyAgain])] : []
  // Without a mark, it states the end where no renewal does.
  const isEnd = !markedNotReady && !firstRenewalAfter
  const doubts = doubtClaims(incident, nameOf(incident), context)
  const claims = [
    ...(doubts ?? silence(incident, context)),
    ...(isEnd ? readyClaims : []),
    ...markClaims(incident, { ...context, isInDoubt: doubts !== null }),
    ...(markedNotReady ? readyClaims : []),
  ]
  const { reason } = incident.expected
  if (reason !== null && reason !== 'node-deleted') claims.push(claim('eviction.not-due', { reason }, known))
  if (incident.endedBy === 'node-deleted')
    claims.push(claim('node.deleted', { at: context.removal ?? instantly(incident.endUs) }, known))

  return claims
}

/** Since when the node did not renew its lease, until when, and why. */
function silence(incident: IncidentFacts, context: VerdictContext): Claim[] {
  const { firstRenewalAfter } = incident.boundaries
  const claims = [beginning(incident, context)]
  if (firstRenewalAfter)
    claims.push(
      claim(
        'lease.resumed',
        {
          ...heartbeatOf(incident),
          at: firstRenewalAfter,
          silence:
            incident.intervals.silenceSeconds === null
              ? null
              : durationOf(incident, 'silenceSeconds', context.areCompared),
          inferred: inferenceOf(firstRenewalAfter),
        },
        [firstRenewalAfter],
      ),
    )
  else if (incident.open && claims[0]?.code !== 'kubelet.ended') {
    const known = proofOf(incident, context)
    claims.push(
      claim('lease.still-silent', { untilUs: silentUntil(context), ...heartbeatOf(incident) }, known),
    )
  }
  const isStated = claims[0]?.code === 'kubelet.ended' && incident.cause.category === 'kubelet-stopped'
  return [...claims, ...(isStated ? [] : [causeClaim(incident, context)]), ...lastError(incident, context)]
}

/** What shows an open outage last ends with the evidence if no more than this follows it. */
const LAST_SIGN_US = 30_000_000

/** Returns what showed last that the lease was not renewed; null: the evidence ends then. */
function silentUntil({ silentUntilUs = null, lastUs }: VerdictContext): number | null {
  return silentUntilUs !== null && lastUs !== null && lastUs - silentUntilUs > LAST_SIGN_US
    ? silentUntilUs
    : null
}

/** Since when the lease was not renewed, as far as a line shows it. */
function beginning(incident: IncidentFacts, context: VerdictContext): Claim {
  const { lastRenewal } = incident.boundaries
  const { processEnd, unrenewedSinceUs } = context
  const node = nameOf(incident)
  if (unrenewedSinceUs != null)
    return claim(
      'lease.never-renewed',
      { node, sinceUs: unrenewedSinceUs, isStart: context.isStartKnown ?? false },
      proofOf(incident, context),
    )
  if (!lastRenewal && processEnd) {
    const { endUs, ends, witness } = processEnd
    const untilUs = incident.open ? silentUntil(context) : null
    const until = untilUs === null ? {} : { untilUs }
    return claim('kubelet.ended', { node, endUs, ends, open: incident.open, ...until }, [witness])
  }
  return claim(
    'lease.stopped',
    { node, after: lastRenewal, ...heartbeatOf(incident) },
    lastRenewal ? [lastRenewal] : proofOf(incident, context),
  )
}

/** What the process printed last, where its end is the cause. */
function lastError({ cause }: IncidentFacts, { processEnd }: VerdictContext): Claim[] {
  const error = processEnd?.error
  if (cause.category !== 'kubelet-stopped' || !error) return []
  return [claim('kubelet.last-error', { text: error.text }, [error])]
}

function outOfMemory({ outOfMemory: event }: VerdictContext): Claim[] {
  if (!event || event.timeUs === null) return []
  return [claim('node.out-of-memory', { atUs: event.timeUs, victim: event.victim }, [event])]
}

function setBack(incident: IncidentFacts, context: VerdictContext): Claim[] {
  const { setBackUs = 0 } = context
  return setBackUs === 0
    ? []
    : [claim('clock.set-back', { seconds: setBackUs / 1e6 }, proofOf(incident, context))]
}

/** Names the evidence that is missing. */
function missing(incident: IncidentFacts, { hasKubeletLog = false }: VerdictContext): Claim[] {
  const { expected, boundaries, cause, deviation, node, startUs } = incident
  if (cause.category === 'unknown' && !hasKubeletLog)
    return [claim('missing.kubelet-log', { node, fromUs: boundaries.lastRenewal?.earliestUs ?? startUs }, [])]
  if (boundaries.markedNotReady || deviation.reason !== 'not-covered' || !expected.markedNotReady) return []
  const { earliestUs, latestUs } = expected.markedNotReady
  if (earliestUs === null || latestUs === null) return []
  return [claim('missing.controller-log', { earliestUs, latestUs }, [])]
}

function notReady(incident: IncidentFacts, context: VerdictContext): Claim[] {
  const { markedNotReady, taintQueued, readyAgain } = incident.boundaries
  const from = markedNotReady ?? taintQueued
  const { reportedUntilUs: untilUs = null } = context
  const known = proofOf(incident, context)
  return [
    claim(
      'not-ready',
      {
        node: nameOf(incident),
        from,
        fromUs: incident.startUs,
        byKubelet: from?.from === 'kubelet.not-ready' || untilUs !== null,
        untilUs,
      },
      from ? [from] : known,
    ),
    ...(readyAgain
      ? [claim('not-ready.until', { at: readyAgain }, [readyAgain])]
      : incident.open && untilUs === null
        ? [claim('not-ready.still', { untilUs: silentUntil(context) }, known)]
        : []),
    ...renewingClaims(incident, context),
    causeClaim(incident, context),
    ...evictedClaims(incident),
    ...outOfMemory(context),
  ]
}

function causeClaim(incident: IncidentFacts, context: VerdictContext): Claim {
  const { category, where, confidence } = incident.cause
  const { causeShownBy: shownBy } = context
  const several = incident.kind === 'cluster-outage'
  const params = { category, where, confidence, several, ...(shownBy ? { shownBy } : {}) }
  const { cause, place } = causeOfNode(params, params.several)
  return cause === '' && place === ''
    ? claim('cause.unknown', {}, [])
    : claim('cause', params, proofOf(incident, context))
}

/** Lists the lines that show an incident: those of the context and those of its boundaries. */
function proofOf({ evidence }: IncidentFacts, { proof = [] }: VerdictContext): readonly SourceLine[] {
  return [...proof, ...evidence]
}

function nameOf({ node }: IncidentFacts): string {
  return node ?? UNNAMED_NODE
}
