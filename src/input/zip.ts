/** A zip archive's path in, its members out, in the order of its directory. Authority: PKWARE APPNOTE 6.3. */
import { type Entry, openPromise } from 'yauzl'
import type { Member } from './archive.ts'

const TYPE_BITS = 0o170000
const SYMBOLIC_LINK = 0o120000

/** Rejects where the archive's directory is missing or broken. */
export async function* zipMembers(path: string): AsyncIterable<Member> {
  const archive = await openPromise(path, { lazyEntries: true, autoClose: true })
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue
    yield {
      path: entry.fileName,
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
  const type = (entry.externalFileAttributes >>> 16) & TYPE_BITS
  return type === SYMBOLIC_LINK ? 'symbolic link' : null
}
