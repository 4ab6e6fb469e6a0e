/**
 * The encoding of a block of a `DeltaRows` table, and its decoder.
 *
 * A block starts with the time (a double) and the line (a varint) of its first row. A row is its head (shape and flags), its
 * time, its line, its amount + 1 (0: none) and its start, where the flags say so.
 */
import { viewOf } from '../bytes/ascii-numbers.ts'

/** Rows of a block: more take fewer bytes, and longer to read one row. */
export const BLOCK_ROWS = 64

/** Limits a segment, and thereby the unused bytes at the end of a table. */
export const MAX_SEGMENT_BYTES = 65_536

/** Bits of a row's head, below the shape: which numbers follow, and how they are encoded. */
export const HAS_START = 1
export const IS_FAR = 2
export const HAS_SAME_LINE_STEP = 4
export const HEAD_FLAGS = 8

/** The rows of one block, decoded to columns. Hot: absence is −1 or a flag, because a column of numbers can't hold null. */
export interface DecodedBlock {
  /** Its table; null: none. */
  owner: object | null
  block: number
  rows: number
  /** Another number each time a block is decoded to this place. */
  stamp: number
  readonly at: Float64Array
  readonly start: Float64Array
  readonly line: Float64Array
  /** −1 if the row has none. */
  readonly amount: Float64Array
  readonly shape: Float64Array
  /** 1 if the row has a start. */
  readonly hasStart: Uint8Array
}

/** Where the blocks of a table are. */
export interface EncodedRows {
  readonly segments: readonly Uint8Array[]
  /** End of the used bytes of each segment but the last. */
  readonly ends: readonly number[]
  /** Start of each block: the index of its segment times `MAX_SEGMENT_BYTES`, plus the byte in it. */
  readonly offsets: Uint32Array
  /** Rows of the table. */
  readonly length: number
}

/** Decodes the rows of a block. One loop over local variables, because it is hot. */
export function decodeBlock(
  block: number,
  { segments, ends, offsets, length }: EncodedRows,
  into: DecodedBlock,
): void {
  const offset = offsets[block] as number
  let segment = Math.floor(offset / MAX_SEGMENT_BYTES)
  let bytes = segments[segment] as Uint8Array
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
  let lineStep = 0
  const rows = Math.min(BLOCK_ROWS, length - block * BLOCK_ROWS)
  for (let row = 0; row < rows; row++) {
    if (i === ends[segment]) {
      bytes = segments[++segment] as Uint8Array
      i = 0
    }
    const head = take()
    const hasStart = (head & HAS_START) !== 0
    const isFar = (head & IS_FAR) !== 0
    if (isFar) {
      at = takeWhole()
      step = 0
    } else {
      step += decodeZigzag(take())
      at += step
    }
    if ((head & HAS_SAME_LINE_STEP) === 0) lineStep = decodeZigzag(take())
    line += lineStep
    into.amount[row] = take() - 1
    into.shape[row] = Math.floor(head / HEAD_FLAGS)
    into.at[row] = at
    into.line[row] = line
    into.hasStart[row] = hasStart ? 1 : 0
    if (hasStart) into.start[row] = isFar ? takeWhole() : at - decodeZigzag(take())
  }
  into.block = block
  into.rows = rows
  into.stamp++
}

/**
 * Places for decoded blocks, which all tables share: thousands of nodes have one each, and few are read at a time. Safe,
 * because a table looks for its name on the place each time.
 */
const places: DecodedBlock[] = []
const MAX_PLACES = 16
let newest = 0

/** Returns a place for a block of `owner`, taken from the table that got its own first. */
export function takePlace(owner: object): DecodedBlock {
  newest = (newest + 1) % MAX_PLACES
  const place = places[newest] ?? emptyBlock()
  places[newest] = place
  place.owner = owner
  place.block = -1
  return place
}

function emptyBlock(): DecodedBlock {
  return {
    owner: null,
    block: -1,
    rows: 0,
    stamp: 0,
    at: new Float64Array(BLOCK_ROWS),
    start: new Float64Array(BLOCK_ROWS),
    line: new Float64Array(BLOCK_ROWS),
    amount: new Float64Array(BLOCK_ROWS),
    shape: new Float64Array(BLOCK_ROWS),
    hasStart: new Uint8Array(BLOCK_ROWS),
  }
}

/** Zigzag: 0, −1, 1, −2 … become 0, 1, 2, 3 …, so that small differences take few bytes either way. */
export function encodeZigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1
}

function decodeZigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
