/** What a collection is written to. */

/** What was saved of one piece of evidence. */
export interface Saved {
  readonly bytes: number
  /** Why the source ended early; null: it is whole. */
  readonly failure: unknown
}

/** A collection that is being written. */
export interface Destination {
  readonly path: string
  /**
   * Saves a file; no file without a byte. `onBytes` gets the length of each chunk. Rejects with a UsageError if it can't
   * be written.
   */
  save(file: string, chunks: AsyncIterable<Uint8Array>, onBytes: (bytes: number) => void): Promise<Saved>
  /** Completes the collection. */
  close(): Promise<void>
  /** Leaves what was saved as it is, after a failure to write. */
  abandon(): void
  /** Removes what was begun. */
  discard(): Promise<void>
}
