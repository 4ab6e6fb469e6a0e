/** A source that is what a program prints: run without a shell, streamed, ended with its reader. */
import { spawn } from 'node:child_process'
import { addAbortSignal } from 'node:stream'
import { SourceError } from '../model/errors.ts'
import type { OpenOptions, Source } from '../model/index.ts'
import { liveSource } from './live-source.ts'
import { endOf, type ProgramEnd, stopProgram } from './program.ts'

/** A program that prints a log on standard output. */
export interface LogCommand {
  /** Names of programs that do the same; the first that is installed runs. */
  readonly programs: readonly string[]
  /** No shell reads them. */
  readonly args: readonly string[]
  /** Names the remedy of a failure of the program; null: its own words are enough. */
  readonly explain?: (end: ProgramEnd, program: string) => string | null
}

/** Limits of what a command prints. */
export type Wanted = Pick<OpenOptions, 'time' | 'follow'>

/** Makes the source of a command, which is run when the source is opened. `id` is the identity of what it reads. */
export function commandSource(id: string, label: string, commandFor: (wanted: Wanted) => LogCommand): Source {
  return liveSource(id, label, ({ signal, ...wanted } = {}) => readOutput(label, commandFor(wanted), signal))
}

/**
 * Streams what the program prints. Rejects with a SourceError if no program is installed or it fails; what it printed
 * until then is given before. The program is ended if the iteration is.
 */
export async function* readOutput(
  label: string,
  command: LogCommand,
  signal: AbortSignal | undefined,
): AsyncIterable<Buffer> {
  const { programs } = command
  for (const program of programs) {
    const child = spawn(program, command.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    })
    // A process that the program leaves behind may hold the pipe.
    if (signal) addAbortSignal(signal, child.stdout)
    const ended = endOf(child)
    const endWithUs = (): void => void child.kill()
    process.once('exit', endWithUs)
    try {
      for await (const chunk of child.stdout) yield chunk as Buffer
      const end = await ended
      signal?.throwIfAborted()
      if (!end.hasRun) continue
      if (end.status !== 0) throw new SourceError(label, failureOf(command, program, end))
      return
    } finally {
      process.removeListener('exit', endWithUs)
      stopProgram(child)
      await ended
    }
  }
  throw new SourceError(label, `${listOf(programs)} not found in PATH`)
}

function failureOf({ explain }: LogCommand, program: string, end: ProgramEnd): string {
  const { status, message } = end
  const how = status === null ? `${program} was ended by a signal` : `${program} ended with status ${status}`
  const cause = message === '' ? how : `${how}: ${message.trim()}`
  const remedy = explain?.(end, program) ?? null
  return remedy === null ? cause : `${cause}; ${remedy}`
}

function listOf(programs: readonly string[]): string {
  const [last, ...others] = [...programs].reverse()
  return others.length === 0 ? `${last} was` : `${others.reverse().join(', ')} and ${last} were`
}
