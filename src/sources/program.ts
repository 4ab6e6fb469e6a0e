/** Programs of the system, run as child processes. */
import type { ChildProcess } from 'node:child_process'
import { reasonOf } from './system-error.ts'

/** Characters kept of what a program writes to standard error. */
const MAX_MESSAGE_CHARACTERS = 4096

/** How long the output of a program may stay open after its end: ssh may leave a process that holds it for the next. */
const OPEN_OUTPUT_MS = 1000

/** How a program ended. */
export interface ProgramEnd {
  /** False: it could not be started, and `message` is the system's reason. */
  readonly hasRun: boolean
  /** Exit status; null after a signal. */
  readonly status: number | null
  /** First line that it wrote to standard error; '' if none. */
  readonly message: string
}

/** Resolves when the program has ended, and its output is closed or abandoned. Never rejects. */
export function endOf(child: ChildProcess): Promise<ProgramEnd> {
  let message = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (message.length < MAX_MESSAGE_CHARACTERS) message += text
  })
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ hasRun: false, status: null, message: reasonOf(error) }))
    const finish = (status: number | null): void =>
      resolve({ hasRun: true, status, message: message.trimStart().split('\n', 1).join() })
    child.on('close', finish)
    child.on('exit', (status) => void setTimeout(finish, OPEN_OUTPUT_MS, status).unref())
  })
}

/** How long a program may take to end when it is asked to. */
const GRACE_MS = 2000

/** Ends a program that still runs; what it started and left behind keeps no pipe of ours open. */
export function stopProgram(child: ChildProcess): void {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    child.kill()
    const force = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
    child.once('exit', () => clearTimeout(force))
  }
  child.stdout?.destroy()
  child.stderr?.destroy()
}
