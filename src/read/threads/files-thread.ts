/** Reads files one after the other in a thread of its own: paths in, readings out. */
import type { Problem } from '../../model/index.ts'
import { findFiles } from '../../sources/find.ts'
import { type PackedReading, packReading } from '../../store/transfer.ts'
import type { Progress } from '../options/options.ts'
import { eventsTo, readInput } from '../read-input.ts'
import { readConcurrently } from './concurrently.ts'
import { packError } from './errors.ts'
import { type ThreadMessage, type ThreadWork, takeNext } from './pool.ts'

/** Least progress that is posted of one source: each message wakes the other thread. */
const PROGRESS_BYTES: number = 8 * 1024 * 1024

/** Reads all files that are not taken, and posts each. */
export async function readFiles(
  { named, options, nowUs, files, share, taken }: ThreadWork,
  post: (message: ThreadMessage) => void,
): Promise<void> {
  /** Bytes posted last, by the label of each source that is being read. */
  const postedBytes = new Map<string, number>()
  const onProgress = (progress: Progress): void => {
    const { source, bytes } = progress
    if (bytes - (postedBytes.get(source) ?? -PROGRESS_BYTES) < PROGRESS_BYTES) return
    postedBytes.set(source, bytes)
    post({ progress })
  }
  const readFile = async (n: number, signal: AbortSignal): Promise<void> => {
    const { path, label } = files[n] as ThreadWork['files'][number]
    const problems: Problem[] = []
    const readings: PackedReading[] = []
    for (const source of await findFiles(path, eventsTo(problems))) {
      const read = await readInput(
        { ...source, label },
        { named, nowUs, options: { ...options, onProgress, signal } },
      )
      readings.push(...read.readings.map(packReading))
      problems.push(...read.problems)
      for (const { name } of read.readings) postedBytes.delete(name)
    }
    post({ n, readings, problems })
  }
  try {
    await readConcurrently({ share, next: () => takeNext(taken, files.length), read: readFile })
  } catch (error) {
    const packedError = packError(error)
    if (!packedError) throw error
    post({ error: packedError })
  }
}
