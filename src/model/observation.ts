/** What one record says about one node's health: the kinds and their own fields. */
/** As the schema (`report.schema.json`, `cause`) describes them. In an error chain the part nearest the root counts. */
export type Cause =
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

/** A request of a kubelet to the API server. */
export interface RequestFacts {
  readonly verb: string
  /** Null: no answer came. */
  readonly statusCode: number | null
  /** Whole milliseconds, cut, as printed; null when not printed. `startedAt` = at − latencyMs − 1 ms. */
  readonly latencyMs: number | null
  /** Audit events only: when the API server received the request, on its own clock. */
  readonly receivedUs?: number
}

export interface Failure {
  /** The error's text as printed, less quoting; null where the line ends before it. */
  readonly error: string | null
  readonly cause: Cause | null
  /** Other causes in the same chain, nearest the root first. */
  readonly alsoCauses: readonly Cause[]
  /** The finer class, e.g. `dns_no_such_host`; null when there is none. */
  readonly causeDetail: string | null
}

/** v1.NodeCondition as the controller prints it; a field that is missing from a mangled line is null. */
export interface NodeCondition {
  readonly type: string | null
  readonly status: string | null
  readonly reason: string | null
  readonly message: string | null
  /** RFC 3339 with microseconds, or null. */
  readonly lastHeartbeatTime: string | null
  readonly lastTransitionTime: string | null
}

export interface Taint {
  readonly key: string
  readonly effect: string
  /** RFC 3339 with microseconds; null: not printed (NoSchedule taints have none). */
  readonly timeAdded: string | null
}

/** What a NotReady condition names as its cause. */
export type NotReadyCategory = 'node-shutdown' | 'container-runtime' | 'network-plugin' | 'pleg'

/** Why lines are missing from a log: a new boot, a rotation, or a limit on the rate of messages. */
export type LogGapReason = 'boot' | 'rotated' | 'suppressed'

/** A change of the Ready condition. */
export interface ReadyTransition {
  readonly status: string | null
  readonly reason: string | null
  /** Only where an Event object reports it: these are rounded to seconds and may be aggregated. Not printed. */
  readonly isEvent?: true
}

type None = Record<never, never>

/** The own fields of each kind, as the schema (`report.schema.json`) describes them. */
export interface Facts {
  'lease.renewed': RequestFacts
  'lease.read': RequestFacts
  'lease.request-failed': RequestFacts
  'lease.update-failed': Failure
  'lease.update-fallback': Failure
  'lease.ensure-failed': Failure & { readonly retryIntervalSeconds: number | null }
  'lease.retries-exhausted': { readonly error: string | null; readonly retryIntervalSeconds: number | null }
  /** `renewTimeUs` and `managedTimeUs` (the API server's stamp of the same write, whole seconds) are null when not printed. */
  'lease.seen': {
    readonly renewTimeUs: number | null
    readonly managedTimeUs: number | null
    readonly holderIdentity: string | null
    readonly leaseDurationSeconds: number | null
  }
  'node-status.updated': RequestFacts
  'node-status.update-failed': Failure
  'node-status.retries-exhausted': Failure
  'api.answered': RequestFacts
  'kubelet.started': None
  'kubelet.stopped': None
  'kubelet.shutdown': None
  'kubelet.certificate-expired': None
  /** `category` is not printed. */
  'kubelet.not-ready': {
    readonly reason: string | null
    readonly message: string | null
    readonly category: NotReadyCategory | null
  }
  'node.registered': None
  'node.stale': {
    readonly conditionType: string | null
    readonly durationSeconds: number
    readonly condition: NodeCondition | null
  }
  'node.never-posted': { readonly conditionType: string | null }
  'node.not-ready': ReadyTransition & { readonly category: NotReadyCategory | null }
  'node.ready': ReadyTransition
  'node.taint-queued': { readonly status: 'Unknown' | 'False' }
  'node.pods-not-ready': None
  'node.healthy-again': None
  'node.tainted': { readonly taint: string; readonly effect: string }
  'node.untainted': { readonly taint: string; readonly effect: string }
  'zone.state': { readonly zone: string; readonly state: string }
  'cluster.disruption-entered': None
  'cluster.disruption-left': None
  /** `uid`, `toleratedSeconds`: null where not printed. */
  'pod.eviction-marked': { readonly pod: string }
  'pod.evicted': { readonly pod: string }
  /** `pod` null: all of the node. */
  'pod.eviction-cancelled': { readonly pod: string | null }
  'controller.reset': None
  'controller.leader-acquired': { readonly lock: string | null }
  'controller.leader-lost': { readonly lock: string | null }
  'node.seen': { readonly conditions: readonly NodeCondition[]; readonly taints: readonly Taint[] }
  /** `lost`: how many lines, null when not printed. */
  'log.gap': { readonly reason: LogGapReason; readonly lost: number | null }
}

export type ObservationKind = keyof Facts

export type Component = 'kubelet' | 'kube-controller-manager' | 'kube-apiserver' | 'api-object' | 'journald'

/** Whose clock stamped it: the node's own, or the control plane's. */
export type ClockSide = 'node' | 'control-plane'

interface FindingBase {
  /** Null: the record does not name it (the source's node is filled in where there is just one). */
  readonly node: string | null
  /** Only where it is not the grammar's own. */
  readonly component?: Component
  /** Only where it is not the component's own side. */
  readonly clockSide?: ClockSide
  /** Only where it is not the record's time, e.g. an audit event's stage time or a condition's transition; null: the record's object tells no time. */
  readonly timeUs?: number | null
  /** Only where coarser than a microsecond: whole-second stamps of API objects say 1 000 000. */
  readonly resolutionUs?: number
}

/** What a grammar reads out of one record. */
export type Finding<K extends ObservationKind = ObservationKind> = {
  [P in K]: FindingBase & { readonly kind: P } & Facts[P]
}[K]

/** Where an observation comes from. */
export interface Provenance {
  /** When the record was printed; null where it can't be resolved. */
  readonly timeUs: number | null
  readonly resolutionUs: number
  readonly node: string | null
  /** Who stamped it: the node's name, `control-plane` or `control-plane/<host>`. Null: a node that nobody named. */
  readonly clock: string | null
  readonly component: Component
  readonly source: string
  readonly line: number
  readonly pid: number | null
  readonly host: string | null
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}

export type Observation<K extends ObservationKind = ObservationKind> = {
  [P in K]: Provenance & { readonly kind: P } & Facts[P]
}[K]
