/**
 * A binary journal in, its entries in export format out, as the system's own `journalctl` prints them: the
 * format is its alone, and it reads it from a file alone. Authority: journalctl(1), `--file`; systemd's
 * journal file format for the magic.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { open, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { SourceError } from '../../model/errors.ts'
import type { SourceEvents } from '../../model/index.ts'
import { reasonOf } from '../system-error.ts'

const JOURNAL_MAGIC = 'LPKSHHRH'

/** As much of an error message as is kept. */
const MAX_MESSAGE_CHARACTERS = 4096

/** Whether the file itself is a journal, not one that is compressed. Rejects when it can't be read. */
export async function isJournalFile(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(JOURNAL_MAGIC.length))
    return buffer.toString('latin1', 0, bytesRead) === JOURNAL_MAGIC
  } finally {
    await file.close()
  }
}

/**
 * The entries of a journal that is no file of its own, by way of a temporary one. Rejects as `exportOf` does.
 */
export async function* exportOfBytes(
  journal: AsyncIterable<Buffer>,
  label: string,
  events: SourceEvents | undefined,
): AsyncIterable<Buffer> {
  const room = makeRoom(label)
  // However the process ends.
  const removeRoom = (): void => rmSync(room, { recursive: true, force: true })
  process.on('exit', removeRoom)
  try {
    const path = join(room, 'system.journal')
    await writeFile(path, journal, { mode: 0o600 }).catch((error) => failed(label, error))
    yield* exportOf(path, label, events)
  } finally {
    removeRoom()
    process.off('exit', removeRoom)
  }
}

/**
 * The entries of a journal file. Rejects, with advice, where there is no `journalctl` or it can't read the
 * file.
 */
export async function* exportOf(
  path: string,
  label: string,
  events: SourceEvents | undefined,
): AsyncIterable<Buffer> {
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
    else {
      const advice = 'export it with journalctl --file FILE -o export'
      throw new SourceError(label, `a binary journal; ${reason}; ${advice}`)
    }
  } finally {
    child.kill()
  }
}

function makeRoom(label: string): string {
  try {
    // That of a thread is made when it is needed.
    mkdirSync(tmpdir(), { recursive: true })
    return mkdtempSync(join(tmpdir(), 'leasegap-'))
  } catch (error) {
    return failed(label, error)
  }
}

/** No temporary file can be written: then the journal can't be read. */
function failed(label: string, cause: unknown): never {
  throw cause instanceof SourceError ? cause : new SourceError(label, reasonOf(cause), { cause })
}
