/**
 * Where the clock of a process was set back: its lines step back in time.
 *
 * A reversed log steps back from line to line, and a paste repeats lines that stand before (`systemctl status` prints the
 * last ones of the journal): neither is a step of the clock.
 */
import type { Interval } from '../model/interval.ts'
import { SECOND_US } from '../time/instant.ts'

/** Lines overtake each other by milliseconds, 12 ms at most in real logs; a clock that is set moves by more. */
const MIN_STEP_US: number = 5 * SECOND_US
/** A log with more is not in the order of time. */
const MAX_STEPS = 100
/** Times that are remembered: `systemctl status` repeats ten lines. */
const REMEMBERED_TIMES = 64

export class ClockSteps {
  #previousUs: number | null = null
  #forward = 0
  #back = 0
  readonly #steps: Interval[] = []
  /** The newest times, each at its number modulo the length. */
  readonly #recentUs: number[] = []
  #count = 0
  /** The times before the newest step that no chance repeats, while lines after it may do so. */
  #beforeStepUs: ReadonlySet<number> | null = null

  /** Records the time of a line, in the order of the lines. */
  record(timeUs: number): void {
    const previousUs = this.#previousUs
    this.#previousUs = timeUs
    if (previousUs !== null && timeUs !== previousUs) this.#recordStep(previousUs, timeUs)
    if (this.#beforeStepUs !== null) this.#compare(timeUs, this.#beforeStepUs)
    else this.#recentUs[this.#count++ % REMEMBERED_TIMES] = timeUs
  }

  /** The time that the clock showed twice at each step. */
  steps(): readonly Interval[] {
    return this.#back < this.#forward ? this.#steps : []
  }

  #recordStep(previousUs: number, timeUs: number): void {
    if (timeUs > previousUs) this.#forward++
    else this.#back++
    if (previousUs - timeUs <= MIN_STEP_US || this.#steps.length >= MAX_STEPS) return
    this.#steps.push({ startUs: timeUs, endUs: previousUs })
    // The time of a line that a screen cut is a whole second: its own header is lost.
    const exactUs = this.#recentUs.filter((us) => us % SECOND_US !== 0)
    this.#beforeStepUs ??= new Set(exactUs.flatMap((us) => [us, us - (us % SECOND_US)]))
  }

  /** Drops a step behind which a line has the time of one before it. */
  #compare(timeUs: number, beforeUs: ReadonlySet<number>): void {
    const step = this.#steps.at(-1)
    if (step && timeUs <= step.endUs) {
      if (!beforeUs.has(timeUs)) return
      this.#steps.pop()
    }
    this.#beforeStepUs = null
  }
}
