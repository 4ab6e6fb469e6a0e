/**
 * What a user may say of inputs, turned into what a reader of one source is to know.
 */
import type { SourceInput } from '../model/index.ts'
import { type OffsetFunction, UTC_ZONE } from '../time/timestamp-resolver.ts'
import { parseZone, zoneOffsetMinutes } from '../time/zones.ts'
import type { ParsedRecord, ReaderSettings } from './source-reader.ts'
import { mentions, unrecognized } from './unrecognized.ts'

/** How far the reading of a source has come. */
export interface Progress {
  /** Its name. */
  readonly source: string
  /** Read so far, as they are stored. */
  readonly bytes: number
  /** Of the whole source; null where nobody knows, as of a pipe. */
  readonly total: number | null
}

export interface ReadOptions {
  /** Of stamps that print none: the year of each source's first. */
  readonly year?: number
  /** IANA zones of stamps that print none; UTC where nothing is said. */
  readonly inputZones?: { readonly default?: string; readonly perSource: ReadonlyMap<string, string> }
  /** By source name, the node whose log it is. */
  readonly sourceNodes?: ReadonlyMap<string, string>
  /** Told each line about node leases or the node lifecycle controller that nothing understands, as it was read. */
  readonly onUnrecognized?: (line: string) => void
  readonly onProgress?: (progress: Progress) => void
}

export function settingsOf(source: SourceInput, options: ReadOptions, nowUs: number): ReaderSettings {
  const { onUnrecognized } = options
  const onRecord = (heard: ParsedRecord): void => {
    const line = unrecognized(heard)
    if (line !== undefined) onUnrecognized?.(line)
  }
  return {
    ...(onUnrecognized ? { alsoDecode: mentions, onRecord } : {}),
    zone: zoneOf(source.name, options),
    year: options.year ?? null,
    nowUs,
    node: options.sourceNodes?.get(source.name) ?? null,
  }
}

export function progressOf(source: SourceInput, options: ReadOptions): (bytes: number) => void {
  return (bytes) => options.onProgress?.({ source: source.name, bytes, total: source.bytes })
}

export function zoneName(source: string, { inputZones }: ReadOptions): string {
  return inputZones?.perSource.get(source) ?? inputZones?.default ?? 'UTC'
}

/** Whether the user said it. */
export function isZoneGiven(source: string, { inputZones }: ReadOptions): boolean {
  return inputZones !== undefined && (inputZones.default !== undefined || inputZones.perSource.has(source))
}

/** Throws UsageError where there is no such zone. */
export function zoneOf(source: string, options: ReadOptions): OffsetFunction {
  const name = zoneName(source, options)
  if (name === 'UTC') return UTC_ZONE
  const zone = parseZone(name)
  return (civilUs) => zoneOffsetMinutes(zone, civilUs).minutes
}
