/** The span of a series of times, and its pauses. */
import type { Interval } from '../model/index.ts'
import { SECOND_US } from '../time/instant.ts'

/** Shortest pause between two times that is kept: two renew intervals. */
export const PAUSE_US: number = 20 * SECOND_US

/** Most pauses kept: a line every 21 s for a month. */
const MAX_PAUSES = 125_000

export class TimeSpan {
  firstUs: number | null = null
  lastUs: number | null = null
  /** The newest but one. */
  previousUs: number | null = null
  readonly pauses: Interval[] = []

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
