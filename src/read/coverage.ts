/** Which time the records of one source cover, and where they pause. */

import type { JsonObject, LogRecord } from '../model/index.ts'
import type { SourceReading } from '../store/reading.ts'
import { parseInstant } from '../time/instant.ts'
import { TimeSpan } from './time-span.ts'

export class SourceCoverage {
  readonly #times = new TimeSpan()
  #absoluteFirstUs = Number.POSITIVE_INFINITY
  #absoluteLastUs = Number.NEGATIVE_INFINITY

  /** The newest time so far. */
  get lastUs(): number | null {
    return this.#times.lastUs
  }

  /** Whether a record of that time ends a pause. */
  endsPause(timeUs: number | null): boolean {
    return this.#times.endsPause(timeUs)
  }

  /** Records when a record was written. */
  recordTime(timeUs: number): void {
    this.#times.add(timeUs)
  }

  /** Records a time that an API object or audit event prints with its year. */
  recordAbsoluteTime(timeUs: number): void {
    this.#absoluteFirstUs = Math.min(this.#absoluteFirstUs, timeUs)
    this.#absoluteLastUs = Math.max(this.#absoluteLastUs, timeUs)
  }

  reading(): Pick<SourceReading, 'firstUs' | 'lastUs' | 'dated' | 'pauses'> {
    const isDated = this.#absoluteFirstUs <= this.#absoluteLastUs
    return {
      firstUs: this.#times.firstUs,
      lastUs: this.#times.lastUs,
      dated: isDated ? { firstUs: this.#absoluteFirstUs, lastUs: this.#absoluteLastUs } : null,
      pauses: this.#times.pauses,
    }
  }
}

/** Returns when a record was written, if it contains that; else null. */
export function timeWritten({ timeUs, object }: Pick<LogRecord, 'timeUs' | 'object'>): number | null {
  return timeUs ?? auditTime(object)
}

/** Returns when an audit event was written; null for other objects, which do not contain that. */
function auditTime(object: JsonObject | null): number | null {
  const stageTimestamp = object?.stageTimestamp
  return typeof stageTimestamp === 'string' ? parseInstant(stageTimestamp) : null
}
