/** All that one source said. */

import type { Interval } from '../model/interval.ts'
import type { Component, Observation } from '../model/observation.ts'
import type { Problem } from '../model/problem.ts'
import type { VersionRange } from '../model/report.ts'
import type { RequestTable } from './request-table.ts'
import type { StaleTable } from './stale-table.ts'

/** What one process (or one process-less stream) of a source said. */
export interface ProcessReading {
  readonly source: string
  /** As the envelopes print it; null: not printed. */
  readonly host: string | null
  /** klog's pid; null: not printed. */
  readonly pid: number | null
  /** What it turned out to be; null: nothing it said was recognised. */
  readonly component: Component | null
  /** The node that its own lines name: lease URLs and the like; null: none, or several. */
  readonly node: string | null
  readonly firstUs: number
  readonly lastUs: number
  /** Where its stamps went back by more than 5 s: the clock was set. Newest stamp before, first after. */
  readonly clockJumps: readonly Interval[]
  /** It prints request lines (klog -v=6 and up): a renewal without a line did not happen. */
  readonly printsRequests: boolean
  /** It prints what klog -v=2 and up print of the node lifecycle. */
  readonly printsLifecycle: boolean
  /** From `FLAG:` lines, without the dashes. */
  readonly flags: ReadonlyMap<string, string>
  readonly kubernetesVersion: VersionRange | null
  /** All but answers, and of stale lines those that columns can't hold, in the order read. */
  readonly observations: readonly Observation[]
  /** By the node that the request or the audit event names; null: the kubelet's own, whichever node that is. */
  readonly requests: ReadonlyMap<string | null, RequestTable>
  /** What a controller says of stale nodes, by the node; null: the line was cut before the name. */
  readonly stale: ReadonlyMap<string | null, StaleTable>
}

/**
 * What became of each line, or entry or object of several lines, that passed the gate: one of these. Where all lines
 * pass, nothing that is read is missing here.
 */
export interface LineCounts {
  /** Of lines only. */
  readonly blank: number
  /** In a known format, whatever it says; also each further piece or line of such a record. */
  readonly recognised: number
  readonly unrecognised: number
  /** Pieces that were never completed, and what lies behind a bound. */
  readonly broken: number
}

/** A stretch of time; `lastUs` lies in it. */
export interface DatedInterval {
  readonly firstUs: number
  readonly lastUs: number
}

/** The stamps of a source that print no year. */
export interface Yearless {
  /** The first of them, counted in the year 2000. */
  readonly firstCivilUs: number
  /** The year that it was taken to lie in. */
  readonly firstYear: number
  /** The year that full dates in the same records tell for it; null: they tell none. */
  readonly printedYear: number | null
}

/** All that one source said. */
export interface SourceReading {
  readonly name: string
  readonly envelopes: readonly string[]
  readonly bytes: number
  readonly lines: number
  /** Blank lines not counted. */
  readonly records: number
  readonly lineCounts: LineCounts
  readonly firstUs: number | null
  readonly lastUs: number | null
  /** Null: it has none. */
  readonly yearless: Yearless | null
  /** Of its API objects and audit events, which print full dates; null: it has none. */
  readonly dated: DatedInterval | null
  /** Stretches of more than 20 s between the times of two records that passed the gate. */
  readonly pauses: readonly Interval[]
  readonly processes: readonly ProcessReading[]
  readonly problems: readonly Problem[]
}
