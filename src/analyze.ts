/**
 * The pipeline: inputs found, each read to its end, years settled, everything folded into the report.
 */
import { parseZone, zoneOffsetMinutes } from './calendar.ts'
import { mentions, unrecognized } from './explain.ts'
import { fold } from './fold/index.ts'
import { unpack } from './input/archive.ts'
import { findSources } from './input/source.ts'
import { type Heard, type ReaderSettings, readSource } from './reader.ts'
import { UTC_ZONE, type ZoneOffset } from './stamps.ts'
import type { Assumption, Problem, ProblemCode, Report, SourceInput, SourceReading } from './types.ts'
import { version } from './version.ts'
import { settleYears } from './years.ts'

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

export interface AnalyzeOptions extends ReadOptions {
  /** The controller's grace period, where it is known. */
  readonly graceSeconds?: number
  readonly renewIntervalSeconds?: number
  /** List every observation in the timeline. */
  readonly all?: boolean
}

/**
 * Kept of one source: all of them take a gigabyte, with their part in the report. A kubelet that can't reach the API
 * server tells 25,000 tries a day, each counted twice; a controller four stale lines every 5 s of each node that it does
 * not see.
 */
export const MAX_OBSERVATIONS: number = 2_400_000

/**
 * One report over all inputs (paths, directories, `-`). What can't be read becomes a problem with the code
 * `unreadable`. Rejects with a UsageError for a zone that does not exist.
 */
export async function analyze(inputs: readonly string[], options: AnalyzeOptions = {}): Promise<Report> {
  const problems: Problem[] = []
  const nowUs = Date.now() * 1000
  const read: SourceReading[] = []
  for await (const source of sourcesOf(inputs, problems)) {
    const reader = await attempt(source, problems, () =>
      readSource(
        source,
        { ...settingsOf(source, options, nowUs), maxObservations: MAX_OBSERVATIONS },
        (o, from) => from.keep(o),
        progressOf(source, options),
      ),
    )
    if (reader) read.push(reader.reading())
  }
  const settled = settleYears(read, options.year ?? null, (source) => zoneOf(source, options))
  const readings = settled.readings.filter((r) => inputs.includes(r.name) || saysAnything(r))
  const report = fold(readings, {
    leasegap: version,
    graceSeconds: options.graceSeconds ?? null,
    renewIntervalSeconds: options.renewIntervalSeconds ?? null,
    sourceNodes: options.sourceNodes ?? new Map(),
    assumptions: [...settled.assumptions, ...zoneAssumptions(read, options)],
    all: options.all ?? false,
  })
  return { ...report, problems: [...problems.sort(byName), ...report.problems] }
}

/**
 * The sources behind the inputs, archives member by member. What can't be read goes to `problems`.
 * Each source must be read before the next is asked for. `live`: they are pipes to be followed, no archives.
 */
export async function* sourcesOf(
  inputs: readonly string[],
  problems: Problem[],
  live = false,
): AsyncIterable<SourceInput> {
  const add = (code: ProblemCode, name: string, reason: string, offset: number | null = null): void => {
    problems.push({ code, source: name, line: null, offset, count: 1, excerpt: reason })
  }
  const events = {
    unreadable: (name: string, reason: string): void => add('unreadable', name, reason),
    skipped: (name: string, reason: string): void => add('skipped', name, reason),
    problem: (name: string, code: ProblemCode, excerpt: string, offset: number | null): void =>
      add(code, name, excerpt, offset),
  }
  const sources = await findSources(inputs, events)
  // Whether it is an archive shows in more bytes than a live pipe may have for hours.
  if (live) yield* sources
  else for (const source of sources) yield* unpack(source, events)
}

/** Does it, or tells why the source could not be read. */
export async function attempt<T>(
  source: SourceInput,
  problems: Problem[],
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!isOfInput(error)) throw error
    const { name } = source
    problems.push({
      code: 'unreadable',
      source: name,
      line: null,
      offset: null,
      count: 1,
      excerpt: error.message,
    })
    return undefined
  }
}

/** Errors of the system and of the input room are the input's; a TypeError or the like is ours. */
function isOfInput(error: unknown): error is Error {
  return error instanceof Error && (error.constructor === Error || 'code' in error)
}

function byName(a: Problem, b: Problem): number {
  return a.source < b.source ? -1 : a.source > b.source ? 1 : 0
}

/** In a searched directory most files are no logs: those say nothing and are not listed. */
function saysAnything(reading: SourceReading): boolean {
  if (reading.problems.some(({ code }) => code === 'unreadable')) return true
  return reading.processes.some((p) => p.observations.length > 0 || p.answers.size > 0)
}

export function settingsOf(source: SourceInput, options: ReadOptions, nowUs: number): ReaderSettings {
  const { onUnrecognized } = options
  const onRecord = (heard: Heard): void => {
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

function zoneName(source: string, { inputZones }: ReadOptions): string {
  return inputZones?.perSource.get(source) ?? inputZones?.default ?? 'UTC'
}

function isGiven(source: string, { inputZones }: ReadOptions): boolean {
  return inputZones !== undefined && (inputZones.default !== undefined || inputZones.perSource.has(source))
}

function zoneOf(source: string, options: ReadOptions): ZoneOffset {
  const name = zoneName(source, options)
  if (name === 'UTC') return UTC_ZONE
  const zone = parseZone(name)
  return (civilUs) => zoneOffsetMinutes(zone, civilUs).minutes
}

function zoneAssumptions(readings: readonly SourceReading[], options: ReadOptions): Assumption[] {
  return readings
    .filter((r) => r.yearless !== null)
    .map((r) => {
      const value = zoneName(r.name, options)
      return {
        name: 'inputZone',
        value,
        of: r.name,
        because: isGiven(r.name, options) ? '--input-tz' : 'default: stamps without a zone are taken for UTC',
      }
    })
}
