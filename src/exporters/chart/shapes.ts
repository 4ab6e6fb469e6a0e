/** The drawing that stands for each kind of observation. */
import type { ObservationKind } from '../../model/index.ts'

/** Each has a form of its own, so that colour is not needed. */
export type Shape =
  | 'renewal'
  | 'failure'
  | 'stale'
  | 'down'
  | 'up'
  | 'taint'
  | 'eviction'
  | 'process'
  | 'other'

const SHAPES: { readonly [K in ObservationKind]: Shape } = {
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
  'node.registered': 'process',
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

export function shapeOf(kind: ObservationKind): Shape {
  return SHAPES[kind]
}
