/** Counts which year the full dates of a source give to its first yearless stamp. */

import { nearestYear } from '../../time/timestamp-resolver.ts'
import type { ParsedRecord } from '../record.ts'
import { newestFullDate } from './full-dates.ts'
import { Votes } from './votes.ts'

/** Most full dates counted per source: searching each record would cost time and prove no more. */
const MAX_DATES = 1000

export class PrintedYears {
  readonly #votes = new Votes()
  #total = 0

  /**
   * Counts the year that the full dates of a record with findings give to its yearless stamp. Returns false if it was
   * not counted. `rollovers`: changes of the year between the first yearless stamp and this one.
   */
  count({ unwrapped, record, findings }: ParsedRecord, rollovers: number): boolean {
    const [yearless] = unwrapped.stamps
    const [finding] = findings
    // The line of a request prints no full date.
    if (!finding || 'verb' in finding || !yearless || yearless.hasYear) return false
    if (this.#total >= MAX_DATES) return false
    const fullUs = newestFullDate(record)
    if (fullUs === null) return false
    this.#votes.add(nearestYear(yearless.civilUs, fullUs) - rollovers)
    this.#total++
    return true
  }

  /** The year counted most often, the later of two; null: no full date was found. */
  get mostFrequent(): number | null {
    return this.#votes.winner()
  }
}
