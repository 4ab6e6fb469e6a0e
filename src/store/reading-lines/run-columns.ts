/** The runs of renewals that are left out of a table, as text: about fifty bytes for an hour. */
import type { DeltaRows } from '../delta-rows.ts'
import { BUCKETS, bucketOf, type Histogram, LIMIT } from '../histogram.ts'
import { MAX_THINNED, type ThinnedRun } from '../thinned-run.ts'
import { VarintReader, VarintWriter } from './varints.ts'

export function runsText(runs: readonly ThinnedRun[]): string {
  const writer = new VarintWriter()
  let lastRow = 0
  for (const { row, others, intervals, widestAfterUs, shortestRestUs, longestRestUs, latencies } of runs) {
    writer.put(row - lastRow)
    writer.put(others)
    putHistogram(writer, intervals)
    writer.put(widestAfterUs)
    writer.put(shortestRestUs)
    writer.put(longestRestUs - shortestRestUs)
    putHistogram(writer, latencies)
    writer.put(latencies.sum)
    lastRow = row
  }
  return writer.text()
}

/**
 * Returns the runs of the rows of a table. `isRenewal` tests the shape of a row. Throws a RangeError for a text that
 * `runsText` does not write.
 */
export function parseRuns(
  text: unknown,
  rows: DeltaRows,
  isRenewal: (shape: number) => boolean,
): ThinnedRun[] {
  if (typeof text !== 'string') throw new RangeError('runs are no text')
  const reader = new VarintReader(text)
  const runs: ThinnedRun[] = []
  let lastRow = 0
  let renewals = 0
  while (!reader.isAtEnd) {
    const row = lastRow + reader.take()
    if ((runs.length > 0 && row <= lastRow) || row + 1 >= rows.length)
      throw new RangeError('a run has no ends')
    if (![row, row + 1].every((end) => isRenewal(rows.shape(end)))) throw new RangeError('a run has no ends')
    const run = takeRun(reader, row, rows.atUs(row + 1) - rows.atUs(row))
    renewals += run.renewals
    if (renewals > MAX_THINNED) throw new RangeError('runs have too many renewals')
    runs.push(run)
    lastRow = row
  }
  if (runs.length === 0) throw new RangeError('there is no run')
  return runs
}

/** `lengthUs`: between the rows that stay. */
function takeRun(reader: VarintReader, row: number, lengthUs: number): ThinnedRun {
  const others = reader.take()
  const intervals = takeHistogram(reader)
  const widestAfterUs = reader.take()
  const shortestRestUs = reader.take()
  const longestRestUs = shortestRestUs + reader.take()
  const latencies = { ...takeHistogram(reader), sum: reader.take() }
  const renewals = intervals.count - 1
  const isPossible =
    renewals > 0 &&
    isWithin(intervals, lengthUs) &&
    widestAfterUs + intervals.max <= lengthUs &&
    longestRestUs <= intervals.max &&
    latencies.count <= renewals &&
    isWithin(latencies, latencies.sum)
  if (!isPossible) throw new RangeError('the numbers of a run contradict each other')
  return {
    row,
    renewals,
    others,
    intervals: { ...intervals, sum: lengthUs },
    widestAfterUs,
    shortestRestUs,
    longestRestUs,
    latencies,
  }
}

/** Whether the numbers of a histogram can have that sum. */
function isWithin({ count, min, max }: Histogram, sum: number): boolean {
  return sum >= count * min && sum <= count * max
}

function putHistogram(writer: VarintWriter, { min, max, buckets }: Histogram): void {
  writer.put(buckets.size)
  if (buckets.size === 0) return
  writer.put(min)
  writer.put(max - min)
  let last = bucketOf(min)
  for (const [bucket, count] of buckets) {
    writer.put(bucket - last)
    writer.put(count)
    last = bucket
  }
}

/** The sum is not in the text. */
function takeHistogram(reader: VarintReader): Histogram {
  const size = reader.take()
  if (size > BUCKETS) throw new RangeError('there are too many buckets')
  if (size === 0) return { count: 0, sum: 0, min: 0, max: 0, buckets: new Map() }
  const min = reader.take()
  const max = min + reader.take()
  if (max >= LIMIT) throw new RangeError('a number of a histogram is too large')
  const buckets = new Map<number, number>()
  let count = 0
  let bucket = bucketOf(min)
  for (let i = 0; i < size; i++) {
    bucket += reader.take()
    const inBucket = reader.take()
    if (inBucket === 0 || bucket >= BUCKETS || buckets.has(bucket))
      throw new RangeError('a bucket is damaged')
    buckets.set(bucket, inBucket)
    count += inBucket
  }
  if (!buckets.has(bucketOf(min)) || bucket !== bucketOf(max)) throw new RangeError('a bucket is missing')
  return { count, sum: 0, min, max, buckets }
}
