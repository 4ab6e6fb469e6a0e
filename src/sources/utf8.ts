/**
 * Converts stored bytes to plain UTF-8. The content decides what a file is, not its name: log rotation renames freely.
 *
 * Authority: the Unicode byte order marks; PowerShell's `>` writes UTF-16.
 */

import { peek } from '../bytes/peek.ts'
import type { SourceEvents } from '../model/index.ts'
import { decompressed } from './decompress/index.ts'

const BOM_UTF8 = Buffer.from([0xef, 0xbb, 0xbf])
const BOM_UTF16LE = Buffer.from([0xff, 0xfe])
const BOM_UTF16BE = Buffer.from([0xfe, 0xff])

/**
 * Decompresses, removes a byte order mark, transcodes UTF-16. `again` opens the stored bytes once more, to save the last
 * bytes before a break; null: they can be read only once. Rejects as `stored` does.
 */
export async function* plainBytes(
  stored: AsyncIterable<Buffer>,
  events: SourceEvents | undefined,
  again: (() => AsyncIterable<Buffer>) | null,
): AsyncIterable<Buffer> {
  yield* asUtf8(decompressed(stored, (...problem) => events?.problem(...problem), again))
}

/** Bytes without a mark are UTF-8, or invalid, which the frames report. */
async function* asUtf8(input: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const { head, bytes } = await peek(input, BOM_UTF8.length)
  if (startsWith(head, BOM_UTF16LE)) yield* transcode(bytes, 'utf-16le')
  else if (startsWith(head, BOM_UTF16BE)) yield* transcode(bytes, 'utf-16be')
  else yield* startsWith(head, BOM_UTF8) ? skipBytes(bytes, BOM_UTF8.length) : bytes
}

function startsWith(head: Buffer, magic: Buffer): boolean {
  return head.subarray(0, magic.length).equals(magic)
}

/** The decoder drops the mark; an incomplete character becomes U+FFFD. */
async function* transcode(input: AsyncIterable<Buffer>, encoding: string): AsyncIterable<Buffer> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of input) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  yield Buffer.from(decoder.decode())
}

/** All but the first `count` bytes. */
async function* skipBytes(input: AsyncIterable<Buffer>, count: number): AsyncIterable<Buffer> {
  let left = count
  for await (const chunk of input) {
    const dropped = Math.min(left, chunk.length)
    left -= dropped
    if (dropped < chunk.length) yield chunk.subarray(dropped)
  }
}
