/** What a command works with: streams, terminal, environment. */
import type { AnalyzeOptions, Progress } from '../index.ts'
import { UsageError } from '../index.ts'
import type { ReadingOptions } from './options.ts'
import type { LineOutput } from './output/line-writer.ts'
import type { SignalControl } from './signals.ts'

/** 0: done; 1: an incident as long as --fail-on; 2: wrong usage, or an input that could not be read; 3: no evidence for --fail-on. */
export type ExitStatus = 0 | 1 | 2 | 3

/** The process as the commands see it. */
export interface CommandContext {
  readonly output: LineOutput
  /** Prints a line for people on standard error. */
  printNote(line: string): void
  /** Overwrites the progress line, by a text too; null clears it. Undefined if standard error is no terminal. */
  readonly showProgress: ((progress: Progress | string | null) => void) | undefined
  readonly signals: SignalControl
  /** `finish` runs when a signal ends the program, which waits for it; a second signal does not. */
  onInterrupt(finish: () => Promise<void>): void
  readonly stdinIsTerminal: boolean
  readonly stdoutIsTerminal: boolean
  /** Columns of the terminal; 80 without one. */
  readonly columns: number
  /** Rows of the terminal; 24 without one. */
  readonly rows: number
  readonly env: NodeJS.ProcessEnv
}

const NO_INPUT = `no input: use files or directories, or pipe a log in:

  leasegap kubelet.log kube-controller-manager.log
  leasegap docker://kind-worker
  journalctl -u kubelet -o short-iso-precise | leasegap

Run leasegap --help for all options.`

/** The inputs to read: standard input if none is given. Throws UsageError if that is a terminal. */
export function inputsOf(given: readonly string[], { stdinIsTerminal }: CommandContext): readonly string[] {
  if (given.length > 0) return given
  if (stdinIsTerminal) throw new UsageError(NO_INPUT)
  return ['-']
}

/** The context without notes and progress if --quiet is given. */
export function applyQuiet({ quiet }: ReadingOptions, context: CommandContext): CommandContext {
  return quiet ? { ...context, printNote: () => {}, showProgress: undefined } : context
}

export function withProgress(options: AnalyzeOptions, { showProgress }: CommandContext): AnalyzeOptions {
  return showProgress ? { ...options, onProgress: showProgress } : options
}

/** Must be called when all is read: from then on nothing is left to clean up, until something is written. */
export async function beginAnalysis({ showProgress, signals }: CommandContext): Promise<void> {
  showProgress?.('analyzing')
  await signals.release()
}
