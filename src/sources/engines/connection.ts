/**
 * Requests to an engine: repeated while it is busy or resets the connection, given up when it is silent, with failures in
 * words that contain no secret.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { SourceError } from '../../model/errors.ts'
import { reasonOf } from '../system-error.ts'
import { withoutSecrets } from './credentials.ts'

/** What an engine answers to one request. */
export interface EngineAnswer {
  readonly status: number
  /** Null: it does not say. */
  readonly retryAfter: string | null
  readonly body: AsyncIterable<Uint8Array>
}

/** Sends a request; the signal ends it and its answer. */
export type Send = (signal: AbortSignal) => Promise<EngineAnswer>

export interface ConnectionOptions {
  readonly label: string
  readonly secrets: readonly string[]
  /** Returns what to change after an answer of an error; null: its own words are enough. */
  readonly advise: (status: number, text: string) => string | null
  /** The parameter `timeout` of the URL. */
  readonly timeout: string | undefined
  readonly signal: AbortSignal | undefined
}

/** The engine or a proxy is busy, or starts. */
const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504])
const RESETS: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/** Waits of 0.5, 1, 2 and 4 s: a gateway that restarts is back. */
const MAX_ATTEMPTS = 5
const FIRST_WAIT_MS = 500
const MAX_WAIT_MS = 30_000

/** A query over much data may take minutes to its first row. */
const TIMEOUT_SECONDS = 300

/** Characters quoted of an error that an engine answers. */
const QUOTED = 300

export class EngineConnection {
  readonly label: string
  readonly #options: ConnectionOptions
  readonly #idleMs: number

  /** Throws a SourceError for a time-out that is no number of seconds. */
  constructor(options: ConnectionOptions) {
    this.label = options.label
    this.#options = options
    const seconds = Number(options.timeout ?? TIMEOUT_SECONDS)
    if (!(seconds > 0 && seconds < 86_400)) throw this.failure('timeout is no number of seconds')
    this.#idleMs = seconds * 1000
  }

  /** Resolves to the body of a good answer. Rejects with a SourceError, as the body does if it is cut. */
  async ask(send: Send): Promise<AsyncIterable<Uint8Array>> {
    const { signal } = this.#options
    for (let attempt = 1; ; attempt++) {
      const idle = new IdleTimer(this.#idleMs, signal)
      const wait = await this.#attempt(send, idle, attempt === MAX_ATTEMPTS)
      if (typeof wait !== 'number') return this.#watched(wait, idle)
      idle.stop()
      await delay(wait || FIRST_WAIT_MS * 2 ** (attempt - 1), undefined, signal ? { signal } : {})
    }
  }

  failure(reason: string, cause?: unknown): SourceError {
    return new SourceError(this.label, withoutSecrets(reason, this.#options.secrets), { cause })
  }

  /** The failure that an engine's own words describe. */
  refusal(status: number, text: string): SourceError {
    const advice = this.#options.advise(status, text)
    const words = text.replace(/\s+/g, ' ').trim()
    const quoted = words.length > QUOTED ? `${words.slice(0, QUOTED)}…` : words
    const code = status === 200 ? '' : ` (status ${status})`
    const said = quoted === '' ? `the engine answered with an error${code}` : `${quoted}${code}`
    return this.failure(advice === null ? said : `${said}; ${advice}`)
  }

  /** Resolves to the body, or to the milliseconds to wait, where 0 is as long as usual. */
  async #attempt(send: Send, idle: IdleTimer, isLast: boolean): Promise<AsyncIterable<Uint8Array> | number> {
    try {
      idle.start()
      const { status, retryAfter, body } = await send(idle.signal)
      idle.stop()
      if (status >= 200 && status < 300) return body
      idle.start()
      const text = await beginningOf(body)
      if (!BUSY.has(status) || isLast) throw this.refusal(status, text)
      return waitMs(retryAfter)
    } catch (error) {
      idle.stop()
      if (error instanceof SourceError) throw error
      const code = codeOf(error)
      if (!idle.isExpired && !this.#options.signal?.aborted && RESETS.has(code) && !isLast) return 0
      throw this.#networkFailure(error, idle, 'no answer')
    }
  }

  async *#watched(body: AsyncIterable<Uint8Array>, idle: IdleTimer): AsyncIterable<Uint8Array> {
    try {
      idle.start()
      for await (const chunk of body) {
        idle.stop()
        yield chunk
        idle.start()
      }
    } catch (error) {
      throw this.#networkFailure(error, idle, 'the answer was cut')
    } finally {
      idle.stop()
    }
  }

  #networkFailure(error: unknown, idle: IdleTimer, what: string): Error {
    const { signal } = this.#options
    if (signal?.aborted) return signal.reason as Error
    if (idle.isExpired) {
      const seconds = this.#idleMs / 1000
      return this.failure(`${what}: nothing came for ${seconds} s; raise it by ?timeout=SECONDS`, error)
    }
    return this.failure(`${what}: ${reasonOf(rootOf(error))}`, error)
  }
}

/** Sends a request by `fetch`. */
export async function fetchAnswer(url: string, init: RequestInit): Promise<EngineAnswer> {
  const { status, headers, body } = await fetch(url, { redirect: 'error', ...init })
  return { status, retryAfter: headers.get('retry-after'), body: body ?? noBody() }
}

async function* noBody(): AsyncIterable<Uint8Array> {}

/** Aborts when it was not stopped in time. */
class IdleTimer {
  readonly #controller = new AbortController()
  readonly #ms: number
  readonly signal: AbortSignal
  isExpired = false
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number, signal: AbortSignal | undefined) {
    this.#ms = ms
    this.signal = signal ? AbortSignal.any([signal, this.#controller.signal]) : this.#controller.signal
  }

  start(): void {
    this.stop()
    this.#timer = setTimeout(() => {
      this.isExpired = true
      this.#controller.abort()
    }, this.#ms)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}

/** Bytes read of an error; pages of proxies are long. */
const MAX_ERROR_BYTES = 4096

async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= MAX_ERROR_BYTES) break
  }
  return Buffer.concat(chunks).toString('utf8', 0, MAX_ERROR_BYTES)
}

/** `Retry-After` in seconds; a date or none counts as 0. At least a millisecond where it is 0. */
function waitMs(retryAfter: string | null): number {
  if (retryAfter === null || !/^\d{1,9}$/.test(retryAfter)) return 0
  return Math.min(MAX_WAIT_MS, Math.max(1, Number(retryAfter) * 1000))
}

/** `fetch` wraps what happened. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error
}

function codeOf(error: unknown): unknown {
  return (rootOf(error) as NodeJS.ErrnoException | undefined)?.code
}
