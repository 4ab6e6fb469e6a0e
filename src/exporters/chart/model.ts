/**
 * The model that chart and page draw: the shown part of a report, with printable texts in one table.
 *
 * It is embedded in the page as JSON. Times are µs since the epoch, UTC.
 */

import type { Incident } from '../../model/index.ts'
import type { MarkerShape } from './shapes.ts'
import type { ZoneSteps } from './zone-format.ts'

/** An index into `texts`. */
export type TextIndex = number

export interface Model {
  readonly version: string
  /** `1 lease outage on 1 of 3 nodes`. */
  readonly headline: string
  readonly zone: ZoneSteps
  /** The report's window; null if no record has a time. */
  readonly startUs: number | null
  readonly endUs: number | null
  readonly renewIntervalUs: number
  /** Upper bound of the grace period and its label; null if it is printed in the logs. */
  readonly grace: readonly [seconds: number, text: string] | null
  readonly texts: readonly string[]
  readonly lanes: readonly Lane[]
  /** The domain that names of nodes share, with its dot; empty without one. */
  readonly domain: string
  readonly incidents: readonly IncidentView[]
  readonly facts: readonly Fact[]
  readonly sources: readonly (readonly string[])[]
  /** Number of incidents of the report, each cluster outage once. */
  readonly incidentCount: number
  /** Notes on the data: what was left out, warnings, problems, assumptions. */
  readonly notes: readonly Note[]
}

export interface Note {
  readonly title: string
  readonly lines: readonly string[]
}

/** One node. */
export interface Lane {
  readonly node: string
  /** The name without the shared domain. */
  readonly short: string
  readonly state: string
  readonly renewals: number
  readonly failures: number
  /** `10.1 s (max 10.4 s)`; a dash if not measured. */
  readonly interval: string
  readonly latency: string
  readonly clock: string | null
  /** Intervals covered by the kubelet's logs. */
  readonly coverage: readonly IntervalPair[]
  readonly series: RenewalSeries
  /** Number of its incidents in the report, also of those that the model leaves out. */
  readonly incidentCount: number
  /** Indices of incidents and facts. */
  readonly incidents: readonly number[]
  readonly facts: readonly number[]
}

export type IntervalPair = readonly [startUs: number, endUs: number]

/**
 * A node's renewals, encoded. `each`: every renewal, columns of varints (see varint.ts). `bins`: equal slices of the window; share of
 * the time that was renewed in, longest interval and longest latency as one byte each, in base64 (see renewal-columns.ts).
 */
export type RenewalSeries =
  | {
      readonly form: 'each'
      readonly startUs: number
      /** µs since the previous renewal, the first since `startUs`. */
      readonly steps: string
      /** Latencies in µs; -1 for none. */
      readonly latency: string
      /** 1-based line numbers as differences. */
      readonly lines: string
      /** Pairs: the index of a renewal, and the text of the source of it and the next ones. */
      readonly sources: string
    }
  | {
      readonly form: 'bins'
      readonly startUs: number
      readonly binUs: number
      readonly share: string
      readonly interval: string
      readonly latency: string
    }

/** One piece of evidence: a boundary of an incident, an observation of the timeline, an eviction. */
export type Fact = readonly [
  lane: number | null,
  shape: MarkerShape,
  title: TextIndex,
  atUs: number,
  /** Bounds of a bounded time; null if it is exact or the side is unknown. */
  earliestUs: number | null,
  latestUs: number | null,
  /** The clock that stamped it; `byNode` is 1 for the node's clock. */
  clock: TextIndex,
  byNode: 0 | 1,
  source: TextIndex,
  line: number,
  text: TextIndex,
  /** Number of similar observations that follow unlisted. */
  omitted: number,
  /** The line itself; null if it was not read again. */
  quote: TextIndex | null,
]

/** Indices of the fields of a fact. */
export const FACT = {
  lane: 0,
  shape: 1,
  title: 2,
  atUs: 3,
  earliestUs: 4,
  latestUs: 5,
  clock: 6,
  byNode: 7,
  source: 8,
  line: 9,
  text: 10,
  omitted: 11,
  quote: 12,
} as const

export interface IncidentView {
  readonly id: string
  readonly kind: Incident['kind']
  /** Null for an incident of the cluster. */
  readonly lane: number | null
  readonly subject: string
  readonly startUs: number
  readonly endUs: number | null
  readonly open: boolean
  /** The node may have renewed. */
  readonly isInDoubt?: true
  /** The least that its bounds allow. */
  readonly seconds: number | null
  /** `3m32s`, `at least 3m10s`; empty if nothing is known of it. */
  readonly length: string
  readonly category: string
  /** `network unreachable`. */
  readonly cause: string
  /** `network-unreachable (node-network, confidence high)`; empty if the cause is unknown. */
  readonly causeDetail: string
  /** `10:44:56`, `after 10:44:46`, with the date. */
  readonly start: string
  /** What followed: `NotReady`, `2 pods evicted`, `still open`. */
  readonly effects: readonly string[]
  /** Of a cluster outage: indices of its incidents; empty for others. */
  readonly members: readonly number[]
  /** Index of the cluster outage that it belongs to. */
  readonly parent: number | null
  readonly pods: number
  readonly verdict: string
  /** Index of the fact of each known boundary, by name. */
  readonly edges: Readonly<Record<string, number>>
  readonly evictions: readonly number[]
  readonly intervals: readonly IntervalView[]
  /** Label and text, in the order shown. */
  readonly rows: readonly (readonly [string, string])[]
  /** When the not-ready mark was due. */
  readonly expected: IntervalPair | null
}

export interface IntervalView {
  readonly title: string
  readonly value: string
  /** Bounds and clocks; may be empty. */
  readonly note: string
}
