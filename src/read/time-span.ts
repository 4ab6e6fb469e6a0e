/** The span of a series of times, and its pauses. */
import type { Interval } from '../model/index.ts'
import { SECOND_US } from '../time/instant.ts'

/** Shortest pause between two times that is kept: two renew intervals. */
export const PAUSE_US: number = 20 * SECOND_US

/** Most pauses kept: a line every 21 s for a month. */
export const MAX_PAUSES = 125_000

/** What earlier times decide about later ones. */
export interface SpanState {
  readonly lastUs: number | null
  readonly previousUs: number | null
}

/** A series of times, or a part of one. */
export interface Span extends SpanState {
  readonly firstUs: number | null
  readonly pauses: readonly Interval[]
}

const NO_TIMES: SpanState = { lastUs: null, previousUs: null }

export class TimeSpan implements Span {
  firstUs: number | null = null
  lastUs: number | null
  /** The newest but one. */
  previousUs: number | null
  readonly pauses: Interval[] = []

  /** A part of a series goes on behind the times that led to a state. */
  constructor({ lastUs, previousUs }: SpanState = NO_TIMES) {
    this.lastUs = lastUs
    this.previousUs = previousUs
  }

  get state(): SpanState {
    return { lastUs: this.lastUs, previousUs: this.previousUs }
  }

  /** Whether a time comes so long after the newest that a pause lies between. */
  endsPause(timeUs: number | null): boolean {
    return timeUs !== null && this.lastUs !== null && timeUs - this.lastUs > PAUSE_US
  }

  /** Adds a time; one that is earlier than the newest ends no pause. */
  add(timeUs: number): void {
    if (this.firstUs === null || timeUs < this.firstUs) this.firstUs = timeUs
    if (this.lastUs !== null) {
      if (timeUs <= this.lastUs) return
      if (this.endsPause(timeUs) && this.pauses.length < MAX_PAUSES)
        this.pauses.push({ startUs: this.lastUs, endUs: timeUs })
    }
    this.previousUs = this.lastUs
    this.lastUs = timeUs
  }
}
