/** What stories are made of: sentences with the moments they speak of and the lines that tell them. Types and their makers. */

import type { Boundary, Observation } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'

/** A line of a source, 1-based. */
export interface Evidence {
  readonly source: string
  readonly line: number
}

/** The text of a line as it was read, or why there is none, in words. */
export type Quote = { readonly text: string } | { readonly reason: string }

/** When something happened: a moment, or bounds of one, of which an unknown side is null. */
export interface EventTime extends Pick<Boundary, 'atUs' | 'earliestUs' | 'latestUs' | 'exact' | 'clock'> {
  /** How finely it was stamped: 1 000 000 is whole seconds. */
  readonly resolutionUs: number
}

export interface Sentence {
  /** Null: it speaks of the whole. */
  readonly time: EventTime | null
  /** May hold text of logs as it was printed. */
  readonly text: string
  /** Empty: it follows from what the other sentences tell. */
  readonly evidence: readonly Evidence[]
}

/** What a story is made from beside its incident. */
export interface Background {
  /** Of the timeline: what concerns the node, or all nodes, while the incident lasted; by time. */
  readonly observations: readonly Observation[]
  /** Node − control plane; 0 where the bounds of what was measured allow for none; null: nothing compares the clocks. */
  readonly offsetUs: number | null
  /** End of the evidence. */
  readonly endUs: number | null
}

export function keyOf({ source, line }: Evidence): string {
  return `${line}\0${source}`
}

export function exactTime(timeUs: number, clock: string, resolutionUs = 1): EventTime {
  return { atUs: timeUs, earliestUs: timeUs, latestUs: timeUs, exact: true, clock, resolutionUs }
}

/** A boundary does not say how finely it was stamped: one that falls on a whole second was stamped in seconds. */
export function boundaryEventTime(boundary: Boundary): EventTime {
  return { ...boundary, resolutionUs: boundary.exact && boundary.atUs % SECOND_US === 0 ? SECOND_US : 1 }
}

export function evidenceOf({ source, line }: Evidence): Evidence {
  return { source, line }
}
