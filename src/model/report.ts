/** The report. */
import type { CauseCategory, Eviction, Incident } from './incident.ts'
import type { Interval } from './interval.ts'
import type { Component, Observation } from './observation.ts'
import type { Problem } from './problem.ts'

export type WarningCode =
  | 'slow-renewals'
  | 'shrinking-margin'
  | 'flapping'
  | 'clock-offset'
  | 'clock-jump'
  | 'not-aligned'

export interface Warning {
  readonly code: WarningCode
  readonly node: string | null
  readonly fromUs: number | null
  readonly toUs: number | null
  readonly value: number | null
  readonly limit: number | null
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}

/** Kubernetes minor versions such as `1.30`, inclusive; a null end is open. */
export interface VersionRange {
  readonly min: string | null
  readonly max: string | null
}

export interface SourceSummary {
  readonly name: string
  /** Outer to inner; in order of how many records wore them. */
  readonly envelopes: readonly string[]
  readonly components: readonly Component[]
  readonly nodes: readonly string[]
  readonly clocks: readonly string[]
  readonly kubernetesVersion: VersionRange | null
  /** klog -v of the process, from a FLAG line or from what it prints; null when not told. */
  readonly verbosity: number | null
  readonly bytes: number
  readonly lines: number
  /** Frames that were decoded: those that passed the needle gate. */
  readonly records: number
  readonly observations: number
  readonly firstAtUs: number | null
  readonly lastAtUs: number | null
  readonly coverage: readonly Interval[]
  readonly problems: number
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}

export interface Distribution {
  readonly count: number
  readonly min: number | null
  readonly mean: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}

export interface ClockOffset {
  /** Node − control plane. */
  readonly offsetSeconds: number
  readonly earliestSeconds: number | null
  readonly latestSeconds: number | null
  readonly pairs: number
}

/** A node's leases over the whole input: times that no log covers are neither up nor down. */
export interface Availability {
  /** 0 to 1, of the covered time; null where nothing would have told of an outage. */
  readonly share: number | null
  /** By a log or an object stream that would have told of an outage, outages included. */
  readonly coveredSeconds: number | null
  readonly outages: number
  /** An open outage counts up to the end of the evidence; null where there are outages and no length is known. */
  readonly outageSeconds: number | null
  /** Null without an outage of known length. */
  readonly longestSeconds: number | null
  /** Mean time from the end of one outage to the beginning of the next; null below two. */
  readonly meanBetweenSeconds: number | null
  /** Three outages or more within an hour. */
  readonly flapping: boolean
}

/** What one cause cost over all nodes. */
export interface CauseRank {
  readonly category: CauseCategory
  /** Lease outages of single nodes. */
  readonly outages: number
  /** Open ones up to the end of the evidence; null where no length is known. */
  readonly totalSeconds: number | null
}

export interface NodeSummary {
  readonly node: string
  /** Whose stamps its renewals and outages are told by: its own name, or the control plane's. */
  readonly clock: string
  readonly heartbeat: {
    readonly renewals: number
    readonly failures: number
    readonly firstAtUs: number | null
    readonly lastAtUs: number | null
    readonly intervalSeconds: Distribution
    readonly latencyMs: Distribution
  }
  readonly incidents: readonly string[]
  readonly state: 'renewing' | 'failing' | 'silent' | 'unknown'
  readonly clockOffset: ClockOffset | null
  readonly availability: Availability
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}

/** A value that was not in the evidence, and where it came from. */
export interface Assumption {
  readonly name: 'year' | 'inputZone' | 'graceSeconds' | 'renewIntervalSeconds' | 'monitorPeriodSeconds'
  readonly value: string | number
  /** The source or node it is about; null: all. */
  readonly of: string | null
  /** The rule that gave it, in words. */
  readonly because: string
}

/** An observation in the timeline; `count` > 1: so many alike, of which this is the last one listed before the gap. */
export interface TimelineEntry {
  readonly observation: Observation
  /** How many alike follow this one unlisted; 0 for none. */
  readonly omitted: number
}

/** A renewal with what csv-heartbeats prints. */
export interface Heartbeat {
  readonly node: string
  readonly atUs: number
  readonly startedAtUs: number | null
  readonly latencyMs: number | null
  /** Since the end of the renewal before of the same node; null for the first. */
  readonly intervalSeconds: number | null
  readonly verb: string | null
  readonly statusCode: number | null
  readonly clock: string
  readonly source: string
  readonly line: number
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}

export interface Report {
  readonly schemaVersion: 1
  /** leasegap's own version. */
  readonly leasegap: string
  readonly window: { readonly startUs: number | null; readonly endUs: number | null }
  readonly assumptions: readonly Assumption[]
  readonly sources: readonly SourceSummary[]
  readonly nodes: readonly NodeSummary[]
  readonly incidents: readonly Incident[]
  /** The causes of lease outages, those that cost most time first. */
  readonly causes: readonly CauseRank[]
  readonly timeline: readonly TimelineEntry[]
  readonly unassignedEvictions: readonly Eviction[]
  readonly warnings: readonly Warning[]
  readonly problems: readonly Problem[]
  /** Every renewal, for csv-heartbeats; made when asked for. */
  heartbeats(): Iterable<Heartbeat>
}
