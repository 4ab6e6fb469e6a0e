/** The report as JSON: made from `report.schema.json` by `npm run golden`, not by hand. */

/** Output of `leasegap -o json`. A line of `-o ndjson` is `#/$defs/incident`, a line of `leasegap observe` is `#/$defs/observation`. Instants are RFC 3339 in UTC with microseconds. The name of a duration ends with its unit. A missing value is null. Within a schema version, fields may be added, but no field is renamed, changes its type or changes its meaning. */
export interface ReportJson {
  /** Version of this schema. */
  readonly schemaVersion: 1
  /** Version of the program that wrote the report. */
  readonly leasegap: string
  /** First and last time of any record. */
  readonly window: SpanJson
  /** Values that the input did not contain, by name. */
  readonly assumptions: AssumptionsJson
  /** Inputs that were read. */
  readonly sources: readonly SourceJson[]
  /** Nodes that the input mentions. */
  readonly nodes: readonly NodeJson[]
  /** Incidents in order of time. */
  readonly incidents: readonly IncidentJson[]
  /** Causes of lease outages, by total outage time, longest first. */
  readonly causes: readonly CauseRankJson[]
  /** Observations in order of time, those without a time last. Routine renewals and repeats are omitted. */
  readonly timeline: readonly TimelineEntryJson[]
  /** Evictions that could not be assigned to a node. */
  readonly unassignedEvictions: readonly EvictionJson[]
  /** Findings that are no incident but need attention. */
  readonly warnings: readonly WarningJson[]
  /** Problems with the input data: counted, with an excerpt of the first few. */
  readonly problems: readonly ProblemJson[]
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
  | 'node.registered'
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

/** Values that the input did not contain. */
export interface AssumptionsJson {
  /** Years of timestamps without a year. */
  readonly year: readonly AssumptionJson[]
  /** Time zones of timestamps without a zone. */
  readonly inputZone: readonly AssumptionJson[]
  /** Node monitor grace period of the controller manager, in seconds. */
  readonly graceSeconds: readonly AssumptionJson[]
  /** Interval at which a kubelet renews its lease, in seconds. */
  readonly renewIntervalSeconds: readonly AssumptionJson[]
  /** Node monitor period of the controller manager, in seconds. */
  readonly monitorPeriodSeconds: readonly AssumptionJson[]
}

/** One assumed value. */
export interface AssumptionJson {
  /** The assumed value. */
  readonly value: string | number
  /** Source or node that the value applies to; null if it applies to all. */
  readonly of: string | null
  /** Reason for the value, in words. */
  readonly because: string
}

/** A file, a member of an archive, or standard input. */
export interface SourceJson {
  /** Name as given by the user; `-` for standard input. */
  readonly name: string
  /** Formats around the messages, by number of records, most frequent first. */
  readonly envelopes: readonly string[]
  /** Components that wrote the records. */
  readonly components: readonly ComponentJson[]
  /** Nodes that the records mention. */
  readonly nodes: readonly string[]
  /** Clocks of the timestamps. */
  readonly clocks: readonly string[]
  /** Kubernetes versions that print such messages; null if unknown. */
  readonly kubernetesVersion: VersionRangeJson | null
  /** klog verbosity (`-v`) of the process; null if unknown. */
  readonly verbosity: number | null
  /** Bytes read, after decompression. */
  readonly bytes: number
  /** Lines read. */
  readonly lines: number
  /** Records decoded: those that passed the prefilter. */
  readonly records: number
  /** Observations found. */
  readonly observations: number
  /** Time of the first record; null if no record has a time. */
  readonly firstAt: MaybeInstantJson
  /** Time of the last record; null if no record has a time. */
  readonly lastAt: MaybeInstantJson
  /** Periods of time that the source covers. */
  readonly coverage: readonly SpanJson[]
  /** Number of problems with its data. */
  readonly problems: number
  /** Only with `--align`: the node of the original clock of these times. */
  readonly alignedFrom?: string
}

/** Range of Kubernetes minor versions, both ends included. */
export interface VersionRangeJson {
  /** First version, such as 1.27; null if unbounded. */
  readonly min: string | null
  /** Last version, such as 1.36; null if unbounded. */
  readonly max: string | null
}

/** One node, over all sources. */
export interface NodeJson {
  /** Name of the node. */
  readonly node: string
  /** Clock of its renewals and outages: the node's name, or a control plane clock. */
  readonly clock: string
  /** Statistics of its lease renewals. */
  readonly heartbeat: HeartbeatJson
  /** Ids of its incidents. */
  readonly incidents: readonly string[]
  /** State of its lease at the end of the input. */
  readonly state: 'renewing' | 'failing' | 'silent' | 'unknown'
  /** Its clock minus the control plane's; null if no event was recorded by both. */
  readonly clockOffset: ClockOffsetJson | null
  /** Availability of its lease over the whole input. */
  readonly availability: AvailabilityJson
  /** Only with `--align`: the node of the original clock of these times. */
  readonly alignedFrom?: string
}

/** Number and length of the lease outages of a node. Time that no source covers counts neither as available nor as outage. */
export interface AvailabilityJson {
  /** Share of the covered time without a lease outage, from 0 to 1; null if no source could have shown an outage. */
  readonly share: number | null
  /** Time covered by sources that would have shown an outage, outages included, in seconds; null if no source would have. */
  readonly coveredSeconds: number | null
  /** Number of lease outages. */
  readonly outages: number
  /** Total length of the outages in seconds, open ones up to the end of the input; null if no length is known. */
  readonly outageSeconds: number | null
  /** Length of the longest outage in seconds; null if no length is known. */
  readonly longestSeconds: number | null
  /** Mean time from the end of an outage to the start of the next, in seconds; null with fewer than two outages. */
  readonly meanBetweenSeconds: number | null
  /** True if three or more outages began within an hour. */
  readonly flapping: boolean
}

/** Total effect of one cause over all nodes. */
export interface CauseRankJson {
  /** Category of the cause, as in `cause.category` of an incident. */
  readonly category: IncidentCauseJson['category']
  /** Number of lease outages of single nodes. */
  readonly outages: number
  /** Total length of the outages in seconds, open ones up to the end of the input; null if no length is known. */
  readonly totalSeconds: number | null
}

/** Statistics of a node's lease renewals. */
export interface HeartbeatJson {
  /** Number of successful renewals. */
  readonly renewals: number
  /** Number of failed attempts. */
  readonly failures: number
  /** Time of the first renewal; null without renewals. */
  readonly firstAt: MaybeInstantJson
  /** Time of the last renewal; null without renewals. */
  readonly lastAt: MaybeInstantJson
  /** Time between renewals in seconds, without gaps that are incidents. */
  readonly intervalSeconds: DistributionJson
  /** Time from request to response in milliseconds. */
  readonly latencyMs: DistributionJson
}

/** Distribution of values. Percentiles have a relative error of at most 1 %; all fields except `count` are null without values. */
export interface DistributionJson {
  /** Number of values. */
  readonly count: number
  /** Smallest value. */
  readonly min: number | null
  /** Arithmetic mean. */
  readonly mean: number | null
  /** Median. */
  readonly p50: number | null
  /** 95th percentile. */
  readonly p95: number | null
  /** 99th percentile. */
  readonly p99: number | null
  /** Largest value. */
  readonly max: number | null
}

/** The node's clock minus the control plane's. */
export interface ClockOffsetJson {
  /** Best estimate in seconds; null if it is not finite. */
  readonly offsetSeconds: number | null
  /** Lower bound in seconds; null if unknown. */
  readonly earliest: number | null
  /** Upper bound in seconds; null if unknown. */
  readonly latest: number | null
  /** Number of events that both clocks recorded. */
  readonly pairs: number
}

/** One incident. */
export interface IncidentJson {
  /** Id of the incident; the same in every report of the same incident. */
  readonly id: string
  /** Name of the node; null for a cluster outage and if no record names the node. */
  readonly node: string | null
  /** Kind of the incident. */
  readonly kind:
    | 'lease-outage'
    | 'not-ready'
    | 'status-outage'
    | 'kubelet-restart'
    | 'log-gap'
    | 'cluster-outage'
  /** Last renewal, else the earliest boundary; null outside the years 1 to 9999. */
  readonly start: MaybeInstantJson
  /** First renewal after the outage, else the time the node was ready again; null if unknown. */
  readonly end: MaybeInstantJson
  /** True if the input ends before the incident does. */
  readonly open: boolean
  /** Only on a cluster outage: ids of the incidents of its nodes. */
  readonly members?: readonly string[]
  /** Only on a cluster outage: names of its nodes. */
  readonly nodes?: readonly string[]
  /** Only on a cluster outage: name of the node with the first outage. */
  readonly first?: string | null
  /** Only on a cluster outage: number of affected nodes. */
  readonly affected?: number | null
  /** Only on a cluster outage: number of nodes in the input. */
  readonly seen?: number | null
  /** Boundaries of the incident, by name. */
  readonly boundaries: BoundariesJson
  /** Intervals between boundaries, in seconds. */
  readonly intervals: IntervalsJson
  /** Lower and upper bound of each interval, in seconds. */
  readonly intervalBounds: IntervalBoundsJson
  /** Names of intervals between boundaries on different clocks. */
  readonly crossClock: readonly IntervalNameJson[]
  /** Source and line of each boundary. */
  readonly evidence: readonly EvidenceJson[]
  /** Period in which the fault began; null if unknown. */
  readonly faultWindow: BoundsJson | null
  /** Cause of the incident. */
  readonly cause: IncidentCauseJson
  /** Attempts of the kubelet to renew its lease. */
  readonly retries: RetriesJson
  /** Number of renewals that did not take place; null if the length of the silence is unknown. */
  readonly missedRenewals: number | null
  /** When the controller manager should have acted. */
  readonly expected: ExpectedJson
  /** Whether the controller manager acted as expected. */
  readonly deviation: DeviationJson
  /** Pods evicted because of the incident. */
  readonly evictions: readonly EvictionJson[]
  /** Summary in one or two sentences, for a post-mortem. */
  readonly verdict: string
  /** Only with `--align`: the node of the original clock of these times. */
  readonly alignedFrom?: string
}

/** Boundaries of an incident; null if the input does not show them. */
export interface BoundariesJson {
  /** Last successful renewal before the outage: time of its response. */
  readonly lastRenewal: BoundaryJson | null
  /** First failed attempt. */
  readonly firstFailure: BoundaryJson | null
  /** Last failed attempt. */
  readonly lastFailure: BoundaryJson | null
  /** Renewal that ended the outage. */
  readonly firstRenewalAfter: BoundaryJson | null
  /** When the controller manager last saw a heartbeat of the node, by its own log. */
  readonly controllerLastSeen: BoundaryJson | null
  /** When the condition Ready became Unknown or False. */
  readonly markedNotReady: BoundaryJson | null
  /** When the node was added to the taint queue. */
  readonly taintQueued: BoundaryJson | null
  /** First eviction of a pod. */
  readonly firstEviction: BoundaryJson | null
  /** When the condition Ready became True. */
  readonly readyAgain: BoundaryJson | null
}

/** Time of a boundary, exact or with bounds. */
export interface BoundaryJson {
  /** Time of the boundary; the midpoint of its bounds if it is not exact. */
  readonly at: MaybeInstantJson
  /** Earliest possible time; null if unknown. */
  readonly earliest: MaybeInstantJson
  /** Latest possible time; null if unknown. */
  readonly latest: MaybeInstantJson
  /** True if a record shows the time; false if it is inferred. */
  readonly exact: boolean
  /** Clock of the time: a node's name, `control-plane` or `control-plane/<host>`. */
  readonly clock: string
  /** Kind of the observation that the boundary is derived from. */
  readonly from: KindJson
  /** Name of the source with the observation. */
  readonly source: string
  /** Line number in the source, from 1. */
  readonly line: number
  /** Only with `--align`: the node of the original clock of these times. */
  readonly alignedFrom?: string
}

/** Differences between boundaries in seconds; null if a boundary is missing. */
export interface IntervalsJson {
  /** firstRenewalAfter minus lastRenewal: length of the silence. */
  readonly silenceSeconds: number | null
  /** firstFailure minus lastRenewal. */
  readonly toFirstFailureSeconds: number | null
  /** lastFailure minus firstFailure. */
  readonly failingSeconds: number | null
  /** markedNotReady minus lastRenewal. */
  readonly detectionSeconds: number | null
  /** markedNotReady minus controllerLastSeen: the grace period that applied. */
  readonly graceSeconds: number | null
  /** readyAgain minus markedNotReady. */
  readonly notReadySeconds: number | null
  /** readyAgain minus firstRenewalAfter; negative if the node's status reached the API server before its lease. */
  readonly recoverySeconds: number | null
  /** firstEviction minus markedNotReady. */
  readonly toEvictionSeconds: number | null
}

/** Lower and upper bound of each interval in seconds; null if a boundary is missing. */
export interface IntervalBoundsJson {
  /** firstRenewalAfter minus lastRenewal: length of the silence. */
  readonly silenceSeconds: SecondsBoundsJson | null
  /** firstFailure minus lastRenewal. */
  readonly toFirstFailureSeconds: SecondsBoundsJson | null
  /** lastFailure minus firstFailure. */
  readonly failingSeconds: SecondsBoundsJson | null
  /** markedNotReady minus lastRenewal. */
  readonly detectionSeconds: SecondsBoundsJson | null
  /** markedNotReady minus controllerLastSeen: the grace period that applied. */
  readonly graceSeconds: SecondsBoundsJson | null
  /** readyAgain minus markedNotReady. */
  readonly notReadySeconds: SecondsBoundsJson | null
  /** readyAgain minus firstRenewalAfter; negative if the node's status reached the API server before its lease. */
  readonly recoverySeconds: SecondsBoundsJson | null
  /** firstEviction minus markedNotReady. */
  readonly toEvictionSeconds: SecondsBoundsJson | null
}

/** Lower and upper bound in seconds; null if unknown. */
export type SecondsBoundsJson = readonly [number | null, number | null]

/** Source and line of a boundary. */
export interface EvidenceJson {
  /** Name of the boundary. */
  readonly boundary: BoundaryNameJson
  /** Name of the source. */
  readonly source: string
  /** Line number in the source, from 1. */
  readonly line: number
}

/** Cause of an incident, as far as the input shows it. */
export interface IncidentCauseJson {
  /** Category of the cause. */
  readonly category:
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
    | 'kubelet-stopped'
    | 'kubelet-silent'
    | 'container-runtime'
    | 'network-plugin'
    | 'pleg'
    | 'node-shutdown'
    | 'node-reboot'
    | 'clock-jump'
    | 'unknown'
  /** Part of the cluster in which the cause lies. */
  readonly where:
    | 'node-network'
    | 'dns'
    | 'api-server'
    | 'load-balancer'
    | 'node-auth'
    | 'kubelet'
    | 'node'
    | 'control-plane'
    | 'clock'
    | 'unknown'
  /** Confidence in the cause. */
  readonly confidence: 'high' | 'medium' | 'low'
  /** Error that shows the category, as printed; null if missing. */
  readonly error: string | null
  /** Other causes among the failures of the incident. */
  readonly alsoCauses: readonly AlsoCauseJson[]
}

/** Another cause. */
export interface AlsoCauseJson {
  /** The cause. */
  readonly cause: CauseJson
  /** Time of its first failure. */
  readonly firstAt: MaybeInstantJson
}

/** Attempts of the kubelet during the incident. */
export interface RetriesJson {
  /** Number of attempts: the failures and the success that ended them. */
  readonly tries: number
  /** Number of failed attempts. */
  readonly failures: number
  /** Retry intervals that the kubelet logged, in seconds. */
  readonly declaredIntervalsSeconds: SpreadJson
  /** Time between the starts of attempts, in seconds. */
  readonly observedIntervalsSeconds: SpreadJson
}

/** Count, minimum, median and maximum of values; null without values. */
export interface SpreadJson {
  /** Number of values. */
  readonly count: number
  /** Smallest value. */
  readonly min: number | null
  /** Median. */
  readonly p50: number | null
  /** Largest value. */
  readonly max: number | null
}

/** When the controller manager should have acted; null if it did not have to or if the time is unknown. */
export interface ExpectedJson {
  /** When it should have marked the node as not ready. */
  readonly markedNotReady: BoundsJson | null
  /** When it should have evicted the first pod. */
  readonly firstEviction: BoundsJson | null
}

/** Difference between the expected and the actual behavior of the controller manager. */
export interface DeviationJson {
  /** Whether the node was marked as not ready when expected; null if unknown. */
  readonly markedNotReady: 'in-time' | 'early' | 'late' | 'never' | 'not-expected' | null
  /** Reason, in words; null if missing. */
  readonly reason: string | null
}

/** Eviction of one pod. */
export interface EvictionJson {
  /** `namespace/name`; the name alone if no namespace is printed. */
  readonly pod: string
  /** Time of the eviction; null if unknown. */
  readonly at: MaybeInstantJson
  /** Name of the source with the eviction. */
  readonly source: string
  /** Line number in the source, from 1. */
  readonly line: number
  /** Evidence that assigns the pod to the node; null if missing. */
  readonly tiedBy: 'object' | 'event' | 'audit' | 'only-tainted-node' | null
}

/** A finding that is no incident but needs attention. */
export interface WarningJson {
  /** Kind of the warning. */
  readonly code:
    | 'slow-renewals'
    | 'shrinking-margin'
    | 'flapping'
    | 'clock-offset'
    | 'clock-jump'
    | 'not-aligned'
  /** Name of the node; null if the warning is about no single node. */
  readonly node: string | null
  /** Start of the period; null if unknown. */
  readonly from: MaybeInstantJson
  /** End of the period; null if unknown. */
  readonly to: MaybeInstantJson
  /** Measured value: milliseconds for `slow-renewals`, a count for `flapping`, else seconds; null if missing. */
  readonly value: number | null
  /** Limit that the value exceeds, in the same unit; null if missing. */
  readonly limit: number | null
  /** Only with `--align`: the node of the original clock of these times. */
  readonly alignedFrom?: string
}

/** A problem with the input data. */
export interface ProblemJson {
  /** Kind of the problem. */
  readonly code:
    | 'unreadable'
    | 'skipped'
    | 'unrecognised-lines'
    | 'line-too-long'
    | 'record-too-long'
    | 'binary'
    | 'invalid-utf8'
    | 'truncated-input'
    | 'broken-record'
    | 'broken-archive'
    | 'limit-reached'
    | 'no-time'
    | 'impossible-time'
    | 'stamps-disagree'
    | 'no-node'
    | 'contradiction'
  /** Name of the source. */
  readonly source: string
  /** Line number in the source, from 1; null if the problem is about no single line. */
  readonly line: number | null
  /** Byte offset in the decompressed input, from 0; in the stored input if reading failed there. Null if unknown. */
  readonly offset: number | null
  /** Number of occurrences; those after the first few are counted in the last entry. */
  readonly count: number
  /** Beginning of the affected text, or a description of the problem. */
  readonly excerpt: string
}

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
  readonly 'node.registered': object
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
