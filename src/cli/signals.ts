/**
 * Signals that end the program. They are caught while something is left to finish or to remove, and left to the system
 * while nothing is: it ends the program at once, while a caught signal waits until the analysis lets the event loop turn,
 * which takes minutes for thousands of nodes. A shell reports the same status for both.
 */
import { setImmediate } from 'node:timers/promises'

const STATUSES = { SIGINT: 130, SIGTERM: 143 } as const
const SIGNALS = Object.keys(STATUSES) as readonly (keyof typeof STATUSES)[]

/** As the first process of a container a program gets no signal that it does not catch; Windows keeps names of open files. */
const MAY_BE_LEFT: boolean = process.pid !== 1 && process.platform !== 'win32'

/** What a command does with signals. */
export type SignalControl = Pick<Signals, 'catch' | 'release'>

export class Signals {
  readonly #finish: () => Promise<unknown>
  #isCaught = false
  #isEnding = false
  readonly #end = (signal: keyof typeof STATUSES): void => {
    const status = STATUSES[signal]
    // The second signal ends the process at once, even if the reader is slow.
    if (this.#isEnding) process.exit(status)
    this.#isEnding = true
    void this.#finish().then(() => process.exit(status))
  }

  /** `finish` runs when a caught signal ends the program, which waits for it; a second signal does not. */
  constructor(finish: () => Promise<unknown>) {
    this.#finish = finish
  }

  /** From now on a signal waits for `finish`. */
  catch(): void {
    if (this.#isCaught) return
    this.#isCaught = true
    for (const signal of SIGNALS) process.on(signal, this.#end)
  }

  /** Leaves signals to the system. Resolves when those that came before are handled: never, if one of them ends the program. */
  async release(): Promise<void> {
    if (!this.#isCaught || !MAY_BE_LEFT) return
    // The first may still be of the turn in which a signal came, which the next turn handles.
    await setImmediate()
    await setImmediate()
    if (this.#isEnding) await new Promise(() => {})
    for (const signal of SIGNALS) process.off(signal, this.#end)
    this.#isCaught = false
  }
}
