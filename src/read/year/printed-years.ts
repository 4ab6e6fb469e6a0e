/** Counts which year the full dates of a source give to its first yearless stamp. */

import type { LogRecord, Stamp } from '../../model/index.ts'
import { nearestYear } from '../../time/timestamp-resolver.ts'
import { newestFullDate } from './full-dates.ts'

/** Most full dates counted per source: searching each record would cost time and prove no more. */
const MAX_DATES = 1000

export class PrintedYears {
  readonly #counts = new Map<number, number>()
  #total = 0

  /**
   * Counts the year of a record with a yearless stamp if its text contains a full date. Returns false if it was not
   * counted. `rollovers`: changes of the year between the first yearless stamp and this one.
   */
  count(record: LogRecord, yearless: Stamp, rollovers: number): boolean {
    if (this.#total >= MAX_DATES) return false
    const fullUs = newestFullDate(record)
    if (fullUs === null) return false
    const year = nearestYear(yearless.civilUs, fullUs) - rollovers
    this.#counts.set(year, (this.#counts.get(year) ?? 0) + 1)
    this.#total++
    return true
  }

  /** The year counted most often, the later of two; null: no full date was found. */
  get mostFrequent(): number | null {
    let mostFrequent: number | null = null
    let most = 0
    for (const [year, count] of this.#counts)
      if (count > most || (count === most && mostFrequent !== null && year > mostFrequent)) {
        mostFrequent = year
        most = count
      }
    return mostFrequent
  }
}
