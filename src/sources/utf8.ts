/**
 * Turns stored bytes into plain UTF-8. The content decides what a file is, not its name: log rotation renames files.
 *
 * Authority: the Unicode byte order marks; PowerShell's `>` writes UTF-16.
 */
import { hasMagic, peek } from '../bytes/peek.ts'
import type { ReusedChunks } from '../model/chunks.ts'
import type { SourceEvents } from '../model/index.ts'
import { decompressed } from './decompress/index.ts'

const BOM_UTF8 = Buffer.from([0xef, 0xbb, 0xbf])
const BOM_UTF16LE = Buffer.from([0xff, 0xfe])
const BOM_UTF16BE = Buffer.from([0xfe, 0xff])

/**
 * Decompresses, removes a byte order mark and converts UTF-16. `reopen` opens the stored bytes again, to recover the
 * last bytes before a damaged place; null if they can be read only once. Rejects as `decompressed` does.
 */
export async function* plainBytes(
  stored: ReusedChunks,
  events: SourceEvents | undefined,
  reopen: (() => ReusedChunks) | null,
): ReusedChunks {
  yield* asUtf8(decompressed(stored, (...problem) => events?.problem(...problem), reopen))
}

/** Bytes without a mark stay as they are: frames report what is not UTF-8. */
async function* asUtf8(input: ReusedChunks): ReusedChunks {
  const { head, bytes } = await peek(input, BOM_UTF8.length)
  if (hasMagic(head, BOM_UTF16LE)) yield* transcode(bytes, 'utf-16le')
  else if (hasMagic(head, BOM_UTF16BE)) yield* transcode(bytes, 'utf-16be')
  else yield* hasMagic(head, BOM_UTF8) ? skipBytes(bytes, BOM_UTF8.length) : bytes
}

/** Drops the mark; half a character becomes U+FFFD. */
async function* transcode(input: ReusedChunks, encoding: string): AsyncIterable<Buffer> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of input) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  yield Buffer.from(decoder.decode())
}

/** All but the first `count` bytes. */
async function* skipBytes(input: ReusedChunks, count: number): ReusedChunks {
  let left = count
  for await (const chunk of input) {
    const dropped = Math.min(left, chunk.length)
    left -= dropped
    if (dropped < chunk.length) yield chunk.subarray(dropped)
  }
}
