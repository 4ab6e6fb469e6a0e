/**
 * Reads the members of a tar archive, in its order.
 *
 * Authority: POSIX ustar and pax, GNU tar.
 */
import { pipeline } from 'node:stream'
import { extract } from 'tar-stream'
import { copyChunks } from '../../bytes/peek.ts'
import type { ReusedChunks } from '../../model/chunks.ts'
import type { Member } from './member.ts'

export { type Pack, pack } from 'tar-stream'

/** Skips what is not read of a member. Rejects where the archive is cut or damaged. */
export async function* tarMembers(bytes: ReusedChunks): AsyncIterable<Member> {
  // Reads no chunk ahead: otherwise chance decides which problems of the bytes behind a damaged header are reported.
  const archive = extract({ highWaterMark: 1 })
  // A failure destroys `archive`, which makes the loop throw.
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
        open: () => iterateOpen(content),
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

/** Iterates without closing the iterator, because closing a member closes the archive. */
async function* iterateOpen(content: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  for (let next = await content.next(); !next.done; next = await content.next()) yield next.value
}
