/** Values that a reader pushes, as an async iterable with back-pressure. */

/** Where a reader puts values, and waits until they are taken. */
export class ValueQueue<T> {
  #values: T[] = []
  #isClosed = false
  #isStopped = false
  #onReady: () => void = () => {}
  #onTaken: () => void = () => {}

  push(value: T): void {
    this.#values.push(value)
  }

  /** Resolves when every value is taken; rejects when no more is wanted. */
  async taken(): Promise<void> {
    if (this.#values.length > 0 && !this.#isStopped) {
      await new Promise<void>((resolve) => {
        this.#onTaken = resolve
        this.#onReady()
      })
    }
    if (this.#isStopped) throw new Error('nothing more is taken')
  }

  /** Takes the values that the reader waits with, or the last; null after these. */
  async take(): Promise<readonly T[] | null> {
    if (this.#values.length === 0) this.#onTaken()
    if (this.#values.length === 0 && !this.#isClosed)
      await new Promise<void>((resolve) => {
        this.#onReady = resolve
      })
    const values = this.#values
    this.#values = []
    return values.length === 0 && this.#isClosed ? null : values
  }

  /** The reader has ended. */
  close(): void {
    this.#isClosed = true
    this.#onReady()
  }

  /** No more is wanted. */
  stop(): void {
    this.#isStopped = true
    this.#onTaken()
  }
}

/**
 * Gives what `read` pushes, in its order. `read` begins with the first request; its signal aborts when the caller stops.
 * Rejects as `read` does, after all that it pushed, or at once with the signal's reason. When it ends, `read` has ended.
 */
export async function* stream<T>(
  read: (queue: ValueQueue<T>, signal: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  signal?.throwIfAborted()
  const queue = new ValueQueue<T>()
  const stopper = new AbortController()
  const ended = read(queue, signal ? AbortSignal.any([signal, stopper.signal]) : stopper.signal)
  // A rejection is handled below, perhaps much later.
  ended.catch(() => undefined).finally(() => queue.close())
  try {
    for (let values = await queue.take(); values !== null; values = await queue.take()) {
      for (const value of values) {
        signal?.throwIfAborted()
        yield value
      }
    }
    await ended
  } finally {
    stopper.abort()
    queue.stop()
    await ended.catch(() => undefined)
  }
}
