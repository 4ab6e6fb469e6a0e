/**
 * The path of a binary journal in, its entries in export format out, as the system's own `journalctl` prints
 * them: the format is its alone. Authority: journalctl(1), `--file`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { SourceEvents } from '../types.ts'

/** As much of an error message as is kept. */
const MAX_MESSAGE_CHARACTERS = 4096

/** Rejects, with advice, where there is no `journalctl` or it can't read the file. */
export async function* journalExport(path: string, events: SourceEvents | undefined): AsyncIterable<Buffer> {
  // Its argument is a pattern.
  const file = path.replace(/[*?[\]\\]/g, '\\$&')
  const child = spawn('journalctl', [`--file=${file}`, '--output=export', '--no-pager'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close').then(
    ([code]) => (code === 0 ? null : `journalctl ended with status ${code}`),
    () => 'there is no journalctl here',
  )
  let message = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (message.length < MAX_MESSAGE_CHARACTERS) message += text
  })
  let readBytes = 0
  try {
    for await (const chunk of child.stdout) {
      readBytes += chunk.length
      yield chunk
    }
    const failure = await ended
    if (failure === null) return
    const reason = message.split('\n', 1)[0] || failure
    if (readBytes > 0) events?.problem('truncated-input', null, reason, readBytes)
    else throw new Error(`a binary journal; ${reason}; export it with journalctl --file FILE -o export`)
  } finally {
    child.kill()
  }
}
