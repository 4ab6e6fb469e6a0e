/**
 * Inputs in, what they said out in their order, each read by the thread that is free first. What a thread can't open
 * anew, a pipe, is read here meanwhile.
 */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { type PackedReading, unpacked } from './packed.ts'
import { type InputReading, type ReadPlan, readInput } from './read-input.ts'
import type { Progress } from './read-options.ts'
import type { Problem, SourceInput } from './types.ts'

/** What a thread tells. */
export type ThreadMessage =
  | { readonly progress: Progress }
  | { readonly readings: readonly PackedReading[]; readonly problems: readonly Problem[] }

/** `threads`: two at least. Rejects as `readInput` does, and where a thread ends before its work. */
export async function readInThreads(
  found: readonly SourceInput[],
  plan: ReadPlan,
  threads: number,
): Promise<readonly InputReading[]> {
  const read: InputReading[] = Array(found.length)
  // The largest first, so that none is left when the other threads have nothing to do any more.
  const waiting = [...found.keys()]
    .filter((i) => found[i]?.rereadable)
    .sort((a, b) => (found[b]?.bytes ?? 0) - (found[a]?.bytes ?? 0) || a - b)
  const readHere = async (): Promise<void> => {
    for (const [i, input] of found.entries()) if (!input.rereadable) read[i] = await readInput(input, plan)
  }
  // A thread that is ended can't clear up behind itself: what it writes goes where this one does it.
  const temporary = join(tmpdir(), `leasegap-${randomBytes(8).toString('hex')}`)
  const clearUp = (): void => rmSync(temporary, { recursive: true, force: true })
  process.on('exit', clearUp)
  const readThere = async (): Promise<void> => {
    const thread = new Thread(plan, temporary)
    try {
      for (let i = waiting.shift(); i !== undefined; i = waiting.shift())
        read[i] = await thread.read((found[i] as SourceInput).name)
    } finally {
      await thread.end()
    }
  }
  const count = Math.min(threads, waiting.length)
  try {
    await Promise.all([readHere(), ...Array.from({ length: count }, readThere)])
    return read
  } finally {
    clearUp()
    process.off('exit', clearUp)
  }
}

/** Reads one input after the other, elsewhere. */
class Thread {
  readonly #worker: Worker
  #answered: (reading: InputReading) => void = () => {}
  #failed: (error: unknown) => void = () => {}

  /** `temporary`: the directory for temporary files, which need not be there. */
  constructor({ named, options, nowUs }: ReadPlan, temporary: string) {
    // Functions can't be handed over.
    const { onProgress, onUnrecognized: _, ...said } = options
    const workerData: ReadPlan = { named, options: said, nowUs }
    this.#worker = new Worker(new URL('./read-thread.js', import.meta.url), {
      workerData,
      env: { ...process.env, TMPDIR: temporary },
    })
    this.#worker.on('error', (error) => this.#failed(error))
    this.#worker.on('exit', (status) =>
      this.#failed(new Error(`a thread that was reading ended with status ${status}`)),
    )
    this.#worker.on('message', (message: ThreadMessage) => {
      if ('progress' in message) onProgress?.(message.progress)
      else this.#answered({ readings: message.readings.map(unpacked), problems: message.problems })
    })
  }

  /** One at a time. */
  read(path: string): Promise<InputReading> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#failed = reject
      this.#worker.postMessage(path)
    })
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}
