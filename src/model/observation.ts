/** Types of observations: facts about the health of one node from one record. */

/** Cause of a failed request: the error nearest the root of the error chain. `report.schema.json` documents the values. */
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
  /** HTTP verb, e.g. PUT. */
  readonly verb: string
  /** Null if there was no response. */
  readonly statusCode: number | null
  /** Whole milliseconds, rounded down, as printed; null if not printed. `startedAt` is at − latencyMs − 1 ms. */
  readonly latencyMs: number | null
  /** Only in audit events: when the API server received the request, on its own clock. */
  readonly receivedUs?: number
  /** Present if the URL prints another time-out than 10 s: how long the client waits for an answer. Not printed. */
  readonly timeoutSeconds?: number
}

/** A failed request. */
export interface Failure {
  /** Text of the error as printed, unquoted; null if the line ends before it. */
  readonly error: string | null
  /** Null if no error is printed or the line ends before its root. */
  readonly cause: Cause | null
  /** Other causes in the same chain, nearest the root first. */
  readonly alsoCauses: readonly Cause[]
  /** Subclass of the cause, e.g. `dns_no_such_host`; null if missing. */
  readonly causeDetail: string | null
  /** Present if the URL in the error prints another time-out than 10 s. Not printed. */
  readonly timeoutSeconds?: number
}

/** A v1.NodeCondition; a field is null if it is not printed. */
export interface NodeCondition {
  readonly type: string | null
  readonly status: string | null
  readonly reason: string | null
  readonly message: string | null
  /** RFC 3339 with microseconds. */
  readonly lastHeartbeatTime: string | null
  /** RFC 3339 with microseconds. */
  readonly lastTransitionTime: string | null
}

/** A v1.Taint. */
export interface Taint {
  readonly key: string
  readonly effect: string
  /** RFC 3339 with microseconds; null if not printed (NoSchedule taints have none). */
  readonly timeAdded: string | null
}

/** Where a node runs and which pool it belongs to, by its labels; a field is null if no label says it. */
export interface NodeLabels {
  readonly region: string | null
  readonly zone: string | null
  readonly pool: string | null
}

/** Cause that a NotReady condition names. */
export type NotReadyCategory = 'node-shutdown' | 'container-runtime' | 'network-plugin' | 'pleg'

/** Why lines are missing from a log: a new boot, a rotation, or a limit on the rate of messages. */
export type LogGapReason = 'boot' | 'rotated' | 'suppressed'

/** A transition of the condition Ready. */
export interface ReadyTransition {
  readonly status: string | null
  readonly reason: string | null
  /** Present if an Event object reports it: its times are whole seconds and may be aggregated. Not printed. */
  readonly isEvent?: true
}

/** No fields. */
type None = Record<never, never>

/** Fields of each kind, which `report.schema.json` documents. */
export interface Facts {
  'lease.renewed': RequestFacts
  'lease.read': RequestFacts
  'lease.request-failed': RequestFacts
  'lease.update-failed': Failure
  'lease.update-fallback': Failure
  'lease.ensure-failed': Failure & { readonly retryIntervalSeconds: number | null }
  'lease.retries-exhausted': { readonly error: string | null; readonly retryIntervalSeconds: number | null }
  /** A Lease object. `managedTimeUs` is the API server's time of the same write, in whole seconds. Fields are null if not printed. */
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
  /** `isReboot`: its Event reports that the node was rebooted before. */
  'kubelet.started': { readonly isReboot?: true }
  /** `isRestart`: systemd starts the unit again, some time after its process ended. */
  'kubelet.stopped': { readonly isRestart?: true }
  'kubelet.shutdown': None
  'kubelet.certificate-expired': None
  /** `category` is not printed. */
  'kubelet.not-ready': {
    readonly reason: string | null
    readonly message: string | null
    readonly category: NotReadyCategory | null
  }
  /** The kubelet could not register its node, or finds no Node of its name. */
  'node.register-failed': Failure
  'node.registered': None
  /** The Node object was deleted or is about to be. */
  'node.deleted': { readonly reason: string | null }
  /** A process was killed because the node was out of memory; `victim` is its name, null if not printed. */
  'kubelet.oom': { readonly victim: string | null }
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
  'pod.eviction-marked': { readonly pod: string }
  'pod.evicted': { readonly pod: string }
  /** `pod` is null for all pods of the node. */
  'pod.eviction-cancelled': { readonly pod: string | null }
  'controller.reset': None
  'controller.leader-acquired': { readonly lock: string | null }
  'controller.leader-lost': { readonly lock: string | null }
  /** `labels` is absent if none are printed. */
  'node.seen': {
    readonly conditions: readonly NodeCondition[]
    readonly taints: readonly Taint[]
    readonly labels?: NodeLabels
  }
  /** `lost` is the number of missing lines; null if unknown. */
  'log.gap': { readonly reason: LogGapReason; readonly lost: number | null }
}

export type ObservationKind = keyof Facts

export type Component =
  | 'kubelet'
  | 'kube-controller-manager'
  | 'kube-apiserver'
  | 'api-object'
  | 'journald'
  | 'systemd'

/** Side of the clock that an observation was timed by. */
export type ClockSide = 'node' | 'control-plane'

/** How long before the moment of printing something happened. */
export interface Age {
  readonly us: number
  /** The age is cut to this. */
  readonly unitUs: number
}

interface FindingBase {
  /** Name of the node; null if the record does not name it (the reader fills in the source's only node). */
  readonly node: string | null
  /** Present if it differs from the grammar's component. */
  readonly component?: Component
  /** Present if it differs from the component's side. */
  readonly clockSide?: ClockSide
  /** Present if it differs from the record's time, e.g. the stage time of an audit event or the transition of a condition; null if the object has no time. */
  readonly timeUs?: number | null
  /** Present if it differs from the record's resolution: 1 000 000 for the whole seconds of API objects. */
  readonly resolutionUs?: number
  /** Present where only this is printed, and nothing shows the moment of printing; `timeUs` is null then. */
  readonly age?: Age
}

/** A fact that a grammar finds in a record. */
export type Finding<K extends ObservationKind = ObservationKind> = {
  [P in K]: FindingBase & { readonly kind: P } & Facts[P]
}[K]

/** Origin of an observation. */
export interface Provenance {
  /** Time of the observation; null if it can't be resolved. */
  readonly timeUs: number | null
  /** Resolution of the time in microseconds. */
  readonly resolutionUs: number
  readonly node: string | null
  /** Clock of the time: the node's name, `control-plane` or `control-plane/<host>`; null for a node without a known name. */
  readonly clock: string | null
  readonly component: Component
  readonly source: string
  readonly line: number
  readonly pid: number | null
  readonly host: string | null
  /** Present if the times were converted to the control plane's clock: the node of their original clock. */
  readonly alignedFrom?: string
}

/** A finding with its origin. */
export type Observation<K extends ObservationKind = ObservationKind> = {
  [P in K]: Provenance & { readonly kind: P } & Facts[P]
}[K]
