/** Reads one input: itself, or each member of an archive. */

import { SourceError } from '../model/errors.ts'
import type { Input, KindSearchOptions, Problem, ProblemCode, SearchEvents, Source } from '../model/index.ts'
import { unpack } from '../sources/archive/index.ts'
import { findSources } from '../sources/index.ts'
import { type PlainSource, plainSource } from '../sources/plain.ts'
import { SharedResources } from '../sources/shared.ts'
import type { SourceReading } from '../store/reading.ts'
import { openSource } from './open-source.ts'
import { givenFor, openingOf, progressOf, type ReadOptions, settingsOf } from './options/options.ts'
import { readOpened } from './read-source.ts'
import { isSavedReading, readSaved, type SavedReadings } from './saved-readings.ts'
import { regularTurns } from './turns.ts'

/**
 * Observations kept of one source. This many take a gigabyte, with their part in the report. A kubelet that can't reach
 * the API server logs 25,000 attempts a day, each counted twice. Rows of the tables in `store/` don't count.
 */
export const MAX_OBSERVATIONS: number = 2_400_000

/** What is known before anything is read. */
export interface ReadPlan {
  /** The inputs as the user named them. */
  readonly named: ReadonlySet<string>
  readonly options: ReadOptions
  readonly nowUs: number
  /** Keeps a reading, in memory or elsewhere, and returns what is kept. Absent: in memory. */
  readonly keep?: (reading: SourceReading) => SourceReading
  /** Large files are read by several threads, each a part. Absent: each by this thread alone. */
  readonly parts?: PartLimits
}

/** How many threads read one file. */
export interface PartLimits {
  readonly threads: number
  /** Least bytes of a file for each thread. */
  readonly bytes: number
}

/** What one input contains. */
export interface InputReading {
  /** Readings with an observation or a date, and those of sources that the user named. */
  readonly readings: readonly SourceReading[]
  /** What could not be read. */
  readonly problems: readonly Problem[]
}

/** Reads one input to its end. Rejects with a UsageError for an unknown zone, or with the signal's reason. */
export async function readInput(
  found: Source,
  { named, options, nowUs, keep = inMemory, parts }: ReadPlan,
): Promise<InputReading> {
  const problems: Problem[] = []
  const readings: SourceReading[] = []
  for await (const source of unpackSource(found, problems, options)) {
    const read = await attempt(source, problems, () =>
      readPlain(source, found, { options, nowUs, keep, parts }),
    )
    if (!read) continue
    problems.push(...read.problems)
    for (const reading of read.readings) {
      const { name, firstUs, yearless, savedAs } = reading
      const known = savedAs ? reading : keep({ ...reading, given: givenFor(name, options, named.has(name)) })
      // A directory may hold a hundred thousand files without any record.
      if (firstUs !== null || yearless !== null || isListed(known)) readings.push(known)
    }
  }
  return { readings, problems }
}

function inMemory(reading: SourceReading): SourceReading {
  return reading
}

type PlainPlan = Required<Omit<ReadPlan, 'named' | 'parts'>> & { readonly parts: PartLimits | undefined }

/** Reads a plain source: one reading of it, or those that are saved in it. */
async function readPlain(
  source: PlainSource,
  stored: Source,
  { options, nowUs, keep, parts }: PlainPlan,
): Promise<SavedReadings> {
  const opened = await openSource(source)
  const onProgress = progressOf(source, options)
  if (isSavedReading(opened.head))
    return readSaved(opened, { maxObservations: MAX_OBSERVATIONS, keep, onProgress })
  const threads = parts ? Math.min(parts.threads, Math.floor((source.size ?? 0) / parts.bytes)) : 1
  // A member of an archive has another identity.
  if (threads > 1 && source.id === stored.id) {
    const { readLinesInParts } = await import('./threads/read-in-parts.ts')
    const plan = { options, nowUs, maxObservations: MAX_OBSERVATIONS, threads, onProgress }
    const reading = await readLinesInParts(opened, stored, plan)
    if (reading) {
      await opened.close()
      return { readings: [reading], problems: [] }
    }
  }
  const settings = { ...settingsOf(source, options, nowUs), maxObservations: MAX_OBSERVATIONS }
  const reader = await readOpened(opened, settings, (o, from) => from.keep(o), onProgress)
  return { readings: [reader.reading()], problems: [] }
}

/** In a searched directory most files are no logs: those without a record in a known format are not listed. */
export function isListed({ lineCounts, problems, processes, given }: SourceReading): boolean {
  if (given?.isNamed || lineCounts.recognised > 0 || problems.some(({ code }) => code === 'unreadable'))
    return true
  return processes.some((p) => p.observations.length + p.requests.size + p.stale.size > 0)
}

/** The sources behind the inputs. What can't be read goes to `problems`. Rejects with a UsageError for an unknown scheme. */
export function findInputs(
  inputs: readonly Input[],
  problems: Problem[],
  { kubectlFlags = [], shared }: KindSearchOptions = {},
): Promise<Source[]> {
  return findSources(inputs, eventsTo(problems), { kubectlFlags, ...(shared ? { shared } : {}) })
}

/** Events of searching and unpacking, as problems. */
export function eventsTo(problems: Problem[]): SearchEvents & Parameters<typeof unpack>[1] {
  const add = (code: ProblemCode, label: string, reason: string, offset: number | null = null): void => {
    problems.push({ code, source: label, line: null, offset, count: 1, excerpt: reason })
  }
  return {
    unreadable: (label, reason) => add('unreadable', label, reason),
    skipped: (label, reason) => add('skipped', label, reason),
    problem: (label, code, excerpt, offset) => add(code, label, excerpt, offset),
  }
}

/**
 * The plain sources behind the inputs, archives member by member. What can't be read goes to `problems`.
 * Each source must be read before the next is requested. `live`: they are pipes to be followed, no archives.
 */
export async function* sourcesOf(
  inputs: readonly Input[],
  problems: Problem[],
  options: ReadOptions = {},
  live = false,
): AsyncIterable<PlainSource> {
  const shared = new SharedResources()
  const turnIfDue = regularTurns()
  try {
    for (const source of await findInputs(inputs, problems, { ...options, shared })) {
      await turnIfDue()
      // An archive shows in more bytes than a live pipe may have for hours.
      if (live) yield plainSource(source, openingOf(options))
      else yield* unpackSource(source, problems, options)
    }
  } finally {
    await shared.close()
  }
}

/** Ends with the signal's reason as soon as it is aborted, whatever else that looks like. */
async function* unpackSource(
  source: Source,
  problems: Problem[],
  options: ReadOptions,
): AsyncIterable<PlainSource> {
  const { signal } = options
  signal?.throwIfAborted()
  for await (const member of unpack(plainSource(source, openingOf(options)), eventsTo(problems))) {
    yield signal ? abortable(member, signal) : member
    signal?.throwIfAborted()
  }
  signal?.throwIfAborted()
}

/** The same source; its bytes reject with the signal's reason once it is aborted. */
function abortable(source: PlainSource, signal: AbortSignal): PlainSource {
  return {
    ...source,
    async *open(events) {
      for await (const chunk of source.open(events)) {
        yield chunk
        signal.throwIfAborted()
      }
      signal.throwIfAborted()
    },
  }
}

/** Reads a source; a SourceError becomes a problem `unreadable`, and the result is undefined. */
export async function attempt<T>(
  source: PlainSource,
  problems: Problem[],
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    const { reason } = error
    problems.push({
      ...{ code: 'unreadable', source: source.label, line: null, offset: null },
      ...{ count: 1, excerpt: reason },
    })
    return undefined
  }
}
