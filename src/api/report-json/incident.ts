/** Types of the report as JSON: made from `report.schema.json` by `npm run golden`, not by hand. */
import type {
  BoundaryNameJson,
  BoundsJson,
  CauseJson,
  IntervalNameJson,
  KindJson,
  MaybeInstantJson,
} from './values.ts'

/** One incident. */
export interface IncidentJson {
  /** Id of the incident; the same in every report of the same incident. */
  readonly id: string
  /** Its place, from 1, among all incidents of the analysis, also in a report of a part of them; null if unknown. */
  readonly number: number | null
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
  /** What ended the incident if no renewal did; null else. */
  readonly endedBy: 'node-deleted' | null
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
  /** Present if nodes had no leases yet (before Kubernetes 1.13): a renewal is then a post of the node's status. */
  readonly heartbeat?: 'node-status'
  /** Present on an outage that may be none: only a controller shows it, and what it saw is in doubt. */
  readonly inDoubt?: true
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
  /** Number of attempts in evidence: the failures, and the success that ended them where a record shows it. */
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
  /** Why `firstEviction` is null, in words: the node was deleted before an eviction was due, or its zone was disrupted; null if an eviction was due, or no line shows why none was. */
  readonly reason: string | null
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
