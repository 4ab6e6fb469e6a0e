/** A stream of bytes. */

/**
 * Chunks of bytes, in order, for one consumer. A chunk is valid only until the next one is requested, because the
 * producer may reuse its memory: copy what has to last (`copyChunks` in bytes/peek.ts copies each chunk).
 */
export type ReusedChunks = AsyncIterable<Buffer>
