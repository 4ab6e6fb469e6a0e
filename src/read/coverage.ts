/** Which time the records of one source cover, and where they pause. */

import type { Interval, JsonObject, LogRecord } from '../model/index.ts'
import type { SourceReading } from '../store/reading.ts'
import { parseInstant, SECOND_US } from '../time/instant.ts'

/** Shortest pause between two records that is kept: two renew intervals. */
const PAUSE_US: number = 20 * SECOND_US

export class SourceCoverage {
  #firstUs: number | null = null
  #lastUs: number | null = null
  readonly #pauses: Interval[] = []
  #absoluteFirstUs = Number.POSITIVE_INFINITY
  #absoluteLastUs = Number.NEGATIVE_INFINITY

  /** The newest time so far. */
  get lastUs(): number | null {
    return this.#lastUs
  }

  /** Records when a record was written, if it contains that. */
  recordTimeOf({ timeUs, object }: LogRecord): void {
    const writtenUs = timeUs ?? auditTime(object)
    if (writtenUs !== null) this.recordTime(writtenUs)
  }

  recordTime(timeUs: number): void {
    if (this.#lastUs !== null && timeUs - this.#lastUs > PAUSE_US)
      this.#pauses.push({ startUs: this.#lastUs, endUs: timeUs })
    if (this.#firstUs === null || timeUs < this.#firstUs) this.#firstUs = timeUs
    if (this.#lastUs === null || timeUs > this.#lastUs) this.#lastUs = timeUs
  }

  /** Records a time that an API object or audit event prints with its year. */
  recordAbsoluteTime(timeUs: number): void {
    this.#absoluteFirstUs = Math.min(this.#absoluteFirstUs, timeUs)
    this.#absoluteLastUs = Math.max(this.#absoluteLastUs, timeUs)
  }

  reading(): Pick<SourceReading, 'firstUs' | 'lastUs' | 'dated' | 'pauses'> {
    const isDated = this.#absoluteFirstUs <= this.#absoluteLastUs
    return {
      firstUs: this.#firstUs,
      lastUs: this.#lastUs,
      dated: isDated ? { firstUs: this.#absoluteFirstUs, lastUs: this.#absoluteLastUs } : null,
      pauses: this.#pauses,
    }
  }
}

/** Returns when an audit event was written; null for other objects, which do not contain that. */
function auditTime(object: JsonObject | null): number | null {
  const stageTimestamp = object?.stageTimestamp
  return typeof stageTimestamp === 'string' ? parseInstant(stageTimestamp) : null
}
