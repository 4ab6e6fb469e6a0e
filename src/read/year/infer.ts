/**
 * Infers the year of the yearless stamps of each source, after all sources are read.
 *
 * The rules in their order: the year that the user gives; full dates in the source itself; full dates in another
 * source of the run; the latest year that puts the first stamp at most a day after the file's modification (or now,
 * for a pipe).
 *
 * Authority: README, "Years and zones".
 */

import type { Assumption } from '../../model/index.ts'
import type { DatedInterval, SourceReading } from '../../store/reading.ts'
import { nearestYear, type OffsetFunction, setYear } from '../../time/timestamp-resolver.ts'
import { withYear } from './redate.ts'

export interface DatedReadings {
  /** In the order given. */
  readonly readings: readonly SourceReading[]
  /** The year of each yearless source, and by which rule. */
  readonly assumptions: readonly Assumption[]
}

/** Dates every reading. `given` is the year of each source's first yearless stamp; null: the user gave none. */
export function inferYears(
  readings: readonly SourceReading[],
  given: number | null,
  zoneOf: (reading: SourceReading) => OffsetFunction,
): DatedReadings {
  const assumptions: Assumption[] = []
  const datedReadings = [...readings]
  const dateReading = (i: number, year: number, because: string): void => {
    const reading = readings[i] as SourceReading
    datedReadings[i] = withYear(reading, year, zoneOf(reading))
    assumptions.push({ name: 'year', value: year, of: reading.name, because })
  }
  const dated = readings.flatMap((reading) => reading.dated ?? [])
  const undated: number[] = []
  for (const [i, { yearless }] of readings.entries()) {
    if (yearless !== null) {
      if (given !== null) dateReading(i, given, '--year')
      else if (yearless.printedYear !== null)
        dateReading(i, yearless.printedYear, 'full dates in its own lines')
      else {
        undated.push(i)
        continue
      }
    }
    const { firstUs, lastUs } = datedReadings[i] as SourceReading
    if (firstUs !== null && lastUs !== null) dated.push({ firstUs, lastUs })
  }
  for (const i of undated) {
    const { yearless } = readings[i] as SourceReading
    if (yearless === null) continue
    const year = nearestDatedYear(yearless.firstCivilUs, dated)
    if (year !== null) dateReading(i, year, 'full dates in another source of the run')
    else
      dateReading(
        i,
        yearless.firstYear,
        'the latest year that puts its first line not more than a day after the file was written, or now for a pipe',
      )
  }
  return { readings: datedReadings, assumptions }
}

/** Returns the year that puts a yearless time nearest to a dated interval, the later of two; null without intervals. */
function nearestDatedYear(civilUs: number, dated: readonly DatedInterval[]): number | null {
  let nearest: number | null = null
  let shortestUs = Number.POSITIVE_INFINITY
  for (const { firstUs, lastUs } of dated)
    for (const edgeUs of [firstUs, lastUs]) {
      const year = nearestYear(civilUs, edgeUs)
      const timeUs = setYear(civilUs, year)
      if (timeUs === null) continue
      const distanceUs = timeUs < firstUs ? firstUs - timeUs : timeUs > lastUs ? timeUs - lastUs : 0
      if (distanceUs < shortestUs || (distanceUs === shortestUs && nearest !== null && year > nearest)) {
        shortestUs = distanceUs
        nearest = year
      }
    }
  return nearest
}
