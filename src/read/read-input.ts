/**
 * One input, a file or a pipe, to what its sources said: itself, or each member of an archive.
 */

import type { Problem, ProblemCode, SourceInput } from '../model/index.ts'
import { unpack } from '../sources/archive/index.ts'
import { findSources } from '../sources/find.ts'
import type { SourceReading } from '../store/reading.ts'
import { progressOf, type ReadOptions, settingsOf } from './options.ts'
import { readSource } from './source-reader.ts'

/**
 * Kept of one source: all of them take a gigabyte, with their part in the report. A kubelet that can't reach the API
 * server tells 25,000 tries a day, each counted twice. What is kept in columns is not counted.
 */
export const MAX_OBSERVATIONS: number = 2_400_000

/** What is known before anything is read. */
export interface ReadPlan {
  /** The inputs as the user named them. */
  readonly named: ReadonlySet<string>
  readonly options: ReadOptions
  readonly nowUs: number
}

/** What one input held. */
export interface InputReading {
  /** Of those that say something, were named, or tell a date. */
  readonly readings: readonly SourceReading[]
  /** What could not be read. */
  readonly problems: readonly Problem[]
}

/** Reads all that is in one input, to its end. Rejects with a UsageError for a zone that does not exist. */
export async function readInput(
  found: SourceInput,
  { named, options, nowUs }: ReadPlan,
): Promise<InputReading> {
  const problems: Problem[] = []
  const readings: SourceReading[] = []
  for await (const source of unpack(found, eventsTo(problems))) {
    const settings = { ...settingsOf(source, options, nowUs), maxObservations: MAX_OBSERVATIONS }
    const reader = await attempt(source, problems, () =>
      readSource(source, settings, (o, from) => from.keep(o), progressOf(source, options)),
    )
    const reading = reader?.reading()
    // A directory may hold a hundred thousand files that tell nothing.
    const isDated = reading && (reading.firstUs !== null || reading.yearless !== null)
    if (reading && (isDated || isListed(reading, named))) readings.push(reading)
  }
  return { readings, problems }
}

/** In a searched directory most files are no logs: those say nothing and are not listed. */
export function isListed({ name, problems, processes }: SourceReading, named: ReadonlySet<string>): boolean {
  if (named.has(name) || problems.some(({ code }) => code === 'unreadable')) return true
  return processes.some((p) => p.observations.length + p.requests.size + p.stale.size > 0)
}

/** The inputs behind paths, `-`, directories. What can't be read goes to `problems`. */
export function findInputs(inputs: readonly string[], problems: Problem[]): Promise<SourceInput[]> {
  return findSources(inputs, eventsTo(problems))
}

/** Where the finding and unpacking of sources tells what went wrong. */
function eventsTo(problems: Problem[]): Parameters<typeof unpack>[1] & Parameters<typeof findSources>[1] {
  const add = (code: ProblemCode, name: string, reason: string, offset: number | null = null): void => {
    problems.push({ code, source: name, line: null, offset, count: 1, excerpt: reason })
  }
  return {
    unreadable: (name, reason) => add('unreadable', name, reason),
    skipped: (name, reason) => add('skipped', name, reason),
    problem: (name, code, excerpt, offset) => add(code, name, excerpt, offset),
  }
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
  const sources = await findInputs(inputs, problems)
  // Whether it is an archive shows in more bytes than a live pipe may have for hours.
  if (live) yield* sources
  else for (const source of sources) yield* unpack(source, eventsTo(problems))
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
