/**
 * Why a node stopped renewing, and on which side the fault lies.
 *
 * Authority: `report.schema.json` (`cause`); error texts of Go and apimachinery. The rule of `confidence`:
 *   high    an error line names the cause, and other nodes or the error itself exclude other sides;
 *   medium  an error line names the cause but not the side, or only the side is known;
 *   low     only the silence is in evidence, or other nodes contradict the side.
 */
import type { Cause, CauseWhere, IncidentCause, ProcessEnd, SourceLine } from '../../model/index.ts'
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
  /** The line that shows it. */
  readonly proof: readonly SourceLine[]
}

/** What a cause is derived from: an attempt, or a status post. */
type Failed = Pick<Attempt, 'witness' | 'atUs' | 'cause' | 'alsoCauses' | 'error'>

/**
 * Returns null if no attempt names a cause. Lookups fail in many outages once the old connection is given up: `dns`
 * counts only if a lookup failed first, or, `lookupElsewhere`, if another node fails in lookup too.
 */
export function causeOfAttempts(
  attempts: readonly Failed[],
  lookupElsewhere: boolean = false,
): CauseOfAttempts | null {
  const firsts = new Map<Cause, Failed>()
  const also = new Map<Cause, number>()
  for (const attempt of attempts) {
    const { cause, alsoCauses, atUs } = attempt
    if (cause !== null && !firsts.has(cause)) firsts.set(cause, attempt)
    for (const other of alsoCauses) if (!also.has(other)) also.set(other, atUs)
  }
  const [earliest] = firsts.keys()
  const [category] = [...firsts.keys()]
    .filter((cause) => cause !== 'dns' || earliest === 'dns' || lookupElsewhere)
    .sort((a, b) => RANKS[a] - RANKS[b])
  if (!category) return null
  for (const [cause, { atUs }] of firsts) also.set(cause, Math.min(atUs, also.get(cause) ?? atUs))
  also.delete(category)
  const first = firsts.get(category)
  return {
    category,
    error: first?.error ?? null,
    alsoCauses: [...also]
      .map(([cause, firstAtUs]) => ({ cause, firstAtUs }))
      .sort((a, b) => a.firstAtUs - b.firstAtUs || RANKS[a.cause] - RANKS[b.cause]),
    proof: first ? [first.witness] : [],
  }
}

/** What the other nodes did while this one was silent. */
export interface Comparison {
  /** Number of nodes in evidence, this one included; 1 where none other has any of that time. */
  readonly nodes: number
  /** Another node has renewals in evidence during the outage, and no outage of its own then. */
  readonly renewing: boolean
  /** Another node was silent for the same cause at the same time. */
  readonly sameCause: boolean
}

/** An address of the node itself in an error: what refuses there is a proxy on the node. */
const LOOPBACK = /\b(?:dial tcp |https:\/\/)(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|localhost)[:/]/

/** Returns the side on which a cause lies. */
export function locate(
  { category, error }: Pick<IncidentCause, 'category' | 'error'>,
  { renewing }: Pick<Comparison, 'renewing'>,
): CauseWhere {
  switch (category) {
    case 'network-unreachable':
      return 'node-network'
    case 'dns':
      return 'dns'
    case 'tls':
    case 'auth':
      return 'node-auth'
    case 'connection-refused':
      return error !== null && LOOPBACK.test(error) ? 'node' : 'api-server'
    case 'throttled':
    case 'server-error':
      return 'api-server'
    case 'kubelet-stopped':
    case 'kubelet-silent':
      return 'kubelet'
    case 'container-runtime':
    case 'network-plugin':
    case 'pleg':
    case 'node-shutdown':
    case 'node-reboot':
      return 'node'
    case 'clock-jump':
      return 'clock'
    case 'unknown':
      return 'unknown'
    // What did not answer may be anything between the node and the API server; that others renew excludes the latter.
    default:
      return renewing ? 'node-network' : 'unknown'
  }
}

/** Ends that a new pid or a new boot proves, without an error line. */
const IS_PROVEN: Readonly<Record<ProcessEnd, boolean>> = {
  'kubelet-stopped': true,
  'node-reboot': true,
  'node-shutdown': false,
}

/** Sides that are not the node's own: one node alone can't show that the fault lies there. */
const IS_ELSEWHERE: Readonly<Record<CauseWhere, boolean>> = {
  'node-network': false,
  dns: true,
  'api-server': true,
  'load-balancer': true,
  'node-auth': false,
  kubelet: false,
  node: false,
  'control-plane': true,
  clock: false,
  unknown: true,
}

/** Returns `high` only if the evidence excludes other causes and sides. */
export function confidence(
  { category, where, error, alsoCauses }: Omit<IncidentCause, 'confidence'>,
  { nodes, renewing, sameCause }: Comparison,
): IncidentCause['confidence'] {
  if (category === 'unknown') return where === 'unknown' ? 'low' : 'medium'
  if (IS_ELSEWHERE[where]) {
    if (where === 'unknown' || nodes <= 1) return 'medium'
    // The others reach what this one blames.
    if (renewing && !sameCause) return where === 'dns' ? 'medium' : 'low'
  }
  // A network that all nodes share looks the same from each of them.
  if (nodes > 1 && sameCause && !renewing) return 'medium'
  // That others renew does not exclude a slow API server: only the kernel's own error names the node's network.
  if (where === 'node-network' && category !== 'network-unreachable') return 'medium'
  // A lookup without an answer is lost with all other packets.
  if (category === 'dns' && alsoCauses.length > 0) return 'medium'
  const isProven = category in IS_PROVEN && IS_PROVEN[category as ProcessEnd]
  return error === null && !isProven ? 'medium' : 'high'
}
