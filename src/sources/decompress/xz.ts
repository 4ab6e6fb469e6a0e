/**
 * Bytes of an .xz file in, what they hold out, up to where it is cut or broken. The decoder is WebAssembly.
 * Authority: the .xz file format 1.2.
 */
import type { ReadableStreamDefaultReader } from 'node:stream/web'
import { ReadableStream } from 'node:stream/web'
import xz from 'xz-decompress'
import type { SourceEvents } from '../../model/index.ts'

/** The decoder keeps what a piece holds; LZMA expands about 7000 times at most. */
const PIECE_BYTES = 4 * 1024

/**
 * The decoder lets nobody begin before the one before has ended, and waits for ever where an archive holds what is
 * compressed once more. Nothing is shared that had to be guarded: each has a context of its own.
 */
const UNGUARDED = { acquire: async () => undefined, release: () => undefined }
Object.assign(xz.XzReadableStream, { _contextMutex: UNGUARDED })

/** XZ_BUF_ERROR of XZ Embedded: more is due. */
const CUT = /code 8$/

/** Rejects only as `input` does. */
export async function* unxz(
  input: AsyncIterable<Buffer>,
  problem: SourceEvents['problem'],
): AsyncIterable<Buffer> {
  let delivered = 0
  let inputFailure: { readonly error: unknown } | null = null
  const pieces = piecesOf(input)
  const stored = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await pieces.next()
          if (next.done) controller.close()
          else controller.enqueue(next.value)
        } catch (error) {
          inputFailure = { error }
          controller.error(error)
        }
      },
    },
    { highWaterMark: 0 },
  )
  const reader = new xz.XzReadableStream(stored).getReader() as ReadableStreamDefaultReader<Uint8Array>
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      delivered += next.value.length
      yield Buffer.from(next.value)
    }
  } catch (error) {
    const failure = inputFailure as { readonly error: unknown } | null
    if (failure) throw failure.error
    const { message } = error as Error
    if (CUT.test(message)) problem('truncated-input', null, 'the xz data ends too early', delivered)
    else problem('broken-archive', null, `the xz data is broken: ${message}`, delivered)
  } finally {
    // Who stops early leaves a context behind otherwise; one that ended or broke has none any more.
    await reader.cancel().catch(() => undefined)
    await pieces.return(undefined)
  }
}

async function* piecesOf(input: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  for await (const chunk of input) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES)
  }
}
