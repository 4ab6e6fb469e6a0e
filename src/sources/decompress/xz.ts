/**
 * Decompresses xz with a decoder in WebAssembly, up to the place where a file is cut or damaged.
 *
 * Authority: the .xz file format 1.2.
 */
import type { ReadableStreamDefaultReader } from 'node:stream/web'
import { ReadableStream } from 'node:stream/web'
import xz from 'xz-decompress'
import type { SourceEvents } from '../../model/index.ts'

/** Limits memory: the decoder keeps the output of a piece, and LZMA expands about 7000 times at most. */
const PIECE_BYTES = 4 * 1024

/**
 * Replaces the decoder's global lock, which is held for a whole stream and so deadlocks on xz inside xz. Each stream has
 * its own context, so nothing has to be locked.
 */
const NO_LOCK = { acquire: async () => undefined, release: () => undefined }
Object.assign(xz.XzReadableStream, { _contextMutex: NO_LOCK })

/** XZ_BUF_ERROR of XZ Embedded: the input ends before the data does. */
const CUT = /code 8$/

/** Yields what can be decompressed, and reports a problem if the data is cut or damaged. Rejects only as `input` does. */
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
    // Frees the context after an early stop; a stream that ended or failed has freed it.
    await reader.cancel().catch(() => undefined)
    await pieces.return(undefined)
  }
}

async function* piecesOf(input: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  for await (const chunk of input) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES)
  }
}
