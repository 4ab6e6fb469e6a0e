/**
 * Why a node fell silent, and on whose side.
 *
 * Authority: `report.schema.json` (`cause`); error texts of Go and apimachinery. The rule of `confidence`:
 *   high    an error line names the cause, and the side follows from it or from comparing nodes;
 *   medium  an error line names the cause but nothing tells the side, or the side alone is told;
 *   low     nothing but the silence is in evidence.
 */
import type { Cause, CauseCategory, CauseWhere, IncidentCause } from '../../model/index.ts'
import type { Attempt } from '../node/attempts.ts'

/** Of an incident's failures the first present wins: what stands later is a consequence of what stands before. */
const RANK: readonly Cause[] = [
  'network-unreachable',
  'no-route',
  'dns',
  'connection-refused',
  'tls',
  'auth',
  'not-found',
  'throttled',
  'server-error',
  'timeout',
  'connection-reset',
  'eof',
  'connection-lost',
  'closed-connection',
  'canceled',
  'conflict',
  'other',
]

export interface CauseOfAttempts {
  readonly category: Cause
  readonly error: string | null
  readonly alsoCauses: readonly { readonly cause: Cause; readonly firstAtUs: number }[]
}

/** Undefined when no try tells a cause. */
export function causeOfAttempts(tries: readonly Attempt[]): CauseOfAttempts | undefined {
  const firsts = new Map<Cause, Attempt>()
  const also = new Map<Cause, number>()
  for (const t of tries) {
    if (t.cause !== null && !firsts.has(t.cause)) firsts.set(t.cause, t)
    for (const cause of t.alsoCauses) if (!also.has(cause)) also.set(cause, t.atUs)
  }
  const category = RANK.find((cause) => firsts.has(cause))
  if (!category) return undefined
  for (const [cause, t] of firsts) also.set(cause, Math.min(t.atUs, also.get(cause) ?? t.atUs))
  also.delete(category)
  return {
    category,
    error: firsts.get(category)?.error ?? null,
    alsoCauses: [...also]
      .map(([cause, firstAtUs]) => ({ cause, firstAtUs }))
      .sort((a, b) => a.firstAtUs - b.firstAtUs || RANK.indexOf(a.cause) - RANK.indexOf(b.cause)),
  }
}

/** What the other nodes did while this one was silent. */
export interface Comparison {
  /** Another node has renewals in evidence during the outage, and no outage alike. */
  readonly renewing: boolean
  /** Another node was silent for the same cause at the same time. */
  readonly sameCause: boolean
}

/** On whose side a cause lies. */
export function locate(category: CauseCategory, neighbours: Comparison): CauseWhere {
  switch (category) {
    case 'network-unreachable':
    case 'no-route':
      return 'node-network'
    case 'dns':
      return 'dns'
    case 'connection-refused':
      // Refused means that a machine answered. One node alone is refused where its own way in is down.
      return neighbours.renewing && !neighbours.sameCause ? 'load-balancer' : 'api-server'
    case 'tls':
    case 'auth':
    case 'not-found':
      return neighbours.sameCause && !neighbours.renewing ? 'api-server' : 'node-auth'
    case 'throttled':
    case 'server-error':
      return 'api-server'
    case 'timeout':
    case 'connection-reset':
    case 'eof':
    case 'connection-lost':
    case 'closed-connection':
    case 'canceled':
      if (neighbours.renewing && !neighbours.sameCause) return 'node-network'
      return neighbours.sameCause && !neighbours.renewing ? 'api-server' : 'unknown'
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

/** What no error line names, but a new pid or a new boot proves. */
const TOLD_BY_PROCESSES: ReadonlySet<CauseCategory> = new Set(['kubelet-stopped', 'node-reboot'])

export function confidence(cause: {
  category: CauseCategory
  where: CauseWhere
  error: string | null
}): IncidentCause['confidence'] {
  if (cause.category === 'unknown') return cause.where === 'unknown' ? 'low' : 'medium'
  if (cause.where === 'unknown') return 'medium'
  return cause.error === null && !TOLD_BY_PROCESSES.has(cause.category) ? 'medium' : 'high'
}
