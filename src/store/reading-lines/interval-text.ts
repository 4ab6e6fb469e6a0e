/** A list of intervals in a line: a quiet log has a pause between each two lines, six thousand a month. */
import type { Interval } from '../../model/interval.ts'
import { type Check, isText, isTime, listOf } from './checks.ts'
import { VarintReader, VarintWriter } from './varints.ts'

/** Packed as text; as pairs where a time is too far from ours. */
export type IntervalText = string | readonly (readonly [startUs: number, endUs: number])[]

/** Limits times that are packed, so that no zigzag code exceeds 2^53: the years 1969 to 2041. */
const MAX_PACKED_US: number = 2 ** 51

export const isIntervalText: Check = (value) =>
  isText(value) || listOf((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isTime))(value)

/** Packs each interval as the step from the end of the one before, and its length. */
export function intervalText(intervals: readonly Interval[]): IntervalText {
  const isPackable = (timeUs: number): boolean => Math.abs(timeUs) < MAX_PACKED_US
  if (!intervals.every(({ startUs, endUs }) => isPackable(startUs) && isPackable(endUs)))
    return intervals.map(({ startUs, endUs }) => [startUs, endUs])
  const writer = new VarintWriter()
  let lastUs = 0
  for (const { startUs, endUs } of intervals) {
    writer.putSigned(startUs - lastUs)
    writer.putSigned(endUs - startUs)
    lastUs = endUs
  }
  return writer.text()
}

/** Throws a RangeError for a text that `intervalText` does not write. */
export function parseIntervals(text: IntervalText): Interval[] {
  if (typeof text !== 'string') return text.map(([startUs, endUs]) => ({ startUs, endUs }))
  const reader = new VarintReader(text)
  const intervals: Interval[] = []
  let lastUs = 0
  while (!reader.isAtEnd) {
    const startUs = lastUs + reader.takeSigned()
    const endUs = startUs + reader.takeSigned()
    if (!isTime(startUs) || !isTime(endUs)) throw new RangeError('an interval has no time')
    intervals.push({ startUs, endUs })
    lastUs = endUs
  }
  return intervals
}
