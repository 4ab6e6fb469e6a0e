/** `leasegap read`: what a report needs of the inputs, as lines that `leasegap` takes in their place. */
import { read } from '../index.ts'
import type { CommandContext, ExitStatus } from './context.ts'
import { applyQuiet, inputsOf, withProgress } from './context.ts'
import { parseReading, type ReadingOptions } from './options.ts'
import { printUnreadable } from './output/notes.ts'
import { assertNotAnInput, UnrecognizedLines } from './output/output-files.ts'

/** Options of `read`. */
export interface ReadCommandOptions extends ReadingOptions {
  readonly name?: string
  readonly thin?: boolean
}

export async function runRead(
  given: readonly string[],
  options: ReadCommandOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const io = applyQuiet(options, context)
  const inputs = inputsOf(given, io)
  const unrecognized = new UnrecognizedLines(options)
  await assertNotAnInput(unrecognized.file, inputs)
  const { name, thin } = options
  const lines = read(inputs, {
    ...withProgress(unrecognized.collecting(parseReading(options)), io),
    ...(name === undefined ? {} : { name }),
    ...(thin === undefined ? {} : { thin }),
  })
  for await (const line of lines) {
    const full = io.output.write(line)
    if (full) await full
  }
  io.showProgress?.(null)
  await unrecognized.write(io)
  return printUnreadable({ problems: lines.problems, sources: null }, io)
}
