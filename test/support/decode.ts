/** Runs a decoder of compressed bytes. */
import type { SourceEvents } from '../../src/model/index.ts'
import { decompressed } from '../../src/sources/decompress/index.ts'

/** A decoder of one format. */
export type Decoder = (
  bytes: AsyncIterable<Buffer>,
  problem: SourceEvents['problem'],
) => AsyncIterable<Buffer>

/** Decodes by the first bytes. */
export const byMagic: Decoder = (bytes, problem) => decompressed(bytes, problem, null)

export async function* inPieces(bytes: Buffer, pieceBytes: number): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

/** Returns all output, and the problems as `code: excerpt`. */
export async function decode(
  decoder: Decoder,
  bytes: Buffer,
  pieceBytes = 1000,
): Promise<[Buffer, string[]]> {
  const problems: string[] = []
  const output: Buffer[] = []
  const problem: SourceEvents['problem'] = (code, _line, excerpt) => problems.push(`${code}: ${excerpt}`)
  for await (const chunk of decoder(inPieces(bytes, pieceBytes), problem)) output.push(Buffer.from(chunk))
  return [Buffer.concat(output), problems]
}
