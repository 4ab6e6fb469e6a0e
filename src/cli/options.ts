/** Options of the command line, as commander collects them, converted to options of the library. */
import { basename } from 'node:path'
import { type AnalyzeOptions, type Exporter, exporters, type Theme, UsageError } from '../index.ts'
import { STANDARD_INPUT } from '../model/source.ts'
import { parseDurationSeconds, parseWhen } from '../time/user-time.ts'
import { localZone, parseZone } from '../time/zones.ts'
import { type KubectlOptions, kubectlFlags } from './kubectl-options.ts'
import type { Setting } from './settings/settings-origins.ts'

/** Options that all commands with inputs have. */
export interface ReadingOptions extends KubectlOptions {
  readonly inputTz?: readonly string[]
  readonly sourceNode?: readonly string[]
  readonly year?: string
  readonly at?: string
  readonly unrecognized?: string
  /** What the environment or a file set; absent: nothing. */
  readonly settings?: readonly Setting[]
  readonly quiet?: boolean
  readonly verbose?: boolean
}

/** Options that choose a part of a report. */
export interface SelectionOptions {
  readonly node?: readonly string[]
  readonly since?: string
  readonly until?: string
}

/** Options of `analyze`. */
export interface ReportOptions extends ReadingOptions, SelectionOptions {
  readonly output?: string
  readonly out?: readonly string[]
  readonly tz?: string
  readonly utc?: boolean
  readonly grace?: string
  readonly renewInterval?: string
  readonly toleration?: string
  readonly failOn?: string
  readonly all?: boolean
  /** Names, addresses and user names are replaced in what is printed and written. */
  readonly redact?: boolean
  /** Absent: formats for people show times on one clock where the offset is proved. */
  readonly align?: boolean
  readonly color?: string
  readonly theme?: string
  /** False: long output is not shown in a pager. */
  readonly pager?: boolean
}

/** Splits at the last `=`: the name of a file may contain one, zones and nodes never do. */
function splitPair(text: string): readonly [string, string] | undefined {
  const at = text.lastIndexOf('=')
  return at > 0 && at < text.length - 1 ? [text.slice(0, at), text.slice(at + 1)] : undefined
}

/** The name by which reports know an input. */
function labelOf(input: string): string {
  return input === '-' ? STANDARD_INPUT : input
}

function parseYear(text: string): number {
  const year = /^\d{4}$/.test(text) ? Number(text) : 0
  if (year < 1970) {
    throw new UsageError(`invalid --year "${text}": use four digits, such as 2026`, { given: text })
  }
  return year
}

function parsePositiveSeconds(text: string, option: string): number {
  const seconds = parseDurationSeconds(text, option)
  if (seconds === 0)
    throw new UsageError(`invalid ${option} "${text}": use a duration above 0, such as 40s`, { given: text })
  return seconds
}

/** The zone of the times that the user gives and that are printed. Throws UsageError for an unknown one. */
export function chosenZone({ utc, tz }: Pick<ReportOptions, 'utc' | 'tz'>): string {
  return utc ? 'UTC' : tz === undefined ? localZone() : parseZone(tz)
}

/** Throws UsageError for an invalid value. */
export function parseReading(given: ReportOptions): AnalyzeOptions {
  const zoneOf = new Map<string, string>()
  let zone: string | undefined
  for (const text of given.inputTz ?? []) {
    const pair = splitPair(text)
    if (pair) zoneOf.set(labelOf(pair[0]), parseZone(pair[1]))
    else zone = parseZone(text)
  }
  const sourceNodes = new Map<string, string>()
  for (const text of given.sourceNode ?? []) {
    const pair = splitPair(text)
    if (!pair) {
      throw new UsageError(`invalid --source-node "${text}": use FILE=NODE`, { given: text })
    }
    sourceNodes.set(labelOf(pair[0]), pair[1])
  }
  const { year, at, grace, renewInterval, toleration } = given
  return {
    ...(year === undefined ? {} : { year: parseYear(year) }),
    ...(at === undefined ? {} : { printedUs: parseWhen(at, chosenZone(given), { option: '--at' }) }),
    // Absent unless the user chose a zone: the library reports its default as an assumption.
    ...(given.inputTz === undefined
      ? {}
      : { inputZones: { ...(zone === undefined ? {} : { default: zone }), perSource: zoneOf } }),
    sourceNodes,
    kubectlFlags: kubectlFlags(given),
    ...(grace === undefined ? {} : { graceSeconds: parsePositiveSeconds(grace, '--grace') }),
    ...(renewInterval === undefined
      ? {}
      : { renewIntervalSeconds: parsePositiveSeconds(renewInterval, '--renew-interval') }),
    ...(toleration === undefined
      ? {}
      : { tolerationSeconds: parseDurationSeconds(toleration, '--toleration') }),
    ...(given.all ? { all: true } : {}),
  }
}

/** The exporter with the longest ending of a file's name: `timeline.csv` before `csv`. Throws UsageError if none has one. */
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
  const allowed = exporters.flatMap((one) => one.endings.map((ending) => `.${ending}`))
  throw new UsageError(
    `invalid --out "${path}": use a name that ends in ${allowed.join(', ')}, or -o FORMAT > FILE`,
    { given: path, allowed },
  )
}

/** Throws UsageError for an unknown theme. */
export function parseTheme(given: string | undefined): { readonly theme?: Theme } {
  if (given === undefined) return {}
  if (given === 'light' || given === 'dark') return { theme: given }
  const allowed = ['light', 'dark']
  throw new UsageError(`invalid --theme "${given}": use light or dark`, { given, allowed })
}

/** Whether to print colors, by --color and the environment. `terminal`: standard output is one. */
export function wantsColor(given: string | undefined, terminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if (given === 'always') return true
  if (given === 'never') return false
  if (given !== undefined && given !== 'auto') {
    const allowed = ['auto', 'always', 'never']
    throw new UsageError(`invalid --color "${given}": use auto, always or never`, { given, allowed })
  }
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0'
  return terminal && env.TERM !== 'dumb'
}
