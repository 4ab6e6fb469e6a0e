/**
 * Decompresses a source by its first bytes. A decoder is loaded when the first source needs it.
 *
 * Authority: RFC 1952 (gzip), RFC 8878 (Zstandard), the .xz file format 1.2, bzip2 1.0.8.
 */
import { copyChunks, hasMagic, peek } from '../../bytes/peek.ts'
import type { ReusedChunks } from '../../model/chunks.ts'
import type { SourceEvents } from '../../model/index.ts'
import { gunzip } from './gzip.ts'

/** Limit of compression inside compression and of archives inside archives: bundles of bundles need two. */
export const MAX_NESTING: number = 3

/** Limit of decompressed to stored bytes. Deflate expands 1032 times at most; more is made to fill a machine. */
export const MAX_EXPANSION: number = 1100

/** Decompressed bytes to which the limit of expansion does not apply: small files may compress well. */
export const FREE_BYTES: number = 1024 * 1024 * 1024

const GZIP = Buffer.from([0x1f, 0x8b, 0x08])
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
const XZ = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])
const BZIP2 = /^BZh[1-9]1AY&SY/
const MAGIC_BYTES = 10

/**
 * Yields all that can be decompressed, and reports a problem if that ends early. Yields bytes that are not compressed as
 * they are. `reopen` opens the stored bytes again; null if they can be read only once. Rejects only as `stored` does.
 */
export async function* decompressed(
  stored: ReusedChunks,
  problem: SourceEvents['problem'],
  reopen: (() => ReusedChunks) | null,
  freeBytes: number = FREE_BYTES,
  depth = 0,
): ReusedChunks {
  const { head, bytes, close } = await peek(stored, MAGIC_BYTES)
  const decoder = decoderOf(head)
  if (!decoder) {
    yield* bytes
  } else if (depth === MAX_NESTING) {
    problem('limit-reached', null, `compressed more than ${MAX_NESTING} times`, 0)
    await close()
  } else {
    const expanded = limitExpansion(
      copyChunks(bytes),
      (counted) => decoder(counted, problem, reopen),
      problem,
      freeBytes,
    )
    yield* decompressed(expanded, problem, null, freeBytes, depth + 1)
  }
}

/** Yields the output of a decoder until it exceeds `MAX_EXPANSION`, then reports a problem and ends. */
async function* limitExpansion(
  stored: AsyncIterable<Buffer>,
  decode: (stored: AsyncIterable<Buffer>) => ReusedChunks | Promise<ReusedChunks>,
  problem: SourceEvents['problem'],
  freeBytes: number,
): ReusedChunks {
  let storedBytes = 0
  let bytes = 0
  const counted = async function* (): AsyncIterable<Buffer> {
    for await (const chunk of stored) {
      storedBytes += chunk.length
      yield chunk
    }
  }
  for await (const chunk of await decode(counted())) {
    bytes += chunk.length
    if (bytes > Math.max(freeBytes, storedBytes * MAX_EXPANSION)) {
      problem(
        'limit-reached',
        null,
        `expands more than ${MAX_EXPANSION} times: the rest is left unread`,
        bytes,
      )
      return
    }
    yield chunk
  }
}

/** Its input are copied chunks, which last: decoders may read ahead. */
type Decoder = (
  bytes: AsyncIterable<Buffer>,
  problem: SourceEvents['problem'],
  reopen: (() => ReusedChunks) | null,
) => ReusedChunks | Promise<ReusedChunks>

function decoderOf(head: Buffer): Decoder | null {
  if (hasMagic(head, GZIP)) return gunzip
  if (hasMagic(head, ZSTD))
    return async (bytes, problem) => (await import('./zstd.ts')).unzstd(bytes, problem)
  if (BZIP2.test(head.toString('latin1')))
    return async (bytes, problem) => (await import('./bzip2.ts')).unbzip2(bytes, problem)
  if (hasMagic(head, XZ)) return async (bytes, problem) => (await import('./xz.ts')).unxz(bytes, problem)
  return null
}
