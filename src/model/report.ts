/** Types of the report. */
import type { Claim } from './claim.ts'
import type { CauseCategory, Eviction, Incident } from './incident.ts'
import type { Interval } from './interval.ts'
import type { Component, NodeLabels, Observation } from './observation.ts'
import type { Problem } from './problem.ts'

export type WarningCode =
  | 'slow-renewals'
  | 'shrinking-margin'
  | 'flapping'
  | 'clock-offset'
  | 'clock-jump'
  | 'not-aligned'

/** A finding that is no incident but needs attention. */
export interface Warning {
  readonly code: WarningCode
  readonly node: string | null
  readonly fromUs: number | null
  readonly toUs: number | null
  /** Measured value: milliseconds for `slow-renewals`, a count for `flapping`, else seconds; null if missing. */
  readonly value: number | null
  /** Limit that the value exceeds, in the same unit; null if missing. */
  readonly limit: number | null
  /** Bounds of the value where it is measured between two clocks; absent: it is as exact as it is printed. */
  readonly valueBounds?: readonly [number, number]
  /** Present if the times were converted to the control plane's clock: the node of their original clock. */
  readonly alignedFrom?: string
}

export type NoteCode =
  | 'never-registered'
  | 'not-ready'
  | 'unnamed-node'
  | 'cut-lines'
  | 'clocks-not-compared'
  | 'no-renewal'
  | 'missing-evidence'
  | 'seen-not-ready'
  | 'times-aligned'
  | 'zone-state'
  | 'disruption-mode'
  | 'evictions-cancelled'
  | 'deleted'
  | 'undated'
  | 'api-out-of-reach'
  | 'thinned-part'
  | 'before-leases'

/** What a report states besides its incidents. */
export interface Note {
  readonly code: NoteCode
  /** A sentence in plain English. */
  readonly text: string
  /** Null if the note is about no single node. */
  readonly node: string | null
  /** Name of the source; null if the note is about no single source. */
  readonly source: string | null
  /** What the text states, with the lines that prove it. */
  readonly claim: Claim
}

/** Range of Kubernetes minor versions such as `1.30`, both ends included; a null end is unbounded. */
export interface VersionRange {
  readonly min: string | null
  readonly max: string | null
}

/** One input. */
export interface SourceSummary {
  readonly name: string
  /** Names of the envelopes, outer to inner. */
  readonly envelopes: readonly string[]
  readonly components: readonly Component[]
  readonly nodes: readonly string[]
  readonly clocks: readonly string[]
  readonly kubernetesVersion: VersionRange | null
  /** klog verbosity of the process, from a FLAG line or from the messages it prints; null if unknown. */
  readonly verbosity: number | null
  readonly bytes: number
  readonly lines: number
  /** Frames that were decoded: those that passed the prefilter. */
  readonly records: number
  readonly observations: number
  readonly firstAtUs: number | null
  readonly lastAtUs: number | null
  readonly coverage: readonly Interval[]
  readonly problems: number
  /** Present if the times were converted to the control plane's clock: the node of their original clock. */
  readonly alignedFrom?: string
}

/** Distribution of values; all fields except `count` are null without values. */
export interface Distribution {
  readonly count: number
  readonly min: number | null
  readonly mean: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}

/** Offset of a node's clock. */
export interface ClockOffset {
  /** The node's clock minus the control plane's; null bounds are unknown. */
  readonly offsetSeconds: number
  readonly earliestSeconds: number | null
  readonly latestSeconds: number | null
  /** Number of events that both clocks recorded. */
  readonly pairs: number
}

/** Lower and upper bound in seconds, or of a share; null where unknown. */
export type SecondsBounds = readonly [number | null, number | null]

/** Availability of a node's lease over the whole input. Time that no source covers counts neither as available nor as outage. */
export interface Availability {
  /** Share of the covered time without an outage, from 0 to 1; null if no source could have shown an outage, or if the length of one has no upper bound. */
  readonly share: number | null
  /** What the bounds of the outages leave of it; null if no source could have shown an outage. */
  readonly shareBounds: SecondsBounds | null
  /**
   * Time covered by sources that would have shown an outage, outages included; null if no source would have. Of an
   * outage outside of them its shortest possible length counts.
   */
  readonly coveredSeconds: number | null
  readonly outages: number
  /** Total length of the outages, open ones up to the end of the input, covered or not; null if no length is known. */
  readonly outageSeconds: number | null
  /** What the bounds of the outages leave of it. */
  readonly outageSecondsBounds: SecondsBounds
  /** Null if no length is known. */
  readonly longestSeconds: number | null
  /** Null without an outage. */
  readonly longestSecondsBounds: SecondsBounds | null
  /** Mean time from the end of an outage to the start of the next; null with fewer than two outages. */
  readonly meanBetweenSeconds: number | null
  /** What the bounds of the outages leave of it; null if it is. */
  readonly meanBetweenSecondsBounds: SecondsBounds | null
  /** True if three or more outages began within an hour. */
  readonly flapping: boolean
}

/** Total effect of one cause over all nodes. */
export interface CauseRank {
  readonly category: CauseCategory
  /** Number of lease outages of single nodes. */
  readonly outages: number
  /** Total length of the outages, open ones up to the end of the input; null if no length is known. */
  readonly totalSeconds: number | null
}

/** One node, over all sources. */
export interface NodeSummary {
  readonly node: string
  /** Clock of its renewals and outages: the node's name, or a control plane clock. */
  readonly clock: string
  readonly heartbeat: {
    readonly renewals: number
    readonly failures: number
    readonly firstAtUs: number | null
    readonly lastAtUs: number | null
    readonly intervalSeconds: Distribution
    readonly latencyMs: Distribution
  }
  /** Ids of its incidents. */
  readonly incidents: readonly string[]
  /** Where it runs and its pool, by the newest of its Node objects; null if unknown. */
  readonly region: string | null
  readonly zone: string | null
  readonly pool: string | null
  /** Those of which its Node objects have several values, so that an earlier one is not known; absent: none. */
  readonly changedLabels?: readonly (keyof NodeLabels)[]
  /** State of its lease at the end of the input. */
  readonly state: 'renewing' | 'failing' | 'silent' | 'deleted' | 'unknown'
  /** Null if no event was recorded by both clocks. */
  readonly clockOffset: ClockOffset | null
  readonly availability: Availability
  /** Present if the times were converted to the control plane's clock: the node of their original clock. */
  readonly alignedFrom?: string
}

/** A value that the input did not contain. */
export interface Assumption {
  readonly name:
    | 'year'
    | 'inputZone'
    | 'graceSeconds'
    | 'renewIntervalSeconds'
    | 'monitorPeriodSeconds'
    | 'tolerationSeconds'
    | 'thinnedRenewals'
  readonly value: string | number
  /** Source or node that the value applies to; null if it applies to all. */
  readonly of: string | null
  /** Reason for the value, in words. */
  readonly because: string
}

/** An observation of the timeline. */
export interface TimelineEntry {
  readonly observation: Observation
  /** Number of omitted repeats after this observation. */
  readonly omitted: number
}

/** A renewal, one row of csv-heartbeats. */
export interface Heartbeat {
  readonly node: string
  readonly atUs: number
  readonly startedAtUs: number | null
  readonly latencyMs: number | null
  /** Time since the previous renewal of the node; null for the first. */
  readonly intervalSeconds: number | null
  readonly verb: string | null
  readonly statusCode: number | null
  readonly clock: string
  readonly source: string
  readonly line: number
  /** Present if the times were converted to the control plane's clock: the node of their original clock. */
  readonly alignedFrom?: string
}

/** A time in which a node went on renewing, without the times of the renewals: a thinned reading leaves them out. */
export interface ThinnedSpan extends Interval {
  readonly node: string
  readonly clock: string
  /** Between its ends, which are renewals themselves. */
  readonly renewals: number
}

/** The part of an analysis that a report is about; null: not restricted. */
export interface Selection {
  /** Globs of node names. */
  readonly nodes: readonly string[] | null
  readonly sinceUs: number | null
  readonly untilUs: number | null
}

/** Result of an analysis. */
export interface Report {
  readonly schemaVersion: 1
  /** Version of leasegap. */
  readonly leasegap: string
  /** First and last time of any record. */
  readonly window: { readonly startUs: number | null; readonly endUs: number | null }
  readonly assumptions: readonly Assumption[]
  readonly sources: readonly SourceSummary[]
  readonly nodes: readonly NodeSummary[]
  readonly incidents: readonly Incident[]
  /** Causes of lease outages, by total outage time, longest first. */
  readonly causes: readonly CauseRank[]
  readonly timeline: readonly TimelineEntry[]
  readonly unassignedEvictions: readonly Eviction[]
  readonly warnings: readonly Warning[]
  readonly notes: readonly Note[]
  readonly problems: readonly Problem[]
  /** Iterates over all renewals with a time, for csv-heartbeats; builds each on demand. */
  heartbeats(): Iterable<Heartbeat>
  /** Where the other renewals are, by node and time; absent: there are none. */
  readonly thinned?: readonly ThinnedSpan[]
  /** The part that was selected; absent: it is whole. */
  readonly selection?: Selection
  /** Summarises the nodes over a part of the time, given for each clock; absent in a report made otherwise. */
  readonly nodesWithin?: (spanOf: (clock: string) => Interval) => readonly NodeSummary[]
}
