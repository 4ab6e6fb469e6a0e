/**
 * Counts how often the blocks of the built library run, with the precise coverage of V8. The count is the same on every
 * machine, so a test can assert how work grows where it can't assert time.
 *
 * V8 inserts its counters only into code that it compiles after the coverage was started. The library is therefore
 * imported here, and a test that counts must use this `library`.
 */
import { Session } from 'node:inspector/promises'
import { pathToFileURL } from 'node:url'
import { builtCli } from './built-cli.ts'

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

type Library = typeof import('../../src/index.ts')
const DIST = new URL('.', pathToFileURL(builtCli())).href
/** The built library, with counters. The html exporter works in a build only. */
export const library: Library = await import(`${DIST}index.js`)

/** Runs `action` and counts the executed blocks. Code that runs at the same time is counted too. */
export async function countSteps(action: () => Promise<unknown>): Promise<number> {
  await session.post('Profiler.takePreciseCoverage')
  await action()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result
    .filter(({ url }) => url.startsWith(DIST))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0)
}
