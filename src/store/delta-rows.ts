/**
 * Rows of numbers in, a few bytes each kept, the same rows out: what a kubelet's log holds by the hundred
 * thousand differs little from row to row. A renewal takes five bytes, six or seven where other lines stand between.
 *
 * Each row is kept as differences from the one before in variable-length numbers (seven bits a byte, the lowest
 * first), of the time the difference of differences, for a heartbeat is regular. Every block of rows begins anew,
 * so any row is found by decoding one block. Blocks stand in segments, which are filled and never copied: what is
 * copied to grow is garbage for long, for nobody collects it as long as objects are few.
 */
import { viewOf } from '../bytes/ascii-numbers.ts'

const BLOCK_ROWS = 64
/** Longest encoding of a number: eight bytes of seven bits hold all integers below 2^53. */
const NUMBER_BYTES = 8
const ROW_BYTES = 5 * NUMBER_BYTES
/** Before the rows of a block stand its first time and line. A row, and what stands before the first, is in one segment. */
const LONGEST_BYTES: number = 2 * NUMBER_BYTES + ROW_BYTES

const MAX_SEGMENT_BYTES = 65_536
const MIN_SEGMENT_BYTES = 1024

/** Smaller differences are exact, and twice as large ones, too. */
const FAR_US: number = 2 ** 51

/** The rows of one block, decoded. */
interface Decoded {
  block: number
  rows: number
  readonly at: Float64Array
  readonly start: Float64Array
  readonly line: Float64Array
  /** −1: none. */
  readonly amount: Float64Array
  readonly shape: Float64Array
  /** 1: the start was told. */
  readonly hasStart: Uint8Array
}

/** The same as plain data. */
export interface PackedDeltaRows {
  readonly segments: readonly Uint8Array[]
  readonly ends: readonly number[]
  readonly offsets: Uint32Array
  readonly length: number
  readonly firstAt: number
  readonly lastAt: number
  readonly isRising: boolean
}

/** Rows are added at the end and read in any order, quickly where they are read in their own. */
export class DeltaRows {
  #segments: Uint8Array[] = []
  /** Of all but the last, where what they hold ends. */
  #ends: number[] = []
  /** The last segment, and where the next byte goes. */
  #bytes: Uint8Array = new Uint8Array()
  #end = 0
  #length = 0
  /** Where each block begins: its segment's number times `MAX_SEGMENT_BYTES`, and the byte in it. */
  #offsets: Uint32Array = new Uint32Array(4)
  #lastAt = 0
  #lastStep = 0
  #lastLine = 0
  #lastLines = 0
  #firstAt = Number.POSITIVE_INFINITY
  #isRising = true
  #decoded: Decoded | null = null

  get length(): number {
    return this.#length
  }

  /** Each row is later than the one before. */
  get isRising(): boolean {
    return this.#isRising
  }

  /** Of the first row; Infinity where there is none. */
  get firstAtUs(): number {
    return this.#firstAt
  }

  /** Of the last row. */
  get lastAtUs(): number {
    return this.#lastAt
  }

  /** `amount` is a whole number, of whatever the shape says; null: none. `startUs` null: not told. */
  add(atUs: number, startUs: number | null, line: number, amount: number | null, shape: number): void {
    if (this.#length % BLOCK_ROWS === 0) this.#beginBlock(atUs, line)
    else if (atUs <= this.#lastAt) this.#isRising = false
    if (this.#length === 0) this.#firstAt = atUs
    if (this.#end + ROW_BYTES > this.#bytes.length) this.#beginSegment()
    const step = atUs - this.#lastAt
    const turn = step - this.#lastStep
    const lead = startUs === null ? 0 : atUs - startUs
    // What two clocks, or a wrong one, put decades apart has no exact difference.
    const isFar = Math.abs(turn) >= FAR_US || Math.abs(lead) >= FAR_US
    const lines = line - this.#lastLine
    const isEven = lines === this.#lastLines
    // What follows, and how, is told with the shape.
    this.#put(shape * 8 + (startUs === null ? 0 : 1) + (isFar ? 2 : 0) + (isEven ? 4 : 0))
    if (isFar) this.#putWhole(atUs)
    else this.#put(encodeZigzag(turn))
    if (!isEven) this.#put(encodeZigzag(lines))
    this.#put(amount === null ? 0 : amount + 1)
    if (startUs !== null && isFar) this.#putWhole(startUs)
    else if (startUs !== null) this.#put(encodeZigzag(lead))
    this.#lastStep = isFar ? 0 : step
    this.#lastAt = atUs
    this.#lastLine = line
    this.#lastLines = lines
    this.#length++
  }

  #beginBlock(atUs: number, line: number): void {
    const block = this.#length / BLOCK_ROWS
    if (block > 0 && atUs <= this.#lastAt) this.#isRising = false
    if (this.#end + LONGEST_BYTES > this.#bytes.length) this.#beginSegment()
    if (block === this.#offsets.length) this.#offsets = larger(this.#offsets)
    this.#offsets[block] = (this.#segments.length - 1) * MAX_SEGMENT_BYTES + this.#end
    this.#putWhole(atUs)
    this.#put(line)
    this.#lastAt = atUs
    this.#lastStep = 0
    this.#lastLine = line
    this.#lastLines = 0
  }

  /** As large as a quarter of what is there: a controller has one for each of a thousand nodes. */
  #beginSegment(): void {
    if (this.#segments.length > 0) this.#ends.push(this.#end)
    const before = this.#ends.reduce((sum, end) => sum + end, 0)
    const length = Math.min(MAX_SEGMENT_BYTES, Math.max(MIN_SEGMENT_BYTES, before >>> 2))
    this.#bytes = new Uint8Array(length)
    this.#segments.push(this.#bytes)
    this.#end = 0
  }

  #put(value: number): void {
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#end++] = 128 + (rest % 128)
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#end++] = rest
  }

  #putWhole(value: number): void {
    viewOf(this.#bytes).setFloat64(this.#end, value)
    this.#end += 8
  }

  /** Gives back what was kept free for more rows. */
  trim(): void {
    if (this.#length === 0) return
    this.#bytes = this.#bytes.slice(0, this.#end)
    this.#segments[this.#segments.length - 1] = this.#bytes
    this.#offsets = this.#offsets.slice(0, Math.ceil(this.#length / BLOCK_ROWS))
  }

  /** What was kept free is given back before. */
  packed(): PackedDeltaRows {
    this.trim()
    return {
      segments: this.#segments,
      ends: this.#ends,
      offsets: this.#offsets,
      length: this.#length,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      isRising: this.#isRising,
    }
  }

  /** To be read, not added to: the steps of the last row are not known any more. */
  static unpacked({
    segments,
    ends,
    offsets,
    length,
    firstAt,
    lastAt,
    isRising,
  }: PackedDeltaRows): DeltaRows {
    const rows = new DeltaRows()
    rows.#segments = [...segments]
    rows.#ends = [...ends]
    rows.#bytes = segments[segments.length - 1] ?? rows.#bytes
    rows.#end = rows.#bytes.length
    rows.#offsets = offsets
    rows.#length = length
    rows.#firstAt = firstAt
    rows.#lastAt = lastAt
    rows.#isRising = isRising
    return rows
  }

  /** The same rows at other times, their requests begun as long before. */
  shifted(move: (timeUs: number) => number): DeltaRows {
    const moved = new DeltaRows()
    for (let row = 0; row < this.#length; row++) {
      const at = this.atUs(row)
      const to = move(at)
      const start = this.startUs(row)
      moved.add(
        to,
        start === null ? null : start + (to - at),
        this.line(row),
        this.amount(row),
        this.shape(row),
      )
    }
    moved.trim()
    return moved
  }

  atUs(row: number): number {
    return this.#block(row).at[row % BLOCK_ROWS] as number
  }

  /** Null: it was not told. */
  startUs(row: number): number | null {
    const { start, hasStart } = this.#block(row)
    return hasStart[row % BLOCK_ROWS] === 1 ? (start[row % BLOCK_ROWS] as number) : null
  }

  line(row: number): number {
    return this.#block(row).line[row % BLOCK_ROWS] as number
  }

  amount(row: number): number | null {
    const amount = this.#block(row).amount[row % BLOCK_ROWS] as number
    return amount < 0 ? null : amount
  }

  shape(row: number): number {
    return this.#block(row).shape[row % BLOCK_ROWS] as number
  }

  /** The block that holds a row, decoded unless it was the last one asked for. */
  #block(row: number): Decoded {
    const block = Math.floor(row / BLOCK_ROWS)
    this.#decoded ??= blank()
    const decoded = this.#decoded
    // The last block may have grown since.
    if (decoded.block !== block || row % BLOCK_ROWS >= decoded.rows) this.#decode(block, decoded)
    return decoded
  }

  #decode(block: number, into: Decoded): void {
    const offset = this.#offsets[block] as number
    let segment = Math.floor(offset / MAX_SEGMENT_BYTES)
    let bytes = this.#segments[segment] as Uint8Array
    let i = offset % MAX_SEGMENT_BYTES
    let step = 0
    const take = (): number => {
      let byte = bytes[i++] as number
      if (byte < 128) return byte
      let value = byte - 128
      let weight = 128
      do {
        byte = bytes[i++] as number
        value += (byte & 127) * weight
        weight *= 128
      } while (byte >= 128)
      return value
    }
    const takeWhole = (): number => {
      i += 8
      return viewOf(bytes).getFloat64(i - 8)
    }
    let at = takeWhole()
    let line = take()
    let lines = 0
    const rows = Math.min(BLOCK_ROWS, this.#length - block * BLOCK_ROWS)
    for (let row = 0; row < rows; row++) {
      if (i === this.#ends[segment]) {
        bytes = this.#segments[++segment] as Uint8Array
        i = 0
      }
      const head = take()
      const hasStart = (head & 1) !== 0
      const isFar = (head & 2) !== 0
      if (isFar) {
        at = takeWhole()
        step = 0
      } else {
        step += decodeZigzag(take())
        at += step
      }
      if ((head & 4) === 0) lines = decodeZigzag(take())
      line += lines
      into.amount[row] = take() - 1
      into.shape[row] = Math.floor(head / 8)
      into.at[row] = at
      into.line[row] = line
      into.hasStart[row] = head % 2
      if (hasStart) into.start[row] = isFar ? takeWhole() : at - decodeZigzag(take())
    }
    into.block = block
    into.rows = rows
  }
}

function blank(): Decoded {
  return {
    block: -1,
    rows: 0,
    at: new Float64Array(BLOCK_ROWS),
    start: new Float64Array(BLOCK_ROWS),
    line: new Float64Array(BLOCK_ROWS),
    amount: new Float64Array(BLOCK_ROWS),
    shape: new Float64Array(BLOCK_ROWS),
    hasStart: new Uint8Array(BLOCK_ROWS),
  }
}

/** 0, −1, 1, −2 … become 0, 1, 2, 3 …, so that small differences take few bytes either way. */
function encodeZigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1
}

function decodeZigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

function larger(column: Uint32Array): Uint32Array {
  const next = new Uint32Array(2 * column.length)
  next.set(column)
  return next
}
