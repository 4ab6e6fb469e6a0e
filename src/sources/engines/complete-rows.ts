/**
 * Joins the rows that an engine found with the counts that it made of them, so that a row that is missing is an error
 * and no silence.
 *
 * Input: for each node and each ten seconds with a line, in order, how many rows must come and a few other lines that
 * show that the log goes on; and the rows, by node and time. Output: rows in that order. Nothing behind a gap is given.
 */
import { formatInstant, SECOND_US } from '../../time/instant.ts'
import type { EngineConnection } from './connection.ts'
import { Cursor, type EngineRow } from './rows.ts'

/** Length of a bucket: half of the shortest pause that the reader keeps, so that first and last line show each. */
export const BUCKET_US: number = 10 * SECOND_US

export interface CountedBucket {
  readonly node: string
  /** The time of its beginning, divided by `BUCKET_US`. */
  readonly bucket: number
  /** Rows that must come. */
  readonly rows: number
  /** Lines that are no such rows: the first and the last of each process. */
  readonly samples: readonly EngineRow[]
}

type Place = Pick<CountedBucket, 'node' | 'bucket'>

/** Gives the rows of one bucket after the other. Rejects with a SourceError at the first that is not complete. */
export async function* completeRows(
  counted: AsyncIterable<readonly CountedBucket[]>,
  found: AsyncIterable<readonly EngineRow[]>,
  connection: EngineConnection,
): AsyncIterable<readonly EngineRow[]> {
  const buckets = new Cursor(counted)
  const rows = new Cursor(found)
  let before: Place | null = null
  try {
    for (let expected = await buckets.peek(); expected; expected = await buckets.peek()) {
      buckets.advance()
      if (before && comparePlaces(before, expected) >= 0)
        throw connection.failure(`counts of node "${expected.node}" came out of order`)
      before = expected
      // Lines that were written after the count.
      yield* takeUntil(rows, (place) => comparePlaces(place, expected) < 0, connection)
      const own: EngineRow[] = []
      for await (const group of takeUntil(rows, (place) => comparePlaces(place, expected) === 0, connection))
        own.push(...group)
      if (own.length < expected.rows) throw lack(expected, own.length, connection)
      yield inOrder(expected.samples, own)
    }
    yield* takeUntil(rows, () => true, connection)
  } finally {
    await Promise.all([buckets.close(), rows.close()])
  }
}

function lack({ node, bucket, rows }: CountedBucket, came: number, connection: EngineConnection): Error {
  const at = formatInstant(bucket * BUCKET_US)
  return connection.failure(
    `${rows - came} of ${rows} rows of node "${node}" are missing in the 10 s from ${at}: the engine cut its answer, gave it out of order, or deleted rows meanwhile`,
  )
}

/** Takes rows one bucket at a time. */
async function* takeUntil(
  rows: Cursor<EngineRow>,
  isWanted: (place: Place) => boolean,
  connection: EngineConnection,
): AsyncIterable<readonly EngineRow[]> {
  let group: EngineRow[] = []
  for (let row = await rows.peek(); row; row = await rows.peek()) {
    const place = placeOf(row)
    if (!isWanted(place)) break
    const last = group.at(-1)
    if (last && comparePlaces(placeOf(last), place) !== 0) {
      yield group
      group = []
    }
    rows.advance()
    if (last && compareRows(last, row) > 0)
      throw connection.failure(`rows of node "${row.node}" came out of order`)
    group.push(row)
  }
  if (group.length > 0) yield group
}

function placeOf({ node, timeUs }: EngineRow): Place {
  return { node, bucket: Math.floor(timeUs / BUCKET_US) }
}

function comparePlaces(a: Place, b: Place): number {
  return compareNodes(a.node, b.node) || a.bucket - b.bucket
}

function compareRows(a: EngineRow, b: EngineRow): number {
  return compareNodes(a.node, b.node) || a.timeUs - b.timeUs
}

/** Engines compare bytes. */
function compareNodes(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** Merges two lists by time. */
function inOrder(samples: readonly EngineRow[], rows: readonly EngineRow[]): readonly EngineRow[] {
  if (samples.length === 0) return rows
  return [...samples, ...rows].sort((a, b) => a.timeUs - b.timeUs)
}
