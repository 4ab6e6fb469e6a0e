/**
 * Moves the yearless stamps of a reading from the year that was assumed for them to another.
 *
 * Authority: README, "Years and zones".
 */

import type { SourceReading } from '../../store/reading.ts'
import { changeReading, shiftReading } from '../../store/shift-reading.ts'
import { type OffsetFunction, shiftYear } from '../../time/timestamp-resolver.ts'

/**
 * Returns the reading with its first yearless stamp in `year`; `zone` is that of stamps that print none. The given
 * reading must not be used any more.
 */
export function withYear(reading: SourceReading, year: number, zone: OffsetFunction): SourceReading {
  const { yearless } = reading
  if (yearless === null || yearless.firstYear === year) return reading
  const years = year - yearless.firstYear
  return changeReading(reading, (whole) => ({
    ...shiftReading(whole, (timeUs) => shiftYear(timeUs, years, zone)),
    yearless: { ...yearless, firstYear: year },
  }))
}
