/**
 * What an observation says, in words. In: an observation; out: a short title, the drawing that stands for it,
 * and its text: what the record told beyond its kind. The text comes from logs and is not yet printable.
 */
import type { Observation, ObservationKind } from '../model/index.ts'
import type { Shape } from '../model/observation.ts'
import { formatSpan } from './durations.ts'

const KINDS: { readonly [K in ObservationKind]: readonly [title: string, shape: Shape] } = {
  'lease.renewed': ['lease renewed', 'renewal'],
  'lease.read': ['lease read', 'other'],
  'lease.request-failed': ['lease request failed', 'failure'],
  'lease.update-failed': ['lease update failed', 'failure'],
  'lease.update-fallback': ['lease update given up', 'failure'],
  'lease.ensure-failed': ['lease not ensured', 'failure'],
  'lease.retries-exhausted': ['lease retries exhausted', 'failure'],
  'lease.seen': ['lease seen', 'other'],
  'node-status.updated': ['node status posted', 'other'],
  'node-status.update-failed': ['node status not posted', 'failure'],
  'node-status.retries-exhausted': ['node status retries exhausted', 'failure'],
  'api.answered': ['API server answered', 'other'],
  'kubelet.started': ['kubelet started', 'process'],
  'kubelet.stopped': ['kubelet stopped', 'process'],
  'kubelet.shutdown': ['node shuts down', 'process'],
  'kubelet.certificate-expired': ['client certificate expired', 'process'],
  'kubelet.not-ready': ['kubelet reports not ready', 'down'],
  'node.registered': ['node registered', 'process'],
  'node.stale': ['node has not been updated', 'stale'],
  'node.never-posted': ['condition never posted', 'stale'],
  'node.not-ready': ['not ready', 'down'],
  'node.ready': ['ready', 'up'],
  'node.taint-queued': ['taint queued', 'taint'],
  'node.pods-not-ready': ['pods marked not ready', 'down'],
  'node.healthy-again': ['healthy again', 'up'],
  'node.tainted': ['tainted', 'taint'],
  'node.untainted': ['taint removed', 'taint'],
  'zone.state': ['zone state', 'process'],
  'cluster.disruption-entered': ['disruption mode entered', 'process'],
  'cluster.disruption-left': ['disruption mode left', 'process'],
  'pod.eviction-marked': ['pod marked for eviction', 'eviction'],
  'pod.evicted': ['pod evicted', 'eviction'],
  'pod.eviction-cancelled': ['eviction cancelled', 'eviction'],
  'controller.reset': ['controller begins anew', 'process'],
  'controller.leader-acquired': ['controller took the lead', 'process'],
  'controller.leader-lost': ['controller lost the lead', 'process'],
  'node.seen': ['node seen', 'other'],
  'log.gap': ['log gap', 'process'],
}

export function titleOf(kind: ObservationKind): string {
  return KINDS[kind][0]
}

export function shapeOf(kind: ObservationKind): Shape {
  return KINDS[kind][1]
}

const joined = (...parts: readonly (string | null | undefined | false)[]): string =>
  parts.filter((part) => typeof part === 'string' && part !== '').join(', ')

/** Empty where the kind says it all. */
export function textOf(o: Observation): string {
  switch (o.kind) {
    case 'lease.renewed':
    case 'lease.read':
    case 'lease.request-failed':
    case 'node-status.updated':
    case 'api.answered':
      return joined(
        o.verb,
        o.statusCode === null ? 'no answer' : `status ${o.statusCode}`,
        o.latencyMs !== null && `after ${formatSpan(o.latencyMs / 1000)}`,
      )
    case 'lease.update-failed':
    case 'lease.update-fallback':
    case 'node-status.update-failed':
    case 'node-status.retries-exhausted':
      return o.error ?? ''
    case 'lease.ensure-failed':
    case 'lease.retries-exhausted':
      return joined(
        o.error,
        o.retryIntervalSeconds !== null && `retried after ${formatSpan(o.retryIntervalSeconds)}`,
      )
    case 'lease.seen':
      return joined(o.holderIdentity && `held by ${o.holderIdentity}`)
    case 'kubelet.not-ready':
      return joined(o.reason, o.message)
    case 'node.stale':
      return joined(
        o.conditionType,
        `for ${formatSpan(o.durationSeconds)}`,
        o.condition?.status && `status ${o.condition.status}`,
        o.condition?.message,
      )
    case 'node.never-posted':
      return o.conditionType ?? ''
    case 'node.not-ready':
    case 'node.ready':
      return joined(o.status && `Ready=${o.status}`, o.reason)
    case 'node.taint-queued':
      return `Ready=${o.status}`
    case 'node.tainted':
    case 'node.untainted':
      return `${o.taint}:${o.effect}`
    case 'zone.state':
      return joined(o.zone, o.state)
    case 'pod.eviction-marked':
    case 'pod.evicted':
      return o.pod
    case 'pod.eviction-cancelled':
      return o.pod ?? 'all pods of the node'
    case 'controller.leader-acquired':
    case 'controller.leader-lost':
      return o.lock ?? ''
    case 'node.seen':
      return joined(...o.conditions.map(({ type, status }) => type && `${type}=${status ?? '?'}`))
    case 'log.gap':
      return joined(o.reason, o.lost !== null && `${o.lost} lines`)
    default:
      return ''
  }
}
