/**
 * Notices that nobody reads standard output any more, while nothing is printed: the system reports that only to a write,
 * or to a program that polls.
 */
import { spawn } from 'node:child_process'
import { fstatSync, writeSync } from 'node:fs'

const POLL_MS = 1000
const NOTHING: Buffer = Buffer.alloc(0)

/** Calls `onClosed` when the other end of standard output is closed. Where that can't be noticed, a write shows it. */
export function watchStandardOutput(onClosed: () => void): void {
  const status = fstatSync(1)
  if (status.isFIFO()) watchPipe(onClosed)
  else if (status.isSocket()) watchSocket(onClosed)
}

/**
 * Node polls no pipe that it only writes to; tail of GNU does, and is ended by the closed pipe. It ends with this process,
 * however that ends. Another tail refuses its options, and ends without a signal.
 */
function watchPipe(onClosed: () => void): void {
  const tail = spawn('tail', ['-f', `--pid=${process.pid}`, '/dev/null'], { stdio: ['ignore', 1, 'ignore'] })
  process.once('exit', () => void tail.kill())
  tail.on('error', () => {})
  tail.on('exit', (_, signal) => {
    if (signal === 'SIGPIPE') onClosed()
  })
  tail.unref()
}

/** Writing nothing to a socket fails if its other end is closed. */
function watchSocket(onClosed: () => void): void {
  const timer = setInterval(() => {
    try {
      writeSync(1, NOTHING)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') return
      clearInterval(timer)
      onClosed()
    }
  }, POLL_MS)
  timer.unref()
}
