/** `leasegap observe`: every observation as a line of JSON, or an explanation of every record, in the order of the input. */
import type { Explanation, Observation, ObserveOptions, Problem } from '../index.ts'
import { explain, formatObservationLine, ObservationText, observe, UsageError } from '../index.ts'
import { printable } from '../text/printable.ts'
import type { CommandContext, ExitStatus } from './context.ts'
import { applyQuiet, inputsOf, withProgress } from './context.ts'
import { printUnreadable } from './notes.ts'
import { chosenZone, parseReading, type ReadingOptions, type ReportOptions } from './options.ts'
import { assertNotAnInput, filesBehind, UnrecognizedLines } from './output-files.ts'

/** Options of `observe`. */
export interface ObserveCommandOptions extends ReadingOptions, Pick<ReportOptions, 'tz' | 'utc'> {
  readonly follow?: boolean
  readonly explain?: boolean
  readonly output?: string
}

/** Returns how an observation is printed: as JSON, or for people. */
function formatOf({ output = 'json', tz, utc }: ObserveCommandOptions): (o: Observation) => string {
  if (output === 'json') return formatObservationLine
  if (output !== 'text')
    throw new UsageError(`unknown format "${output}": use json or text`, {
      given: output,
      allowed: ['json', 'text'],
    })
  const text = new ObservationText(chosenZone({ ...(tz === undefined ? {} : { tz }), utc: utc ?? false }))
  return (o) => text.lines(o)
}

export async function runObserve(
  given: readonly string[],
  options: ObserveCommandOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  // Observations on a terminal would be written over the progress line.
  const io = applyQuiet(options, context.stdoutIsTerminal ? { ...context, showProgress: undefined } : context)
  const format = formatOf(options)
  const inputs = inputsOf(given, io)
  const unrecognized = new UnrecognizedLines(options)
  await assertNotAnInput(unrecognized.file, inputs)
  const reading = withProgress(unrecognized.collecting(parseReading(options)), io)
  const sources = new Set<string>()
  const print = options.explain ? printExplanations : printObservations
  const problems = await print(inputs, {
    reading: { ...reading, follow: options.follow ?? false },
    format,
    sources,
    io,
  })
  for (const { code, source } of problems) if (code === 'unreadable') sources.add(source)
  await assertNotAnInput(unrecognized.file, filesBehind(sources))
  await unrecognized.write(io.printNote)
  return printUnreadable({ problems, sources: null }, io)
}

interface Printing {
  readonly reading: ObserveOptions
  readonly format: (o: Observation) => string
  /** Collects the sources with an observation. */
  readonly sources: Set<string>
  readonly io: CommandContext
}

async function printObservations(
  inputs: readonly string[],
  { reading, format, sources, io }: Printing,
): Promise<readonly Problem[]> {
  const observations = observe(inputs, reading)
  let count = 0
  for await (const observation of observations) {
    count++
    sources.add(observation.source)
    // Answers to other requests are evidence for `analyze` only.
    if (observation.kind === 'api.answered') continue
    const full = io.output.write(format(observation))
    if (full) await full
  }
  io.showProgress?.(null)
  const { problems } = observations
  // If nothing could be read, the note on that follows.
  const wasRead = observations.sources > 0 || !problems.some(({ code }) => code === 'unreadable')
  if (count === 0 && wasRead) io.printNote("note: nothing about a node's heartbeat was found")
  return problems
}

async function printExplanations(
  inputs: readonly string[],
  { reading, sources, io }: Printing,
): Promise<readonly Problem[]> {
  const explanations = explain(inputs, reading)
  for await (const explanation of explanations) {
    if (explanation.grammar !== null) sources.add(explanation.source)
    const full = io.output.write(formatExplanation(explanation))
    if (full) await full
  }
  io.showProgress?.(null)
  return explanations.problems
}

/** Characters of a record's line that are printed beside its explanation. */
const EXPLAINED_CHARACTERS = 120

/** `FILE:LINE  envelopes  grammar: kinds, or the reason why there are none  line` */
function formatExplanation({ source, line, envelopes, grammar, kinds, reason, text }: Explanation): string {
  const envelopeNames = envelopes.length === 0 ? 'no envelope' : envelopes.join(' > ')
  const result = reason ?? `${grammar}: ${kinds.join(', ')}`
  return `${printable(`${source}:${line}  ${envelopeNames}  ${result}  ${text.slice(0, EXPLAINED_CHARACTERS)}`)}\n`
}
