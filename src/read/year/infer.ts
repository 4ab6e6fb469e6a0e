/**
 * Which year the yearless stamps of each source lie in, decided when all sources are read: what the user says;
 * else what the source itself tells; else what another source of the run tells; else the latest year that puts
 * the first stamp not more than a day after the file's modification (or now, for a pipe).
 *
 * Authority: README, "Years and zones".
 */

import type { Assumption } from '../../model/index.ts'
import type { DatedInterval, SourceReading } from '../../store/reading.ts'
import { nearestYear, type OffsetFunction, setYear } from '../../time/timestamp-resolver.ts'
import { withYear } from './redate.ts'

export interface Settled {
  /** In the order given, dated. */
  readonly readings: readonly SourceReading[]
  /** By which rule each was. */
  readonly assumptions: readonly Assumption[]
}

/** Dates every reading. `given`: the year of each source's first yearless stamp; null: the user said none. */
export function settleYears(
  readings: readonly SourceReading[],
  given: number | null,
  zoneOf: (source: string) => OffsetFunction,
): Settled {
  const assumptions: Assumption[] = []
  const settled = [...readings]
  const settle = (i: number, year: number, because: string): void => {
    const reading = readings[i] as SourceReading
    settled[i] = withYear(reading, year, zoneOf(reading.name))
    assumptions.push({ name: 'year', value: year, of: reading.name, because })
  }
  const pool = readings.flatMap(({ dated }) => dated ?? [])
  const undated: number[] = []
  for (const [i, { yearless }] of readings.entries()) {
    if (yearless !== null) {
      if (given !== null) settle(i, given, '--year')
      else if (yearless.printedYear !== null) settle(i, yearless.printedYear, 'full dates in its own lines')
      else {
        undated.push(i)
        continue
      }
    }
    const { firstUs, lastUs } = settled[i] as SourceReading
    if (firstUs !== null && lastUs !== null) pool.push({ firstUs, lastUs })
  }
  for (const i of undated) {
    const { yearless } = readings[i] as SourceReading
    if (yearless === null) continue
    const year = yearByPool(yearless.firstCivilUs, pool)
    if (year !== null) settle(i, year, 'full dates in another source of the run')
    else
      settle(
        i,
        yearless.firstYear,
        'the latest year that puts its first line not more than a day after the file was written, or now for a pipe',
      )
  }
  return { readings: settled, assumptions }
}

/** The year that brings a yearless moment nearest to any dated span; of two as near the later. Null: nothing is dated. */
function yearByPool(civilUs: number, pool: readonly DatedInterval[]): number | null {
  let best: number | null = null
  let least = Number.POSITIVE_INFINITY
  for (const { firstUs, lastUs } of pool)
    for (const edge of [firstUs, lastUs]) {
      const year = nearestYear(civilUs, edge)
      const at = setYear(civilUs, year)
      if (at === null) continue
      const distance = at < firstUs ? firstUs - at : at > lastUs ? at - lastUs : 0
      if (distance < least || (distance === least && best !== null && year > best)) {
        least = distance
        best = year
      }
    }
  return best
}
