/** Starts the program. `--version` is answered before anything else is loaded. */
import type * as LoadProgram from './load-program.ts'
import { answersVersion } from './version.ts'

const args = process.argv.slice(2)
if (!answersVersion(args)) {
  const { createRequire } = await import('node:module')
  const { loadProgram } = createRequire(import.meta.url)('../../cli-load.cjs') as typeof LoadProgram
  await loadProgram(args, { inThread: false }).main(args)
}
