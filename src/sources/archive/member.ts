/** A member of an archive. */

/** One file in an archive, as its door (`tar.ts`, `zip.ts`) tells it. */
export interface Member {
  /** Path in the archive. */
  readonly path: string
  /** Null for a regular file; else what it is, in plain words. */
  readonly special: string | null
  readonly modifiedUs: number | null
  readonly bytes: number | null
  /**
   * The stored bytes, to be read before the next member is asked for. Rejects when the archive breaks in it.
   */
  open(): AsyncIterable<Buffer>
}
