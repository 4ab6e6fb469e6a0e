/** A zip archive's path in, its members out, in the order of its directory. Authority: PKWARE APPNOTE 6.3. */
import { type Entry, getFileNameLowLevel, openPromise } from 'yauzl'
import type { Member } from './member.ts'

/** Unix file types (POSIX `sys/stat.h`), as archives made there have them. */
const TYPE_BITS = 0o170000
const SPECIAL: ReadonlyMap<number, string> = new Map([
  [0o120000, 'symbolic link'],
  [0o010000, 'named pipe'],
  [0o020000, 'device'],
  [0o060000, 'device'],
  [0o140000, 'socket'],
])

/**
 * Rejects where the archive's directory is missing or broken. Names are decoded here, for the door itself rejects an
 * archive in which one is absolute or leads upwards: here no name is a path.
 */
export async function* zipMembers(file: string): AsyncIterable<Member> {
  const archive = await openPromise(file, { lazyEntries: true, autoClose: true, decodeStrings: false })
  for await (const entry of archive.eachEntry()) {
    const path = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
    if (path.endsWith('/')) continue
    yield {
      path,
      special: specialOf(entry),
      // Printed without zone; an hour or a day off still tells the year.
      modifiedUs: entry.getLastModDate({ timezone: 'UTC' }).getTime() * 1000,
      bytes: entry.uncompressedSize,
      async *open(): AsyncIterable<Buffer> {
        yield* await archive.openReadStreamPromise(entry)
      },
    }
  }
}

function specialOf(entry: Entry): string | null {
  if (entry.isEncrypted()) return 'encrypted file'
  return SPECIAL.get((entry.externalFileAttributes >>> 16) & TYPE_BITS) ?? null
}
