/**
 * Stored bytes in, decompressed bytes out, by what they begin with. Authority: RFC 1952 (gzip), RFC 8878
 * (Zstandard), the .xz file format 1.2, bzip2 1.0.8. A decoder is loaded when it is needed first.
 */

import { copyChunks, peek } from '../../bytes/peek.ts'
import type { SourceEvents } from '../../model/index.ts'
import { gunzip } from './gzip.ts'

/** How often compressed data may hold compressed data. */
export const MAX_NESTING: number = 3

/** Deflate expands 1032 times at most: more is made to burst. */
export const MAX_EXPANSION: number = 1100

/** What compressed data may always hold, however small it is. */
export const FREE_BYTES: number = 1024 * 1024 * 1024

const GZIP = Buffer.from([0x1f, 0x8b, 0x08])
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
const XZ = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])
const BZIP2 = /^BZh[1-9]1AY&SY/
const MAGIC_BYTES = 10

/**
 * All that can be decompressed; where that ends early a problem tells it. Bytes that are not compressed come
 * out as they are. `again` opens the stored bytes anew; null: it can't be had. Rejects as `stored` does.
 */
export async function* decompressed(
  stored: AsyncIterable<Buffer>,
  problem: SourceEvents['problem'],
  again: (() => AsyncIterable<Buffer>) | null,
  freeBytes: number = FREE_BYTES,
  depth = 0,
): AsyncIterable<Buffer> {
  const { head, bytes, close } = await peek(stored, MAGIC_BYTES)
  const decoder = decoderOf(head)
  if (!decoder) {
    yield* bytes
  } else if (depth === MAX_NESTING) {
    problem('limit-reached', null, `compressed more than ${MAX_NESTING} times`, 0)
    await close()
  } else {
    const expanded = bounded(
      copyChunks(bytes),
      (counted) => decoder(counted, problem, again),
      problem,
      freeBytes,
    )
    yield* decompressed(expanded, problem, null, freeBytes, depth + 1)
  }
}

/** What comes out of a decoder, as long as it is in proportion to what went in. */
async function* bounded(
  stored: AsyncIterable<Buffer>,
  decode: (stored: AsyncIterable<Buffer>) => AsyncIterable<Buffer> | Promise<AsyncIterable<Buffer>>,
  problem: SourceEvents['problem'],
  freeBytes: number,
): AsyncIterable<Buffer> {
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

type Decoder = (
  bytes: AsyncIterable<Buffer>,
  problem: SourceEvents['problem'],
  again: (() => AsyncIterable<Buffer>) | null,
) => AsyncIterable<Buffer> | Promise<AsyncIterable<Buffer>>

function decoderOf(head: Buffer): Decoder | null {
  if (startsWith(head, GZIP)) return gunzip
  if (startsWith(head, ZSTD))
    return async (bytes, problem) => (await import('./zstd.ts')).unzstd(bytes, problem)
  if (BZIP2.test(head.toString('latin1')))
    return async (bytes, problem) => (await import('./bzip2.ts')).unbzip2(bytes, problem)
  if (startsWith(head, XZ)) return async (bytes, problem) => (await import('./xz.ts')).unxz(bytes, problem)
  return null
}

function startsWith(head: Buffer, magic: Buffer): boolean {
  return head.subarray(0, magic.length).equals(magic)
}
