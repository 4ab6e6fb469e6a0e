/** Binary search by time in rows that are read by decoding a block of them. */
import { firstIndexWhere } from '../bytes/binary-search.ts'

/** A search looks at every so many times first, so that it decodes one block instead of one for each step. */
const STEP_ROWS = 64

/** Finds rows that are sorted by time. The rows must not change. */
export class TimeSearch {
  readonly #length: number
  readonly #atUs: (index: number) => number
  /** The time of every `STEP_ROWS`th row; null before the first search. */
  #sampled: Float64Array | null = null

  constructor(length: number, atUs: (index: number) => number) {
    this.#length = length
    this.#atUs = atUs
  }

  /** Returns the first index with a time that passes `test`, or the length; `test` is false up to some time, then true. */
  firstWhere(test: (atUs: number) => boolean): number {
    this.#sampled ??= Float64Array.from({ length: Math.ceil(this.#length / STEP_ROWS) }, (_, i) =>
      this.#atUs(i * STEP_ROWS),
    )
    const sampled = this.#sampled
    const next = firstIndexWhere(sampled.length, (i) => test(sampled[i] as number))
    if (next === 0) return 0
    // The sample before is known to fail.
    const from = (next - 1) * STEP_ROWS + 1
    const until = Math.min(next * STEP_ROWS, this.#length)
    return from + firstIndexWhere(until - from, (i) => test(this.#atUs(from + i)))
  }
}
