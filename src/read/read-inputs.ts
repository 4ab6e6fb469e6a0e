/**
 * All inputs to what they said, in their order: by turns here, or in threads where that pays.
 */
import { availableParallelism } from 'node:os'
import type { SourceInput } from '../model/index.ts'
import { type InputReading, type ReadPlan, readInput } from './read-input.ts'
import { readConcurrently } from './threads/turns.ts'

/** A thread takes 0.1 s to start and load what it reads with: as long as one reads this much of a usual log. */
const MIN_THREAD_BYTES: number = 32 * 1024 * 1024

/** `threads`: at most; absent: as many as there are processors and there is work for. Rejects as `readInput` does. */
export async function readInputs(
  found: readonly SourceInput[],
  plan: ReadPlan,
  threads: number | undefined,
): Promise<readonly InputReading[]> {
  const count = plan.options.onUnrecognized ? 1 : Math.min(threads ?? worthwhile(found), found.length)
  if (count > 1) return (await import('./threads/pool.ts')).readInThreads(found, plan, count)
  const read: InputReading[] = Array(found.length)
  const readOne = async (n: number): Promise<void> => {
    read[n] = await readInput(found[n] as SourceInput, plan)
  }
  // Lines that are told as they are met come in the order of the inputs.
  if (plan.options.onUnrecognized) for (const n of found.keys()) await readOne(n)
  else {
    const waiting = found.keys()
    await readConcurrently(found.length, () => waiting.next().value, readOne)
  }
  return read
}

/** How many threads have enough to read. */
function worthwhile(found: readonly SourceInput[]): number {
  let bytes = 0
  for (const input of found) bytes += input.bytes ?? 0
  return bytes < 2 * MIN_THREAD_BYTES
    ? 1
    : Math.min(availableParallelism(), Math.floor(bytes / MIN_THREAD_BYTES))
}
