/** Sentences of a story with their time and evidence. */

import type { Boundary, ClockOffset, Observation } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'

/** A line of a source, 1-based. */
export interface Evidence {
  readonly source: string
  readonly line: number
}

/** The text of a line, or the reason in words why it can't be read. */
export type Quote = { readonly text: string } | { readonly reason: string }

/** Time of an event: exact, or bounds with null for an unknown side. */
export interface EventTime extends Pick<Boundary, 'atUs' | 'earliestUs' | 'latestUs' | 'exact' | 'clock'> {
  /** Resolution of the timestamp; 1 000 000 is whole seconds. */
  readonly resolutionUs: number
}

export interface Sentence {
  /** Null for a sentence on the whole incident. */
  readonly time: EventTime | null
  /** May contain text of logs, not yet printable. */
  readonly text: string
  /** Lines that prove it; empty if it follows from other sentences. */
  readonly evidence: readonly Evidence[]
}

/** Input of a story besides its incident. */
export interface Background {
  /** Observations of the timeline on the node or the cluster during the incident, by time. */
  readonly observations: readonly Observation[]
  /** Node minus control plane; 0 if the measured bounds include 0, null if it was not measured. */
  readonly offsetUs: number | null
  /** As it was measured; null: it was not. */
  readonly clockOffset: ClockOffset | null
  /** End of the evidence. */
  readonly endUs: number | null
}

export function keyOf({ source, line }: Evidence): string {
  return `${line}\0${source}`
}

export function exactTime(timeUs: number, clock: string, resolutionUs = 1): EventTime {
  return { atUs: timeUs, earliestUs: timeUs, latestUs: timeUs, exact: true, clock, resolutionUs }
}

/** A boundary has no resolution: one on a whole second is taken as stamped in whole seconds. */
export function boundaryEventTime(boundary: Boundary): EventTime {
  return { ...boundary, resolutionUs: boundary.exact && boundary.atUs % SECOND_US === 0 ? SECOND_US : 1 }
}

export function evidenceOf({ source, line }: Evidence): Evidence {
  return { source, line }
}
