/**
 * Which year the yearless stamps of each source lie in, decided when all sources are read: what the user says;
 * else what the source itself tells; else what another source of the run tells; else the latest year that puts
 * the first stamp not more than a day after the file's modification (or now, for a pipe).
 *
 * Authority: README, "Years and zones".
 */
import type { Reader } from './reader.ts'
import { inYear, nearestYear } from './stamps.ts'
import type { Assumption } from './types.ts'

/** A stretch of time that is dated beyond doubt. */
export interface DatedSpan {
  readonly firstUs: number
  readonly lastUs: number
}

/** Dates every reader's evidence, and says by which rule. `dated` are spans that objects with full dates tell. */
export function settleYears(
  readers: readonly Reader[],
  given: number | null,
  dated: readonly DatedSpan[],
): Assumption[] {
  const assumptions: Assumption[] = []
  const assume = (reader: Reader, value: number, because: string): void => {
    assumptions.push({ name: 'year', value, of: reader.name, because })
  }
  const pool: DatedSpan[] = [...dated]
  const undated: Reader[] = []
  for (const reader of readers) {
    const { firstYear, toldYear, span } = reader
    if (firstYear === null) {
      if (span) pool.push(span)
    } else if (given !== null) {
      assume(reader, given, '--year')
      if (span) pool.push(span)
    } else if (toldYear !== null) {
      reader.moveTo(toldYear)
      assume(reader, toldYear, 'full dates in its own lines')
      if (reader.span) pool.push(reader.span)
    } else undated.push(reader)
  }
  for (const reader of undated) {
    const year = reader.firstCivilUs === null ? null : yearByPool(reader.firstCivilUs, pool)
    if (year !== null) {
      reader.moveTo(year)
      assume(reader, year, 'full dates in another source of the run')
    } else if (reader.firstYear !== null)
      assume(
        reader,
        reader.firstYear,
        'the latest year that puts its first line not more than a day after the file was written, or now for a pipe',
      )
  }
  return assumptions
}

/** The year that brings a yearless moment nearest to any dated span; of two as near the later. Null: nothing is dated. */
function yearByPool(civilUs: number, pool: readonly DatedSpan[]): number | null {
  let best: number | null = null
  let least = Number.POSITIVE_INFINITY
  for (const { firstUs, lastUs } of pool)
    for (const edge of [firstUs, lastUs]) {
      const year = nearestYear(civilUs, edge)
      const at = inYear(civilUs, year)
      if (at === null) continue
      const distance = at < firstUs ? firstUs - at : at > lastUs ? at - lastUs : 0
      if (distance < least || (distance === least && best !== null && year > best)) {
        least = distance
        best = year
      }
    }
  return best
}
