/** Reads all inputs, in this thread or in several. The readings are in the order of the inputs. */
import { availableParallelism } from 'node:os'
import type { Source } from '../model/index.ts'
import { hasCustomFormats } from './options/custom-formats.ts'
import { type InputReading, type ReadPlan, readInput } from './read-input.ts'
import { readConcurrently } from './threads/concurrently.ts'

/** A thread takes 0.3 s to start and to learn what stands before its part: in this time one thread reads 100 MB of a usual log. */
const MIN_PART_BYTES: number = 256 * 1024 * 1024

/** A thread takes 0.1 s to start and load its code: in this time one thread reads this much of a usual log. */
const MIN_THREAD_BYTES: number = 32 * 1024 * 1024

/**
 * `threads`: the most that read; absent: as many as there are processors and there is work for. Rejects as `readInput`
 * does; then nothing is read any more, and all files are closed.
 */
export async function readInputs(
  found: readonly Source[],
  plan: ReadPlan,
  threads: number | undefined,
): Promise<readonly InputReading[]> {
  const { options } = plan
  const inOrder = options.onUnrecognized !== undefined
  // Functions can't be handed to a thread.
  const most = inOrder || hasCustomFormats(options) ? 1 : (threads ?? worthwhile(found))
  const count = Math.min(most, found.length)
  if (count > 1) return (await import('./threads/pool.ts')).readInThreads(found, plan, count)
  const { parts = { threads: threads ?? availableParallelism(), bytes: MIN_PART_BYTES } } = plan
  const isParted = found.length === 1 && parts.threads > 1 && !inOrder && !hasCustomFormats(options)
  const read: InputReading[] = Array(found.length)
  const waiting = found.keys()
  await readConcurrently({
    share: inOrder ? 1 : found.length,
    signal: options.signal,
    next: () => waiting.next().value,
    read: async (n, signal) => {
      read[n] = await readInput(found[n] as Source, {
        ...plan,
        options: { ...options, signal },
        ...(isParted && { parts }),
      })
    },
  })
  return read
}

/** How many threads have enough to read. */
function worthwhile(found: readonly Source[]): number {
  let bytes = 0
  for (const source of found) bytes += source.size ?? 0
  return bytes < 2 * MIN_THREAD_BYTES
    ? 1
    : Math.min(availableParallelism(), Math.floor(bytes / MIN_THREAD_BYTES))
}
