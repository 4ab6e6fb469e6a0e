/** A clock that tests advance, and an API server that sends recorded changes by it, with faults. */

import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { type KubeApi, KubeError } from '../../src/sources/kube/api.ts'
import type { WatchApi, WatchClock } from '../../src/watch/object-watch.ts'

interface Timer {
  readonly atUs: number
  readonly resolve: () => void
}

/** Turns of the event loop after which everything that a timer caused has happened. */
const TURNS = 12

export class SimulatedClock implements WatchClock {
  #nowUs: number
  readonly #timers = new Set<Timer>()

  constructor(nowUs: number) {
    this.#nowUs = nowUs
  }

  nowUs(): number {
    return this.#nowUs
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const timer: Timer = {
        atUs: this.#nowUs + ms * 1000,
        resolve: () => {
          signal.removeEventListener('abort', stop)
          resolve()
        },
      }
      const stop = (): void => {
        this.#timers.delete(timer)
        reject(signal.reason)
      }
      signal.addEventListener('abort', stop, { once: true })
      this.#timers.add(timer)
    })
  }

  /** Lets time pass. */
  async runUntil(untilUs: number): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve))
      let next = Number.POSITIVE_INFINITY
      for (const { atUs } of this.#timers) next = Math.min(next, atUs)
      if (next > untilUs) break
      this.#nowUs = Math.max(next, this.#nowUs)
      for (const timer of [...this.#timers])
        if (timer.atUs <= this.#nowUs) {
          this.#timers.delete(timer)
          timer.resolve()
        }
    }
    this.#nowUs = untilUs
  }

  /** The machine sleeps: time passes, and no timer runs meanwhile. */
  jumpTo(us: number): void {
    this.#nowUs = us
  }
}

/** A change of an object. */
export interface Change {
  readonly atUs: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: { readonly metadata: { readonly name: string; readonly resourceVersion: string } }
}

/** What happens to connections from a moment on. */
export interface Fault {
  readonly atUs: number
  /**
   * `reset` ends open watches with an error, `freeze` makes them silent for ever, `gone` answers the next watch with
   * 410, `cut` ends open watches in the middle of a line, `slow` sends the next line over ten seconds. Until `untilUs`:
   * `refuse` ends watches and accepts no request, `hang` answers none, `stall` holds back what watches send and sends
   * it then, line by line with pauses; a status, `html` and `half` (a list) are answers, and end watches.
   */
  readonly kind:
    | 'reset'
    | 'freeze'
    | 'gone'
    | 'cut'
    | 'slow'
    | 'refuse'
    | 'hang'
    | 'stall'
    | 'html'
    | 'half'
    | 401
    | 403
    | 404
  readonly untilUs?: number
}

/** Faults that open watches survive. */
const HARMLESS: ReadonlySet<unknown> = new Set(['gone', 'cut', 'slow', 'stall'])

/** Between two lines after a stall. */
const STALLED_PAUSE_US = 3_000_000

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code })
}

export class SimulatedServer implements WatchApi {
  readonly requests: string[] = []
  readonly #clock: SimulatedClock
  readonly #changes: Readonly<Record<string, readonly Change[]>>
  readonly #faults: readonly Fault[]
  /** `gone` faults that a path was answered with. */
  readonly #answered = new Set<string>()
  /** Status by path, for what this user may not ask. */
  readonly refused: Map<string, number> = new Map()

  /** Ends the watches of a path. */
  readonly #closing = new Map<string, AbortController>()

  /** `changes`: by path of the list, ascending in time and version. */
  constructor(
    clock: SimulatedClock,
    changes: Readonly<Record<string, readonly Change[]>>,
    faults: readonly Fault[] = [],
  ) {
    this.#clock = clock
    this.#changes = changes
    this.#faults = faults
  }

  api(signal: AbortSignal): KubeApi {
    return { get: (path) => this.#get(path, signal) }
  }

  /** Ends the open watches of a path with an error. */
  close(path: string): void {
    this.#closing.get(path)?.abort(systemError('ECONNRESET'))
    this.#closing.delete(path)
  }

  async #get(request: string, signal: AbortSignal): Promise<IncomingMessage> {
    this.requests.push(request)
    const { pathname, searchParams } = new URL(request, 'http://server')
    const nowUs = this.#clock.nowUs()
    const blocked = this.#faults.find(({ atUs, untilUs = 0 }) => atUs <= nowUs && nowUs < untilUs)
    if (blocked?.kind === 'refuse') throw systemError('ECONNREFUSED')
    if (blocked?.kind === 'hang') return this.#clock.sleep(1e12, signal) as Promise<never>
    const status = typeof blocked?.kind === 'number' ? blocked.kind : this.refused.get(pathname)
    if (status !== undefined) throw new KubeError(`${status} forbidden`, status)
    const changes = this.#changes[pathname] ?? []
    const isWatch = searchParams.has('watch')
    const body = isWatch
      ? this.#watch(pathname, Number(searchParams.get('resourceVersion')), this.#closable(pathname, signal))
      : this.#list(changes)
    const half = (): string[] => [...(body as Iterable<string>)].map((text) => text.slice(0, text.length / 2))
    const sent =
      blocked?.kind === 'html'
        ? ['<html>\n', 'log in</html>\n']
        : blocked?.kind === 'half' && !isWatch
          ? half()
          : body
    return Readable.from(sent, { objectMode: false }) as unknown as IncomingMessage
  }

  #closable(path: string, signal: AbortSignal): AbortSignal {
    const closing = this.#closing.get(path) ?? new AbortController()
    this.#closing.set(path, closing)
    return AbortSignal.any([signal, closing.signal])
  }

  *#list(changes: readonly Change[]): Iterable<string> {
    const objects = new Map<string, object>()
    let resourceVersion = '1'
    for (const { atUs, type, object } of changes) {
      if (atUs > this.#clock.nowUs()) break
      if (type === 'DELETED') objects.delete(object.metadata.name)
      else objects.set(object.metadata.name, object)
      resourceVersion = object.metadata.resourceVersion
    }
    yield JSON.stringify({ kind: 'List', metadata: { resourceVersion }, items: [...objects.values()] })
  }

  async *#watch(path: string, version: number, signal: AbortSignal): AsyncIterable<string> {
    const changes = this.#changes[path] ?? []
    const startUs = this.#clock.nowUs()
    const endUs = startUs + 270_000_000
    const gone = this.#faults.find(
      (fault) =>
        fault.kind === 'gone' && fault.atUs <= startUs && !this.#answered.has(`${path} ${fault.atUs}`),
    )
    if (gone) {
      this.#answered.add(`${path} ${gone.atUs}`)
      yield `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old resource version' } })}\n`
      return
    }
    for (const { atUs, type, object } of changes) {
      if (Number(object.metadata.resourceVersion) <= version) continue
      await this.#sleepUntil(Math.min(atUs, endUs), startUs, signal)
      if (atUs > endUs) return
      const stall = this.#faultAt(atUs, 'stall')
      if (stall) {
        const endsUs = stall.untilUs ?? 0
        const isFirst = this.#clock.nowUs() < endsUs
        await this.#sleepUntil(isFirst ? endsUs : this.#clock.nowUs() + STALLED_PAUSE_US, startUs, signal)
      }
      const line = `${JSON.stringify({ type, object })}\n`
      const fault = this.#faults.find(
        ({ kind, atUs: us }) => (kind === 'cut' || kind === 'slow') && us <= atUs,
      )
      if (!fault || this.#answered.has(`${path} ${fault.atUs}`)) {
        yield line
        continue
      }
      this.#answered.add(`${path} ${fault.atUs}`)
      yield line.slice(0, 50)
      if (fault.kind === 'cut') return
      for (let n = 0; n < 10; n++) {
        await this.#clock.sleep(1000, signal)
        yield line.slice(50 + n * 5, n === 9 ? undefined : 55 + n * 5)
      }
    }
    await this.#sleepUntil(endUs, startUs, signal)
  }

  #faultAt(us: number, wanted: Fault['kind']): Fault | undefined {
    return this.#faults.find(({ kind, atUs, untilUs = 0 }) => kind === wanted && atUs <= us && us < untilUs)
  }

  /** Sleeps, unless a fault comes before. */
  async #sleepUntil(us: number, startUs: number, signal: AbortSignal): Promise<void> {
    const fault = this.#faults.find(
      ({ atUs, kind }) => !HARMLESS.has(kind) && atUs > startUs && atUs <= Math.max(us, this.#clock.nowUs()),
    )
    const pause = async (untilUs: number): Promise<void> => {
      const ms = (untilUs - this.#clock.nowUs()) / 1000
      if (ms > 0) await this.#clock.sleep(ms, signal)
    }
    if (!fault) return pause(us)
    await pause(fault.atUs)
    if (fault.kind === 'freeze' || fault.kind === 'hang') await this.#clock.sleep(1e12, signal)
    throw systemError('ECONNRESET')
  }
}
