/** Runs the user's command for each event of a watch: in their order, with JSON on its standard input. */
import { type ChildProcess, spawn } from 'node:child_process'

/** A command that takes longer is ended, so that the next event is not held up for ever. */
const LIMIT_MS = 30_000

/** Events that may wait for a slow command; more are left out, and counted. */
const MOST_WAITING = 1000

export class EventCommand {
  readonly #command: string
  readonly #printNote: (line: string) => void
  readonly #waiting: string[] = []
  #omitted = 0
  #running: Promise<void> | null = null
  #child: ChildProcess | null = null
  readonly #endWithUs = (): void => void this.#child?.kill()

  constructor(command: string, printNote: (line: string) => void) {
    this.#command = command
    this.#printNote = printNote
    process.once('exit', this.#endWithUs)
  }

  run(json: string): void {
    if (this.#waiting.length >= MOST_WAITING) this.#omitted++
    else this.#waiting.push(json)
    this.#running ??= this.#runAll()
  }

  /** Resolves when the commands of all events have ended. */
  async end(): Promise<void> {
    await this.#running
    process.removeListener('exit', this.#endWithUs)
  }

  async #runAll(): Promise<void> {
    for (let json = this.#waiting.shift(); json !== undefined; json = this.#waiting.shift())
      await this.#runOne(json)
    if (this.#omitted > 0) this.#printNote(`note: --exec was too slow for ${this.#omitted} events`)
    this.#omitted = 0
    this.#running = null
  }

  #runOne(json: string): Promise<void> {
    return new Promise((resolve) => {
      const child = spawn(this.#command, { shell: true, stdio: ['pipe', 'ignore', 'inherit'] })
      this.#child = child
      let isLate = false
      const limit = setTimeout(() => {
        isLate = true
        child.kill()
      }, LIMIT_MS)
      const finish = (failure: string | null): void => {
        clearTimeout(limit)
        this.#child = null
        if (isLate) this.#printNote(`note: --exec was ended after ${LIMIT_MS / 1000} s`)
        else if (failure !== null) this.#printNote(`note: --exec ${failure}`)
        resolve()
      }
      child.on('error', ({ message }) => finish(message))
      child.on('exit', (status) => finish(status === 0 ? null : `ended with ${status ?? 'a signal'}`))
      // A command need not read its input.
      child.stdin.on('error', () => {})
      child.stdin.end(`${json}\n`)
    })
  }
}
