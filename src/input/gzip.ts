/**
 * Bytes of a gzip file in, what they hold out: all of it up to where the file is cut or broken, which is told
 * and never thrown. Node's own stream drops what it decompressed last when it meets an error, so pieces are
 * fed one by one, each drained before the next, and a piece that breaks is fed again byte by byte.
 */
import { createGunzip, type Gunzip } from 'node:zlib'
import type { SourceEvents } from '../types.ts'

/** Deflate expands at most 1032 times, so one piece holds 17 MB at most. */
const PIECE_BYTES = 16 * 1024
const OUTPUT_BYTES = 64 * 1024

/**
 * Decompresses all members. `again` opens the same input anew; null: what the last piece before a break held
 * (64 KiB at most) is lost. Rejects only as `input` does.
 */
export async function* gunzip(
  input: AsyncIterable<Buffer>,
  problem: SourceEvents['problem'],
  again: (() => AsyncIterable<Buffer>) | null,
): AsyncIterable<Buffer> {
  const first = new Inflater()
  yield* first.inflate(input, Infinity)
  if (!first.failure) return
  const cut = first.failure.code === CUT
  let delivered = first.deliveredBytes
  if (again && !cut) {
    const careful = new Inflater()
    let skip = delivered
    try {
      for await (const output of careful.inflate(again(), first.fedBytes)) {
        const dropped = Math.min(skip, output.length)
        skip -= dropped
        if (dropped < output.length) yield output.subarray(dropped)
      }
    } catch {
      // It can't be read again: then a little is lost, and the break is told all the same.
    }
    delivered = Math.max(delivered, careful.deliveredBytes)
  }
  if (cut) problem('truncated-input', null, 'the gzip data ends too early', delivered)
  else problem('broken-archive', null, `the gzip data is broken: ${first.failure.message}`, delivered)
}

/** What zlib says at the end of input when more is due. */
const CUT = 'Z_BUF_ERROR'

class Inflater {
  readonly #gunzip: Gunzip = createGunzip({ chunkSize: OUTPUT_BYTES })
  #output: Buffer[] = []
  #ended = false
  #settle: () => void = () => undefined
  failure: NodeJS.ErrnoException | null = null
  /** Input that was decompressed without failure. */
  fedBytes = 0
  deliveredBytes = 0

  constructor() {
    this.#gunzip.on('data', (output: Buffer) => this.#output.push(output))
    this.#gunzip.on('error', (error) => {
      this.failure = error
      this.#settle()
    })
    // Comes before the end of input where padding follows, of which no write is ever done.
    this.#gunzip.on('end', () => {
      this.#ended = true
      this.#settle()
    })
  }

  /** Ends at the end of the gzip data or with `failure`. Input from `carefulFrom` on is fed byte by byte. */
  async *inflate(input: AsyncIterable<Buffer>, carefulFrom: number): AsyncIterable<Buffer> {
    try {
      for await (const chunk of input) {
        for (let at = 0; at < chunk.length; ) {
          const left = carefulFrom - this.fedBytes
          const size = left > 0 ? Math.min(PIECE_BYTES, left) : 1
          const piece = chunk.subarray(at, at + size)
          at += piece.length
          yield* this.#drained((done) => this.#gunzip.write(piece, done))
          if (this.failure) return
          this.fedBytes += piece.length
          if (this.#ended) return
        }
      }
      yield* this.#drained(() => this.#gunzip.end()) // Then it tells its end, or that more is due.
    } finally {
      this.#gunzip.destroy()
    }
  }

  /** What comes out by the time `feed` is done. */
  async *#drained(feed: (done: () => void) => void): AsyncIterable<Buffer> {
    await new Promise<void>((resolve) => {
      this.#settle = resolve
      feed(resolve)
    })
    while (this.#gunzip.read() !== null); // Each chunk read is told as data, too.
    for (const output of this.#output.splice(0)) {
      this.deliveredBytes += output.length
      yield output
    }
  }
}
