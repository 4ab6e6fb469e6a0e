/** Starts the program. `--version` is answered before anything else is loaded. */
import { answersVersion } from './version.ts'

const args = process.argv.slice(2)
if (!answersVersion(args)) {
  const { loadProgram } = await import('./load-program.ts')
  await loadProgram(args, { inThread: false }).main(args)
}
