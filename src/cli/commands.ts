/**
 * What the commands do. In: inputs and options as the command line has them, and the streams to write to;
 * out: data on standard output and in files, notes on standard error, and the exit status.
 */
import {
  type AnalyzeOptions,
  align,
  analyze,
  type Explanation,
  explain,
  formatObservationLine,
  type Incident,
  localZone,
  type ObserveOptions,
  observe,
  type Problem,
  type Progress,
  parseDurationSeconds,
  parseWhen,
  parseZone,
  printable,
  type Report,
  select,
  UsageError,
} from '../index.ts'
import { filesBehind, outputsOf, refuseInputs, UnrecognizedLines, writeOutput } from './files.ts'
import {
  exporterNamed,
  parseReading,
  type ReadingOptions,
  type ReportOptions,
  wantsColor,
} from './options.ts'
import type { LineOutput } from './output.ts'

/** 0: done; 1: an incident as long as --fail-on says; 2: wrong usage, or an input that could not be read. */
export type ExitStatus = 0 | 1 | 2

/** The process as the commands see it. */
export interface Surroundings {
  readonly output: LineOutput
  /** A line for people, on standard error. */
  say(line: string): void
  /** Overwrites the line of progress; null clears it. Undefined where standard error is no terminal. */
  readonly showProgress: ((progress: Progress | null) => void) | undefined
  readonly stdinIsTerminal: boolean
  readonly stdoutIsTerminal: boolean
  /** Of the terminal; 80 where there is none. */
  readonly columns: number
  readonly env: NodeJS.ProcessEnv
}

const NO_INPUT =
  'no input: name files or directories, or pipe a log in, for example: ' +
  'journalctl -u kubelet -o short-iso-precise | leasegap (see leasegap --help)'

export function inputsOf(given: readonly string[], { stdinIsTerminal }: Surroundings): readonly string[] {
  if (given.length > 0) return given
  if (stdinIsTerminal) throw new UsageError(NO_INPUT)
  return ['-']
}

/** The surroundings as --quiet wants them: without notes. */
export function heeding({ quiet }: ReadingOptions, io: Surroundings): Surroundings {
  return quiet ? { ...io, say: () => {}, showProgress: undefined } : io
}

/** Tells which inputs could not be read, and why; 2 where there are any. */
export function sayUnreadable(
  problems: readonly Problem[],
  inputs: readonly string[],
  { say }: Surroundings,
): ExitStatus {
  const unreadable = problems.filter(({ code }) => code === 'unreadable')
  if (unreadable.length === 0) return 0
  const reasons = unreadable.map(({ source, excerpt }) => `${printable(source)}: ${printable(excerpt)}`)
  // A file in a directory or an archive is no input of its own; of one that broke something was read.
  const areInputs = unreadable.every(({ source, offset }) => offset === null && inputs.includes(source))
  const count = areInputs ? `read ${inputs.length - unreadable.length} of ${inputs.length} inputs; ` : ''
  say(`note: ${count}${reasons.join('; ')}`)
  return 2
}

export function withProgress(options: AnalyzeOptions, { showProgress }: Surroundings): AnalyzeOptions {
  return showProgress ? { ...options, onProgress: showProgress } : options
}

/** Tells what an option named in vain, and where nothing was found, why that may be. */
export function sayNotes(
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

/** The files of a report's evidence: of a searched directory, what turned out to be a log, or broke. */
export function inputsBehind({ sources, problems }: Report): string[] {
  const broken = problems.filter(({ code }) => code !== 'skipped')
  return filesBehind([...sources.map(({ name }) => name), ...broken.map(({ source }) => source)])
}

/** Tells what was taken for granted, for --verbose. */
function sayAssumptions({ assumptions }: Report, { say }: Surroundings): void {
  for (const { name, value, of, because } of assumptions) {
    const about = of === null ? '' : ` for ${printable(of)}`
    say(`note: assumed ${name} ${printable(String(value))}${about}: ${printable(because)}`)
  }
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

/** So many nodes are named in a note; the others are counted. */
const NAMED_NODES = 5

function namesOf({ nodes }: Report): string {
  const named = nodes.slice(0, NAMED_NODES).map(({ node }) => printable(node))
  return `${named.join(', ')}${nodes.length > NAMED_NODES ? ` and ${nodes.length - NAMED_NODES} more` : ''}`
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
  const unrecognized = new UnrecognizedLines(options)
  await refuseInputs([...outs, ...unrecognized.file], inputs)

  const stamped = await analyze(inputs, withProgress(unrecognized.listening(reading), io))
  const report = options.align ? align(stamped) : stamped
  io.showProgress?.(null)
  await refuseInputs([...outs, ...unrecognized.file], inputsBehind(stamped))
  const chosen = choose(report, options, zone)
  const unread = sayUnreadable(report.problems, inputs, io)
  sayNotes(report, inputs, reading, io)
  if (options.node && report.nodes.length > 0 && chosen.nodes.length === 0) {
    io.say(`note: no node matches --node ${printable(options.node.join(' '))}; there are ${namesOf(report)}`)
  }
  if (options.verbose) sayAssumptions(report, io)

  await unrecognized.write(io.say)
  for (const { option, path, exporter } of outs) {
    await writeOutput(option, path, exporter.write(chosen, { timeZone: zone, color: false, width: 80 }))
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
  options: ReadingOptions & { readonly follow?: boolean; readonly explain?: boolean },
  surroundings: Surroundings,
): Promise<ExitStatus> {
  const heeded = heeding(options, surroundings)
  // What is observed would be written over the line of progress.
  const io = heeded.stdoutIsTerminal ? { ...heeded, showProgress: undefined } : heeded
  const inputs = inputsOf(given, io)
  const unrecognized = new UnrecognizedLines(options)
  await refuseInputs(unrecognized.file, inputs)
  const reading = withProgress(unrecognized.listening(parseReading(options)), io)
  const logs = new Set<string>()
  const problems = await (options.explain ? tellExplanations : tellObservations)(inputs, {
    reading: { ...reading, follow: options.follow ?? false },
    logs,
    io,
  })
  for (const { code, source } of problems) if (code === 'unreadable') logs.add(source)
  await refuseInputs(unrecognized.file, filesBehind(logs))
  await unrecognized.write(io.say)
  return sayUnreadable(problems, inputs, io)
}

interface Telling {
  readonly reading: ObserveOptions
  /** Gathers the sources of which something is understood. */
  readonly logs: Set<string>
  readonly io: Surroundings
}

async function tellObservations(
  inputs: readonly string[],
  { reading, logs, io }: Telling,
): Promise<readonly Problem[]> {
  // Answers to other requests are evidence for `analyze` only.
  const { observations, sources, problems } = await observe(inputs, reading, (observation) => {
    logs.add(observation.source)
    return observation.kind === 'api.answered'
      ? undefined
      : io.output.write(formatObservationLine(observation))
  })
  io.showProgress?.(null)
  // Where nothing could be read, that is what is told.
  const searched = sources > 0 || !problems.some(({ code }) => code === 'unreadable')
  if (observations === 0 && searched) io.say("note: nothing about a node's heartbeat was found")
  return problems
}

async function tellExplanations(
  inputs: readonly string[],
  { reading, logs, io }: Telling,
): Promise<readonly Problem[]> {
  const problems = await explain(inputs, reading, async (explanation) => {
    if (explanation.grammar !== null) logs.add(explanation.source)
    await io.output.write(formatExplanation(explanation))
  })
  io.showProgress?.(null)
  return problems
}

/** As much of a line as is shown beside what is told of it, in characters. */
const EXPLAINED_CHARACTERS = 120

/** `FILE:LINE  envelopes  grammar: kinds, or the reason why there are none  line` */
function formatExplanation({ source, line, envelopes, grammar, kinds, reason, text }: Explanation): string {
  const worn = envelopes.length === 0 ? 'no envelope' : envelopes.join(' > ')
  const told = reason ?? `${grammar}: ${kinds.join(', ')}`
  return `${printable(`${source}:${line}  ${worn}  ${told}  ${text.slice(0, EXPLAINED_CHARACTERS)}`)}\n`
}
