/**
 * Reads the members of a zip archive, in the order of its directory.
 *
 * Authority: PKWARE APPNOTE 6.3.
 */
import { type Entry, fromBufferPromise, getFileNameLowLevel, openPromise } from 'yauzl'
import type { ReusedChunks } from '../../model/chunks.ts'
import type { Member } from './member.ts'

/** Unix file types (POSIX `sys/stat.h`), in archives made on Unix. */
const TYPE_BITS = 0o170000
const SPECIAL: ReadonlyMap<number, string> = new Map([
  [0o120000, 'symbolic link'],
  [0o010000, 'named pipe'],
  [0o020000, 'device'],
  [0o060000, 'device'],
  [0o140000, 'socket'],
])

const OPTIONS = { lazyEntries: true, autoClose: true, decodeStrings: false } as const

/**
 * Yields the members of a file, or of an archive in memory. Rejects if the archive's directory is missing or damaged. Decodes names itself, because yauzl rejects an archive with an
 * absolute name or one that leads upwards; here a name is never used as a path.
 */
export async function* zipMembers(content: string | Buffer): AsyncIterable<Member> {
  const archive = await (typeof content === 'string'
    ? openPromise(content, OPTIONS)
    : fromBufferPromise(content, OPTIONS))
  for await (const entry of archive.eachEntry()) {
    const path = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
    if (path.endsWith('/')) continue
    yield {
      path,
      special: specialOf(entry),
      // Stored without zone; an hour or a day off is precise enough to find a year.
      modifiedUs: entry.getLastModDate({ timezone: 'UTC' }).getTime() * 1000,
      bytes: entry.uncompressedSize,
      async *open(): ReusedChunks {
        yield* await archive.openReadStreamPromise(entry)
      },
    }
  }
}

function specialOf(entry: Entry): string | null {
  if (entry.isEncrypted()) return 'encrypted file'
  return SPECIAL.get((entry.externalFileAttributes >>> 16) & TYPE_BITS) ?? null
}
