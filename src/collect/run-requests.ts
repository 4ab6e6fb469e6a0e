/** Runs requests, several at a time, each by its ways in order, and records how each way ended. */
import { SourceError } from '../model/errors.ts'
import { KubeError } from '../sources/kube/api.ts'
import { reasonOf } from '../sources/system-error.ts'
import type { EvidenceRequest, Part, Way } from './requests.ts'
import type { Destination } from './saved.ts'
import type { Attempt, AttemptStatus } from './types.ts'

/** Requests at a time: enough that one silent node does not hold up the others, few enough for the API server. */
export const CONCURRENT_REQUESTS = 6

/** A way without a byte for this long is given up. */
const SILENCE_SECONDS = 60

export interface RunOptions {
  readonly destination: Destination
  readonly deadlineSeconds: number
  readonly signal: AbortSignal
  readonly onAttempt: (attempt: Attempt) => void
  readonly onBytes: (bytes: number) => void
  readonly onFinished: () => void
}

/** Rejects with a UsageError if the destination can't be written; then nothing runs any more. */
export async function runRequests(requests: readonly EvidenceRequest[], options: RunOptions): Promise<void> {
  const failed = new AbortController()
  const signal = AbortSignal.any([options.signal, failed.signal])
  await eachConcurrently(requests, CONCURRENT_REQUESTS, async (request) => {
    if (signal.aborted) return
    try {
      await runRequest(request, { ...options, signal })
    } catch (error) {
      failed.abort(error)
      throw error
    }
    options.onFinished()
  })
}

/** Calls `use` for each item, several at a time. Rejects with the first failure when none runs any more. */
export async function eachConcurrently<T>(
  items: readonly T[],
  most: number,
  use: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  const failures: unknown[] = []
  const work = async (): Promise<void> => {
    for (const item of waiting) {
      if (failures.length > 0) return
      await use(item).catch((error: unknown) => void failures.push(error))
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work))
  if (failures.length > 0) throw failures[0]
}

async function runRequest({ about, what, ways }: EvidenceRequest, options: RunOptions): Promise<void> {
  for (const way of ways) {
    if (options.signal.aborted) return
    const statuses: AttemptStatus[] = []
    for await (const { extra, ...attempt } of runWay(way, options)) {
      if (extra === undefined) statuses.push(attempt.status)
      options.onAttempt({ about, what: extra ?? what, ...attempt })
    }
    if (statuses.includes('saved') && !statuses.includes('cut') && !statuses.includes('failed')) return
  }
}

/** An attempt; nothing depends on that of an extra part. */
type WayAttempt = Omit<Attempt, 'about' | 'what'> & { readonly extra: string | undefined }

/** Tries one way; its files come one after the other. */
async function* runWay(way: Way, options: RunOptions): AsyncIterable<WayAttempt> {
  const limit = new TimeLimit(options)
  const startedMs = performance.now()
  try {
    let parts: readonly Part[]
    try {
      parts = await way.parts(limit.signal)
    } catch (error) {
      yield {
        ...{ way: way.name, command: way.commands[0] ?? '', status: 'failed', file: null, bytes: 0 },
        ...{ seconds: secondsSince(startedMs), reason: limit.reasonFor(error), extra: undefined },
      }
      return
    }
    for (const part of parts) {
      const attempt = await savePart(way, part, limit, options)
      yield attempt
      // A machine that did not give its log is not asked for more.
      if (attempt.status === 'failed') return
    }
  } finally {
    limit.clear()
  }
}

async function savePart(
  way: Way,
  part: Part,
  limit: TimeLimit,
  { destination, onBytes }: RunOptions,
): Promise<WayAttempt> {
  const startedMs = performance.now()
  const { bytes, failure } = await destination.save(part.file, part.read(), (count) => {
    limit.extend()
    onBytes(count)
  })
  const status = failure === null ? (bytes > 0 ? 'saved' : 'empty') : bytes > 0 ? 'cut' : 'failed'
  return {
    ...{ way: way.name, command: part.command, status, file: bytes > 0 ? part.file : null, bytes },
    seconds: secondsSince(startedMs),
    extra: part.extra,
    reason: failure !== null ? limit.reasonFor(failure) : bytes > 0 ? null : 'no line in this time',
  }
}

function secondsSince(startedMs: number): number {
  return Math.round(performance.now() - startedMs) / 1000
}

/** Ends a way after its deadline, or when nothing comes any more. */
class TimeLimit {
  readonly signal: AbortSignal
  readonly #ended = new AbortController()
  readonly #outer: AbortSignal
  readonly #deadline: NodeJS.Timeout
  readonly #silence: NodeJS.Timeout

  constructor({ deadlineSeconds, signal }: RunOptions) {
    this.#outer = signal
    this.signal = AbortSignal.any([signal, this.#ended.signal])
    this.#deadline = this.#after(deadlineSeconds, `given up after ${deadlineSeconds} s, see --deadline`)
    this.#silence = this.#after(SILENCE_SECONDS, `nothing came for ${SILENCE_SECONDS} s`)
  }

  #after(seconds: number, reason: string): NodeJS.Timeout {
    return setTimeout(() => this.#ended.abort(new Error(reason)), seconds * 1000)
  }

  /** Called when something came. */
  extend(): void {
    this.#silence.refresh()
  }

  clear(): void {
    clearTimeout(this.#deadline)
    clearTimeout(this.#silence)
  }

  /** The reason of the end in words. Throws what is no failure of the way. */
  reasonFor(error: unknown): string {
    if (this.#outer.aborted) return 'interrupted'
    if (this.signal.aborted) return (this.signal.reason as Error).message
    return failureReason(error)
  }
}

/** Returns why a source or a request failed. Throws other errors, which are defects. */
export function failureReason(error: unknown): string {
  if (error instanceof SourceError) return error.reason
  if (error instanceof KubeError) return error.message
  if (error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string')
    return reasonOf(error)
  throw error
}
