/**
 * How far apart the lines are that are read only for their time. The prefilter skips what has nothing to do with a
 * heartbeat; whether a log went on meanwhile shows in the times of the skipped lines.
 *
 * Input: offset and time of each line that passed. Output: the distance in bytes that five seconds of this log take, so
 * that the samples cost the same for any log: a short or quiet one is read line by line.
 */
import { SECOND_US } from '../../time/instant.ts'

/** Half of the shortest time in which a kubelet must print something to be called alive. */
const SAMPLE_US: number = 5 * SECOND_US

/** Request lines at `-v=6` are seldom further apart, so that such a log needs no samples; each costs as much as 3 KB. */
const MAX_SAMPLE_BYTES: number = 32 * 1024

/** Lines without a time may stand before the first record; a source with more of them is no log, and its samples get rare. */
const UNTIMED_LINES = 100
const MAX_UNTIMED_BYTES: number = 1024 * 1024

/** Below it, every line is read. */
const LEAST_BYTES = 256

/** Bytes after which the rate is measured anew, so that it depends on no more of what stands before. */
export const MEASURED_BYTES: number = 4 * 1024 * 1024

/** What earlier lines decide about later ones. */
export interface SamplingState {
  readonly bytes: number
  readonly untimed: number
  readonly sinceOffset: number
  readonly sinceUs: number | null
  readonly untilOffset: number
}

export class Sampling {
  /** The distance from one line that passed to the next sample. */
  bytes = 0
  #untimed = 0
  #sinceOffset = 0
  #sinceUs: number | null = null
  /** From this offset on the rate is measured anew. */
  #untilOffset = MEASURED_BYTES

  get state(): SamplingState {
    return {
      bytes: this.bytes,
      untimed: this.#untimed,
      sinceOffset: this.#sinceOffset,
      sinceUs: this.#sinceUs,
      untilOffset: this.#untilOffset,
    }
  }

  /** Goes on behind the lines that led to a state. */
  resume({ bytes, untimed, sinceOffset, sinceUs, untilOffset }: SamplingState): void {
    this.bytes = bytes
    this.#untimed = untimed
    this.#sinceOffset = sinceOffset
    this.#sinceUs = sinceUs
    this.#untilOffset = untilOffset
  }

  /** Records a line that passed; `timeUs` null: it has no time. */
  record(offset: number, timeUs: number | null): void {
    if (offset >= this.#untilOffset) {
      const untilOffset = offset - (offset % MEASURED_BYTES) + MEASURED_BYTES
      this.resume({ bytes: 0, untimed: 0, sinceOffset: offset, sinceUs: null, untilOffset })
    }
    if (timeUs === null) {
      if (this.#sinceUs === null && ++this.#untimed > UNTIMED_LINES)
        this.bytes = Math.min(MAX_UNTIMED_BYTES, this.bytes * 2 + LEAST_BYTES)
      return
    }
    const us = this.#sinceUs === null ? -1 : timeUs - this.#sinceUs
    const bytes = offset - this.#sinceOffset
    if (us >= 0 && us < SAMPLE_US) {
      // Many lines at once.
      if (bytes > 2 * this.bytes) this.#set(bytes)
      return
    }
    if (us >= SAMPLE_US) this.#set((bytes * SAMPLE_US) / us)
    else if (this.#sinceUs === null) this.bytes = 0
    this.#sinceOffset = offset
    this.#sinceUs = timeUs
  }

  #set(bytes: number): void {
    this.bytes = bytes < LEAST_BYTES ? 0 : Math.min(MAX_SAMPLE_BYTES, Math.round(bytes))
  }
}
