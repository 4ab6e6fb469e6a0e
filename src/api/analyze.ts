/**
 * The pipeline: inputs found, each read to its end, years settled, everything folded into the report.
 */
import { analyzeReadings } from '../analysis/index.ts'
import type { Assumption, Problem, Report } from '../model/index.ts'
import { isZoneGiven, type ReadOptions, zoneName, zoneOf } from '../read/options.ts'
import { findInputs, isListed } from '../read/read-input.ts'
import { readInputs } from '../read/read-inputs.ts'
import { inferYears } from '../read/year/infer.ts'
import type { SourceReading } from '../store/reading.ts'
import { version } from './version.ts'

export interface AnalyzeOptions extends ReadOptions {
  /** The controller's grace period, where it is known. */
  readonly graceSeconds?: number
  readonly renewIntervalSeconds?: number
  /** List every observation in the timeline. */
  readonly all?: boolean
  /** Threads that read inputs at most; 1: none but this one. Absent: as many as there are processors, where it pays. */
  readonly threads?: number
}

/**
 * One report over all inputs (paths, directories, `-`). What can't be read becomes a problem with the code
 * `unreadable`. Rejects with a UsageError for a zone that does not exist.
 */
export async function analyze(inputs: readonly string[], options: AnalyzeOptions = {}): Promise<Report> {
  const problems: Problem[] = []
  const found = await findInputs(inputs, problems)
  // A zone that does not exist is told before anything is read.
  for (const { name } of found) zoneOf(name, options)
  const named = new Set(inputs)
  const read = await readInputs(found, { named, options, nowUs: Date.now() * 1000 }, options.threads)
  for (const input of read) problems.push(...input.problems)
  const settled = inferYears(
    read.flatMap((input) => input.readings),
    options.year ?? null,
    (source) => zoneOf(source, options),
  )
  const readings = settled.readings.filter((reading) => isListed(reading, named))
  const report = analyzeReadings(readings, {
    leasegap: version,
    graceSeconds: options.graceSeconds ?? null,
    renewIntervalSeconds: options.renewIntervalSeconds ?? null,
    sourceNodes: options.sourceNodes ?? new Map(),
    assumptions: [...settled.assumptions, ...zoneAssumptions(settled.readings, options)],
    all: options.all ?? false,
  })
  return { ...report, problems: [...problems.sort(byName), ...report.problems] }
}

function byName(a: Problem, b: Problem): number {
  return a.source < b.source ? -1 : a.source > b.source ? 1 : 0
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
        because: isZoneGiven(r.name, options)
          ? '--input-tz'
          : 'default: stamps without a zone are taken for UTC',
      }
    })
}
