/**
 * Where the clock of a process was set back: its lines step back in time.
 *
 * A reversed log steps back from line to line, and a paste repeats lines that stand before (`systemctl status` prints the
 * last ones of the journal): neither is a step of the clock.
 */
import type { Interval } from '../../model/interval.ts'
import { SECOND_US } from '../../time/instant.ts'

/** Lines overtake each other by milliseconds, 12 ms at most in real logs; a clock that is set moves by more. */
const MIN_STEP_US: number = 5 * SECOND_US
/** A log with more is not in the order of time. */
export const MAX_STEPS = 100
/** Times that are remembered: `systemctl status` repeats ten lines. */
const REMEMBERED_TIMES = 64

/** What earlier times decide about later ones. */
export interface ClockState {
  readonly previousUs: number | null
  /** The newest times, in their order. */
  readonly recentUs: readonly number[]
  /** The newest step and the times before it, while lines after it may repeat them. */
  readonly openStep: { readonly step: Interval | null; readonly beforeUs: readonly number[] } | null
}

/** The steps of a clock, or of a part of its times. */
export interface ClockPart {
  /** How often a time is later than the one before, and earlier. */
  readonly forward: number
  readonly back: number
  readonly steps: readonly Interval[]
  /** The first of its steps, unless it was dropped, is the last of the part before. */
  readonly hadOpenStep: boolean
  /** It depends on the newest times of the part before. */
  readonly usesRecent: boolean
}

/** Returns the time that the clock showed twice at each step. */
export function stepsOf({ forward, back, steps }: ClockPart): readonly Interval[] {
  return back < forward ? steps : []
}

export class ClockSteps {
  #previousUs: number | null = null
  #forward = 0
  #back = 0
  readonly #hadOpenStep: boolean
  readonly #steps: Interval[] = []
  /** The newest times, each at its number modulo the length. */
  readonly #recentUs: number[] = []
  #count = 0
  /** How many of them a part got from the part before. */
  readonly #givenCount: number
  #usesRecent = false
  /** The times before the newest step that no chance repeats, while lines after it may do so. */
  #beforeStepUs: ReadonlySet<number> | null = null

  /** Goes on behind the times that led to a state. */
  constructor(state?: ClockState) {
    const step = state?.openStep?.step
    if (step) this.#steps.push(step)
    this.#hadOpenStep = step != null
    this.#givenCount = state?.recentUs.length ?? 0
    if (!state) return
    this.#previousUs = state.previousUs
    this.#recentUs.push(...state.recentUs)
    this.#count = state.recentUs.length
    if (state.openStep) this.#beforeStepUs = new Set(state.openStep.beforeUs)
  }

  get state(): ClockState {
    const next = this.#count % REMEMBERED_TIMES
    const isFull = this.#count >= REMEMBERED_TIMES
    const recentUs = isFull
      ? [...this.#recentUs.slice(next), ...this.#recentUs.slice(0, next)]
      : [...this.#recentUs]
    const beforeUs = this.#beforeStepUs
    const openStep = beforeUs && {
      step: this.#steps.at(-1) ?? null,
      beforeUs: [...beforeUs].sort((a, b) => a - b),
    }
    return { previousUs: this.#previousUs, recentUs, openStep }
  }

  part(): ClockPart {
    return {
      forward: this.#forward,
      back: this.#back,
      steps: this.#steps,
      hadOpenStep: this.#hadOpenStep,
      usesRecent: this.#usesRecent,
    }
  }

  /** Records the time of a line, in the order of the lines. */
  record(timeUs: number): void {
    const previousUs = this.#previousUs
    this.#previousUs = timeUs
    if (previousUs !== null && timeUs !== previousUs) this.#recordStep(previousUs, timeUs)
    if (this.#beforeStepUs !== null) this.#compare(timeUs, this.#beforeStepUs)
    else this.#recentUs[this.#count++ % REMEMBERED_TIMES] = timeUs
  }

  #recordStep(previousUs: number, timeUs: number): void {
    if (timeUs > previousUs) this.#forward++
    else this.#back++
    if (previousUs - timeUs <= MIN_STEP_US || this.#steps.length >= MAX_STEPS) return
    this.#steps.push({ startUs: timeUs, endUs: previousUs })
    if (this.#count < this.#givenCount + REMEMBERED_TIMES) this.#usesRecent = true
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
