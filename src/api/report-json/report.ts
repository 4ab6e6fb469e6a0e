/** Types of the report as JSON: made from `report.schema.json` by `npm run golden`, not by hand. */
import type { EvictionJson, IncidentCauseJson, IncidentJson, SecondsBoundsJson } from './incident.ts'
import type { TimelineEntryJson } from './observation.ts'
import type { ComponentJson, MaybeInstantJson, SelectionJson, SpanJson, VersionRangeJson } from './values.ts'

/** Output of `leasegap -o json`. A line of `-o ndjson` is `#/$defs/incident`, a line of `leasegap observe` is `#/$defs/observation`. Instants are RFC 3339 in UTC with microseconds. The name of a duration ends with its unit. A missing value is null. Within a schema version, fields may be added, but no field is renamed, changes its type or changes its meaning. */
export interface ReportJson {
  /** Version of this schema. */
  readonly schemaVersion: 1
  /** Version of the program that wrote the report. */
  readonly leasegap: string
  /** First and last time of any record. */
  readonly window: SpanJson
  /** Only in a report of a part of the analysis: the part that was selected. Nodes, incidents and timeline are those of the part; sources, window and problems are those of all inputs. */
  readonly selection?: SelectionJson
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
  /** What the report states besides its incidents. */
  readonly notes: readonly NoteJson[]
  /** Problems with the input data: counted, with an excerpt of the first few. */
  readonly problems: readonly ProblemJson[]
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
  /** How long pods tolerate the taints of a node, in seconds; only if it was given. */
  readonly tolerationSeconds?: readonly AssumptionJson[]
  /** Routine renewals that thinned readings leave out, and what is approximate for that; only if there are any. */
  readonly thinnedRenewals?: readonly AssumptionJson[]
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
  /** Name as given by the user; `<stdin>` for standard input. */
  readonly name: string
  /** Formats around the messages, outer to inner. */
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
  /** From the smallest to the largest time of any record, also of those that are no observation. */
  readonly window: SpanJson
  /** Periods of time that the source covers. */
  readonly coverage: readonly SpanJson[]
  /** Number of problems with its data. */
  readonly problems: number
  /** Only with `--align`: the node of the original clock of these times. */
  readonly alignedFrom?: string
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
  readonly state: 'renewing' | 'failing' | 'silent' | 'deleted' | 'unknown'
  /** Its clock minus the control plane's; null if no event was recorded by both. */
  readonly clockOffset: ClockOffsetJson | null
  /** Availability of its lease over the whole input. */
  readonly availability: AvailabilityJson
  /** Region of the node by the newest of its Node objects; null if unknown. */
  readonly region: string | null
  /** Zone of the node by the newest of its Node objects; null if unknown. */
  readonly zone: string | null
  /** Pool of the node by the newest of its Node objects, as its platform labels it; null if unknown. */
  readonly pool: string | null
  /** Those of region, zone and pool of which its Node objects have several values: what they were at other times is not known. Only if there are any. */
  readonly changedLabels?: readonly ('region' | 'zone' | 'pool')[]
  /** Only with `--align`: the node of the original clock of these times. */
  readonly alignedFrom?: string
}

/** Number and length of the lease outages of a node. Time that no source covers counts neither as available nor as outage. */
export interface AvailabilityJson {
  /** Share of the covered time without a lease outage, from 0 to 1; null if no source could have shown an outage, or if the length of an outage has no upper bound. */
  readonly share: number | null
  /** Bounds of `share`, by the bounds of the outages; null if no source could have shown an outage. */
  readonly shareBounds: SecondsBoundsJson | null
  /** Time covered by sources that would have shown an outage, outages included, in seconds; null if no source would have. Of an outage outside of them its shortest possible length counts. */
  readonly coveredSeconds: number | null
  /** Number of lease outages. */
  readonly outages: number
  /** Total length of the outages in seconds, open ones up to the end of the input, whether a source covers them or not; null if no length is known. */
  readonly outageSeconds: number | null
  /** Lower and upper bound of `outageSeconds`, by the bounds of the outages. */
  readonly outageSecondsBounds: SecondsBoundsJson
  /** Length of the longest outage in seconds; null if no length is known. */
  readonly longestSeconds: number | null
  /** Lower and upper bound of `longestSeconds`; null without an outage. */
  readonly longestSecondsBounds: SecondsBoundsJson | null
  /** Mean time from the end of an outage to the start of the next, in seconds; null with fewer than two outages. */
  readonly meanBetweenSeconds: number | null
  /** Lower and upper bound of `meanBetweenSeconds`, by the bounds of the outages; null if it is. */
  readonly meanBetweenSecondsBounds: SecondsBoundsJson | null
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

/** A statement about the input that is no incident. */
export interface NoteJson {
  /** Kind of the note. */
  readonly code:
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
  /** The note as a sentence. */
  readonly text: string
  /** Name of the node; null if the note is about no single node. */
  readonly node: string | null
  /** Name of the source; null if the note is about no single source. */
  readonly source: string | null
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
    | 'two-kubelets'
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
