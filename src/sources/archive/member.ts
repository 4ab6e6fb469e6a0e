/** What an archive holds, and what a journal begins with. */
import type { ReusedChunks } from '../../model/chunks.ts'

/** The first bytes of a binary journal of systemd. */
export const JOURNAL_MAGIC = 'LPKSHHRH'

/** One file in an archive. */
export interface Member {
  /** Path in the archive. */
  readonly path: string
  /** What the member is if it is no regular file, in plain words; null for a regular file. */
  readonly special: string | null
  readonly modifiedUs: number | null
  readonly bytes: number | null
  /** The stored bytes, to be read before the next member is requested. Rejects where the archive is cut or damaged. */
  open(): ReusedChunks
}
