/**
 * Bytes of a bzip2 file in, what they hold out, up to where it is cut or broken. Authority: bzip2 1.0.8.
 */

import { ByteQueue } from '../../bytes/byte-queue.ts'
import type { SourceEvents } from '../../model/index.ts'
import { Bits, BrokenBlock, blockOf, OutOfBits } from './bzip2-block.ts'

/** `BZh` and how large its blocks are. */
const HEADER = /^BZh([1-9])$/
/** The digits of pi, and those of its root. */
const BLOCK = 0x314159265359
const END = 0x177245385090

/**
 * The longest stored block: 900,000 symbols of 20 bits, 32,767 choices of a table in 6 bits, 6 tables of 258 lengths in
 * 40 bits, and its header.
 */
const MAX_BLOCK_BYTES = 2_300_000

/** Rejects only as `input` does. A block that is broken is lost, and so is what follows it. */
export async function* unbzip2(
  input: AsyncIterable<Buffer>,
  problem: SourceEvents['problem'],
): AsyncIterable<Buffer> {
  const stored = new Blocks()
  let delivered = 0
  function* counted(ending: boolean): Iterable<Buffer> {
    for (const data of stored.decoded(ending)) {
      delivered += data.length
      yield data
    }
  }
  try {
    for await (const chunk of input) {
      stored.pending.append(chunk)
      yield* counted(false)
    }
    yield* counted(true)
  } catch (error) {
    if (error instanceof OutOfBits)
      problem('truncated-input', null, 'the bzip2 data ends too early', delivered)
    else if (error instanceof BrokenBlock)
      problem('broken-archive', null, `the bzip2 data is broken: ${error.message}`, delivered)
    else throw error
  }
}

/** The blocks of one stream after another. */
class Blocks {
  readonly pending = new ByteQueue()
  /** Of those pending, how many bits are read. */
  #bit = 0
  /** Bytes of a block of the stream that is read; null: none is. */
  #blockBytes: number | null = null
  /** Of all its blocks so far. */
  #checksum = 0;

  /**
   * What the blocks hold of which all bytes are there; `ending`: no more come. Blocks may be of 40 bytes and hold 46 MB:
   * each is decoded when it is asked for. Throws BrokenBlock, and OutOfBits where it ends early.
   */
  *decoded(ending: boolean): Iterable<Buffer> {
    const { bytes } = this.pending
    const neededBytes = ending ? 1 : MAX_BLOCK_BYTES
    while (bytes.length - (this.#bit >> 3) >= neededBytes) {
      const bits = new Bits(bytes, this.#bit)
      yield* this.#next(bits)
      this.#bit = bits.at
    }
    if (ending && this.#blockBytes !== null) throw new OutOfBits()
    this.pending.drop(this.#bit >> 3)
    this.#bit &= 7
  }

  *#next(bits: Bits): Iterable<Buffer> {
    if (this.#blockBytes === null) {
      const header = String.fromCharCode(bits.read(8), bits.read(8), bits.read(8), bits.read(8))
      const level = HEADER.exec(header)?.[1]
      if (level === undefined) throw new BrokenBlock('what follows is none')
      this.#blockBytes = Number(level) * 100_000
      this.#checksum = 0
      return
    }
    const magic = bits.read(24) * 0x1000000 + bits.read(24)
    if (magic === BLOCK) {
      const checksum = yield* blockOf(bits, this.#blockBytes)
      this.#checksum = ((this.#checksum << 1) | (this.#checksum >>> 31)) ^ checksum
    } else if (magic === END) {
      if (bits.read32() !== this.#checksum >>> 0) throw new BrokenBlock('its checksum is another')
      bits.align()
      this.#blockBytes = null
    } else throw new BrokenBlock('no block where one should be')
  }
}
