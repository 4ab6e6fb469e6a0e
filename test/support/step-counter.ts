/**
 * How much work something is: how often the blocks of our source ran, as V8 counts them. The same on every machine,
 * however busy, so that growth can be asserted where time can't.
 *
 * V8 puts its counters into what it compiles after it was asked: the library is imported here, behind that, and a
 * test that counts must not import it itself.
 */
import { Session } from 'node:inspector/promises'

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

type Library = typeof import('../../src/index.ts')
export const library: Library = await import('../../src/index.ts')

/** Runs `action` and counts. What runs besides it is counted too. */
export async function countSteps(action: () => Promise<unknown>): Promise<number> {
  await session.post('Profiler.takePreciseCoverage')
  await action()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result
    .filter(({ url }) => url.includes('/src/'))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0)
}
