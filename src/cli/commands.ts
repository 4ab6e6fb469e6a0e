/**
 * What the commands do. In: inputs and options as the command line has them, and the streams to write to;
 * out: data on standard output and in files, notes on standard error, and the exit status.
 */
import {
  type AnalyzeOptions,
  analyze,
  type Exporter,
  envelopes,
  exporters,
  formatObservationLine,
  grammars,
  type Incident,
  localZone,
  observe,
  type Problem,
  parseDurationSeconds,
  parseWhen,
  parseZone,
  printable,
  type Report,
  select,
  UsageError,
} from '../index.ts'
import {
  exporterNamed,
  exporterOfFile,
  parseReading,
  type ReadingOptions,
  type ReportOptions,
  wantsColor,
} from './options.ts'
import { isSameFile, type LineOutput, writeFile } from './output.ts'

/** 0: done; 1: an incident as long as --fail-on says; 2: wrong usage, or an input that could not be read. */
export type ExitStatus = 0 | 1 | 2

/** The process as the commands see it. */
export interface Surroundings {
  readonly output: LineOutput
  /** A line for people, on standard error. */
  say(line: string): void
  /** Overwrites the line of progress; null clears it. Undefined where standard error is no terminal. */
  readonly showProgress: ((text: string | null) => void) | undefined
  readonly stdinIsTerminal: boolean
  readonly stdoutIsTerminal: boolean
  /** Of the terminal; 80 where there is none. */
  readonly columns: number
  readonly env: NodeJS.ProcessEnv
}

const NO_INPUT =
  'no input: name files or directories, or pipe a log in, for example: ' +
  'journalctl -u kubelet -o short-iso-precise | leasegap (see leasegap --help)'

function inputsOf(given: readonly string[], { stdinIsTerminal }: Surroundings): readonly string[] {
  if (given.length > 0) return given
  if (stdinIsTerminal) throw new UsageError(NO_INPUT)
  return ['-']
}

/** The surroundings as --quiet wants them: without notes. */
function heeding({ quiet }: ReadingOptions, io: Surroundings): Surroundings {
  return quiet ? { ...io, say: () => {}, showProgress: undefined } : io
}

/** Tells which inputs could not be read, and why; 2 where there are any. */
function sayUnreadable(problems: readonly Problem[], inputs: number, { say }: Surroundings): ExitStatus {
  const unreadable = problems.filter(({ code }) => code === 'unreadable')
  if (unreadable.length === 0) return 0
  const reasons = unreadable.map(({ source, excerpt }) => `${printable(source)}: ${printable(excerpt)}`)
  const count = inputs >= unreadable.length ? `read ${inputs - unreadable.length} of ${inputs} inputs; ` : ''
  say(`note: ${count}${reasons.join('; ')}`)
  return 2
}

function withProgress(options: AnalyzeOptions, { showProgress }: Surroundings): AnalyzeOptions {
  if (!showProgress) return options
  return {
    ...options,
    onProgress({ source, bytes, total }) {
      const share = total ? `${Math.min(100, Math.floor((bytes / total) * 100))} %` : `${bytes >> 20} MiB`
      showProgress(`reading ${printable(source)} ${share}`)
    },
  }
}

/** Tells what an option named in vain, and where nothing was found, why that may be. */
function sayNotes(
  { sources, problems }: Report,
  inputs: readonly string[],
  { inputZones, sourceNodes }: AnalyzeOptions,
  { say }: Surroundings,
): void {
  const names = new Set(sources.map(({ name }) => name))
  const sayStrangers = (option: string, given: Iterable<string>): void => {
    for (const name of given) {
      if (!names.has(name)) say(`note: ${option} ${printable(name)}=…: no source has this name`)
    }
  }
  sayStrangers('--input-tz', inputZones?.perSource.keys() ?? [])
  sayStrangers('--source-node', sourceNodes?.keys() ?? [])
  if (sources.some(({ observations }) => observations > 0)) return
  const lines = sources.reduce((sum, source) => sum + source.lines, 0)
  const bytes = sources.reduce((sum, source) => sum + source.bytes, 0)
  if (bytes === 0 && inputs.every((input) => input === '-')) {
    say('note: standard input is empty')
  } else if (sources.length > 0) {
    say(`note: nothing about a node's heartbeat in ${lines} lines; leasegap formats tells what is understood`)
  } else if (!problems.some(({ code }) => code === 'unreadable')) {
    say(`note: no log was found in ${printable(inputs.join(', '))}`)
  }
}

/** Tells what was taken for granted, for --verbose. */
function sayAssumptions({ assumptions }: Report, { say }: Surroundings): void {
  for (const { name, value, of, because } of assumptions) {
    const about = of === null ? '' : ` for ${printable(of)}`
    say(`note: assumed ${name} ${printable(String(value))}${about}: ${printable(because)}`)
  }
}

/** Refuses to write over what is read. */
async function refuseInputs(outs: readonly { path: string }[], inputs: readonly string[]): Promise<void> {
  for (const { path } of outs) {
    for (const input of inputs) {
      if (input === '-' || !(await isSameFile(path, input))) continue
      throw new UsageError(`--out "${path}" would overwrite the input ${input}: give another file`)
    }
  }
}

async function outputsOf(paths: readonly string[]): Promise<{ path: string; exporter: Exporter }[]> {
  const outs = paths.map((path) => ({ path, exporter: exporterOfFile(path) }))
  for (const [i, { path }] of outs.entries()) {
    for (const other of outs.slice(0, i)) {
      if (await isSameFile(path, other.path)) throw new UsageError(`--out "${path}" is given twice`)
    }
  }
  return outs
}

/** The part of a report that --node, --since and --until choose. */
function choose(report: Report, { node, since, until }: ReportOptions, zone: string): Report {
  if (!node && since === undefined && until === undefined) return report
  // Where no time was read there is nothing to choose from, and any reference will do.
  const lastUs = report.window.endUs ?? 0
  const sinceUs = since === undefined ? null : parseWhen(since, zone, { lastUs })
  const untilUs = until === undefined ? null : parseWhen(until, zone, { lastUs, sinceUs })
  if (sinceUs !== null && untilUs !== null && untilUs < sinceUs) {
    throw new UsageError(`--until "${until}" lies before --since "${since}"`)
  }
  return select(report, { ...(node ? { nodes: node } : {}), sinceUs, untilUs })
}

/** How long an incident was for --fail-on, in seconds; an open one up to `endUs`. Null: nothing tells. */
export function failingSeconds(incident: Incident, endUs: number | null): number | null {
  const { kind, intervals, boundaries, startUs } = incident
  const measured = intervals.silenceSeconds ?? intervals.notReadySeconds
  if (measured !== null) return measured
  if (kind !== 'lease-outage' && kind !== 'not-ready') return null
  // Its beginning may lie before the evidence: then it was at least as long as what was seen of it.
  const from = kind === 'lease-outage' ? boundaries.lastRenewal : boundaries.markedNotReady
  const untilUs = incident.endUs ?? (incident.open ? endUs : null)
  return untilUs === null ? null : (untilUs - (from?.atUs ?? startUs)) / 1e6
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return /^E[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message
}

/** `leasegap [analyze]`: one report over all inputs. */
export async function runAnalyze(
  given: readonly string[],
  options: ReportOptions,
  surroundings: Surroundings,
): Promise<ExitStatus> {
  const io = heeding(options, surroundings)
  const zone = options.utc ? 'UTC' : options.tz === undefined ? localZone() : parseZone(options.tz)
  const outs = await outputsOf(options.out ?? [])
  const wanted = options.output ?? (outs.length === 0 ? 'table' : null)
  const shown = wanted === null ? null : exporterNamed(wanted)
  const color = wantsColor(options.color, io.stdoutIsTerminal, io.env)
  const failOn = options.failOn === undefined ? null : parseDurationSeconds(options.failOn, '--fail-on')
  // What can't be understood is told now, not after an hour of reading.
  for (const text of [options.since, options.until]) {
    if (text !== undefined)
      parseWhen(text, zone, { lastUs: 0, sinceUs: options.since === undefined ? null : 0 })
  }
  const reading = parseReading(options)
  const inputs = inputsOf(given, io)
  await refuseInputs(outs, inputs)

  const report = await analyze(inputs, withProgress(reading, io))
  io.showProgress?.(null)
  // Of a searched directory only what turned out to be a log is an input.
  const logs = report.sources.filter(({ observations }) => observations > 0).map(({ name }) => name)
  await refuseInputs(outs, logs)
  const chosen = choose(report, options, zone)
  const unread = sayUnreadable(report.problems, inputs.length, io)
  sayNotes(report, inputs, reading, io)
  if (options.verbose) sayAssumptions(report, io)

  for (const { path, exporter } of outs) {
    try {
      await writeFile(path, exporter.write(chosen, { timeZone: zone, color: false, width: 80 }))
    } catch (error) {
      throw new UsageError(`--out "${path}" can't be written: ${reasonOf(error)}`, { cause: error })
    }
  }
  if (shown) {
    for await (const piece of shown.write(chosen, { timeZone: zone, color, width: io.columns })) {
      await io.output.write(piece)
    }
  }
  if (unread !== 0 || failOn === null) return unread
  const lengths = chosen.incidents.map((incident) => failingSeconds(incident, report.window.endUs))
  return lengths.some((seconds) => seconds !== null && seconds >= failOn) ? 1 : 0
}

/** `leasegap observe`: every observation, one JSON object a line, in the order of the input. */
export async function runObserve(
  given: readonly string[],
  options: ReadingOptions & { readonly follow?: boolean },
  surroundings: Surroundings,
): Promise<ExitStatus> {
  const io = heeding(options, surroundings)
  const inputs = inputsOf(given, io)
  const reading = withProgress(parseReading(options), io)
  const { observations, problems } = await observe(
    inputs,
    { ...reading, follow: options.follow ?? false },
    // Answers to other requests are evidence for `analyze` only.
    async (observation) => {
      if (observation.kind !== 'api.answered') await io.output.write(formatObservationLine(observation))
    },
  )
  io.showProgress?.(null)
  if (observations === 0) io.say("note: nothing about a node's heartbeat was found")
  return sayUnreadable(problems, inputs.length, io)
}

/** `leasegap formats`: what is understood and what is written, from the registries. */
export async function runFormats(io: Surroundings): Promise<ExitStatus> {
  const section = (title: string, entries: readonly { name: string; title: string }[]): string =>
    `${title}\n${entries.map((entry) => `  ${entry.name.padEnd(20)}${entry.title}\n`).join('')}`
  const outputs = exporters.map(({ name, title, endings }) => ({
    name,
    title: `${title} (${endings.map((ending) => `.${ending}`).join(', ')})`,
  }))
  await io.output.write(
    [
      section('Formats of logs, which may nest', envelopes),
      section('Messages and objects understood', grammars),
      section('Formats of output, with the endings that choose them for --out', outputs),
    ].join('\n'),
  )
  return 0
}
