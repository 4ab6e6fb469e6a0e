/**
 * Inputs in, what they said out in their order, each read by the thread that is free first: this one, or one of those
 * beside it. Who is free takes the next by a counter that all share, so that none waits for another to hand it over.
 */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { UsageError } from '../../model/errors.ts'
import type { Problem, SourceInput } from '../../model/index.ts'
import { type PackedReading, unpackReading } from '../../store/transfer.ts'
import type { Progress } from '../options.ts'
import { type InputReading, type ReadPlan, readInput } from '../read-input.ts'
import { readConcurrently } from './turns.ts'

/** What is to be read, and by whom the next is taken. */
export interface ThreadWork extends ReadPlan {
  /** Paths of what any thread can open, in the order in which they are taken. */
  readonly paths: readonly string[]
  /** How many of them each thread will have, if all are alike. */
  readonly share: number
  /** How many were taken. */
  readonly taken: Int32Array
}

/** What a thread tells. */
export type ThreadMessage =
  | { readonly progress: Progress }
  | {
      /** Which of the paths. */
      readonly n: number
      readonly readings: readonly PackedReading[]
      readonly problems: readonly Problem[]
    }

/** The next of `length` that nobody took; undefined: all are taken. */
export function takeNext(taken: Int32Array, length: number): number | undefined {
  const n = Atomics.add(taken, 0, 1)
  return n < length ? n : undefined
}

/** `threads`, this one included: two at least. Rejects as `readInput` does, and where a thread ends before its work. */
export async function readInThreads(
  found: readonly SourceInput[],
  plan: ReadPlan,
  threads: number,
): Promise<readonly InputReading[]> {
  const read: InputReading[] = Array(found.length)
  // The largest first, so that none is left when the other threads have nothing to do any more.
  const shared = [...found.keys()]
    .filter((i) => found[i]?.rereadable)
    .sort((a, b) => (found[b]?.bytes ?? 0) - (found[a]?.bytes ?? 0) || a - b)
  const paths = shared.map((i) => (found[i] as SourceInput).name)
  const share = paths.length / threads
  const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const readOne = async (i: number): Promise<void> => {
    read[i] = await readInput(found[i] as SourceInput, plan)
  }
  const readHere = async (): Promise<void> => {
    // A pipe can't be opened anew.
    for (const [i, { rereadable }] of found.entries()) if (!rereadable) await readOne(i)
    await readConcurrently(
      share,
      () => takeNext(taken, paths.length),
      (n) => readOne(shared[n] as number),
    )
  }
  // A thread that is ended can't clear up behind itself: what it writes goes where this one does it.
  const temporary = join(tmpdir(), `leasegap-${randomBytes(8).toString('hex')}`)
  const clearUp = (): void => rmSync(temporary, { recursive: true, force: true })
  const work: ThreadWork = { ...plan, paths, share, taken }
  const workers: Worker[] = []
  process.on('exit', clearUp)
  try {
    const readThere: Promise<void>[] = []
    for (let left = Math.min(threads - 1, paths.length); left > 0; left--) {
      const worker = startThread(work, temporary)
      workers.push(worker)
      readThere.push(
        finished(worker, plan, (n, reading) => {
          read[shared[n] as number] = reading
        }),
      )
    }
    await Promise.all([readHere(), ...readThere])
    return read
  } finally {
    // Where one fails the others take no more.
    Atomics.store(taken, 0, paths.length)
    await Promise.all(workers.map((worker) => worker.terminate()))
    clearUp()
    process.off('exit', clearUp)
  }
}

/** `temporary`: the directory for temporary files, which need not be there. */
function startThread(work: ThreadWork, temporary: string): Worker {
  // Functions can't be handed over.
  const { onProgress: _, onUnrecognized: _not, ...options } = work.options
  return new Worker(new URL('./worker.js', import.meta.url), {
    workerData: { ...work, options } satisfies ThreadWork,
    env: { ...process.env, TMPDIR: temporary },
  })
}

/** Resolves when the thread has told all that it took; `told` is given each. */
function finished(
  worker: Worker,
  { options }: ReadPlan,
  told: (n: number, reading: InputReading) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // What is thrown elsewhere arrives without its class.
    worker.on('error', (error) => reject(error.name === 'UsageError' ? new UsageError(error.message) : error))
    worker.on('exit', (status) =>
      status === 0 ? resolve() : reject(new Error(`a thread that was reading ended with status ${status}`)),
    )
    worker.on('message', (message: ThreadMessage) => {
      if ('progress' in message) options.onProgress?.(message.progress)
      else told(message.n, { readings: message.readings.map(unpackReading), problems: message.problems })
    })
  })
}
