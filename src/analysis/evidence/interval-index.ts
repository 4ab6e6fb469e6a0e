/** Intervals of time that are found by binary search, so that a rule asks for those near a moment and never goes through all. */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Interval } from '../../model/interval.ts'

/** Intervals by start, which may overlap. Finding takes logarithmic time, and linear time in what is found. */
export class IntervalIndex<T extends Interval = Interval> implements Iterable<T> {
  readonly #byStart: readonly T[]
  /** Latest end of each interval and all before it. */
  readonly #latestEnds: Float64Array

  /** `intervals` may be in any order. */
  constructor(intervals: Iterable<T>) {
    this.#byStart = [...intervals].sort((a, b) => a.startUs - b.startUs)
    this.#latestEnds = new Float64Array(this.#byStart.length)
    let latestUs = Number.NEGATIVE_INFINITY
    for (const [i, { endUs }] of this.#byStart.entries()) {
      latestUs = Math.max(latestUs, endUs)
      this.#latestEnds[i] = latestUs
    }
  }

  get length(): number {
    return this.#byStart.length
  }

  /** Reports whether one interval contains the time from `fromUs` to `toUs`. */
  contains(fromUs: number, toUs: number): boolean {
    const begun = this.#countBegunBy(fromUs)
    return begun > 0 && (this.#latestEnds[begun - 1] as number) >= toUs
  }

  /** Reports whether an interval shares a moment with the time from `fromUs` to `toUs`, its ends included. */
  touches(fromUs: number, toUs: number): boolean {
    // One that has begun by the end, and ends at the beginning or later.
    return this.contains(toUs, fromUs)
  }

  /** Lists the intervals that share a moment with the time from `fromUs` to `toUs`, its ends included, by start. */
  touching(fromUs: number, toUs: number): T[] {
    const until = this.#countBegunBy(toUs)
    const from = firstIndexWhere(until, (i) => (this.#latestEnds[i] as number) >= fromUs)
    return this.#byStart.slice(from, until).filter(({ endUs }) => endUs >= fromUs)
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#byStart[Symbol.iterator]()
  }

  #countBegunBy(atUs: number): number {
    return firstIndexWhere(this.#byStart.length, (i) => (this.#byStart[i] as T).startUs > atUs)
  }
}
