/** The report as JSON: made from `report.schema.json` by `npm run golden`, not by hand. */

/** What `leasegap -o json` writes. A line of `-o ndjson` is `#/$defs/incident`, a line of `leasegap observe` is `#/$defs/observation`. Instants are RFC 3339 UTC with microseconds, durations carry their unit in the name, absence is null. A field may be added within a schema version; none is renamed, retyped or given another meaning. */
export interface ReportJson {
  /** The version of this shape. */
  readonly schemaVersion: 1
  /** The version of the program that wrote it. */
  readonly leasegap: string
  /** First and last time in evidence. */
  readonly window: SpanJson
  /** Every value that was not in the evidence, by name. */
  readonly assumptions: AssumptionsJson
  /** What was read. */
  readonly sources: readonly SourceJson[]
  /** Every node in evidence. */
  readonly nodes: readonly NodeJson[]
  /** What happened, in order of time. */
  readonly incidents: readonly IncidentJson[]
  /** The causes of lease outages, those that cost most time first. */
  readonly causes: readonly CauseRankJson[]
  /** Observations in order of time, those without a time last, less routine and repeats. */
  readonly timeline: readonly TimelineEntryJson[]
  /** Evictions that nothing ties to a node. */
  readonly unassignedEvictions: readonly EvictionJson[]
  /** What is no incident, and should be looked at. */
  readonly warnings: readonly WarningJson[]
  /** Bad data: counted, the first few quoted. */
  readonly problems: readonly ProblemJson[]
}

/** RFC 3339, UTC, microseconds. */
export type InstantJson = string

/** An instant; null: not known. */
export type MaybeInstantJson = InstantJson | null

/** Why a request failed: the part of the error nearest its root. */
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

/** A cause; null: no error is printed. */
export type MaybeCauseJson = CauseJson | null

/** Who wrote it. */
export type ComponentJson =
  | 'kubelet'
  | 'kube-controller-manager'
  | 'kube-apiserver'
  | 'api-object'
  | 'journald'

/** What an observation says. */
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

/** The name of a boundary. */
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

/** The name of an interval. */
export type IntervalNameJson =
  | 'silenceSeconds'
  | 'toFirstFailureSeconds'
  | 'failingSeconds'
  | 'detectionSeconds'
  | 'graceSeconds'
  | 'notReadySeconds'
  | 'recoverySeconds'
  | 'toEvictionSeconds'

/** A stretch of time. */
export interface SpanJson {
  /** Its begin. */
  readonly start: MaybeInstantJson
  /** Its end. */
  readonly end: MaybeInstantJson
}

/** When something must have happened. */
export interface BoundsJson {
  /** Not before; null: unknown. */
  readonly earliest: MaybeInstantJson
  /** Not after; null: unknown. */
  readonly latest: MaybeInstantJson
}

/** Values that were not in the evidence. */
export interface AssumptionsJson {
  /** Years of stamps that print none. */
  readonly year: readonly AssumptionJson[]
  /** Zones of stamps that print none. */
  readonly inputZone: readonly AssumptionJson[]
  /** The controller's grace period. */
  readonly graceSeconds: readonly AssumptionJson[]
  /** How often a kubelet renews. */
  readonly renewIntervalSeconds: readonly AssumptionJson[]
  /** How often the controller looks. */
  readonly monitorPeriodSeconds: readonly AssumptionJson[]
}

/** One value, and where it came from. */
export interface AssumptionJson {
  /** What was assumed. */
  readonly value: string | number
  /** The source or node it is about; null: all. */
  readonly of: string | null
  /** The rule that gave it. */
  readonly because: string
}

/** One file, member of an archive, or standard input. */
export interface SourceJson {
  /** As the user gave it; `-` for standard input. */
  readonly name: string
  /** Formats around the messages, outer to inner. */
  readonly envelopes: readonly string[]
  /** Who wrote it. */
  readonly components: readonly ComponentJson[]
  /** Nodes it tells of. */
  readonly nodes: readonly string[]
  /** Clocks that stamped it. */
  readonly clocks: readonly string[]
  /** Versions that print such lines; null: not told. */
  readonly kubernetesVersion: VersionRangeJson | null
  /** klog -v of the process; null: not told. */
  readonly verbosity: number | null
  /** Bytes read, decompressed. */
  readonly bytes: number
  /** Lines read. */
  readonly lines: number
  /** Records decoded: those that may say something about a node. */
  readonly records: number
  /** Observations they gave. */
  readonly observations: number
  /** The first time in it. */
  readonly firstAt: MaybeInstantJson
  /** The last time in it. */
  readonly lastAt: MaybeInstantJson
  /** When it could have spoken. */
  readonly coverage: readonly SpanJson[]
  /** How many problems it had. */
  readonly problems: number
  /** With --align only: the node from whose clock its times were moved. */
  readonly alignedFrom?: string
}

/** Kubernetes minor versions, inclusive. */
export interface VersionRangeJson {
  /** The earliest, such as 1.27; null: open. */
  readonly min: string | null
  /** The latest; null: open. */
  readonly max: string | null
}

/** One node, over all sources. */
export interface NodeJson {
  /** Its name. */
  readonly node: string
  /** Whose stamps its renewals and outages are told by: its own name, or the control plane's. */
  readonly clock: string
  /** Its renewals. */
  readonly heartbeat: HeartbeatJson
  /** Ids of its incidents. */
  readonly incidents: readonly string[]
  /** What it did when the evidence ended. */
  readonly state: 'renewing' | 'failing' | 'silent' | 'unknown'
  /** Its clock against the control plane; null: nothing was seen by both sides. */
  readonly clockOffset: ClockOffsetJson | null
  /** Its lease over the whole input. */
  readonly availability: AvailabilityJson
  /** With --align only: the node from whose clock its times were moved. */
  readonly alignedFrom?: string
}

/** How often and how long a lease was not renewed; a time that no log covers is neither up nor down. */
export interface AvailabilityJson {
  /** Of the covered time, less outages; null: nothing would have told of an outage. */
  readonly share: number | null
  /** By what would have told of an outage, outages included; null: by nothing. */
  readonly coveredSeconds: number | null
  /** How many. */
  readonly outages: number
  /** Together, open ones up to the end of the evidence; null: no length is known. */
  readonly outageSeconds: number | null
  /** The longest; null: there is none of known length. */
  readonly longestSeconds: number | null
  /** From the end of one to the beginning of the next; null below two. */
  readonly meanBetweenSeconds: number | null
  /** Three or more began within an hour. */
  readonly flapping: boolean
}

/** What one cause cost over all nodes. */
export interface CauseRankJson {
  /** As of `cause.category`. */
  readonly category: IncidentCauseJson['category']
  /** Lease outages of single nodes. */
  readonly outages: number
  /** Together, open ones up to the end of the evidence; null: no length is known. */
  readonly totalSeconds: number | null
}

/** A node's renewals. */
export interface HeartbeatJson {
  /** How many succeeded. */
  readonly renewals: number
  /** How many tries failed. */
  readonly failures: number
  /** The first renewal. */
  readonly firstAt: MaybeInstantJson
  /** The last renewal. */
  readonly lastAt: MaybeInstantJson
  /** Between renewals, less gaps that are incidents. */
  readonly intervalSeconds: DistributionJson
  /** How long the answers took. */
  readonly latencyMs: DistributionJson
}

/** A distribution; quantiles within 1 %; null over no values. */
export interface DistributionJson {
  /** How many values. */
  readonly count: number
  /** The least. */
  readonly min: number | null
  /** The mean. */
  readonly mean: number | null
  /** The median. */
  readonly p50: number | null
  /** 95 % are at most this. */
  readonly p95: number | null
  /** 99 % are at most this. */
  readonly p99: number | null
  /** The greatest. */
  readonly max: number | null
}

/** The node's clock less the control plane's. */
export interface ClockOffsetJson {
  /** The best guess; null: it is no finite number. */
  readonly offsetSeconds: number | null
  /** At least, in seconds; null: unknown. */
  readonly earliest: number | null
  /** At most, in seconds; null: unknown. */
  readonly latest: number | null
  /** How many events both sides saw. */
  readonly pairs: number
}

/** One thing that went wrong. */
export interface IncidentJson {
  /** The same for the same incident. */
  readonly id: string
  /** Whose; null: of the cluster. */
  readonly node: string | null
  /** What it is. */
  readonly kind:
    | 'lease-outage'
    | 'not-ready'
    | 'status-outage'
    | 'kubelet-restart'
    | 'log-gap'
    | 'cluster-outage'
  /** The last renewal, else the earliest boundary; null: outside the years 1 to 9999. */
  readonly start: MaybeInstantJson
  /** The first renewal after, else ready again; null: not known. */
  readonly end: MaybeInstantJson
  /** The evidence ends before it does. */
  readonly open: boolean
  /** Of a cluster outage: ids of the incidents of its nodes. */
  readonly members?: readonly string[]
  /** Of a cluster outage: its nodes. */
  readonly nodes?: readonly string[]
  /** Of a cluster outage: the node that was first. */
  readonly first?: string | null
  /** Of a cluster outage: how many nodes. */
  readonly affected?: number | null
  /** Of a cluster outage: of how many nodes in evidence. */
  readonly seen?: number | null
  /** Its moments. */
  readonly boundaries: BoundariesJson
  /** Between its moments. */
  readonly intervals: IntervalsJson
  /** Least and greatest of each interval. */
  readonly intervalBounds: IntervalBoundsJson
  /** Intervals whose ends lie on different clocks. */
  readonly crossClock: readonly IntervalNameJson[]
  /** Where each boundary stands. */
  readonly evidence: readonly EvidenceJson[]
  /** When the fault began; null: not known. */
  readonly faultWindow: BoundsJson | null
  /** Why. */
  readonly cause: IncidentCauseJson
  /** What the kubelet tried. */
  readonly retries: RetriesJson
  /** Renewals that should have been; null: the silence is unknown. */
  readonly missedRenewals: number | null
  /** When the controller should have acted. */
  readonly expected: ExpectedJson
  /** Whether it did. */
  readonly deviation: DeviationJson
  /** Pods evicted for it. */
  readonly evictions: readonly EvictionJson[]
  /** One or two sentences for a post-mortem. */
  readonly verdict: string
  /** With --align only: the node from whose clock its times were moved. */
  readonly alignedFrom?: string
}

/** Moments of an incident; null: not in evidence. */
export interface BoundariesJson {
  /** The last success before: when its answer came. */
  readonly lastRenewal: BoundaryJson | null
  /** The first failed try. */
  readonly firstFailure: BoundaryJson | null
  /** The last failed try. */
  readonly lastFailure: BoundaryJson | null
  /** The success that ended it. */
  readonly firstRenewalAfter: BoundaryJson | null
  /** When the controller last saw a renewal, by its own word. */
  readonly controllerLastSeen: BoundaryJson | null
  /** When Ready turned to Unknown or False. */
  readonly markedNotReady: BoundaryJson | null
  /** When the node went to the taint queue. */
  readonly taintQueued: BoundaryJson | null
  /** The first eviction. */
  readonly firstEviction: BoundaryJson | null
  /** When Ready turned to True. */
  readonly readyAgain: BoundaryJson | null
}

/** A moment, exact or between bounds. */
export interface BoundaryJson {
  /** The moment, the midpoint where it is bounded. */
  readonly at: MaybeInstantJson
  /** Not before; null: unknown. */
  readonly earliest: MaybeInstantJson
  /** Not after; null: unknown. */
  readonly latest: MaybeInstantJson
  /** A line tells it. */
  readonly exact: boolean
  /** Who stamped it: a node's name, `control-plane` or `control-plane/<host>`. */
  readonly clock: string
  /** The observation it follows from. */
  readonly from: KindJson
  /** The source that tells it. */
  readonly source: string
  /** Its line there, from 1. */
  readonly line: number
  /** With --align only: the node from whose clock its times were moved. */
  readonly alignedFrom?: string
}

/** Differences of boundaries, in seconds; null: one of them is missing. */
export interface IntervalsJson {
  /** From the last renewal to the first one after. */
  readonly silenceSeconds: number | null
  /** From the last renewal to the first failure. */
  readonly toFirstFailureSeconds: number | null
  /** From the first failure to the last. */
  readonly failingSeconds: number | null
  /** From the last renewal to the mark not ready. */
  readonly detectionSeconds: number | null
  /** From what the controller saw last to the mark not ready. */
  readonly graceSeconds: number | null
  /** From the mark not ready to Ready again. */
  readonly notReadySeconds: number | null
  /** From the first renewal after to Ready again; negative where the node's status got through first. */
  readonly recoverySeconds: number | null
  /** From the mark not ready to the first eviction. */
  readonly toEvictionSeconds: number | null
}

/** [least, greatest] of each interval, in seconds; null: a boundary is missing. */
export interface IntervalBoundsJson {
  /** From the last renewal to the first one after. */
  readonly silenceSeconds: SecondsBoundsJson | null
  /** From the last renewal to the first failure. */
  readonly toFirstFailureSeconds: SecondsBoundsJson | null
  /** From the first failure to the last. */
  readonly failingSeconds: SecondsBoundsJson | null
  /** From the last renewal to the mark not ready. */
  readonly detectionSeconds: SecondsBoundsJson | null
  /** From what the controller saw last to the mark not ready. */
  readonly graceSeconds: SecondsBoundsJson | null
  /** From the mark not ready to Ready again. */
  readonly notReadySeconds: SecondsBoundsJson | null
  /** From the first renewal after to Ready again; negative where the node's status got through first. */
  readonly recoverySeconds: SecondsBoundsJson | null
  /** From the mark not ready to the first eviction. */
  readonly toEvictionSeconds: SecondsBoundsJson | null
}

/** [least, greatest] in seconds; null: that side is unknown. */
export type SecondsBoundsJson = readonly [number | null, number | null]

/** Where a boundary stands. */
export interface EvidenceJson {
  /** Which. */
  readonly boundary: BoundaryNameJson
  /** The source. */
  readonly source: string
  /** The line there, from 1. */
  readonly line: number
}

/** Why it happened, as far as the logs tell. */
export interface IncidentCauseJson {
  /** The cause. */
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
  /** On whose side. */
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
  /** How well it is founded. */
  readonly confidence: 'high' | 'medium' | 'low'
  /** The error that names it, as printed; null: none did. */
  readonly error: string | null
  /** Other causes among its failures. */
  readonly alsoCauses: readonly AlsoCauseJson[]
}

/** Another cause. */
export interface AlsoCauseJson {
  /** Which. */
  readonly cause: CauseJson
  /** When it was met first. */
  readonly firstAt: MaybeInstantJson
}

/** What the kubelet tried while it failed. */
export interface RetriesJson {
  /** Failures, plus the success that ended them. */
  readonly tries: number
  /** Failed tries. */
  readonly failures: number
  /** Waits that the kubelet announced. */
  readonly declaredIntervalsSeconds: SpreadJson
  /** Between the starts of tries. */
  readonly observedIntervalsSeconds: SpreadJson
}

/** Least, median and greatest of some values; null over none. */
export interface SpreadJson {
  /** How many values. */
  readonly count: number
  /** The least. */
  readonly min: number | null
  /** The median. */
  readonly p50: number | null
  /** The greatest. */
  readonly max: number | null
}

/** When the controller should have acted; null: it need not have, or nothing tells. */
export interface ExpectedJson {
  /** Marked the node not ready. */
  readonly markedNotReady: BoundsJson | null
  /** Evicted the first pod. */
  readonly firstEviction: BoundsJson | null
}

/** What it did instead. */
export interface DeviationJson {
  /** How the mark fits what was expected; null: nothing tells. */
  readonly markedNotReady: 'in-time' | 'early' | 'late' | 'never' | 'not-expected' | null
  /** Why; null: nothing to say. */
  readonly reason: string | null
}

/** One pod. */
export interface EvictionJson {
  /** namespace/name, or the name where only that is printed. */
  readonly pod: string
  /** When. */
  readonly at: MaybeInstantJson
  /** The source that tells it. */
  readonly source: string
  /** Its line there, from 1. */
  readonly line: number
  /** What ties it to its node; null: nothing. */
  readonly tiedBy: 'object' | 'event' | 'audit' | 'only-tainted-node' | null
}

/** Something to look at. */
export interface WarningJson {
  /** What it is. */
  readonly code:
    | 'slow-renewals'
    | 'shrinking-margin'
    | 'flapping'
    | 'clock-offset'
    | 'clock-jump'
    | 'not-aligned'
    | 'stamps-disagree'
  /** Of which node; null: of none. */
  readonly node: string | null
  /** Since when. */
  readonly from: MaybeInstantJson
  /** Until when. */
  readonly to: MaybeInstantJson
  /** What was measured, in seconds or a count; null: nothing. */
  readonly value: number | null
  /** What it was measured against; null: nothing. */
  readonly limit: number | null
  /** With --align only: the node from whose clock its times were moved. */
  readonly alignedFrom?: string
}

/** Bad data. */
export interface ProblemJson {
  /** What was wrong. */
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
    | 'no-year'
    | 'impossible-time'
    | 'stamps-disagree'
    | 'year-contradicted'
    | 'no-node'
    | 'no-evidence'
    | 'contradiction'
  /** In which source. */
  readonly source: string
  /** On which line, from 1; null: of no one line. */
  readonly line: number | null
  /** At which byte of the decompressed input, from 0; where reading itself stopped, of the stored; null: not known. */
  readonly offset: number | null
  /** How often; those beyond the first few are counted with the last. */
  readonly count: number
  /** What stood there, cut short, or what it came to. */
  readonly excerpt: string
}

/** What every observation tells. */
export interface ObservedJson {
  /** What it says. */
  readonly kind: KindJson
  /** When it was printed; null: not told, or no time there is. */
  readonly at: MaybeInstantJson
  /** Of which node; null: it does not say. */
  readonly node: string | null
  /** Who stamped it; null: a node that nobody named. */
  readonly clock: string | null
  /** Who wrote it. */
  readonly component: ComponentJson
  /** The source it stands in. */
  readonly source: string
  /** Its line there, from 1. */
  readonly line: number
  /** Process id; null: not printed. */
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

/** One thing that one record says about one node. */
export type ObservationJson<K extends KindJson = KindJson> = {
  [P in K]: ObservedJson & { readonly kind: P } & ObservationFieldsJson[P]
}[K]

/** The fields that the timeline adds to an observation. */
export interface TimelineFieldsJson {
  /** How many alike follow unlisted; absent: none. */
  readonly count?: number
  /** With --align only: the node from whose clock its times were moved. */
  readonly alignedFrom?: string
}

/** An observation, and how many alike follow it unlisted. */
export type TimelineEntryJson = ObservationJson & TimelineFieldsJson

/** A request to the API server. */
export interface RequestJson {
  /** PUT, PATCH, GET…; null: not printed. */
  readonly verb: string | null
  /** Its status; null: no answer came. */
  readonly statusCode: number | null
  /** Whole milliseconds, cut; null: not printed. */
  readonly latencyMs: number | null
  /** When it began. */
  readonly startedAt: MaybeInstantJson
}

/** Why something failed. */
export interface FailureJson {
  /** The error as printed; null: the line ends before it. */
  readonly error: string | null
  /** Its cause. */
  readonly cause: MaybeCauseJson
  /** Other causes in the same chain, nearest the root first. */
  readonly alsoCauses: readonly CauseJson[]
  /** The finer class; null: there is none. */
  readonly causeDetail: string | null
}

/** When it will be tried again. */
export interface RetryJson {
  /** Seconds until then; null: not printed. */
  readonly retryIntervalSeconds: number | null
}

/** What went wrong. */
export interface OnlyErrorJson {
  /** The error as printed; null: not printed. */
  readonly error: string | null
}

/** A Lease object. */
export interface LeaseSeenJson {
  /** Who holds it; null: nobody. */
  readonly holderIdentity: string | null
  /** How long it lasts; null: not told. */
  readonly leaseDurationSeconds: number | null
  /** When it was renewed. */
  readonly renewTime: MaybeInstantJson
  /** When the API server took the write, in whole seconds. */
  readonly managedTime: MaybeInstantJson
}

/** Why a kubelet is not ready. */
export interface NotReadyJson {
  /** In a word; null: not printed. */
  readonly reason: string | null
  /** In words; null: not printed. */
  readonly message: string | null
}

/** How long the controller has not seen a node. */
export interface StaleJson {
  /** Which condition; null: not printed. */
  readonly conditionType: string | null
  /** For how long. */
  readonly durationSeconds: number
  /** The condition as printed; null: not printed. */
  readonly condition: ConditionJson | null
  /** at less duration. */
  readonly lastSeenAt: MaybeInstantJson
}

/** A condition that no kubelet ever posted. */
export interface NeverPostedJson {
  /** Which; null: not printed. */
  readonly conditionType: string | null
}

/** Ready turned. */
export interface ReadyJson {
  /** True, False or Unknown; null: not printed. */
  readonly status: string | null
  /** In a word; null: not printed. */
  readonly reason: string | null
}

/** The node goes to the taint queue. */
export interface TaintQueuedJson {
  /** Unknown: unresponsive; False: not ready. */
  readonly status: 'Unknown' | 'False'
}

/** A taint. */
export interface TaintedJson {
  /** Its key. */
  readonly taint: string
  /** Its effect. */
  readonly effect: string
}

/** The state of a zone. */
export interface ZoneStateJson {
  /** Its name. */
  readonly zone: string
  /** Its state. */
  readonly state: string
}

/** A pod. */
export interface PodEvictedJson {
  /** namespace/name, or the name. */
  readonly pod: string
}

/** An eviction that was called off. */
export interface EvictionCancelledJson {
  /** Of which pod; null: of all on the node. */
  readonly pod: string | null
}

/** The controller's own lock. */
export interface LeaderJson {
  /** Its name; null: not printed. */
  readonly lock: string | null
}

/** A Node object. */
export interface NodeSeenJson {
  /** Its conditions. */
  readonly conditions: readonly ConditionJson[]
  /** Its taints. */
  readonly taints: readonly TaintJson[]
}

/** Lines are missing. */
export interface GapJson {
  /** Why. */
  readonly reason: string
  /** How many; null: not told. */
  readonly lost: number | null
}

/** A condition of a node, as printed; null: not printed. */
export interface ConditionJson {
  /** Its type. */
  readonly type: string | null
  /** True, False or Unknown. */
  readonly status: string | null
  /** In a word. */
  readonly reason: string | null
  /** In words. */
  readonly message: string | null
  /** When the kubelet posted it last. */
  readonly lastHeartbeatTime: MaybeInstantJson
  /** When its status changed. */
  readonly lastTransitionTime: MaybeInstantJson
}

/** A taint of a node. */
export interface TaintJson {
  /** Its key. */
  readonly key: string
  /** Its effect. */
  readonly effect: string
  /** Since when; null: not printed. */
  readonly timeAdded: MaybeInstantJson
}
