/**
 * Reads a binary journal by running `journalctl`, which prints it in export format. No other program reads the format, and
 * journalctl reads it from a file only.
 *
 * Authority: journalctl(1), `--file`; systemd's journal file format for the magic.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { open, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { ReusedChunks } from '../../model/chunks.ts'
import { SourceError } from '../../model/errors.ts'
import type { SourceEvents } from '../../model/index.ts'
import { endOf } from '../program.ts'
import { reasonOf } from '../system-error.ts'
import { JOURNAL_MAGIC } from './member.ts'

/** Whether the file itself is a journal, not a compressed one. Rejects if it can't be read. */
export async function isJournalFile(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(JOURNAL_MAGIC.length))
    return buffer.toString('latin1', 0, bytesRead) === JOURNAL_MAGIC
  } finally {
    await file.close()
  }
}

/** Yields the entries of a journal that is no file of its own, through a temporary file. Rejects as `exportOf` does. */
export async function* exportOfBytes(
  journal: ReusedChunks,
  label: string,
  events: SourceEvents | undefined,
): AsyncIterable<Buffer> {
  const directory = createDirectory(label)
  // Also when the process exits before the generator ends.
  const removeDirectory = (): void => rmSync(directory, { recursive: true, force: true })
  process.on('exit', removeDirectory)
  try {
    const path = join(directory, 'system.journal')
    await writeFile(path, journal, { mode: 0o600 }).catch((error) => fail(label, error))
    yield* exportOf(path, label, events)
  } finally {
    removeDirectory()
    process.off('exit', removeDirectory)
  }
}

function createDirectory(label: string): string {
  try {
    // A thread creates its own on demand.
    mkdirSync(tmpdir(), { recursive: true })
    return mkdtempSync(join(tmpdir(), 'leasegap-'))
  } catch (error) {
    return fail(label, error)
  }
}

/** Without a temporary file the journal can't be read. */
function fail(label: string, cause: unknown): never {
  throw cause instanceof SourceError ? cause : new SourceError(label, reasonOf(cause), { cause })
}

/** Yields the entries of a journal file. Rejects, with advice, if `journalctl` is missing or can't read the file. */
export async function* exportOf(
  path: string,
  label: string,
  events: SourceEvents | undefined,
): AsyncIterable<Buffer> {
  // The argument is a glob pattern.
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
    else {
      const advice = 'export it with journalctl --file FILE -o export'
      throw new SourceError(label, `a binary journal; ${reason}; ${advice}`)
    }
  } finally {
    child.kill()
  }
}
