/**
 * Counts how often the blocks of `src/` run, with the precise coverage of V8. The count is the same on every machine,
 * so a test can assert how work grows where it can't assert time.
 *
 * V8 inserts its counters only into code that it compiles after the coverage was started. The library is therefore
 * imported here, and a test that counts must use this `library`.
 */
import { Session } from 'node:inspector/promises'

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

type Library = typeof import('../../src/index.ts')
/** The library, with counters. */
export const library: Library = await import('../../src/index.ts')

/** Runs `action` and counts the executed blocks. Code that runs at the same time is counted too. */
export async function countSteps(action: () => Promise<unknown>): Promise<number> {
  await session.post('Profiler.takePreciseCoverage')
  await action()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result
    .filter(({ url }) => url.includes('/src/'))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0)
}
