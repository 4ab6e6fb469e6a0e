/**
 * Bytes of a Zstandard file in, what they hold out, up to where it is cut or broken. In JavaScript, for Node
 * itself reads Zstandard from 22.15 on only. Authority: RFC 8878.
 */
import { Decompress } from 'fzstd'
import type { SourceEvents } from '../../model/index.ts'
import { Windows } from './zstd-window.ts'

/** A block of 128 KiB takes three bytes at least, so one piece holds 43 MiB at most. */
const PIECE_BYTES = 1024

/** What may be repeated must be kept. `zstd` itself reads no more, unless it is told to; `--ultra -22` and `--long` take it. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024

/** Rejects only as `input` does. What needs a larger window ends there, and is told. */
export async function* unzstd(
  input: AsyncIterable<Buffer>,
  problem: SourceEvents['problem'],
): AsyncIterable<Buffer> {
  const windows = new Windows()
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
  function* drained(): Iterable<Buffer> {
    for (const data of output) {
      delivered += data.length
      if (data.length > 0) yield data
    }
    output = []
  }

  for await (const chunk of input) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      const piece = chunk.subarray(at, at + PIECE_BYTES)
      const allowedBytes = windows.allowed(piece, MAX_WINDOW_BYTES)
      const failure = feed(piece.subarray(0, allowedBytes), false)
      yield* drained()
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
  yield* drained()
  if (failure) problem('truncated-input', null, 'the Zstandard data ends too early', delivered)
}
