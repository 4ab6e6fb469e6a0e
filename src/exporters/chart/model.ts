/**
 * What a chart or page is made from: a report cut down to what is shown, with its texts printable and said
 * once. It is pure JSON, for it is written into the page. Times are µs since the epoch, UTC; `Text` is an
 * index into `texts`. Types only.
 */

import type { MarkerShape } from './shapes.ts'
import type { ZoneSteps } from './zone-format.ts'

export type TextIndex = number

export interface Model {
  readonly version: string
  readonly zone: ZoneSteps
  /** The report's window; null where no time was read. */
  readonly startUs: number | null
  readonly endUs: number | null
  readonly renewIntervalUs: number
  readonly texts: readonly string[]
  readonly lanes: readonly Lane[]
  readonly incidents: readonly IncidentView[]
  readonly facts: readonly Fact[]
  readonly sources: readonly (readonly string[])[]
  /** What a reader must know of the data: assumptions, warnings, problems, what was thinned. */
  readonly notes: readonly Note[]
}

export interface Note {
  readonly title: string
  readonly lines: readonly string[]
}

/** One node. */
export interface Lane {
  readonly node: string
  /** The name without the domain that all nodes share. */
  readonly short: string
  readonly state: string
  readonly renewals: number
  readonly failures: number
  /** `10.1 s (max 10.4 s)`; a dash where none was measured. */
  readonly interval: string
  readonly latency: string
  readonly clock: string | null
  /** Where its kubelet's log could have spoken. */
  readonly coverage: readonly IntervalPair[]
  readonly series: RenewalSeries
  /** Indices of incidents and facts. */
  readonly incidents: readonly number[]
  readonly facts: readonly number[]
}

export type IntervalPair = readonly [startUs: number, endUs: number]

/**
 * A node's renewals. `each`: every one, times as differences. `bins`: equal stretches of time, one byte each
 * in base64: how many of the expected renewals there were, the longest interval and latency (see beats.ts).
 */
export type RenewalSeries =
  | {
      readonly form: 'each'
      readonly startUs: number
      /** µs since the one before; the first since `startUs`. */
      readonly steps: readonly number[]
      readonly latencyMs: readonly (number | null)[]
      /** 1-based, as differences from the one before. */
      readonly lines: readonly number[]
      /** From this renewal on the source is that one. */
      readonly sources: readonly (readonly [from: number, source: TextIndex])[]
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
  /** Bounds where the time is bounded; null where it is exact or that side unknown. */
  earliestUs: number | null,
  latestUs: number | null,
  /** Whose clock; `byNode` 1 where it is the node's own. */
  clock: TextIndex,
  byNode: 0 | 1,
  source: TextIndex,
  line: number,
  text: TextIndex,
  /** So many alike follow that are not listed. */
  omitted: number,
]

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
} as const

export interface IncidentView {
  readonly id: string
  readonly kind: string
  /** Null: of the cluster. */
  readonly lane: number | null
  readonly subject: string
  readonly startUs: number
  readonly endUs: number | null
  readonly open: boolean
  readonly seconds: number | null
  readonly category: string
  /** `node-network, confidence high`. */
  readonly where: string
  readonly verdict: string
  /** Facts of the boundaries that are known, by name. */
  readonly edges: Readonly<Record<string, number>>
  readonly evictions: readonly number[]
  readonly intervals: readonly IntervalView[]
  /** Label and text, in the order shown. */
  readonly rows: readonly (readonly [string, string])[]
  /** When the mark of not ready was due. */
  readonly expected: IntervalPair | null
}

export interface IntervalView {
  readonly title: string
  readonly value: string
  /** Bounds and the like; empty where there is nothing to add. */
  readonly note: string
}
