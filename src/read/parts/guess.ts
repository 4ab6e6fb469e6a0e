/**
 * Guesses what the lines before a part of a file lead to: its reader reads the beginning of the file, some lines on
 * the way, and those in front of the part. Most of what earlier lines decide is decided by the last few megabytes.
 */
import { MEASURED_BYTES } from '../unparsed/sampling.ts'
import { FILE_START, type LinesFile, StretchReader, type StretchStart } from './stretch-reader.ts'

/** Bytes of the beginning: flags, the release and the first date stand there. */
const HEAD_BYTES: number = 1024 * 1024

/**
 * Places between the beginning and the part that are read, too, and bytes of each: a year turns, processes begin. Of a log of
 * two years each lies less than half a year behind the one before.
 */
const PLACES = 4
const PLACE_BYTES: number = 64 * 1024

/** Bytes of a part in which a line is searched where nothing is open: an outage of an hour. */
export const SEARCHED_BYTES: number = 32 * 1024 * 1024

/** Bytes behind a place from which the rate of the lines is measured: more than may be read again. */
const MEASURED_BEFORE_PART: number = 64 * 1024

/** Returns a place near `offset` at which a part may begin. */
export function partStart(offset: number): number {
  return offset - (offset % MEASURED_BYTES) + MEASURED_BEFORE_PART
}

/**
 * Returns where the part at `offset`, a result of `partStart`, begins, and what the lines before it lead to; null: there is
 * no such place. Rejects as the file does.
 */
export async function guessStart(file: LinesFile, offset: number): Promise<StretchStart | null> {
  const head = await readUntil(file, FILE_START, HEAD_BYTES)
  const from = offset - MEASURED_BEFORE_PART - MEASURED_BYTES
  if (!head || head.offset >= from) return head && readUntil(file, head, offset)
  let known: StretchStart | null = head
  const step = Math.floor((from - head.offset) / (PLACES + 1))
  for (let n = 1; known && n <= PLACES && step > PLACE_BYTES; n++) {
    const place = head.offset + n * step
    known = await readFrom(file, known, place, place + PLACE_BYTES)
  }
  return known && readFrom(file, known, from, offset)
}

/** Reads a stretch as if it stood behind what is known. */
async function readFrom(
  file: LinesFile,
  known: StretchStart,
  from: number,
  until: number,
): Promise<StretchStart | null> {
  const line = await lineAt(file, from)
  return line === null ? null : readUntil(file, { ...known, offset: line, offsetBefore: from - 1 }, until)
}

async function readUntil(file: LinesFile, start: StretchStart, offset: number): Promise<StretchStart | null> {
  const reader = await StretchReader.open(file, start)
  try {
    return await reader.readTo(offset, SEARCHED_BYTES)
  } finally {
    await reader.close()
  }
}

/** Returns where the first line begins at or behind `offset`; null: none does near it. */
async function lineAt({ source }: LinesFile, offset: number): Promise<number | null> {
  for await (const chunk of source.open({ bytes: { start: offset - 1, end: source.size } })) {
    const lf = chunk.indexOf(10)
    return lf < 0 ? null : offset + lf
  }
  return null
}
