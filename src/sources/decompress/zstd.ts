/**
 * Decompresses Zstandard in JavaScript, up to the place where a file is cut or damaged.
 *
 * zlib of Node decodes Zstandard from 22.15 on, but drops all frames of a file after the first without an error
 * (22.23 and 24.21); files in the seekable format and joined files have several. Authority: RFC 8878.
 */
import { Decompress } from 'fzstd'
import type { SourceEvents } from '../../model/index.ts'
import { WindowGuard } from './zstd-window.ts'

/** Limits memory: a block of 128 KiB takes three bytes at least, so one piece holds 43 MiB at most. */
const PIECE_BYTES = 1024

/** Limits memory: the decoder keeps a window of output. The default limit of `zstd`, which `--ultra -22` and `--long` reach. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024

/**
 * Yields what can be decompressed, and reports a problem if the data is cut, damaged or needs a larger window. Rejects
 * only as `input` does.
 */
export async function* unzstd(
  input: AsyncIterable<Buffer>,
  problem: SourceEvents['problem'],
): AsyncIterable<Buffer> {
  const guard = new WindowGuard(MAX_WINDOW_BYTES)
  let output: Buffer[] = []
  let delivered = 0
  const decoder = new Decompress((data) => output.push(Buffer.from(data)))
  const feed = (piece: Buffer, last: boolean): Error | null => {
    try {
      decoder.push(piece, last)
      return null
    } catch (error) {
      return error as Error
    }
  }
  function* takeOutput(): Iterable<Buffer> {
    for (const data of output) {
      delivered += data.length
      if (data.length > 0) yield data
    }
    output = []
  }

  for await (const chunk of input) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      const piece = chunk.subarray(at, at + PIECE_BYTES)
      const allowedBytes = guard.allowedBytes(piece)
      const failure = feed(piece.subarray(0, allowedBytes), false)
      yield* takeOutput()
      if (failure) {
        problem('broken-archive', null, `the Zstandard data is broken: ${failure.message}`, delivered)
        return
      }
      if (allowedBytes < piece.length) {
        const most = `${MAX_WINDOW_BYTES / 1024 ** 2} MiB`
        problem('limit-reached', null, `the Zstandard data needs a window of more than ${most}`, delivered)
        return
      }
    }
  }
  const failure = feed(Buffer.alloc(0), true)
  yield* takeOutput()
  if (failure) problem('truncated-input', null, 'the Zstandard data ends too early', delivered)
}
