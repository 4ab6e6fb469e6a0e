/**
 * Why a node fell silent, and on which side the fault lies.
 *
 * Authority: `report.schema.json` (`cause`); error texts of Go and apimachinery. The rule of `confidence`:
 *   high    an error line names the cause, and the side follows from it or from comparing nodes;
 *   medium  an error line names the cause but not the side, or only the side is known;
 *   low     only the silence is in evidence.
 */
import type { Cause, CauseCategory, CauseWhere, IncidentCause, ProcessEnd } from '../../model/index.ts'
import type { Attempt } from '../node/attempts.ts'

/** Of an incident's failures the lowest rank wins: a higher one is a consequence of a lower one. */
const RANKS: Readonly<Record<Cause, number>> = {
  'network-unreachable': 0,
  'no-route': 1,
  dns: 2,
  'connection-refused': 3,
  tls: 4,
  auth: 5,
  'not-found': 6,
  throttled: 7,
  'server-error': 8,
  timeout: 9,
  'connection-reset': 10,
  eof: 11,
  'connection-lost': 12,
  'closed-connection': 13,
  canceled: 14,
  conflict: 15,
  other: 16,
}

export interface CauseOfAttempts {
  readonly category: Cause
  readonly error: string | null
  readonly alsoCauses: readonly { readonly cause: Cause; readonly firstAtUs: number }[]
}

/** Returns null if no attempt names a cause. */
export function causeOfAttempts(attempts: readonly Attempt[]): CauseOfAttempts | null {
  const firsts = new Map<Cause, Attempt>()
  const also = new Map<Cause, number>()
  for (const attempt of attempts) {
    const { cause, alsoCauses, atUs } = attempt
    if (cause !== null && !firsts.has(cause)) firsts.set(cause, attempt)
    for (const other of alsoCauses) if (!also.has(other)) also.set(other, atUs)
  }
  const [category] = [...firsts.keys()].sort((a, b) => RANKS[a] - RANKS[b])
  if (!category) return null
  for (const [cause, { atUs }] of firsts) also.set(cause, Math.min(atUs, also.get(cause) ?? atUs))
  also.delete(category)
  return {
    category,
    error: firsts.get(category)?.error ?? null,
    alsoCauses: [...also]
      .map(([cause, firstAtUs]) => ({ cause, firstAtUs }))
      .sort((a, b) => a.firstAtUs - b.firstAtUs || RANKS[a.cause] - RANKS[b.cause]),
  }
}

/** What the other nodes did while this one was silent. */
export interface Comparison {
  /** Another node has renewals in evidence during the outage, and no outage of the same cause. */
  readonly renewing: boolean
  /** Another node was silent for the same cause at the same time. */
  readonly sameCause: boolean
}

/** Returns the side on which a cause lies. */
export function locate(category: CauseCategory, others: Comparison): CauseWhere {
  switch (category) {
    case 'network-unreachable':
    case 'no-route':
      return 'node-network'
    case 'dns':
      return 'dns'
    case 'connection-refused':
      // Refused means that a machine answered. One node alone is refused where its own way in is down.
      return others.renewing && !others.sameCause ? 'load-balancer' : 'api-server'
    case 'tls':
    case 'auth':
    case 'not-found':
      return others.sameCause && !others.renewing ? 'api-server' : 'node-auth'
    case 'throttled':
    case 'server-error':
      return 'api-server'
    case 'timeout':
    case 'connection-reset':
    case 'eof':
    case 'connection-lost':
    case 'closed-connection':
    case 'canceled':
      if (others.renewing && !others.sameCause) return 'node-network'
      return others.sameCause && !others.renewing ? 'api-server' : 'unknown'
    case 'kubelet-stopped':
    case 'kubelet-silent':
    case 'pleg':
      return 'kubelet'
    case 'container-runtime':
    case 'network-plugin':
    case 'node-shutdown':
    case 'node-reboot':
      return 'node'
    case 'clock-jump':
      return 'clock'
    case 'conflict':
    case 'other':
    case 'unknown':
      return 'unknown'
  }
}

/** Ends that a new pid or a new boot proves, without an error line. */
const IS_PROVEN: Readonly<Record<ProcessEnd, boolean>> = {
  'kubelet-stopped': true,
  'node-reboot': true,
  'node-shutdown': false,
}

export function confidence({
  category,
  where,
  error,
}: Pick<IncidentCause, 'category' | 'where' | 'error'>): IncidentCause['confidence'] {
  if (category === 'unknown') return where === 'unknown' ? 'low' : 'medium'
  if (where === 'unknown') return 'medium'
  const isProven = category in IS_PROVEN && IS_PROVEN[category as ProcessEnd]
  return error === null && !isProven ? 'medium' : 'high'
}
