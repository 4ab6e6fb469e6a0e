/** Options of a call, and the settings of the reader of one source that follow from them. */
import { parseRecord } from '../../grammars/index.ts'
import { lineFilter } from '../../grammars/line-filter.ts'
import type { OpenOptions, SearchOptions } from '../../model/index.ts'
import type { GivenFacts } from '../../store/reading.ts'
import { type OffsetFunction, UTC_ZONE } from '../../time/timestamp-resolver.ts'
import { parseZone, zoneOffsetMinutes } from '../../time/zones.ts'
import type { ParsedRecord } from '../records/record.ts'
import { type CustomFormats, formatSettings, hasCustomFormats } from './custom-formats.ts'
import { datingAges } from './printed-at.ts'
import type { ReaderSettings } from './settings.ts'
import { checkNames, valueFor } from './source-options.ts'
import { mentions, unrecognized } from './unrecognized.ts'

/** How far the reading of a source has come. */
export interface Progress {
  /** The source's label. */
  readonly source: string
  /** Stored bytes read so far. */
  readonly bytes: number
  /** Size of the source in stored bytes; null if unknown, as for a pipe. */
  readonly total: number | null
}

export interface ReadOptions extends CustomFormats, SearchOptions {
  /** Year of the first timestamp of each source that prints no year. Absent: inferred from dates and the file's age. */
  readonly year?: number
  /** IANA zones of timestamps that print none: of one source by its label or a unique end of it, of all others. Absent: UTC. */
  readonly inputZones?: { readonly default?: string; readonly perSource: ReadonlyMap<string, string> }
  /** When what prints only ages was printed, such as the events of a description. Absent: known only from the evidence. */
  readonly printedUs?: number
  /** By label of a source or a unique end of it, the node that it is the log of, for logs that don't name it. */
  readonly sourceNodes?: ReadonlyMap<string, string>
  /** Called with each line about node leases or the node lifecycle controller that no grammar knows, as read. */
  readonly onUnrecognized?: (line: string) => void
  /** Called for each chunk that is read, at most once per 8 MiB for a source that another thread reads. */
  readonly onProgress?: (progress: Progress) => void
  /**
   * Interval of interest. A live or remote source may leave out what lies outside; a file is read whole, and nothing is
   * cut from the report: use `select`. Absent: all.
   */
  readonly time?: NonNullable<OpenOptions['time']>
  /**
   * Globs of the nodes of interest. An engine may leave out others; a file is read whole, and nothing is cut from the
   * report: use `select`. Absent: all.
   */
  readonly nodes?: readonly string[]
  /** Aborts the call: it rejects with the signal's reason, and files and threads are closed. */
  readonly signal?: AbortSignal
}

/** A source, as far as options depend on it. */
interface Labelled {
  readonly label: string
}

/** Throws UsageError for an unknown zone. */
export function settingsOf({ label }: Labelled, options: ReadOptions, nowUs: number): ReaderSettings {
  const { onUnrecognized } = options
  const onRecord = (parsed: ParsedRecord): void => {
    const line = unrecognized(parsed)
    if (line !== undefined) onUnrecognized?.(line)
  }
  const { settings, literals } = formatSettings(options)
  const alsoDecode = onUnrecognized ? [...literals, ...mentions] : literals
  return {
    ...settings,
    ...(alsoDecode.length > 0 ? { alsoDecode } : {}),
    ...(onUnrecognized ? { onRecord } : {}),
    ...(options.printedUs === undefined
      ? {}
      : { parseRecord: datingAges(settings.parseRecord ?? parseRecord, options.printedUs) }),
    zone: zoneOf(label, options),
    isZoneGiven: isZoneGiven(label, options),
    year: options.year ?? null,
    nowUs,
    node: valueFor(options.sourceNodes, label) ?? null,
  }
}

/** What a source is asked for: an engine sends the lines that the reader needs, all where custom formats read them. */
export function openingOf(options: ReadOptions): Pick<OpenOptions, 'signal' | 'time' | 'nodes' | 'filter'> {
  const { signal, time, nodes, onUnrecognized } = options
  const isFiltered = !onUnrecognized && !hasCustomFormats(options)
  return {
    ...(signal ? { signal } : {}),
    ...(time ? { time } : {}),
    ...(nodes ? { nodes } : {}),
    ...(isFiltered ? { filter: lineFilter } : {}),
  }
}

/** Functions and signals can't be handed to a worker. */
export function withoutFunctions(options: ReadOptions): ReadOptions {
  const {
    onProgress: _,
    onUnrecognized: _unrecognized,
    signal: _signal,
    envelopes: _envelopes,
    grammars: _grammars,
    ...data
  } = options
  return data
}

/** What the options give for a source. */
export function givenFor(label: string, options: ReadOptions, isNamed: boolean): GivenFacts {
  return {
    isNamed,
    node: valueFor(options.sourceNodes, label) ?? null,
    zone: isZoneGiven(label, options) ? zoneName(label, options) : null,
    printedUs: options.printedUs ?? null,
  }
}

/** Throws a UsageError if an option for one source names none of them, or several. */
export function checkSourceNames({ inputZones, sourceNodes }: ReadOptions, labels: Iterable<string>): void {
  const all = [...labels]
  checkNames('--input-tz', inputZones?.perSource, all)
  checkNames('--source-node', sourceNodes, all)
}

export function progressOf(
  source: Labelled & { readonly size: number | null },
  options: ReadOptions,
): (bytes: number) => void {
  return (bytes) => options.onProgress?.({ source: source.label, bytes, total: source.size })
}

export function zoneName(label: string, { inputZones }: ReadOptions): string {
  return valueFor(inputZones?.perSource, label) ?? inputZones?.default ?? 'UTC'
}

/** Whether the caller chose the zone of a source. */
export function isZoneGiven(label: string, { inputZones }: ReadOptions): boolean {
  return (
    inputZones !== undefined &&
    (inputZones.default !== undefined || valueFor(inputZones.perSource, label) !== undefined)
  )
}

/** Throws UsageError for an unknown zone. */
export function zoneOf(label: string, options: ReadOptions): OffsetFunction {
  return offsetsOf(zoneName(label, options))
}

/** Throws UsageError for an unknown zone. */
export function offsetsOf(name: string): OffsetFunction {
  if (name === 'UTC') return UTC_ZONE
  const zone = parseZone(name)
  return Object.assign((civilUs: number) => zoneOffsetMinutes(zone, civilUs).minutes, {
    later(civilUs: number): number | null {
      const { ambiguous, laterMinutes } = zoneOffsetMinutes(zone, civilUs)
      return ambiguous ? laterMinutes : null
    },
  })
}
