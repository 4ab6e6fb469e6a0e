/**
 * Decompresses bzip2 by running `bzip2 -dc`, as ripgrep does. The program is on every Debian, Fedora and macOS system;
 * Node has no decoder; seek-bzip keeps a whole file in memory, unbzip2-stream a block of up to 46 MB as an array of numbers.
 *
 * Authority: bzip2 1.0.8, bzip2.c (exit status and messages, which it does not translate).
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { env } from 'node:process'
import type { SourceEvents } from '../../model/index.ts'
import { endOf, type ProgramEnd } from '../program.ts'

/**
 * Yields what can be decompressed, all streams of the file. Reports a problem if the file is cut, damaged or followed by
 * something else, or if the program can't be started. Rejects only as `input` does.
 */
export async function* unbzip2(
  input: AsyncIterable<Buffer>,
  problem: SourceEvents['problem'],
): AsyncIterable<Buffer> {
  // Both variables hold options that bzip2 would add to these.
  const child = spawn('bzip2', ['-dc'], { env: { ...env, BZIP2: '', BZIP: '' } })
  const ended = endOf(child)
  let deliveredBytes = 0
  try {
    for await (const chunk of filtered(input, child, ended)) {
      deliveredBytes += chunk.length
      yield chunk
    }
  } finally {
    // For a consumer that stops early.
    child.kill()
    child.stdout.destroy()
  }
  const { hasRun, status, message } = await ended
  if (!hasRun) {
    const advice = 'install it, or decompress the file first'
    problem('unreadable', null, `bzip2 can't be started: ${message}; ${advice}`, null)
    return
  }
  if (status === 0 && message === '') return
  const isCut = message.includes('ends unexpectedly')
  const reason = message.replace(/^bzip2: (?:\(stdin\): )?/, '').replace(/\.$/, '') || 'bzip2 failed'
  if (isCut) problem('truncated-input', null, 'the bzip2 data ends too early', deliveredBytes)
  else problem('broken-archive', null, `the bzip2 data is broken: ${reason}`, deliveredBytes)
}

/**
 * Passes `input` through the program. Takes the next chunk only when the one before is written and all output so far is
 * yielded, so memory holds one chunk and what two pipes hold, and no read of `input` is pending at a yield.
 */
async function* filtered(
  input: AsyncIterable<Buffer>,
  { stdin, stdout }: ChildProcessWithoutNullStreams,
  ended: Promise<ProgramEnd>,
): AsyncIterable<Buffer> {
  let wake: () => void = () => undefined
  let isEnded = false
  stdout.on('readable', () => wake())
  // A program that ends early closes its input; its exit status shows why.
  stdin.on('error', () => undefined)
  void ended.then(() => {
    isEnded = true
    wake()
  })
  async function* outputUntil(isDone: () => boolean): AsyncIterable<Buffer> {
    for (;;) {
      for (let chunk = stdout.read(); chunk !== null; chunk = stdout.read()) yield chunk as Buffer
      if (isDone() || isEnded) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  for await (const chunk of input) {
    let isWritten = false
    stdin.write(chunk, () => {
      isWritten = true
      wake()
    })
    yield* outputUntil(() => isWritten)
    if (isEnded) return
  }
  stdin.end()
  yield* outputUntil(() => false)
}
