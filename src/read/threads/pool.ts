/**
 * Reads inputs in several threads: this one, and workers beside it. Each thread takes the next file by a counter that
 * all share, so that none waits for another to hand it over.
 */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Worker } from 'node:worker_threads'
import type { Problem, Source } from '../../model/index.ts'
import { type PackedReading, unpackReading } from '../../store/transfer.ts'
import { type Progress, type ReadOptions, withoutFunctions } from '../options/options.ts'
import { type InputReading, type ReadPlan, readInput } from '../read-input.ts'
import { readConcurrently } from './concurrently.ts'
import { type PackedError, unpackError } from './errors.ts'
import { startWorker } from './start-worker.ts'

/** What the threads read together. */
export interface ThreadWork extends ReadPlan {
  /** Regular files, in the order in which they are taken. */
  readonly files: readonly { readonly path: string; readonly label: string }[]
  /** Number of files for each thread, if all are alike. */
  readonly share: number
  /** Number of files taken. */
  readonly taken: Int32Array
}

/** What a worker posts. */
export type ThreadMessage =
  | { readonly progress: Progress }
  | { readonly error: PackedError }
  | {
      /** Index of the file. */
      readonly n: number
      readonly readings: readonly PackedReading[]
      readonly problems: readonly Problem[]
    }

/** Takes the next of `length` indexes; undefined if all are taken. */
export function takeNext(taken: Int32Array, length: number): number | undefined {
  const n = Atomics.add(taken, 0, 1)
  return n < length ? n : undefined
}

/**
 * `threads`: how many read, this one included; at least two. Rejects as `readInput` does, and if a worker ends before
 * its work. When it settles, no worker is left.
 */
export async function readInThreads(
  found: readonly Source[],
  plan: ReadPlan,
  threads: number,
): Promise<readonly InputReading[]> {
  const read: InputReading[] = Array(found.length)
  // The largest first, so that none is left when the other threads have nothing to do any more.
  const files = [...found.entries()]
    .flatMap(([i, { path, label, size }]) => (path === null ? [] : [{ i, path, label, size: size ?? 0 }]))
    .sort((a, b) => b.size - a.size || a.i - b.i)
  const share = files.length / threads
  const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const failure = new AbortController()
  const { options, keep = (reading) => reading, ...rest } = plan
  const signal = options.signal ? AbortSignal.any([options.signal, failure.signal]) : failure.signal
  const readOne = async (i: number, stop: AbortSignal): Promise<void> => {
    read[i] = await readInput(found[i] as Source, { ...plan, options: { ...options, signal: stop } })
  }
  const readHere = async (): Promise<void> => {
    // Only files can be opened in another thread.
    for (const [i, { path }] of found.entries()) if (path === null) await readOne(i, signal)
    await readConcurrently({
      share,
      signal,
      next: () => takeNext(taken, files.length),
      read: (n, stop) => readOne((files[n] as { i: number }).i, stop),
    })
  }
  // A worker that is terminated can't clean up after itself: its temporary files go where this thread removes them.
  const temporary = join(tmpdir(), `leasegap-${randomBytes(8).toString('hex')}`)
  const removeTemporary = (): void => rmSync(temporary, { recursive: true, force: true })
  const work: ThreadWork = { ...rest, options: withoutFunctions(options), files, share, taken }
  const workers = Array.from({ length: Math.min(threads - 1, files.length) }, () =>
    startWorker(work, { ...process.env, TMPDIR: temporary }),
  )
  process.on('exit', removeTemporary)
  try {
    const readThere = workers.map((worker) =>
      ended(worker, options, signal, (n, { readings, problems }) => {
        read[(files[n] as { i: number }).i] = { readings: readings.map(keep), problems }
      }),
    )
    const all = [readHere(), ...readThere].map((done) =>
      done.catch((error) => {
        failure.abort(error)
        // The others take no more.
        Atomics.store(taken, 0, files.length)
      }),
    )
    await Promise.all(all)
    signal.throwIfAborted()
    return read
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
    removeTemporary()
    process.off('exit', removeTemporary)
  }
}

/** Resolves when the worker has read all that it took; rejects when it fails or the signal aborts. */
function ended(
  worker: Worker,
  { onProgress }: ReadOptions,
  signal: AbortSignal,
  onReading: (n: number, reading: InputReading) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
    worker.on('error', reject)
    worker.on('exit', (status) =>
      status === 0 ? resolve() : reject(new Error(`a thread that was reading ended with status ${status}`)),
    )
    worker.on('message', (message: ThreadMessage) => {
      if ('progress' in message) onProgress?.(message.progress)
      else if ('error' in message) reject(unpackError(message.error))
      else onReading(message.n, { readings: message.readings.map(unpackReading), problems: message.problems })
    })
  })
}
