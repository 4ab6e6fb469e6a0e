/** Collects which year the full dates of a source give to its first yearless stamp. */

import { nearestYear } from '../../time/timestamp-resolver.ts'
import type { ParsedRecord } from '../records/record.ts'
import { newestFullDate } from './full-dates.ts'
import { Votes } from './votes.ts'

/** Most full dates counted per source: searching each record would cost time and prove no more. */
export const MAX_DATES = 1000

/** Returns the year counted most often, the later of two; null: there is none. */
export function mostFrequentYear(years: readonly number[]): number | null {
  const votes = new Votes()
  for (const year of years) votes.add(year)
  return votes.winner()
}

export class PrintedYears {
  /** In the order of the dates. */
  readonly years: number[] = []

  /**
   * Counts the year that the full dates of a record with findings give to its yearless stamp. Returns false if it was
   * not counted. `rollovers`: changes of the year between the first yearless stamp and this one.
   */
  count({ unwrapped, record, findings }: ParsedRecord, rollovers: number): boolean {
    const [yearless] = unwrapped.stamps
    const [finding] = findings
    // The line of a request prints no full date.
    if (!finding || 'verb' in finding || !yearless || yearless.hasYear) return false
    if (this.years.length >= MAX_DATES) return false
    const fullUs = newestFullDate(record)
    if (fullUs === null) return false
    this.years.push(nearestYear(yearless.civilUs, fullUs) - rollovers)
    return true
  }
}
