/**
 * Decompresses gzip with zlib, up to the place where a file is cut or damaged.
 *
 * Node's stream drops the output of a write that fails, so input is fed in pieces, and the piece that fails is fed again
 * byte by byte. The output of one piece is consumed while zlib, in its own thread, decompresses the next.
 */
import { createGunzip, type Gunzip } from 'node:zlib'
import type { ReusedChunks } from '../../model/chunks.ts'
import type { SourceEvents } from '../../model/index.ts'

/** Limits memory: Deflate expands at most 1032 times, so one piece holds 34 MB at most. */
const PIECE_BYTES = 32 * 1024
const OUTPUT_BYTES = 256 * 1024

/**
 * Decompresses all members, and reports a problem if the data is cut or damaged. `reopen` opens the same input again; if
 * null, the output of the piece with the damage (256 KiB at most) is lost. Rejects only as `input` does.
 */
export async function* gunzip(
  input: AsyncIterable<Buffer>,
  problem: SourceEvents['problem'],
  reopen: (() => ReusedChunks) | null,
): AsyncIterable<Buffer> {
  const first = new Inflater()
  yield* first.inflate(input, Infinity)
  if (!first.failure) return
  const cut = first.failure.code === CUT
  let delivered = first.deliveredBytes
  if (reopen && !cut) {
    const careful = new Inflater()
    let skip = delivered
    try {
      for await (const output of careful.inflate(reopen(), first.fedBytes)) {
        const dropped = Math.min(skip, output.length)
        skip -= dropped
        if (dropped < output.length) yield output.subarray(dropped)
      }
    } catch {
      // It can't be read again: a little output is lost, and the problem is reported anyway.
    }
    delivered = Math.max(delivered, careful.deliveredBytes)
  }
  if (cut) problem('truncated-input', null, 'the gzip data ends too early', delivered)
  else problem('broken-archive', null, `the gzip data is broken: ${first.failure.message}`, delivered)
}

/** Error code of zlib if the input ends before the data does. */
const CUT = 'Z_BUF_ERROR'

class Inflater {
  readonly #gunzip: Gunzip = createGunzip({ chunkSize: OUTPUT_BYTES })
  #output: Buffer[] = []
  #ended = false
  #settle: () => void = () => undefined
  failure: NodeJS.ErrnoException | null = null
  /** Input bytes decompressed without failure. */
  fedBytes = 0
  deliveredBytes = 0

  constructor() {
    this.#gunzip.on('data', (output: Buffer) => this.#output.push(output))
    this.#gunzip.on('error', (error) => {
      this.failure = error
      this.#settle()
    })
    // Emitted before the end of input if padding follows; a write of padding never completes.
    this.#gunzip.on('end', () => {
      this.#ended = true
      this.#settle()
    })
  }

  /** Ends at the end of the gzip data, or sets `failure`. Feeds input from offset `carefulFrom` on byte by byte. */
  async *inflate(input: ReusedChunks, carefulFrom: number): AsyncIterable<Buffer> {
    try {
      for await (const chunk of input) {
        for (let at = 0; at < chunk.length; ) {
          const left = carefulFrom - this.fedBytes
          const size = left > 0 ? Math.min(PIECE_BYTES, left) : 1
          const piece = chunk.subarray(at, at + size)
          at += piece.length
          yield* this.#feed((done) => this.#gunzip.write(piece, done))
          if (this.failure) break
          this.fedBytes += piece.length
          if (this.#ended) break
        }
        if (this.failure || this.#ended) break
      }
      // Then zlib emits its end, or an error if data is missing.
      if (!this.failure && !this.#ended) yield* this.#feed(() => this.#gunzip.end())
      yield* this.#delivered(this.#output)
    } finally {
      this.#gunzip.destroy()
    }
  }

  /** Starts a write, yields the output of the one before, and leaves that of this one in `#output`. */
  async *#feed(feed: (done: () => void) => void): AsyncIterable<Buffer> {
    const before = this.#output
    this.#output = []
    const fed = new Promise<void>((resolve) => {
      this.#settle = resolve
      feed(resolve)
    })
    yield* this.#delivered(before)
    await fed
    while (this.#gunzip.read() !== null); // Each chunk read is emitted as data, too.
  }

  *#delivered(outputs: readonly Buffer[]): Iterable<Buffer> {
    for (const output of outputs) {
      this.deliveredBytes += output.length
      yield output
    }
  }
}
