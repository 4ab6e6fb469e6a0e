/**
 * The table of observation kinds: what the program must know of each.
 *
 * Every set of kinds derives from it, so that a new kind needs no search: the compiler asks for its row here, and
 * for its words and printed fields in the other tables that are keyed by kind.
 */
import type { DeviationReason, ProcessEnd } from './incident.ts'
import type { Observation, ObservationKind } from './observation.ts'

/** What the program must know of a kind. */
interface KindTraits {
  /**
   * `node`: evidence of one node; a record that names none is a problem. `cluster`: about the cluster or a pod; a node
   * that it names is only a detail. `either`: of a node where it names one.
   */
  readonly scope: 'node' | 'cluster' | 'either'
  /** A request of a kubelet to the API server, and how it ended. */
  readonly request?: 'succeeded' | 'failed'
  /** A failed attempt to renew the lease. */
  readonly isFailedAttempt?: true
  /** A failed post of the node's status. */
  readonly isStatusFailure?: true
  /** It changes or shows the Ready condition of a node. */
  readonly showsReadiness?: true
  /** The controller manager prints it only from klog -v=2 on. */
  readonly provesLifecycle?: true
  /** It comes again and again while nothing changes: of a run, only the ends are listed. */
  readonly repeats?: true
  /** The kubelet's process ended or began, and why. */
  readonly processEnd?: ProcessEnd
  /** A controller forgot what it had seen. */
  readonly reset?: DeviationReason
}

const TRAITS = {
  'lease.renewed': { scope: 'node', request: 'succeeded' },
  'lease.read': { scope: 'node', request: 'succeeded' },
  'lease.request-failed': { scope: 'node', request: 'failed', isFailedAttempt: true, repeats: true },
  'lease.update-failed': { scope: 'node', isFailedAttempt: true, repeats: true },
  'lease.update-fallback': { scope: 'node', repeats: true },
  'lease.ensure-failed': { scope: 'node', isFailedAttempt: true, repeats: true },
  'lease.retries-exhausted': { scope: 'node', repeats: true },
  'lease.seen': { scope: 'node', repeats: true },
  'node-status.updated': { scope: 'either', request: 'succeeded' },
  'node-status.update-failed': { scope: 'either', isStatusFailure: true, repeats: true },
  'node-status.retries-exhausted': { scope: 'either', isStatusFailure: true, repeats: true },
  'api.answered': { scope: 'either', request: 'succeeded' },
  'kubelet.started': { scope: 'either', processEnd: 'kubelet-stopped' },
  'kubelet.stopped': { scope: 'either', processEnd: 'kubelet-stopped' },
  'kubelet.shutdown': { scope: 'either', processEnd: 'node-shutdown' },
  'kubelet.certificate-expired': { scope: 'either' },
  'kubelet.not-ready': { scope: 'either', showsReadiness: true, repeats: true },
  'node.register-failed': { scope: 'node', repeats: true },
  'node.registered': { scope: 'node' },
  'node.deleted': { scope: 'node' },
  'kubelet.oom': { scope: 'node' },
  'node.stale': { scope: 'node', showsReadiness: true, provesLifecycle: true, repeats: true },
  'node.never-posted': { scope: 'node', showsReadiness: true, repeats: true },
  'node.not-ready': { scope: 'node', showsReadiness: true, provesLifecycle: true },
  'node.ready': { scope: 'node', showsReadiness: true },
  'node.taint-queued': { scope: 'node', showsReadiness: true, provesLifecycle: true, repeats: true },
  'node.pods-not-ready': { scope: 'node', showsReadiness: true, provesLifecycle: true },
  'node.healthy-again': { scope: 'node', showsReadiness: true, provesLifecycle: true },
  'node.tainted': { scope: 'node', showsReadiness: true },
  'node.untainted': { scope: 'node', showsReadiness: true },
  'zone.state': { scope: 'cluster' },
  'cluster.disruption-entered': { scope: 'either' },
  'cluster.disruption-left': { scope: 'either', reset: 'disruption-left' },
  'pod.eviction-marked': { scope: 'cluster' },
  'pod.evicted': { scope: 'cluster' },
  'pod.eviction-cancelled': { scope: 'either' },
  'controller.reset': { scope: 'node', reset: 'controller-reset' },
  'controller.leader-acquired': { scope: 'either', reset: 'leader-changed' },
  'controller.leader-lost': { scope: 'either', reset: 'leader-lost' },
  'node.seen': { scope: 'node', repeats: true },
  'log.gap': { scope: 'either' },
} as const

/** Fails to compile if a kind has no row. */
const BY_KIND: Readonly<Record<ObservationKind, KindTraits>> = TRAITS

/** The kinds with a trait, of any value or of the value `V`. */
type KindsWith<T extends keyof KindTraits, V = unknown> = {
  [K in ObservationKind]: (typeof TRAITS)[K] extends Readonly<Record<T, infer U>>
    ? U extends V
      ? K
      : never
    : never
}[ObservationKind]

/** Requests of a kubelet that succeeded. */
export type SuccessfulRequestKind = KindsWith<'request', 'succeeded'>
export type RequestKind = KindsWith<'request'>
export type FailedAttemptKind = KindsWith<'isFailedAttempt'>
export type StatusFailureKind = KindsWith<'isStatusFailure'>
export type ReadinessKind = KindsWith<'showsReadiness'>

export function traitsOf(kind: ObservationKind): KindTraits {
  return BY_KIND[kind]
}

export function isSuccessfulRequest(o: Observation): o is Observation<SuccessfulRequestKind> {
  return traitsOf(o.kind).request === 'succeeded'
}

export function isRequest(o: Observation): o is Observation<RequestKind> {
  return traitsOf(o.kind).request !== undefined
}

export function isFailedAttempt(o: Observation): o is Observation<FailedAttemptKind> {
  return traitsOf(o.kind).isFailedAttempt === true
}

export function isStatusFailure(o: Observation): o is Observation<StatusFailureKind> {
  return traitsOf(o.kind).isStatusFailure === true
}

export function isAboutReadiness(o: Observation): o is Observation<ReadinessKind> {
  return traitsOf(o.kind).showsReadiness === true
}

/** The kinds with a `processEnd`. */
export const PROCESS_END_KINDS: readonly ObservationKind[] = (
  Object.keys(BY_KIND) as ObservationKind[]
).filter((kind) => traitsOf(kind).processEnd !== undefined)
