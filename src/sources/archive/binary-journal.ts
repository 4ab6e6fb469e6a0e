/**
 * A binary journal in, its entries in export format out, as the system's own `journalctl` prints them: the
 * format is its alone, and it reads it from a file alone. Authority: journalctl(1), `--file`; systemd's
 * journal file format for the magic.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { open, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { SourceEvents } from '../../model/index.ts'
import { endOf } from '../program.ts'

const JOURNAL_MAGIC = 'LPKSHHRH'

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
  events: SourceEvents | undefined,
): AsyncIterable<Buffer> {
  // That of a thread is made when it is needed.
  mkdirSync(tmpdir(), { recursive: true })
  const room = mkdtempSync(join(tmpdir(), 'leasegap-'))
  // However the process ends.
  const removeRoom = (): void => rmSync(room, { recursive: true, force: true })
  process.on('exit', removeRoom)
  try {
    const path = join(room, 'system.journal')
    await writeFile(path, journal, { mode: 0o600 })
    yield* exportOf(path, events)
  } finally {
    removeRoom()
    process.off('exit', removeRoom)
  }
}

/**
 * The entries of a journal file. Rejects, with advice, where there is no `journalctl` or it can't read the
 * file.
 */
export async function* exportOf(path: string, events: SourceEvents | undefined): AsyncIterable<Buffer> {
  // Its argument is a pattern.
  const file = path.replace(/[*?[\]\\]/g, '\\$&')
  const child = spawn('journalctl', [`--file=${file}`, '--output=export', '--no-pager'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = endOf(child)
  let readBytes = 0
  try {
    for await (const chunk of child.stdout) {
      readBytes += chunk.length
      yield chunk
    }
    const { hasRun, status, message } = await ended
    if (status === 0) return
    const reason = hasRun
      ? message || `journalctl ended with status ${status}`
      : 'there is no journalctl here'
    if (readBytes > 0) events?.problem('truncated-input', null, reason, readBytes)
    else throw new Error(`a binary journal; ${reason}; export it with journalctl --file FILE -o export`)
  } finally {
    child.kill()
  }
}
