/** The shape of the marker that a chart draws for each kind of observation. */
import type { ObservationKind } from '../../model/index.ts'

/** A marker's shape; also the name of its CSS class. */
export type MarkerShape =
  | 'renewal'
  | 'failure'
  | 'stale'
  | 'down'
  | 'up'
  | 'taint'
  | 'eviction'
  | 'process'
  | 'other'

export const SHAPES: { readonly [K in ObservationKind]: MarkerShape } = {
  'lease.renewed': 'renewal',
  'lease.read': 'other',
  'lease.request-failed': 'failure',
  'lease.update-failed': 'failure',
  'lease.update-fallback': 'failure',
  'lease.ensure-failed': 'failure',
  'lease.retries-exhausted': 'failure',
  'lease.seen': 'other',
  'node-status.updated': 'other',
  'node-status.update-failed': 'failure',
  'node-status.retries-exhausted': 'failure',
  'api.answered': 'other',
  'kubelet.started': 'process',
  'kubelet.stopped': 'process',
  'kubelet.shutdown': 'process',
  'kubelet.certificate-expired': 'process',
  'kubelet.not-ready': 'down',
  'node.register-failed': 'failure',
  'node.registered': 'process',
  'node.deleted': 'process',
  'kubelet.oom': 'process',
  'node.stale': 'stale',
  'node.never-posted': 'stale',
  'node.not-ready': 'down',
  'node.ready': 'up',
  'node.taint-queued': 'taint',
  'node.pods-not-ready': 'down',
  'node.healthy-again': 'up',
  'node.tainted': 'taint',
  'node.untainted': 'taint',
  'zone.state': 'process',
  'cluster.disruption-entered': 'process',
  'cluster.disruption-left': 'process',
  'pod.eviction-marked': 'eviction',
  'pod.evicted': 'eviction',
  'pod.eviction-cancelled': 'eviction',
  'controller.reset': 'process',
  'controller.leader-acquired': 'process',
  'controller.leader-lost': 'process',
  'node.seen': 'other',
  'log.gap': 'process',
}
