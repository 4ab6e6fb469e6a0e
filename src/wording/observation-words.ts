/**
 * Observations in words. In: an observation; out: a short title, and the text that the record contains beyond its
 * kind. The text comes from logs and is not yet printable.
 */
import type { Observation, ObservationKind } from '../model/index.ts'
import { formatSpan } from './durations.ts'

const TITLES: { readonly [K in ObservationKind]: string } = {
  'lease.renewed': 'lease renewed',
  'lease.read': 'lease read',
  'lease.request-failed': 'lease request failed',
  'lease.update-failed': 'lease update failed',
  'lease.update-fallback': 'lease update given up',
  'lease.ensure-failed': 'lease not ensured',
  'lease.retries-exhausted': 'lease retries exhausted',
  'lease.seen': 'lease seen',
  'node-status.updated': 'node status posted',
  'node-status.update-failed': 'node status not posted',
  'node-status.retries-exhausted': 'node status retries exhausted',
  'api.answered': 'API server answered',
  'kubelet.started': 'kubelet started',
  'kubelet.stopped': 'kubelet stopped',
  'kubelet.shutdown': 'node shuts down',
  'kubelet.certificate-expired': 'client certificate expired',
  'kubelet.not-ready': 'kubelet reports NotReady',
  'node.register-failed': 'node registration failed',
  'node.registered': 'node registered',
  'node.deleted': 'node deleted',
  'kubelet.oom': 'out of memory',
  'node.stale': 'node has not been updated',
  'node.never-posted': 'condition never posted',
  'node.not-ready': 'NotReady',
  'node.ready': 'Ready',
  'node.taint-queued': 'queued for taint',
  'node.pods-not-ready': 'pods marked NotReady',
  'node.healthy-again': 'healthy again',
  'node.tainted': 'tainted',
  'node.untainted': 'taint removed',
  'zone.state': 'zone state',
  'cluster.disruption-entered': 'disruption mode entered',
  'cluster.disruption-left': 'disruption mode left',
  'pod.eviction-marked': 'pod marked for eviction',
  'pod.evicted': 'pod evicted',
  'pod.eviction-cancelled': 'eviction cancelled',
  'controller.reset': 'controller starts over',
  'controller.leader-acquired': 'controller became leader',
  'controller.leader-lost': 'controller lost leadership',
  'node.seen': 'node seen',
  'log.gap': 'log gap',
}

export function titleOf(kind: ObservationKind): string {
  return TITLES[kind]
}

const joined = (...parts: readonly (string | null | undefined | false)[]): string =>
  parts.filter((part) => typeof part === 'string' && part !== '').join(', ')

/** Returns the facts beyond the kind; empty if there are none. */
export function textOf(o: Observation): string {
  switch (o.kind) {
    case 'lease.renewed':
    case 'lease.read':
    case 'lease.request-failed':
    case 'node-status.updated':
    case 'api.answered':
      return joined(
        o.verb,
        o.statusCode === null ? 'no response' : `status ${o.statusCode}`,
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
