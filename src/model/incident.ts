/** Types of incidents: boundaries, intervals, causes. */
import type { Claim } from './claim.ts'
import type { Cause, NotReadyCategory, ObservationKind } from './observation.ts'

export type IncidentKind =
  | 'lease-outage'
  | 'not-ready'
  | 'status-outage'
  | 'kubelet-restart'
  | 'log-gap'
  | 'cluster-outage'

/** Time of a boundary, exact or with bounds. */
export interface Boundary {
  /** The time; the midpoint of its bounds if it is not exact. */
  readonly atUs: number
  /** Null if unknown. */
  readonly earliestUs: number | null
  /** Null if unknown. */
  readonly latestUs: number | null
  /** True if a record shows the time; false if it is inferred. */
  readonly exact: boolean
  readonly clock: string
  /** Kind of the observation that the boundary is derived from. */
  readonly from: ObservationKind
  readonly source: string
  readonly line: number
  /** Present if the times were converted to the control plane's clock: the node of their original clock. */
  readonly alignedFrom?: string
}

export type BoundaryName =
  | 'lastRenewal'
  | 'firstFailure'
  | 'lastFailure'
  | 'firstRenewalAfter'
  | 'controllerLastSeen'
  | 'markedNotReady'
  | 'taintQueued'
  | 'firstEviction'
  | 'readyAgain'

export type Boundaries = { readonly [N in BoundaryName]: Boundary | null }

export type IntervalName =
  | 'silenceSeconds'
  | 'toFirstFailureSeconds'
  | 'failingSeconds'
  | 'detectionSeconds'
  | 'graceSeconds'
  | 'notReadySeconds'
  | 'recoverySeconds'
  | 'toEvictionSeconds'

/** Intervals in seconds; null if a boundary is missing. */
export type Intervals = { readonly [N in IntervalName]: number | null }
/** Lower and upper bound of each interval in seconds; null if a boundary is missing or that side is unknown. */
export type IntervalBounds = { readonly [N in IntervalName]: readonly [number | null, number | null] | null }

/** What ended the process of a kubelet. */
export type ProcessEnd = 'kubelet-stopped' | 'node-shutdown' | 'node-reboot'

export type CauseCategory =
  | Cause
  | ProcessEnd
  | NotReadyCategory
  | 'kubelet-silent'
  | 'clock-jump'
  | 'unknown'

export type CauseWhere =
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

export interface IncidentCause {
  readonly category: CauseCategory
  readonly where: CauseWhere
  readonly confidence: 'high' | 'medium' | 'low'
  /** Error that shows the category, as printed; null if missing. */
  readonly error: string | null
  readonly alsoCauses: readonly { readonly cause: Cause; readonly firstAtUs: number }[]
}

/** Count, minimum, median and maximum; null without values. */
export interface Spread {
  readonly count: number
  readonly min: number | null
  readonly p50: number | null
  readonly max: number | null
}

/** Attempts of the kubelet during an incident. */
export interface Retries {
  /** Number of attempts: the failures and the success that ended them. */
  readonly tries: number
  readonly failures: number
  /** Retry intervals that the kubelet logged. */
  readonly declaredIntervalsSeconds: Spread
  /** Time between the starts of attempts. */
  readonly observedIntervalsSeconds: Spread
}

/** Earliest and latest possible time of an event; null if unknown. */
export interface TimeBounds {
  readonly earliestUs: number | null
  readonly latestUs: number | null
}

/** How the controller manager acted, compared with what was expected. */
export type Deviation = 'in-time' | 'early' | 'late' | 'never' | 'not-expected'

/** Why a mark deviated from the model, or why nothing is known of it; in words: wording/deviation-words.ts. */
export type DeviationReason =
  | 'controller-reset'
  | 'leader-lost'
  | 'leader-changed'
  | 'disruption-left'
  | 'counted-from-start'
  | 'renewed-in-time'
  | 'ended-while-due'
  | 'attempt-unanswered'
  | 'not-covered'
  | 'marked-by-kubelet'
  | 'clocks-not-compared'
  | 'grace-not-printed'
  | 'zone-assumed'
  | 'name-shared'
  | 'unknown-already'
  | 'node-deleted'
  | 'not-printed'

/** What the control plane should have done, in a model of its controllers. */
export interface Expected {
  readonly markedNotReady: TimeBounds | null
  readonly firstEviction: TimeBounds | null
  /** Why `firstEviction` is null although the node was marked or should have been; null without such a reason. */
  readonly reason: ExpectedReason | null
}

/** Why no eviction was due; in words: wording/expected-words.ts. */
export type ExpectedReason = 'node-deleted' | 'full-disruption' | 'partial-disruption'

/** What ends an incident besides a renewal. */
export type EndedBy = 'node-deleted'

export interface Eviction {
  readonly pod: string
  readonly atUs: number | null
  readonly source: string
  readonly line: number
  /** Evidence that assigns the pod to its node; null for the report's unassigned evictions. */
  readonly tiedBy: 'object' | 'event' | 'audit' | 'only-tainted-node' | null
}

export interface Incident {
  readonly id: string
  /** Its place, from 1, among all incidents of the analysis; absent in a report that was made otherwise. */
  readonly number?: number
  /** Null for a cluster outage and if no record names the node. */
  readonly node: string | null
  readonly kind: IncidentKind
  /** Last renewal, else the earliest boundary. */
  readonly startUs: number
  /** Null if the incident is open or its end is unknown. */
  readonly endUs: number | null
  /** True if the input ends before the incident does. */
  readonly open: boolean
  /** What ended the incident, if no renewal did; null else. */
  readonly endedBy: EndedBy | null
  readonly boundaries: Boundaries
  readonly intervals: Intervals
  readonly intervalBounds: IntervalBounds
  /** Intervals between boundaries on different clocks. */
  readonly crossClock: readonly IntervalName[]
  readonly evidence: readonly {
    readonly boundary: BoundaryName
    readonly source: string
    readonly line: number
  }[]
  /** Period in which the fault began; null if unknown. */
  readonly faultWindow: TimeBounds | null
  readonly cause: IncidentCause
  readonly retries: Retries
  /** Null if the length of the silence is unknown. */
  readonly missedRenewals: number | null
  readonly expected: Expected
  readonly deviation: {
    readonly markedNotReady: Deviation | null
    readonly reason: DeviationReason | null
  }
  readonly evictions: readonly Eviction[]
  /** What the verdict states, each with the lines that prove it. */
  readonly claims: readonly Claim[]
  /** The claims in one or two sentences. */
  readonly verdict: string
  /** Present if nodes had no leases yet (before 1.13): a renewal is then a post of the node's status. */
  readonly heartbeat?: 'node-status'
  /** Only on a cluster outage: ids of the incidents of its nodes. */
  readonly members?: readonly string[]
  /** Only on a cluster outage: names of its nodes. */
  readonly nodes?: readonly string[]
  /** Only on a cluster outage: the node with the first outage. */
  readonly first?: string
  /** Only on a cluster outage: number of affected nodes. */
  readonly affected?: number
  /** Only on a cluster outage: number of nodes in the input. */
  readonly seen?: number
  /** Present if the times were converted to the control plane's clock: the node of their original clock. */
  readonly alignedFrom?: string
}
