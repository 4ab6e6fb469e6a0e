/** Reads several inputs concurrently in one thread. */
import { regularTurns } from '../turns.ts'

/**
 * Inputs that a thread reads alternately: while it waits for the beginning of one, it reads another. With a thousand
 * small files a quarter of the time was spent waiting.
 */
const CONCURRENT_INPUTS = 2

export interface ConcurrentReading {
  /** Expected number of inputs for this thread; with one or two, other threads should find something too. */
  readonly share: number
  /** Returns the number of the next input, undefined if none is left. */
  next(): number | undefined
  /** Reads an input. The signal aborts when another one failed. */
  read(n: number, signal: AbortSignal): Promise<void>
  /** Aborts all. */
  readonly signal?: AbortSignal | undefined
}

/** Reads all that `next` gives. Rejects as the first `read` that fails, when none is running any more. */
export async function readConcurrently(reading: ConcurrentReading): Promise<void> {
  const failure = new AbortController()
  const signal = reading.signal ? AbortSignal.any([reading.signal, failure.signal]) : failure.signal
  const turnIfDue = regularTurns()
  const readLane = async (): Promise<void> => {
    try {
      for (let n = reading.next(); n !== undefined; n = reading.next()) {
        await reading.read(n, signal)
        await turnIfDue()
        signal.throwIfAborted()
      }
    } catch (error) {
      failure.abort(error)
      throw error
    }
  }
  const lanes = Array.from({ length: Math.min(CONCURRENT_INPUTS, Math.ceil(reading.share)) }, readLane)
  await Promise.allSettled(lanes)
  signal.throwIfAborted()
}
