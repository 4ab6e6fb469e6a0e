/** Starts a thread that reads files. */
import { loadProgram } from './load-program.ts'

loadProgram(process.argv.slice(2), { inThread: true }).readFiles()
