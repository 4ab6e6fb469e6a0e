/** Which time the records of one source cover, and where they pause. */

import type { JsonObject, LogRecord } from '../model/index.ts'
import type { DatedInterval } from '../store/reading.ts'
import { parseInstant } from '../time/instant.ts'
import { type Span, type SpanState, TimeSpan } from './time-span.ts'
import type { LinePosition } from './unparsed/skipped-lines.ts'

/** The times of a source or of a part of it. */
export interface CoveragePart extends Span {
  /** From the first to the last full date of objects; null: there is none. */
  readonly dated: DatedInterval | null
}

export class SourceCoverage {
  readonly #times: TimeSpan
  /** The newest record with a time. */
  newest: LinePosition | undefined
  #absoluteFirstUs = Number.POSITIVE_INFINITY
  #absoluteLastUs = Number.NEGATIVE_INFINITY

  /** `state`: of the coverage of what stands before. */
  constructor(state?: SpanState) {
    this.#times = new TimeSpan(state)
  }

  get state(): SpanState {
    return this.#times.state
  }

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

  part(): CoveragePart {
    const { firstUs, lastUs, previousUs, pauses } = this.#times
    const isDated = this.#absoluteFirstUs <= this.#absoluteLastUs
    const dated = isDated ? { firstUs: this.#absoluteFirstUs, lastUs: this.#absoluteLastUs } : null
    return { firstUs, lastUs, previousUs, pauses, dated }
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
