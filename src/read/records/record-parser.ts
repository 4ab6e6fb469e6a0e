/** Resolves the time of each record of one source, in the order of the lines, and parses it by the grammars. */

import { parseRecord as parseByRegistry } from '../../grammars/index.ts'
import type { Source, Stamp, Statement } from '../../model/index.ts'
import type { Yearless, Zoneless } from '../../store/reading.ts'
import { type ResolvedTime, TimestampResolver, type TimestampState } from '../../time/timestamp-resolver.ts'
import type { ParseRecord, ReaderSettings } from '../options/settings.ts'
import type { ProblemCounter } from '../problem-counter.ts'
import { type ParsedRecord, textOfFrame, toLogRecord, type Unwrapped, withText } from './record.ts'

/** A share in front of a message: statistics of log lines, no line. */
const SHARE = /^\s{0,20}\d{1,3}(?:[.,]\d{1,6})? ?%[\s:|]/

function isShare({ envelopeNames, body }: Unwrapped): boolean {
  return envelopeNames.length === 0 && typeof body === 'string' && SHARE.test(body)
}

export class RecordParser {
  readonly #source: string
  readonly #parseRecord: ParseRecord
  readonly #timestamps: TimestampResolver
  readonly #problems: ProblemCounter

  constructor(
    { label, modifiedUs }: Pick<Source, 'label' | 'modifiedUs'>,
    { zone, isZoneGiven = false, year, nowUs, parseRecord = parseByRegistry }: ReaderSettings,
    problems: ProblemCounter,
  ) {
    this.#source = label
    this.#parseRecord = parseRecord
    this.#timestamps = new TimestampResolver(zone, year, modifiedUs ?? nowUs, isZoneGiven)
    this.#problems = problems
  }

  /**
   * `isSample`: no grammar is asked if the record has a header; a copy without one may be cut inside a literal. Throws
   * what a custom `parseRecord` throws.
   */
  parse(unwrapped: Unwrapped, isSample = false): ParsedRecord {
    const time = this.resolveTime(unwrapped)
    if (time === null) this.#addTimeProblem('impossible-time', unwrapped)
    else if (time?.disagree) this.#addTimeProblem('stamps-disagree', unwrapped)
    const record = toLogRecord(unwrapped, this.#source, time ? time.timeUs : null)
    return {
      unwrapped,
      record,
      findings:
        (isSample && unwrapped.statement !== null) || isShare(unwrapped) ? [] : this.#parseRecord(record),
      resolutionUs: time?.resolutionUs ?? 1,
      isFixed: time?.isFixed ?? true,
    }
  }

  /** Parses a record again with a longer text. */
  reparse(parsed: ParsedRecord, text: string): ParsedRecord {
    const { statement } = parsed.record
    if (!statement) return parsed
    // A text without a header stays plain: the grammars search it for a message.
    const longer = parsed.unwrapped.statement ? withText(statement, text) : { ...statement, message: text }
    return this.parseStatement(parsed, longer)
  }

  /** Parses a record again with another statement. */
  parseStatement(parsed: ParsedRecord, statement: Statement): ParsedRecord {
    const record = { ...parsed.record, statement }
    return { ...parsed, record, findings: this.#parseRecord(record) }
  }

  /** Returns undefined if there is no stamp, null if the date does not exist. */
  resolveTime({
    stamps,
    host,
    pid,
  }: Pick<Unwrapped, 'stamps' | 'host' | 'pid'>): ResolvedTime | null | undefined {
    return this.#timestamps.resolve(stamps, host ?? pid)
  }

  /** Returns the time of a record that is not read in its order; null: it has none. The order of the others stays. */
  timeAside(stamps: readonly Stamp[]): number | null {
    return this.#timestamps.resolveAside(stamps)?.timeUs ?? null
  }

  get state(): TimestampState {
    return this.#timestamps.state
  }

  /** Goes on behind the records that led to a state. */
  resume(state: TimestampState): void {
    this.#timestamps.resume(state)
  }

  /** Changes of the year between the first yearless stamp and the newest. */
  get yearRollovers(): number {
    return this.#timestamps.yearRollovers
  }

  /** The first yearless stamp and the year that it is assumed to lie in; null: every stamp prints a year. */
  get firstYearless(): Omit<Yearless, 'printedYear'> | null {
    const { firstCivilUs, firstYear } = this.#timestamps
    return firstCivilUs === null || firstYear === null ? null : { firstCivilUs, firstYear }
  }

  /** What is known of the stamps without a zone; null: none dated a record. */
  get zoneless(): Omit<Zoneless, 'printedMinutes'> | null {
    const { hasZoneless, repeatedUntilUs } = this.#timestamps
    return hasZoneless ? { repeatedUntilUs } : null
  }

  #addTimeProblem(code: 'impossible-time' | 'stamps-disagree', { frame }: Unwrapped): void {
    this.#problems.add({ code, line: frame.line, offset: frame.offset, excerpt: textOfFrame(frame) })
  }
}
