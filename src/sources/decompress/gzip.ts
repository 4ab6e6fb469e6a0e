/**
 * Bytes of a gzip file in, what they hold out: all of it up to where the file is cut or broken, which is told
 * and never thrown. Node's own stream drops what it decompressed last when it meets an error, so pieces are
 * fed one by one, and a piece that breaks is fed again byte by byte. What a piece held is read while zlib, on a
 * thread of its own, is at the next.
 */
import { createGunzip, type Gunzip } from 'node:zlib'
import type { SourceEvents } from '../../model/index.ts'

/** Deflate expands at most 1032 times, so one piece holds 34 MB at most. */
const PIECE_BYTES = 32 * 1024
const OUTPUT_BYTES = 256 * 1024

/**
 * Decompresses all members. `again` opens the same input anew; null: what the last piece before a break held
 * (256 KiB at most) is lost. Rejects only as `input` does.
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
          yield* this.#feed((done) => this.#gunzip.write(piece, done))
          if (this.failure) break
          this.fedBytes += piece.length
          if (this.#ended) break
        }
        if (this.failure || this.#ended) break
      }
      // Then it tells its end, or that more is due.
      if (!this.failure && !this.#ended) yield* this.#feed(() => this.#gunzip.end())
      yield* this.#delivered(this.#output)
    } finally {
      this.#gunzip.destroy()
    }
  }

  /** Feeds it, and gives what came out before; what comes out of this stays in `#output`. */
  async *#feed(feed: (done: () => void) => void): AsyncIterable<Buffer> {
    const before = this.#output
    this.#output = []
    const fed = new Promise<void>((resolve) => {
      this.#settle = resolve
      feed(resolve)
    })
    yield* this.#delivered(before)
    await fed
    while (this.#gunzip.read() !== null); // Each chunk read is told as data, too.
  }

  *#delivered(outputs: readonly Buffer[]): Iterable<Buffer> {
    for (const output of outputs) {
      this.deliveredBytes += output.length
      yield output
    }
  }
}
