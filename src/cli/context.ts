/** What a command is given to work with: streams, terminal, environment. */
import type { AnalyzeOptions, Progress } from '../index.ts'
import { UsageError } from '../index.ts'
import type { LineOutput } from './line-writer.ts'
import type { ReadingOptions } from './options.ts'

/** 0: done; 1: an incident as long as --fail-on says; 2: wrong usage, or an input that could not be read. */
export type ExitStatus = 0 | 1 | 2

/** The process as the commands see it. */
export interface CommandContext {
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

export function inputsOf(given: readonly string[], { stdinIsTerminal }: CommandContext): readonly string[] {
  if (given.length > 0) return given
  if (stdinIsTerminal) throw new UsageError(NO_INPUT)
  return ['-']
}

/** The surroundings as --quiet wants them: without notes. */
export function applyQuiet({ quiet }: ReadingOptions, io: CommandContext): CommandContext {
  return quiet ? { ...io, say: () => {}, showProgress: undefined } : io
}

export function withProgress(options: AnalyzeOptions, { showProgress }: CommandContext): AnalyzeOptions {
  return showProgress ? { ...options, onProgress: showProgress } : options
}
