/**
 * A thread of its own that reads one input after the other: paths in, what is behind them out.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { packed } from './packed.ts'
import { findInputs, type ReadPlan, readInput } from './read-input.ts'
import type { ThreadMessage } from './read-threads.ts'
import type { Problem } from './types.ts'

/** So often at most the progress of one source is told: each time wakes the other thread. */
const PROGRESS_BYTES: number = 8 * 1024 * 1024

const { named, options, nowUs } = workerData as ReadPlan
const tell = (message: ThreadMessage): void => parentPort?.postMessage(message)
let toldSource = ''
let toldBytes = 0

parentPort?.on('message', async (path: string) => {
  const problems: Problem[] = []
  const found = await findInputs([path], problems)
  const readings = []
  for (const input of found) {
    const read = await readInput(input, {
      named,
      nowUs,
      options: {
        ...options,
        onProgress(progress) {
          const { source, bytes } = progress
          if (source === toldSource && bytes - toldBytes < PROGRESS_BYTES) return
          toldSource = source
          toldBytes = bytes
          tell({ progress })
        },
      },
    })
    readings.push(...read.readings.map(packed))
    problems.push(...read.problems)
  }
  tell({ readings, problems })
})
