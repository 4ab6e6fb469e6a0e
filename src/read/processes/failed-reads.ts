/** Collects the reads of a process that failed: lists of a node of its own, and watches of leases that it found dead. */
import { type FailedList, parseFailedList } from '../../grammars/failed-list.ts'
import { failureOf } from '../../grammars/failure.ts'
import { parseLostWatch } from '../../grammars/lost-watch.ts'
import type { LogRecord } from '../../model/index.ts'
import type { FailedLists, LostWatch } from '../../store/reading.ts'
import { copyString } from '../../store/string-pool.ts'

/** Lost watches of a process that are kept: one a minute for a day is more than a controller survives. */
export const MAX_LOST_WATCHES = 1440

/** Characters of an error that are kept: an error quotes a whole condition at most. */
export const MAX_ERROR_CHARACTERS = 1000

export class FailedReads {
  lists: FailedLists | null = null
  readonly lostWatches: LostWatch[] = []

  /** Records a record without findings. Returns the failed list that it reports; undefined: it reports none. */
  record({ statement, timeUs, line }: LogRecord): FailedList | undefined {
    const list = statement ? parseFailedList(statement) : undefined
    if (list) {
      const firstUs = this.lists?.firstUs ?? timeUs
      const error = copyString(list.error.slice(0, MAX_ERROR_CHARACTERS))
      const { cause } = failureOf(error)
      this.lists = { firstUs, lastUs: timeUs, error, cause, line }
    }
    const lost = statement ? parseLostWatch(statement) : undefined
    if (lost !== undefined && timeUs !== null && this.lostWatches.length < MAX_LOST_WATCHES)
      this.lostWatches.push({ timeUs, error: copyString(lost.slice(0, MAX_ERROR_CHARACTERS)), line })
    return list
  }
}
