/**
 * A thread of its own that reads one input after the other: paths in, what is behind them out. It ends with the last.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { Problem } from '../../model/index.ts'
import { type PackedReading, packReading } from '../../store/transfer.ts'
import type { ReadOptions } from '../options.ts'
import { findInputs, readInput } from '../read-input.ts'
import { type ThreadMessage, type ThreadWork, takeNext } from './pool.ts'
import { readConcurrently } from './turns.ts'

/** So often at most the progress of one source is told: each time wakes the other thread. */
const PROGRESS_BYTES: number = 8 * 1024 * 1024

const { named, options, nowUs, paths, share, taken } = workerData as ThreadWork
const tell = (message: ThreadMessage): void => parentPort?.postMessage(message)

/** By source, of those that are being read. */
const toldBytes = new Map<string, number>()
const telling: ReadOptions = {
  ...options,
  onProgress(progress) {
    const { source, bytes } = progress
    if (bytes - (toldBytes.get(source) ?? -PROGRESS_BYTES) < PROGRESS_BYTES) return
    toldBytes.set(source, bytes)
    tell({ progress })
  },
}

async function tellInput(n: number): Promise<void> {
  const problems: Problem[] = []
  const readings: PackedReading[] = []
  for (const input of await findInputs([paths[n] as string], problems)) {
    const read = await readInput(input, { named, nowUs, options: telling })
    readings.push(...read.readings.map(packReading))
    problems.push(...read.problems)
    for (const { name } of read.readings) toldBytes.delete(name)
  }
  tell({ n, readings, problems })
}

await readConcurrently(share, () => takeNext(taken, paths.length), tellInput)
