/**
 * A compressed table of numbers with five columns. Rows of a kubelet's log differ little from row to row, so a renewal
 * takes five bytes, six or seven if other lines are between renewals.
 *
 * Encoding: varints (LEB128: seven bits per byte, the lowest first) of zigzag-encoded differences; delta for lines, delta
 * of delta for times, because heartbeats are regular. Each block of 64 rows starts with absolute values, so a row is read
 * by decoding one block. Blocks lie in segments, which are filled and never copied: a buffer that is copied to grow leaves
 * garbage that is not collected for long, because few objects are allocated.
 */
import { viewOf } from '../bytes/ascii-numbers.ts'
import {
  BLOCK_ROWS,
  type DecodedBlock,
  decodeBlock,
  type EncodedRows,
  encodeZigzag,
  HAS_SAME_LINE_STEP,
  HAS_START,
  HEAD_FLAGS,
  IS_FAR,
  MAX_SEGMENT_BYTES,
  takePlace,
} from './delta-block.ts'

/** The longest varint: eight bytes of seven bits hold all integers below 2^53. */
const NUMBER_BYTES = 8
const ROW_BYTES = 5 * NUMBER_BYTES
/** The longest block header, a time and a line, with the first row: these lie in one segment, as does every row. */
const MAX_BLOCK_START_BYTES: number = 2 * NUMBER_BYTES + ROW_BYTES

/** A controller's log has a table for each of a thousand nodes. */
const MIN_SEGMENT_BYTES = 1024

/** Limits encoded differences: below it, a double is exact for them and their zigzag code, which is twice as large. */
const FAR_US: number = 2 ** 51

/** One row. */
export interface DeltaRow {
  readonly atUs: number
  /** Null: unknown. */
  readonly startUs: number | null
  readonly line: number
  /** A whole number ≥ 0 that the owner of the table interprets; null: none. */
  readonly amount: number | null
  /** A small number, by which the owner finds what many rows share. */
  readonly shape: number
}

/** A table as plain data, to be sent to another thread. */
export interface PackedDeltaRows extends EncodedRows {
  readonly firstAt: number
  readonly lastAt: number
  readonly isRising: boolean
}

/** Rows are added at the end and read in any order; reading in sequence decodes each block once. */
export class DeltaRows {
  #segments: Uint8Array[] = []
  /** End of the used bytes of each segment but the last. */
  #ends: number[] = []
  /** The last segment, and the end of its used bytes. */
  #bytes: Uint8Array = new Uint8Array()
  #end = 0
  #length = 0
  /** Start of each block, as in `EncodedRows`. */
  #offsets: Uint32Array = new Uint32Array(4)
  #lastAt = 0
  #lastStep = 0
  #lastLine = 0
  #lastLineStep = 0
  #firstAt = Number.POSITIVE_INFINITY
  #isRising = true
  /** The block that was read last, unless the place has another owner by now. */
  #decoded: DecodedBlock | null = null

  get length(): number {
    return this.#length
  }

  /** Whether each row is later than the one before. */
  get isRising(): boolean {
    return this.#isRising
  }

  /** Time of the first row; Infinity if the table is empty. */
  get firstAtUs(): number {
    return this.#firstAt
  }

  /** Time of the last row. */
  get lastAtUs(): number {
    return this.#lastAt
  }

  add({ atUs, startUs, line, amount, shape }: DeltaRow): void {
    if (this.#length % BLOCK_ROWS === 0) this.#beginBlock(atUs, line)
    else if (atUs <= this.#lastAt) this.#isRising = false
    if (this.#length === 0) this.#firstAt = atUs
    if (this.#end + ROW_BYTES > this.#bytes.length) this.#beginSegment()
    const step = atUs - this.#lastAt
    const stepChange = step - this.#lastStep
    const duration = startUs === null ? 0 : atUs - startUs
    // Times that a wrong clock puts decades apart have no exact difference: they are stored whole.
    const isFar = Math.abs(stepChange) >= FAR_US || Math.abs(duration) >= FAR_US
    const lineStep = line - this.#lastLine
    const hasSameLineStep = lineStep === this.#lastLineStep
    const flags =
      (startUs === null ? 0 : HAS_START) + (isFar ? IS_FAR : 0) + (hasSameLineStep ? HAS_SAME_LINE_STEP : 0)
    this.#put(shape * HEAD_FLAGS + flags)
    if (isFar) this.#putWhole(atUs)
    else this.#put(encodeZigzag(stepChange))
    if (!hasSameLineStep) this.#put(encodeZigzag(lineStep))
    this.#put(amount === null ? 0 : amount + 1)
    if (startUs !== null && isFar) this.#putWhole(startUs)
    else if (startUs !== null) this.#put(encodeZigzag(duration))
    this.#lastStep = isFar ? 0 : step
    this.#lastAt = atUs
    this.#lastLine = line
    this.#lastLineStep = lineStep
    this.#length++
  }

  #beginBlock(atUs: number, line: number): void {
    const block = this.#length / BLOCK_ROWS
    if (block > 0 && atUs <= this.#lastAt) this.#isRising = false
    if (this.#end + MAX_BLOCK_START_BYTES > this.#bytes.length) this.#beginSegment()
    if (block === this.#offsets.length) this.#offsets = grow(this.#offsets)
    this.#offsets[block] = (this.#segments.length - 1) * MAX_SEGMENT_BYTES + this.#end
    this.#putWhole(atUs)
    this.#put(line)
    this.#lastAt = atUs
    this.#lastStep = 0
    this.#lastLine = line
    this.#lastLineStep = 0
  }

  /** Starts a segment of a quarter of the bytes so far, within the limits of a segment. */
  #beginSegment(): void {
    if (this.#segments.length > 0) this.#ends.push(this.#end)
    const before = this.#ends.reduce((sum, end) => sum + end, 0)
    const length = Math.min(MAX_SEGMENT_BYTES, Math.max(MIN_SEGMENT_BYTES, before >>> 2))
    this.#bytes = new Uint8Array(length)
    this.#segments.push(this.#bytes)
    this.#end = 0
  }

  /** Writes a varint. */
  #put(value: number): void {
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#end++] = 128 + (rest % 128)
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#end++] = rest
  }

  /** Writes a double. */
  #putWhole(value: number): void {
    viewOf(this.#bytes).setFloat64(this.#end, value)
    this.#end += 8
  }

  /** Frees the memory reserved for more rows. */
  trim(): void {
    if (this.#length === 0) return
    this.#bytes = this.#bytes.slice(0, this.#end)
    this.#segments[this.#segments.length - 1] = this.#bytes
    this.#offsets = this.#offsets.slice(0, Math.ceil(this.#length / BLOCK_ROWS))
  }

  /** Trims the table and returns its data, not a copy. */
  pack(): PackedDeltaRows {
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

  /** Makes a table for reading. No row may be added: the steps of the last row are unknown. */
  static unpack({ segments, ends, offsets, length, firstAt, lastAt, isRising }: PackedDeltaRows): DeltaRows {
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

  /** Copies the table with other times. Each start moves with the time of its row. */
  shifted(move: (timeUs: number) => number): DeltaRows {
    const moved = new DeltaRows()
    for (let row = 0; row < this.#length; row++) {
      const at = this.atUs(row)
      const to = move(at)
      const start = this.startUs(row)
      moved.add({
        atUs: to,
        startUs: start === null ? null : start + (to - at),
        line: this.line(row),
        amount: this.amount(row),
        shape: this.shape(row),
      })
    }
    moved.trim()
    return moved
  }

  /** Adds the rows of another table, with their lines and shapes moved by so many. */
  addAll(other: DeltaRows, { lines, shapes }: { readonly lines: number; readonly shapes: number }): void {
    for (let row = 0; row < other.length; row++)
      this.add({
        atUs: other.atUs(row),
        startUs: other.startUs(row),
        line: other.line(row) + lines,
        amount: other.amount(row),
        shape: other.shape(row) + shapes,
      })
  }

  /** Visits all rows in order, many times as fast as by their numbers; an amount of −1 is none. `visit` must not read rows. */
  each(visit: (atUs: number, line: number, amount: number, shape: number) => void): void {
    for (let first = 0; first < this.#length; first += BLOCK_ROWS) {
      const { at, line, amount, shape } = this.#block(first)
      const rows = Math.min(BLOCK_ROWS, this.#length - first)
      for (let i = 0; i < rows; i++)
        visit(at[i] as number, line[i] as number, amount[i] as number, shape[i] as number)
    }
  }

  /** Returns the block with this row, valid until its stamp changes: rows of others are decoded to the same place. */
  blockOf(row: number): DecodedBlock {
    return this.#block(row)
  }

  atUs(row: number): number {
    return this.#block(row).at[row % BLOCK_ROWS] as number
  }

  /** Null: unknown. */
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

  /** Returns the block with this row; decodes it unless it is the block of the last call. */
  #block(row: number): DecodedBlock {
    const block = Math.floor(row / BLOCK_ROWS)
    let decoded = this.#decoded
    if (decoded?.owner !== this) {
      decoded = takePlace(this)
      this.#decoded = decoded
    }
    // The last block may have grown since.
    if (decoded.block !== block || row % BLOCK_ROWS >= decoded.rows) {
      const rows = {
        segments: this.#segments,
        ends: this.#ends,
        offsets: this.#offsets,
        length: this.#length,
      }
      decodeBlock(block, rows, decoded)
    }
    return decoded
  }
}

function grow(column: Uint32Array): Uint32Array {
  const next = new Uint32Array(2 * column.length)
  next.set(column)
  return next
}
