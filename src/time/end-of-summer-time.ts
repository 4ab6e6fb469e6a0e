/**
 * Recognises the end of summer time in stamps that print no zone, where nobody gave the zone.
 *
 * The clock of one stream goes back at night from the last minute of an hour to the first minute of the same hour. Later
 * stamps then count an hour more, so that the source keeps one offset. A reversed log steps back from line to line, and
 * a copy of a log begins with the stamp that the log began with: neither is a change of the clock.
 */
import { HOUR_US, MINUTE_US } from './instant.ts'

/** The host that a stamp is of, else the process; null: unknown, or the stamp is not read in its order. */
export type ClockOwner = string | number | null

/** Lines of one stream are seldom a minute apart. */
const LONGEST_PAUSE_US: number = MINUTE_US
/** Lines overtake each other by less: a larger step back that is no end of summer time begins other lines. */
const LARGEST_DISORDER_US: number = 10 * MINUTE_US
/** No country sets its clocks back outside the hours from 23 to 3. */
const LAST_NIGHT_HOUR = 3
const FIRST_NIGHT_HOUR = 23

/** What earlier stamps decide about later ones. */
export interface SummerTimeState {
  readonly owner: ClockOwner
  readonly firstUs: number | null
  readonly previousUs: number
  readonly isForward: boolean
  readonly addedUs: number
  readonly repeatedUntilUs: number | null
}

export class EndOfSummerTime {
  #owner: ClockOwner = null
  #firstUs: number | null = null
  #previousUs = Number.NEGATIVE_INFINITY
  #isForward = true
  #addedUs = 0
  #repeatedUntilUs: number | null = null

  /** Civil time of the end of the hour that the clock showed twice; null: no step was found. */
  get repeatedUntilUs(): number | null {
    return this.#repeatedUntilUs
  }

  get state(): SummerTimeState {
    return {
      owner: this.#owner,
      firstUs: this.#firstUs,
      previousUs: this.#previousUs,
      isForward: this.#isForward,
      addedUs: this.#addedUs,
      repeatedUntilUs: this.#repeatedUntilUs,
    }
  }

  /** Goes on behind the stamps that led to a state. */
  resume({ owner, firstUs, previousUs, isForward, addedUs, repeatedUntilUs }: SummerTimeState): void {
    this.#owner = owner
    this.#firstUs = firstUs
    this.#previousUs = previousUs
    this.#isForward = isForward
    this.#addedUs = addedUs
    this.#repeatedUntilUs = repeatedUntilUs
  }

  /** Returns what a civil time counts more than it prints, in the order of the lines. */
  added(civilUs: number, owner: ClockOwner): number {
    const backUs = this.#previousUs - civilUs
    // A line that was left out before: it shows a later time only if it stands before the step.
    if (owner === null) return backUs < -LARGEST_DISORDER_US ? 0 : this.#addedUs
    this.#firstUs ??= civilUs
    if (backUs > LARGEST_DISORDER_US) this.#addedUs = this.#isEnd(civilUs, owner) ? HOUR_US : 0
    if (this.#addedUs > 0) this.#repeatedUntilUs ??= (Math.floor(civilUs / HOUR_US) + 1) * HOUR_US
    if (backUs !== 0) this.#isForward = backUs < 0
    this.#owner = owner
    this.#previousUs = civilUs
    return this.#addedUs
  }

  #isEnd(civilUs: number, owner: ClockOwner): boolean {
    const hours = Math.floor(civilUs / HOUR_US)
    const hour = hours % 24
    return (
      this.#isForward &&
      this.#addedUs === 0 &&
      owner === this.#owner &&
      civilUs !== this.#firstUs &&
      Math.floor(this.#previousUs / HOUR_US) === hours &&
      this.#previousUs - civilUs >= HOUR_US - LONGEST_PAUSE_US &&
      (hour <= LAST_NIGHT_HOUR || hour >= FIRST_NIGHT_HOUR)
    )
  }
}
