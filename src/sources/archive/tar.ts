/**
 * Bytes of a tar archive in, its members out, in the archive's order. Authority: POSIX ustar and pax, GNU
 * tar.
 */
import { pipeline } from 'node:stream'
import { extract } from 'tar-stream'
import { copyChunks } from '../../bytes/peek.ts'
import type { Member } from './member.ts'

/** Rejects where the archive is cut or broken; what is not read of a member is passed over. */
export async function* tarMembers(bytes: AsyncIterable<Buffer>): AsyncIterable<Member> {
  // No chunk is read while one is worked on: what is told of the bytes behind a broken header would be chance.
  const archive = extract({ highWaterMark: 1 })
  // A failure destroys the archive and so reaches the loop.
  pipeline(copyChunks(bytes), archive, () => undefined)
  for await (const entry of archive) {
    const { name, type, mtime, size } = entry.header
    const content = entry[Symbol.asyncIterator]() as AsyncIterator<Buffer>
    if (type !== 'directory') {
      yield {
        path: name,
        special:
          type === 'file' || type === 'contiguous-file' ? null : (SPECIAL.get(type ?? '') ?? 'special file'),
        modifiedUs: mtime ? mtime.getTime() * 1000 : null,
        bytes: size ?? null,
        open: () => unclosed(content),
      }
    }
    while (!(await content.next()).done);
  }
}

const SPECIAL: ReadonlyMap<string, string> = new Map([
  ['symlink', 'symbolic link'],
  ['link', 'hard link'],
  ['fifo', 'named pipe'],
  ['character-device', 'device'],
  ['block-device', 'device'],
])

/** Iterates without closing at the end, for to close a member is to close the archive. */
async function* unclosed(content: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  for (let next = await content.next(); !next.done; next = await content.next()) yield next.value
}
