/** `leasegap observe`: every observation as a line of JSON, or an explanation of every record, in the order of the input. */
import type { Explanation, Observation, ObserveOptions, Problem, SourceStream } from '../index.ts'
import {
  explain,
  formatObservationLine,
  ObservationText,
  observe,
  observeLines,
  UsageError,
} from '../index.ts'
import { printable } from '../text/printable.ts'
import type { CommandContext, ExitStatus } from './context.ts'
import { applyQuiet, inputsOf, withProgress } from './context.ts'
import { chosenZone, parseReading, type ReadingOptions, type ReportOptions } from './options.ts'
import { printUnreadable } from './output/notes.ts'
import { assertNotAnInput, filesBehind, UnrecognizedLines } from './output/output-files.ts'

/** Options of `observe`. */
export interface ObserveCommandOptions extends ReadingOptions, Pick<ReportOptions, 'tz' | 'utc'> {
  readonly follow?: boolean
  readonly explain?: boolean
  readonly output?: string
}

type FormatObservation = (o: Observation) => string

/** Returns how an observation is printed for people; null: as JSON. */
function textFormatOf({ output = 'json', tz, utc }: ObserveCommandOptions): FormatObservation | null {
  if (output === 'json') return null
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
  const textFormat = textFormatOf(options)
  const inputs = inputsOf(given, io)
  const unrecognized = new UnrecognizedLines(options)
  await assertNotAnInput(unrecognized.file, inputs)
  const reading = withProgress(unrecognized.collecting(parseReading(options)), io)
  const sources = new Set<string>()
  const { follow = false } = options
  const areLinesFast = textFormat === null && !follow
  const print = options.explain ? printExplanations : areLinesFast ? printLines : printObservations
  const problems = await print(inputs, {
    reading: { ...reading, follow },
    format: textFormat ?? formatObservationLine,
    sources,
    io,
  })
  for (const { code, source } of problems) if (code === 'unreadable') sources.add(source)
  await assertNotAnInput(unrecognized.file, filesBehind(sources))
  await unrecognized.write(io)
  return printUnreadable({ problems, sources: null }, io)
}

interface Printing {
  readonly reading: ObserveOptions
  readonly format: FormatObservation
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
  await writeEach(observations, io, (observation) => {
    count++
    sources.add(observation.source)
    // Answers to other requests are evidence for `analyze` only.
    return observation.kind === 'api.answered' ? null : format(observation)
  })
  noteIfNone(count, observations, io)
  return observations.problems
}

/** Prints JSON, several observations at once. */
async function printLines(
  inputs: readonly string[],
  { reading, sources, io }: Printing,
): Promise<readonly Problem[]> {
  const lines = observeLines(inputs, reading)
  await writeEach(lines, io, (piece) => piece)
  for (const source of lines.observedSources) sources.add(source)
  noteIfNone(sources.size, lines, io)
  return lines.problems
}

/** Prints what `format` returns of each item, and waits while the output is full; nothing for null. */
async function writeEach<T>(
  items: AsyncIterable<T>,
  { output, showProgress }: CommandContext,
  format: (item: T) => string | Uint8Array | null,
): Promise<void> {
  for await (const item of items) {
    const text = format(item)
    const full = text === null ? undefined : output.write(text)
    if (full) await full
  }
  showProgress?.(null)
}

/** If nothing could be read, the note on that follows instead. */
function noteIfNone(
  count: number,
  { sources, problems }: Pick<SourceStream<unknown>, 'sources' | 'problems'>,
  { printNote }: CommandContext,
): void {
  const wasRead = sources > 0 || !problems.some(({ code }) => code === 'unreadable')
  if (count === 0 && wasRead) printNote("note: nothing about a node's heartbeat was found")
}

async function printExplanations(
  inputs: readonly string[],
  { reading, sources, io }: Printing,
): Promise<readonly Problem[]> {
  const explanations = explain(inputs, reading)
  await writeEach(explanations, io, (explanation) => {
    if (explanation.grammar !== null) sources.add(explanation.source)
    return formatExplanation(explanation)
  })
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
