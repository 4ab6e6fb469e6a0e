/** The command `observe`. */
import type { Explanation, ObserveOptions, Problem } from '../index.ts'
import { explain, formatObservationLine, observe, printable } from '../index.ts'
import type { CommandContext, ExitStatus } from './context.ts'
import { applyQuiet, inputsOf, withProgress } from './context.ts'
import { sayUnreadable } from './notes.ts'
import { parseReading, type ReadingOptions } from './options.ts'
import { assertNotAnInput, filesBehind, UnrecognizedLines } from './output-files.ts'

/** `leasegap observe`: every observation, one JSON object a line, in the order of the input. */
export async function runObserve(
  given: readonly string[],
  options: ReadingOptions & { readonly follow?: boolean; readonly explain?: boolean },
  surroundings: CommandContext,
): Promise<ExitStatus> {
  const heeded = applyQuiet(options, surroundings)
  // What is observed would be written over the line of progress.
  const io = heeded.stdoutIsTerminal ? { ...heeded, showProgress: undefined } : heeded
  const inputs = inputsOf(given, io)
  const unrecognized = new UnrecognizedLines(options)
  await assertNotAnInput(unrecognized.file, inputs)
  const reading = withProgress(unrecognized.listening(parseReading(options)), io)
  const logs = new Set<string>()
  const problems = await (options.explain ? tellExplanations : tellObservations)(inputs, {
    reading: { ...reading, follow: options.follow ?? false },
    logs,
    io,
  })
  for (const { code, source } of problems) if (code === 'unreadable') logs.add(source)
  await assertNotAnInput(unrecognized.file, filesBehind(logs))
  await unrecognized.write(io.say)
  return sayUnreadable(problems, inputs, io)
}

interface Telling {
  readonly reading: ObserveOptions
  /** Gathers the sources of which something is understood. */
  readonly logs: Set<string>
  readonly io: CommandContext
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
  const envelopeNames = envelopes.length === 0 ? 'no envelope' : envelopes.join(' > ')
  const told = reason ?? `${grammar}: ${kinds.join(', ')}`
  return `${printable(`${source}:${line}  ${envelopeNames}  ${told}  ${text.slice(0, EXPLAINED_CHARACTERS)}`)}\n`
}
