/**
 * What the user asked for, made into what the library takes. In: option values as commander collects them;
 * out: zones, durations, exporters and years, or a UsageError that says what is allowed.
 */
import { basename } from 'node:path'
import {
  type AnalyzeOptions,
  type Exporter,
  exporters,
  parseDurationSeconds,
  parseZone,
  UsageError,
} from '../index.ts'

/** Options that say how the inputs are to be read. */
export interface ReadingOptions {
  readonly inputTz?: readonly string[]
  readonly sourceNode?: readonly string[]
  readonly year?: string
  readonly unrecognized?: string
  readonly quiet?: boolean
  readonly verbose?: boolean
}

/** Options of `analyze` besides. */
export interface ReportOptions extends ReadingOptions {
  readonly output?: string
  readonly out?: readonly string[]
  readonly node?: readonly string[]
  readonly since?: string
  readonly until?: string
  readonly tz?: string
  readonly utc?: boolean
  readonly grace?: string
  readonly renewInterval?: string
  readonly failOn?: string
  readonly all?: boolean
  readonly align?: boolean
  readonly color?: string
}

/** Two halves around the last `=`, for names of files may hold one and zones and nodes never do. */
function splitPair(text: string): readonly [string, string] | undefined {
  const at = text.lastIndexOf('=')
  return at > 0 && at < text.length - 1 ? [text.slice(0, at), text.slice(at + 1)] : undefined
}

function parseYear(text: string): number {
  const year = /^\d{4}$/.test(text) ? Number(text) : 0
  if (year < 1970) throw new UsageError(`--year "${text}" is no year: give four digits, such as 2026`)
  return year
}

function parsePositiveSeconds(text: string, option: string): number {
  const seconds = parseDurationSeconds(text, option)
  if (seconds === 0)
    throw new UsageError(`${option} must be longer than nothing: give a duration such as 40s`)
  return seconds
}

/** Options of the library from those of the command line. */
export function parseReading(given: ReportOptions): AnalyzeOptions {
  const zoneOf = new Map<string, string>()
  let zone: string | undefined
  for (const text of given.inputTz ?? []) {
    const pair = splitPair(text)
    if (pair) zoneOf.set(pair[0], parseZone(pair[1]))
    else zone = parseZone(text)
  }
  const sourceNodes = new Map<string, string>()
  for (const text of given.sourceNode ?? []) {
    const pair = splitPair(text)
    if (!pair) throw new UsageError(`--source-node "${text}" names no node: give FILE=NODE`)
    sourceNodes.set(pair[0], pair[1])
  }
  const { year, grace, renewInterval } = given
  return {
    ...(year === undefined ? {} : { year: parseYear(year) }),
    // Absent where nobody said anything: what the library assumes then is not the user's word.
    ...(given.inputTz === undefined
      ? {}
      : { inputZones: { ...(zone === undefined ? {} : { default: zone }), perSource: zoneOf } }),
    sourceNodes,
    ...(grace === undefined ? {} : { graceSeconds: parsePositiveSeconds(grace, '--grace') }),
    ...(renewInterval === undefined
      ? {}
      : { renewIntervalSeconds: parsePositiveSeconds(renewInterval, '--renew-interval') }),
    ...(given.all ? { all: true } : {}),
  }
}

export function exporterNamed(name: string): Exporter {
  const exporter = exporters.find((one) => one.name === name)
  if (exporter) return exporter
  throw new UsageError(`no format "${name}": give one of ${exporters.map((one) => one.name).join(', ')}`)
}

/** The exporter whose ending fits a file's name best: `timeline.csv` before `csv`. */
export function exporterOfFile(path: string): Exporter {
  const name = basename(path).toLowerCase()
  let best: { exporter: Exporter; ending: string } | undefined
  for (const exporter of exporters) {
    for (const ending of exporter.endings) {
      const fits = name === ending || name.endsWith(`.${ending}`)
      if (fits && ending.length > (best?.ending.length ?? 0)) best = { exporter, ending }
    }
  }
  if (best) return best.exporter
  const endings = exporters.flatMap((one) => one.endings.map((ending) => `.${ending}`)).join(', ')
  throw new UsageError(
    `--out "${path}": its ending names no format; give one of ${endings}, or use -o FORMAT > FILE`,
  )
}

/** The environment's and the user's say on colour; `terminal`: whether standard output is one. */
export function wantsColor(given: string | undefined, terminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if (given === 'always') return true
  if (given === 'never') return false
  if (given !== undefined && given !== 'auto') {
    throw new UsageError(`--color "${given}" is unknown: give auto, always or never`)
  }
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0'
  return terminal && env.TERM !== 'dumb'
}
