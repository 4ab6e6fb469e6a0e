/** Incidents with their boundaries, intervals and causes. */
import type { Cause, NotReadyCategory, ObservationKind } from './observation.ts'

export type IncidentKind =
  | 'lease-outage'
  | 'not-ready'
  | 'status-outage'
  | 'kubelet-restart'
  | 'log-gap'
  | 'cluster-outage'

/** Earliest, best and latest; each null when that side is unknown. */
export interface Boundary {
  readonly atUs: number
  readonly earliestUs: number | null
  readonly latestUs: number | null
  readonly exact: boolean
  readonly clock: string
  readonly from: ObservationKind
  readonly source: string
  readonly line: number
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
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

export type Intervals = { readonly [N in IntervalName]: number | null }
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
  /** The error that names the category, as printed; null when none did. */
  readonly error: string | null
  readonly alsoCauses: readonly { readonly cause: Cause; readonly firstAtUs: number }[]
}

export interface Spread {
  readonly count: number
  readonly min: number | null
  readonly p50: number | null
  readonly max: number | null
}

export interface Retries {
  /** Failures plus the success that ended them. */
  readonly tries: number
  readonly failures: number
  /** From `interval=`. */
  readonly declaredIntervalsSeconds: Spread
  /** Between the starts of tries. */
  readonly observedIntervalsSeconds: Spread
}

export interface TimeBounds {
  readonly earliestUs: number | null
  readonly latestUs: number | null
}

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
  | 'not-covered'
  | 'not-printed'

export interface Eviction {
  readonly pod: string
  readonly atUs: number | null
  readonly source: string
  readonly line: number
  /** Null only among the report's unassigned ones. */
  readonly tiedBy: 'object' | 'event' | 'audit' | 'only-tainted-node' | null
}

export interface Incident {
  readonly id: string
  /** Null for a cluster-outage. */
  readonly node: string | null
  readonly kind: IncidentKind
  readonly startUs: number
  /** Null: not over when the evidence ends, or the end is unknown. */
  readonly endUs: number | null
  readonly open: boolean
  readonly boundaries: Boundaries
  readonly intervals: Intervals
  readonly intervalBounds: IntervalBounds
  /** Intervals whose ends lie on different clocks. */
  readonly crossClock: readonly IntervalName[]
  readonly evidence: readonly {
    readonly boundary: BoundaryName
    readonly source: string
    readonly line: number
  }[]
  readonly faultWindow: TimeBounds | null
  readonly cause: IncidentCause
  readonly retries: Retries
  /** Null when the silence is unknown. */
  readonly missedRenewals: number | null
  readonly expected: { readonly markedNotReady: TimeBounds | null; readonly firstEviction: TimeBounds | null }
  readonly deviation: {
    readonly markedNotReady: Deviation | null
    readonly reason: DeviationReason | null
  }
  readonly evictions: readonly Eviction[]
  readonly verdict: string
  /** On a cluster-outage: ids of the member incidents, their nodes, who was first, how many of how many seen. */
  readonly members?: readonly string[]
  readonly nodes?: readonly string[]
  readonly first?: string
  readonly affected?: number
  readonly seen?: number
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}
