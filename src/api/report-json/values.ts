/** Types of the report as JSON: made from `report.schema.json` by `npm run golden`, not by hand. */

/** The part of an analysis that a report is about. */
export interface SelectionJson {
  /** Globs of node names; null: all nodes. */
  readonly nodes: readonly string[] | null
  /** Begin of the part; null: not restricted. */
  readonly since: MaybeInstantJson
  /** End of the part; null: not restricted. */
  readonly until: MaybeInstantJson
}

/** Instant as RFC 3339 in UTC with microseconds. */
export type InstantJson = string

/** Instant; null if unknown. */
export type MaybeInstantJson = InstantJson | null

/** Cause of a failed request: the error nearest the root of the error chain. */
export type CauseJson =
  | 'dns'
  | 'network-unreachable'
  | 'no-route'
  | 'connection-refused'
  | 'connection-reset'
  | 'connection-lost'
  | 'closed-connection'
  | 'timeout'
  | 'tls'
  | 'auth'
  | 'not-found'
  | 'conflict'
  | 'throttled'
  | 'server-error'
  | 'eof'
  | 'canceled'
  | 'other'

/** Cause; null if no error is printed. */
export type MaybeCauseJson = CauseJson | null

/** Component that wrote the record. */
export type ComponentJson =
  | 'kubelet'
  | 'kube-controller-manager'
  | 'kube-apiserver'
  | 'api-object'
  | 'journald'
  | 'systemd'

/** Kind of an observation. */
export type KindJson =
  | 'lease.renewed'
  | 'lease.read'
  | 'lease.request-failed'
  | 'lease.update-failed'
  | 'lease.update-fallback'
  | 'lease.ensure-failed'
  | 'lease.retries-exhausted'
  | 'lease.seen'
  | 'node-status.updated'
  | 'node-status.update-failed'
  | 'node-status.retries-exhausted'
  | 'api.answered'
  | 'kubelet.started'
  | 'kubelet.stopped'
  | 'kubelet.shutdown'
  | 'kubelet.certificate-expired'
  | 'kubelet.not-ready'
  | 'node.register-failed'
  | 'node.registered'
  | 'node.deleted'
  | 'kubelet.oom'
  | 'node.stale'
  | 'node.never-posted'
  | 'node.not-ready'
  | 'node.ready'
  | 'node.taint-queued'
  | 'node.pods-not-ready'
  | 'node.healthy-again'
  | 'node.tainted'
  | 'node.untainted'
  | 'zone.state'
  | 'cluster.disruption-entered'
  | 'cluster.disruption-left'
  | 'pod.eviction-marked'
  | 'pod.evicted'
  | 'pod.eviction-cancelled'
  | 'controller.reset'
  | 'controller.leader-acquired'
  | 'controller.leader-lost'
  | 'node.seen'
  | 'log.gap'

/** Name of a boundary. */
export type BoundaryNameJson =
  | 'lastRenewal'
  | 'firstFailure'
  | 'lastFailure'
  | 'firstRenewalAfter'
  | 'controllerLastSeen'
  | 'markedNotReady'
  | 'taintQueued'
  | 'firstEviction'
  | 'readyAgain'

/** Name of an interval. */
export type IntervalNameJson =
  | 'silenceSeconds'
  | 'toFirstFailureSeconds'
  | 'failingSeconds'
  | 'detectionSeconds'
  | 'graceSeconds'
  | 'notReadySeconds'
  | 'recoverySeconds'
  | 'toEvictionSeconds'

/** Period of time. */
export interface SpanJson {
  /** Start of the period. */
  readonly start: MaybeInstantJson
  /** End of the period. */
  readonly end: MaybeInstantJson
}

/** Earliest and latest possible time of an event. */
export interface BoundsJson {
  /** Earliest possible time; null if unknown. */
  readonly earliest: MaybeInstantJson
  /** Latest possible time; null if unknown. */
  readonly latest: MaybeInstantJson
}

/** Range of Kubernetes minor versions, both ends included. */
export interface VersionRangeJson {
  /** First version, such as 1.27; null if unbounded. */
  readonly min: string | null
  /** Last version, such as 1.36; null if unbounded. */
  readonly max: string | null
}

/** Where a node runs and which pool it belongs to, by its labels. */
export interface NodeLabelsJson {
  /** Label `topology.kubernetes.io/region`, or the older `failure-domain.beta.kubernetes.io/region`; null if it has none. */
  readonly region: string | null
  /** Label `topology.kubernetes.io/zone`, or the older `failure-domain.beta.kubernetes.io/zone`; null if it has none. */
  readonly zone: string | null
  /** The label by which a platform names the node's pool, such as `cloud.google.com/gke-nodepool`; null if it has none. */
  readonly pool: string | null
}
