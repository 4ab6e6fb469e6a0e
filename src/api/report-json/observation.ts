/** Types of the report as JSON: made from `report.schema.json` by `npm run golden`, not by hand. */
import type {
  CauseJson,
  ComponentJson,
  KindJson,
  MaybeCauseJson,
  MaybeInstantJson,
  NodeLabelsJson,
} from './values.ts'

/** Fields that every observation has. */
export interface ObservedJson {
  /** Kind of the observation. */
  readonly kind: KindJson
  /** Time of the observation; null if the record has none or it does not exist. */
  readonly at: MaybeInstantJson
  /** Name of the node; null if the record does not name it. */
  readonly node: string | null
  /** Clock of the time: a node's name, `control-plane` or `control-plane/<host>`; null for a node without a known name. */
  readonly clock: string | null
  /** Component that wrote the record. */
  readonly component: ComponentJson
  /** Name of the source with the record. */
  readonly source: string
  /** Line number in the source, from 1. */
  readonly line: number
  /** Process id; null if not printed. */
  readonly pid: number | null
}

/** The fields that each kind of observation adds. */
export interface ObservationFieldsJson {
  readonly 'lease.renewed': RequestJson
  readonly 'lease.read': RequestJson
  readonly 'lease.request-failed': RequestJson
  readonly 'lease.update-failed': FailureJson
  readonly 'lease.update-fallback': FailureJson
  readonly 'lease.ensure-failed': FailureJson & RetryJson
  readonly 'lease.retries-exhausted': RetryJson & OnlyErrorJson
  readonly 'lease.seen': LeaseSeenJson
  readonly 'node-status.updated': RequestJson
  readonly 'node-status.update-failed': FailureJson
  readonly 'node-status.retries-exhausted': FailureJson
  readonly 'api.answered': RequestJson
  readonly 'kubelet.started': object
  readonly 'kubelet.stopped': object
  readonly 'kubelet.shutdown': object
  readonly 'kubelet.certificate-expired': object
  readonly 'kubelet.not-ready': NotReadyJson
  readonly 'node.register-failed': FailureJson
  readonly 'node.registered': object
  readonly 'node.deleted': DeletedJson
  readonly 'kubelet.oom': OomJson
  readonly 'node.stale': StaleJson
  readonly 'node.never-posted': NeverPostedJson
  readonly 'node.not-ready': ReadyJson
  readonly 'node.ready': ReadyJson
  readonly 'node.taint-queued': TaintQueuedJson
  readonly 'node.pods-not-ready': object
  readonly 'node.healthy-again': object
  readonly 'node.tainted': TaintedJson
  readonly 'node.untainted': TaintedJson
  readonly 'zone.state': ZoneStateJson
  readonly 'cluster.disruption-entered': object
  readonly 'cluster.disruption-left': object
  readonly 'pod.eviction-marked': PodEvictedJson
  readonly 'pod.evicted': PodEvictedJson
  readonly 'pod.eviction-cancelled': EvictionCancelledJson
  readonly 'controller.reset': object
  readonly 'controller.leader-acquired': LeaderJson
  readonly 'controller.leader-lost': LeaderJson
  readonly 'node.seen': NodeSeenJson
  readonly 'log.gap': GapJson
}

/** One fact about one node from one record. */
export type ObservationJson<K extends KindJson = KindJson> = {
  [P in K]: ObservedJson & { readonly kind: P } & ObservationFieldsJson[P]
}[K]

/** The fields that the timeline adds to an observation. */
export interface TimelineFieldsJson {
  /** Number of omitted repeats after this observation; absent if 0. */
  readonly count?: number
  /** Only with `--align`: the node of the original clock of these times. */
  readonly alignedFrom?: string
}

/** An observation and the number of omitted repeats after it. */
export type TimelineEntryJson = ObservationJson & TimelineFieldsJson

/** A request to the API server. */
export interface RequestJson {
  /** HTTP verb: PUT, PATCH, GET…; null if not printed. */
  readonly verb: string | null
  /** HTTP status code; null if there was no response. */
  readonly statusCode: number | null
  /** Time from request to response in whole milliseconds, rounded down; null if not printed. */
  readonly latencyMs: number | null
  /** Start of the request; null if unknown. */
  readonly startedAt: MaybeInstantJson
}

/** A failed request. */
export interface FailureJson {
  /** Error as printed; null if the line ends before it. */
  readonly error: string | null
  /** Cause of the failure. */
  readonly cause: MaybeCauseJson
  /** Other causes in the same error chain, nearest the root first. */
  readonly alsoCauses: readonly CauseJson[]
  /** Subclass of the cause, such as `dns_no_such_host`; null if missing. */
  readonly causeDetail: string | null
}

/** The next attempt. */
export interface RetryJson {
  /** Time until the next attempt in seconds; null if not printed. */
  readonly retryIntervalSeconds: number | null
}

/** An error without a cause of its own. */
export interface OnlyErrorJson {
  /** Error as printed; null if not printed. */
  readonly error: string | null
}

/** A Lease object. */
export interface LeaseSeenJson {
  /** `spec.holderIdentity`; null if not set. */
  readonly holderIdentity: string | null
  /** `spec.leaseDurationSeconds`; null if not set. */
  readonly leaseDurationSeconds: number | null
  /** `spec.renewTime`; null if not set. */
  readonly renewTime: MaybeInstantJson
  /** When the API server stored the renewal, from `metadata.managedFields`, in whole seconds; null if not printed. */
  readonly managedTime: MaybeInstantJson
}

/** Why a kubelet is not ready. */
export interface NotReadyJson {
  /** Reason of the condition Ready; null if not printed. */
  readonly reason: string | null
  /** Message of the condition Ready; null if not printed. */
  readonly message: string | null
}

/** How long the controller manager has not seen a heartbeat of a node. */
export interface StaleJson {
  /** Type of the condition; null if not printed. */
  readonly conditionType: string | null
  /** Time since the last heartbeat in seconds. */
  readonly durationSeconds: number
  /** The condition as printed; null if not printed. */
  readonly condition: ConditionJson | null
  /** Time of the last heartbeat: `at` minus `durationSeconds`; null if unknown. */
  readonly lastSeenAt: MaybeInstantJson
}

/** A condition that the kubelet never posted. */
export interface NeverPostedJson {
  /** Type of the condition; null if not printed. */
  readonly conditionType: string | null
}

/** A transition of the condition Ready. */
export interface ReadyJson {
  /** New status: True, False or Unknown; null if not printed. */
  readonly status: string | null
  /** Reason of the condition; null if not printed. */
  readonly reason: string | null
}

/** A node added to the taint queue. */
export interface TaintQueuedJson {
  /** Unknown for an unresponsive node, False for a node that is not ready. */
  readonly status: 'Unknown' | 'False'
}

/** A taint that was added or removed. */
export interface TaintedJson {
  /** Key of the taint. */
  readonly taint: string
  /** Effect of the taint, such as NoExecute. */
  readonly effect: string
}

/** State of a zone. */
export interface ZoneStateJson {
  /** Name of the zone; empty for nodes without a zone label. */
  readonly zone: string
  /** State of the zone, such as FullDisruption. */
  readonly state: string
}

/** A pod that is or will be evicted. */
export interface PodEvictedJson {
  /** `namespace/name`; the name alone if no namespace is printed. */
  readonly pod: string
}

/** The Node object was deleted or is about to be. */
export interface DeletedJson {
  /** Reason as printed; null if not printed. */
  readonly reason: string | null
}

/** A process was killed because the node was out of memory. */
export interface OomJson {
  /** Name of the process; null if not printed. */
  readonly victim: string | null
}

/** A cancelled eviction. */
export interface EvictionCancelledJson {
  /** `namespace/name`; null for all pods of the node. */
  readonly pod: string | null
}

/** Leader election of a controller manager. */
export interface LeaderJson {
  /** Lock as `namespace/name`; null if not printed. */
  readonly lock: string | null
}

/** A Node object. */
export interface NodeSeenJson {
  /** `status.conditions` of the node. */
  readonly conditions: readonly ConditionJson[]
  /** `spec.taints` of the node. */
  readonly taints: readonly TaintJson[]
  /** Region, zone and pool by `metadata.labels`; null if no labels are printed. */
  readonly labels: NodeLabelsJson | null
}

/** Missing lines in a log. */
export interface GapJson {
  /** Why lines are missing. */
  readonly reason: string
  /** Number of missing lines; null if unknown. */
  readonly lost: number | null
}

/** A condition of a node; a field is null if it is not printed. */
export interface ConditionJson {
  /** Type of the condition, such as Ready. */
  readonly type: string | null
  /** Status: True, False or Unknown. */
  readonly status: string | null
  /** Reason as a word. */
  readonly reason: string | null
  /** Message in words. */
  readonly message: string | null
  /** When the kubelet last posted the condition. */
  readonly lastHeartbeatTime: MaybeInstantJson
  /** When the status last changed. */
  readonly lastTransitionTime: MaybeInstantJson
}

/** A taint of a node. */
export interface TaintJson {
  /** Key of the taint. */
  readonly key: string
  /** Effect of the taint, such as NoExecute. */
  readonly effect: string
  /** When the taint was added; null if not printed. */
  readonly timeAdded: MaybeInstantJson
}
