/** Runs the user's command for each event of a watch: in their order, with JSON on its standard input. */
import { type ChildProcess, spawn } from 'node:child_process'

/** A command that takes longer is ended, so that the next event is not held up for ever. */
const LIMIT_MS = 30_000

/** How long a command may take to end when it is asked to. */
const GRACE_MS = 2000

/** Events that may wait for a slow command; more are left out, and counted. */
const MOST_WAITING = 1000

export interface EventCommandOptions {
  readonly printNote: (line: string) => void
  readonly limitMs?: number
  readonly mostWaiting?: number
}

export class EventCommand {
  readonly #command: string
  readonly #printNote: (line: string) => void
  readonly #limitMs: number
  readonly #mostWaiting: number
  readonly #waiting: string[] = []
  #omitted = 0
  #running: Promise<void> | null = null
  #child: ChildProcess | null = null
  readonly #endWithUs = (): void => this.#signal('SIGKILL')

  constructor(
    command: string,
    { printNote, limitMs = LIMIT_MS, mostWaiting = MOST_WAITING }: EventCommandOptions,
  ) {
    this.#command = command
    this.#printNote = printNote
    this.#limitMs = limitMs
    this.#mostWaiting = mostWaiting
    process.once('exit', this.#endWithUs)
  }

  run(json: string): void {
    if (this.#waiting.length < this.#mostWaiting) this.#waiting.push(json)
    else if (this.#omitted++ === 0) this.#printNote('note: --exec is too slow, so events are left out')
    this.#running ??= this.#runAll()
  }

  /** Resolves when the commands of all events have ended. */
  async end(): Promise<void> {
    await this.#running
    process.removeListener('exit', this.#endWithUs)
  }

  /** Ends the command that runs; the events that wait are left out. Resolves when it has ended. */
  async stop(): Promise<void> {
    this.#omitted += this.#waiting.splice(0).length
    this.#askToEnd()
    await this.end()
  }

  async #runAll(): Promise<void> {
    for (let json = this.#waiting.shift(); json !== undefined; json = this.#waiting.shift())
      await this.#runOne(json)
    if (this.#omitted > 0) this.#printNote(`note: --exec did not run for ${this.#omitted} events`)
    this.#omitted = 0
    this.#running = null
  }

  #runOne(json: string): Promise<void> {
    return new Promise((resolve) => {
      // A process group of its own, so that what the shell starts ends with it.
      const child = spawn(this.#command, {
        ...{ shell: true, detached: true, stdio: ['pipe', 'ignore', 'inherit'] },
      })
      this.#child = child
      let isLate = false
      const limit = setTimeout(() => {
        isLate = true
        this.#askToEnd()
      }, this.#limitMs)
      const finish = (failure: string | null): void => {
        clearTimeout(limit)
        this.#child = null
        if (isLate) this.#printNote(`note: --exec was ended after ${this.#limitMs / 1000} s`)
        else if (failure !== null) this.#printNote(`note: --exec ${failure}`)
        resolve()
      }
      child.on('error', ({ message }) => finish(message))
      child.on('exit', (status) => finish(status === 0 ? null : `ended with ${status ?? 'a signal'}`))
      // A command need not read its input.
      child.stdin?.on('error', () => {})
      child.stdin?.end(`${json}\n`)
    })
  }

  /** Asks the command and all that it started to end, and ends what does not. */
  #askToEnd(): void {
    const group = this.#child?.pid
    if (group === undefined) return
    signalGroup(group, 'SIGTERM')
    // The shell may end before what it started: the group is there as long as one of them is.
    setTimeout(() => signalGroup(group, 'SIGKILL'), GRACE_MS)
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child?.pid !== undefined) signalGroup(this.#child.pid, signal)
  }
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch (error) {
    // All of it has ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
