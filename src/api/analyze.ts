/** The pipeline: finds the inputs, reads each to its end, settles years, and analyzes all readings into the report. */
import { analyzeReadings } from '../analysis/index.ts'
import type { Problem, Report, Source } from '../model/index.ts'
import { checkSourceNames, offsetsOf, type ReadOptions, zoneOf } from '../read/options/options.ts'
import { checkSaved, withoutCopies } from '../read/options/saved-options.ts'
import {
  findInputs,
  type InputReading,
  isListed,
  type PartLimits,
  type ReadPlan,
} from '../read/read-input.ts'
import { readInputs } from '../read/read-inputs.ts'
import { inferYears } from '../read/year/infer.ts'
import { labelOf } from '../sources/index.ts'
import { SharedResources } from '../sources/shared.ts'
import { ReadingFile } from '../store/reading-file.ts'
import { type Inputs, listOf } from './inputs.ts'
import { version } from './version.ts'

export interface AnalyzeOptions extends ReadOptions {
  /** The controller's node-monitor-grace-period, in seconds. Absent: inferred from the evidence and the release. */
  readonly graceSeconds?: number
  /** How often a kubelet renews its lease, in seconds. Absent: inferred from its renewals. */
  readonly renewIntervalSeconds?: number
  /** How long pods tolerate the taints of a node that is not ready or unreachable, in seconds. Absent: 300, the default. */
  readonly tolerationSeconds?: number
  /** Lists every observation in the timeline. Default false: routine and repeats are counted. */
  readonly all?: boolean
  /**
   * The most threads that read inputs; 1 is the calling thread alone. Absent: as many as there are processors, for
   * inputs above 64 MiB, and one for each 256 MiB of one file. Custom formats and `onUnrecognized` keep all in the calling thread.
   */
  readonly threads?: number
  /**
   * Called when all inputs are read and closed; the analysis begins when its promise resolves. From then on nothing is open,
   * and the event loop does not turn until the report is made.
   */
  readonly onRead?: () => Promise<void> | void
}

/** Readings of some hundred kubelets for a month; above, the analysis of one node after the other reads them from a file. */
const RESIDENT_BYTES: number = 64 * 1024 * 1024

/**
 * Analyzes all inputs into one report. What can't be read becomes a problem with the code `unreadable`.
 *
 * Rejects with a UsageError for an unknown zone or scheme, for an option that names no source, and for a custom format that throws, and with the signal's
 * reason; then every file is closed and no thread is left.
 */
export function analyze(inputs: Inputs, options: AnalyzeOptions = {}): Promise<Report> {
  return analyzeWithin(RESIDENT_BYTES, inputs, options)
}

/** Analyzes as `analyze` does; readings above so many bytes together are kept in a temporary file. `parts`: of one file. */
export async function analyzeWithin(
  residentBytes: number,
  inputs: Inputs,
  options: AnalyzeOptions = {},
  parts?: PartLimits,
): Promise<Report> {
  const file = new ReadingFile(residentBytes)
  try {
    return await analyzeKept(file, inputs, options, parts)
  } finally {
    file.close()
  }
}

async function analyzeKept(
  file: ReadingFile,
  inputs: Inputs,
  { onRead, ...options }: AnalyzeOptions,
  parts: PartLimits | undefined,
): Promise<Report> {
  const { signal } = options
  signal?.throwIfAborted()
  const given = listOf(inputs)
  const problems: Problem[] = []
  const named = new Set(given.map(labelOf))
  const shared = new SharedResources()
  let found: readonly Source[]
  let read: readonly InputReading[]
  try {
    found = await findInputs(given, problems, { ...options, shared })
    // Rejects an unknown zone before anything is read.
    for (const { label } of found) zoneOf(label, options)
    const keep: ReadPlan['keep'] = (reading) => file.keep(reading)
    const plan = { named, options, nowUs: Date.now() * 1000, keep, ...(parts && { parts }) }
    read = await readInputs(found, plan, options.threads)
  } finally {
    await shared.close()
  }
  await onRead?.()
  signal?.throwIfAborted()
  for (const input of read) problems.push(...input.problems)
  const all = read.flatMap((input) => input.readings).filter(withoutCopies())
  checkSourceNames(options, [...found.map(({ label }) => label), ...all.map(({ name }) => name)])
  checkSaved(all, options)
  const settled = inferYears(all, options.year ?? null, ({ given }) => offsetsOf(given?.zone ?? 'UTC'))
  const readings = settled.readings.filter(isListed)
  const report = analyzeReadings(readings, {
    leasegap: version,
    graceSeconds: options.graceSeconds ?? null,
    renewIntervalSeconds: options.renewIntervalSeconds ?? null,
    tolerationSeconds: options.tolerationSeconds ?? null,
    assumptions: settled.assumptions,
    all: options.all ?? false,
  })
  return { ...report, problems: [...problems.sort(bySource), ...report.problems] }
}

function bySource(a: Problem, b: Problem): number {
  return a.source < b.source ? -1 : a.source > b.source ? 1 : 0
}
