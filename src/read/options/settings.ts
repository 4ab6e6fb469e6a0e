/** Settings of the reader of one source. */

import type { NamedFinding } from '../../grammars/index.ts'
import type { CustomEnvelope, LogRecord, Observation } from '../../model/index.ts'
import type { OffsetFunction } from '../../time/timestamp-resolver.ts'
import type { ProcessCollector } from '../processes/process-collector.ts'
import type { ParsedRecord } from '../records/record.ts'
import type { HeadDates } from '../year/head-dates.ts'

export interface ReaderSettings {
  /** Zone of stamps that print none. */
  readonly zone: OffsetFunction
  /** The user gave the zone, so that no line of the source decides it. Default: false. */
  readonly isZoneGiven?: boolean
  /** Year of the first stamp that prints none; null: the latest that `nowUs` or the file's age allows. */
  readonly year: number | null
  readonly nowUs: number
  /** Node of this source, if the user named it. */
  readonly node: string | null
  /** Parses each line before the next one arrives. Default: false. */
  readonly live?: boolean
  /** Literals that let a line pass besides those of the grammars; `all`: every line passes. Default: none. */
  readonly alsoDecode?: readonly string[] | 'all'
  /**
   * Most observations, as the observer counts them. The rest is left out as if the capture had ended, so that no
   * silence follows from it. Default: no limit.
   */
  readonly maxObservations?: number
  /** Called with every record that is decoded. */
  readonly onRecord?: (parsed: ParsedRecord) => void
  /** Envelopes in the order in which they are tried. Default: the registry. */
  readonly envelopes?: readonly CustomEnvelope[]
  /**
   * Parses a record. What it throws rejects the read unchanged. Literals of further grammars go to `alsoDecode`.
   * Default: the grammars of the registry.
   */
  readonly parseRecord?: ParseRecord
}

/** Returns the findings of a record, each with its component; empty if no grammar understands it. Pure. */
export type ParseRecord = (record: LogRecord) => readonly NamedFinding[]

/**
 * Takes an observation of a process. Returns how much of `maxObservations` it uses; undefined: nothing. `isReused`: the
 * object is used again for later lines, with another time, line and latency, so that a copy must be kept instead.
 */
export type Observe = (
  observation: Observation,
  process: ProcessCollector,
  isReused: boolean,
) => number | undefined

/** The user's year and zone count first, then what the source shows. */
export function datedSettings(settings: ReaderSettings, { year, offsetMinutes }: HeadDates): ReaderSettings {
  return {
    ...settings,
    year: settings.year ?? year,
    zone: settings.isZoneGiven || offsetMinutes === null ? settings.zone : () => offsetMinutes,
  }
}
