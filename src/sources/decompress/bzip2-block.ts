/**
 * The bits of one bzip2 block in, what it holds out in pieces: Huffman codes, moves to the front, the Burrows-Wheeler
 * transform, runs. Authority: bzip2 1.0.8, decompress.c and huffman.c.
 */

/** More is due than there is. */
export class OutOfBits extends Error {}

/** The message says what is wrong. */
export class BrokenBlock extends Error {}

const PIECE_BYTES = 256 * 1024
const MAX_CODE_BITS = 20
/** So many symbols in a row are of one table. */
const SYMBOLS_OF_CHOICE = 50
/** Digits of the length of a run; what else there is are places in the list of bytes, and the end. */
const RUN_A = 0
const RUN_B = 1
/** A run of four has its further length behind it. */
const RUN_BYTES = 4

/** Bits of bytes, the highest first. */
export class Bits {
  readonly #bytes: Buffer
  /** Of all bits. */
  at: number

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  /** At most 24, which stay; zeros behind the end. */
  ahead(count: number): number {
    const bytes = this.#bytes
    const first = this.at >> 3
    const four =
      ((bytes[first] ?? 0) << 24) |
      ((bytes[first + 1] ?? 0) << 16) |
      ((bytes[first + 2] ?? 0) << 8) |
      (bytes[first + 3] ?? 0)
    return (four << (this.at & 7)) >>> (32 - count)
  }

  /** Throws OutOfBits. */
  skip(count: number): void {
    this.at += count
    if (this.at > this.#bytes.length * 8) throw new OutOfBits()
  }

  /** At most 24. Throws OutOfBits. */
  read(count: number): number {
    const value = this.ahead(count)
    this.skip(count)
    return value
  }

  read32(): number {
    return this.read(16) * 0x10000 + this.read(16)
  }

  /** To the next whole byte. */
  align(): void {
    this.at = (this.at + 7) & ~7
  }
}

/** Codes by their lengths: those of one length are numbers in a row. */
interface Table {
  readonly minBits: number
  /** By length: the largest code; -1: there is none. */
  readonly limit: Int32Array
  /** By length: what is to be taken off a code to get its place in `symbols`. */
  readonly base: Int32Array
  readonly symbols: Uint16Array
}

/** Of CRC-32 as bzip2 has it, the highest bit first. */
const CHECKSUMS = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24
  for (let bit = 0; bit < 8; bit++) sum = sum < 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1
  return sum
})

/** What a block holds; gives its checksum back. Throws OutOfBits, and BrokenBlock, which its checksum may show last. */
export function* blockOf(bits: Bits, maxBytes: number): Generator<Buffer, number> {
  const checksum = bits.read32()
  if (bits.read(1) === 1) throw new BrokenBlock('a block of bzip2 before 0.9.5')
  const origin = bits.read(24)
  const { sorted, length } = sortedBytes(bits, maxBytes)
  if (origin >= length) throw new BrokenBlock('it begins behind its end')
  let sum = -1
  for (const piece of unsorted(sorted, length, origin)) {
    for (const byte of piece) sum = (sum << 8) ^ (CHECKSUMS[(sum >>> 24) ^ byte] as number)
    yield piece
  }
  if (~sum >>> 0 !== checksum) throw new BrokenBlock('the checksum of a block is another')
  return checksum
}

/** The block's bytes as they were sorted, each in the low 8 bits of its place. */
function sortedBytes(bits: Bits, maxBytes: number): { sorted: Uint32Array; length: number } {
  const front = bytesUsed(bits)
  const symbols = front.length + 2
  const end = symbols - 1
  const tables = bits.read(3)
  if (tables < 2 || tables > 6) throw new BrokenBlock('as many tables as there can not be')
  const choices = choicesOf(bits, tables)
  const codes = Array.from({ length: tables }, () => tableOf(bits, symbols))
  const sorted = new Uint32Array(maxBytes)
  let length = 0
  let run = 0
  let digit = 1
  for (let i = 0; ; i++) {
    const choice = choices[Math.floor(i / SYMBOLS_OF_CHOICE)]
    if (choice === undefined) throw new BrokenBlock('it has no end')
    const symbol = symbolOf(bits, codes[choice] as Table)
    if (symbol <= RUN_B) {
      run += digit << (symbol === RUN_A ? 0 : 1)
      digit <<= 1
      if (run > maxBytes) throw new BrokenBlock('a block that is too long')
      continue
    }
    if (length + run + (symbol === end ? 0 : 1) > maxBytes) throw new BrokenBlock('a block that is too long')
    if (run > 0) {
      sorted.fill(front[0] as number, length, length + run)
      length += run
      run = 0
      digit = 1
    }
    if (symbol === end) return { sorted, length }
    const place = symbol - 1
    const byte = front[place] as number
    front.copyWithin(1, 0, place)
    front[0] = byte
    sorted[length++] = byte
  }
}

/** The bytes that occur, in their order: first which sixteens of them do. */
function bytesUsed(bits: Bits): Uint8Array {
  const sixteens = bits.read(16)
  const used: number[] = []
  for (let high = 0; high < 16; high++) {
    if (((sixteens >> (15 - high)) & 1) === 0) continue
    const sixteen = bits.read(16)
    for (let low = 0; low < 16; low++) if (((sixteen >> (15 - low)) & 1) === 1) used.push(high * 16 + low)
  }
  if (used.length === 0) throw new BrokenBlock('a block without a byte')
  return Uint8Array.from(used)
}

/** Which table the next symbols are of, each as its place among those chosen last. */
function choicesOf(bits: Bits, tables: number): Uint8Array {
  const choices = new Uint8Array(bits.read(15))
  const front = Uint8Array.from({ length: tables }, (_, i) => i)
  for (let i = 0; i < choices.length; i++) {
    let place = 0
    while (bits.read(1) === 1) if (++place >= tables) throw new BrokenBlock('a table that there is not')
    const table = front[place] as number
    front.copyWithin(1, 0, place)
    front[0] = table
    choices[i] = table
  }
  return choices
}

/** Lengths of codes, each as steps from the one before. */
function tableOf(bits: Bits, symbols: number): Table {
  const lengths = new Uint8Array(symbols)
  const counts = new Int32Array(MAX_CODE_BITS + 1)
  let length = bits.read(5)
  for (let symbol = 0; symbol < symbols; symbol++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_BITS) throw new BrokenBlock('a code of no length that there is')
      if (bits.read(1) === 0) break
      length += bits.read(1) === 0 ? 1 : -1
    }
    lengths[symbol] = length
    counts[length] = (counts[length] as number) + 1
  }
  const limit = new Int32Array(MAX_CODE_BITS + 1).fill(-1)
  const base = new Int32Array(MAX_CODE_BITS + 1)
  const ordered = new Uint16Array(symbols)
  let code = 0
  let place = 0
  for (let bitCount = 1; bitCount <= MAX_CODE_BITS; bitCount++) {
    base[bitCount] = code - place
    for (let symbol = 0; symbol < symbols; symbol++)
      if (lengths[symbol] === bitCount) ordered[place++] = symbol
    code += counts[bitCount] as number
    if ((counts[bitCount] as number) > 0) limit[bitCount] = code - 1
    code <<= 1
  }
  return { minBits: Math.min(...lengths), limit, base, symbols: ordered }
}

function symbolOf(bits: Bits, { minBits, limit, base, symbols }: Table): number {
  const ahead = bits.ahead(MAX_CODE_BITS)
  for (let bitCount = minBits; bitCount <= MAX_CODE_BITS; bitCount++) {
    const code = ahead >>> (MAX_CODE_BITS - bitCount)
    if (code > (limit[bitCount] as number)) continue
    const symbol = symbols[code - (base[bitCount] as number)]
    if (symbol === undefined) break
    bits.skip(bitCount)
    return symbol
  }
  // Behind the end nothing is broken.
  bits.skip(MAX_CODE_BITS)
  throw new BrokenBlock('a code that there is not')
}

/** The bytes in their own order, runs as long as they were; each piece is valid until the next. */
function* unsorted(sorted: Uint32Array, length: number, origin: number): Iterable<Buffer> {
  const starts = new Uint32Array(256)
  for (let i = 0; i < length; i++) starts[sorted[i] as number] = (starts[sorted[i] as number] as number) + 1
  for (let byte = 0, sum = 0; byte < 256; byte++) {
    const count = starts[byte] as number
    starts[byte] = sum
    sum += count
  }
  // In the high bits, where the byte that follows lies.
  for (let i = 0; i < length; i++) {
    const byte = (sorted[i] as number) & 0xff
    const place = starts[byte] as number
    sorted[place] = (sorted[place] as number) | (i << 8)
    starts[byte] = place + 1
  }
  const piece = Buffer.alloc(PIECE_BYTES)
  let filled = 0
  let next = (sorted[origin] as number) >>> 8
  let last = -1
  let alike = 0
  for (let i = 0; i < length; i++) {
    const entry = sorted[next] as number
    const byte = entry & 0xff
    next = entry >>> 8
    const isLength = alike === RUN_BYTES
    const count = isLength ? byte : 1
    alike = isLength ? 0 : byte === last ? alike + 1 : 1
    const written = isLength ? last : byte
    last = isLength ? -1 : byte
    if (filled + count > PIECE_BYTES) {
      yield piece.subarray(0, filled)
      filled = 0
    }
    piece.fill(written, filled, filled + count)
    filled += count
  }
  if (filled > 0) yield piece.subarray(0, filled)
}
