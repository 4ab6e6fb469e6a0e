/** The files that a command writes besides standard output: reports, and lines that no grammar knows. */
import { fstatSync } from 'node:fs'
import { type AnalyzeOptions, type Exporter, UsageError } from '../../index.ts'
import { STANDARD_INPUT } from '../../model/source.ts'
import { printable } from '../../text/printable.ts'
import type { CommandContext } from '../context.ts'
import { exporterOfFile, type ReadingOptions } from '../options.ts'
import { isSameFile, writeFile } from './line-writer.ts'

/** A file to write, and the option that names it. */
export interface OutputFile {
  readonly option: '--out' | '--unrecognized'
  readonly path: string
}

/** Throws UsageError if an output is one of the inputs. */
export async function assertNotAnInput(
  outs: readonly OutputFile[],
  inputs: readonly string[],
): Promise<void> {
  for (const { option, path } of outs) {
    for (const input of inputs) {
      const file = fileOf(input)
      if (file === null || !(await isSameFile(path, file))) continue
      // The names may be hostile: a line end in one must not begin a line of ours.
      const what = input === '-' ? 'standard input' : `the input ${printable(input)}`
      throw new UsageError(`${option} "${printable(path)}" would overwrite ${what}: use another file`)
    }
  }
}

/** Null for standard input that is no file. */
function fileOf(input: string): string | null {
  if (input !== '-' && input !== STANDARD_INPUT) return input
  return fstatSync(0).isFile() ? '/dev/stdin' : null
}

/** The files that sources may be of: a member of an archive is labelled `archive!path`, and any name may contain `!`. */
export function filesBehind(sources: Iterable<string>): string[] {
  const files = new Set<string>()
  for (const source of sources) {
    for (let at = source.indexOf('!'); at !== -1; at = source.indexOf('!', at + 1))
      files.add(source.slice(0, at))
    files.add(source)
  }
  return [...files]
}

/** A file of --out, with the format of its ending. */
export interface ReportFile extends OutputFile {
  readonly exporter: Exporter
}

export async function outputsOf(paths: readonly string[]): Promise<ReportFile[]> {
  const outs = paths.map((path) => ({ option: '--out', path, exporter: exporterOfFile(path) }) as const)
  for (const [i, { path }] of outs.entries()) {
    for (const other of outs.slice(0, i)) {
      if (await isSameFile(path, other.path))
        throw new UsageError(`--out "${printable(path)}" is given twice: use another file`)
    }
  }
  return outs
}

/** Plain words for why a file can't be used. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return /^E[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message
}

/** Characters kept of lines that no grammar knows: enough to learn from, too few to fill the memory. */
const MAX_UNRECOGNIZED_CHARACTERS = 16 * 1024 * 1024

/** Collects the lines for --unrecognized, and writes them when all is read. */
export class UnrecognizedLines {
  readonly file: readonly OutputFile[]
  readonly #lines: string[] = []
  #characters = 0
  #omitted = 0

  constructor({ unrecognized }: ReadingOptions) {
    this.file = unrecognized === undefined ? [] : [{ option: '--unrecognized', path: unrecognized }]
  }

  /** The options with a callback that collects the lines, if --unrecognized is given. */
  collecting(options: AnalyzeOptions): AnalyzeOptions {
    return this.file.length === 0 ? options : { ...options, onUnrecognized: (line) => this.#keep(line) }
  }

  /** `redact` is applied to each line. */
  async write(io: CommandContext, redact = (line: string): string => line): Promise<void> {
    for (const { option, path } of this.file) {
      await writeOutput(option, path, this.#lines.map(redact), io)
      const left = this.#omitted === 0 ? '' : `, ${this.#omitted} more left out`
      const count = this.#lines.length
      if (count > 0)
        io.printNote(
          `note: ${count} ${count === 1 ? 'line' : 'lines'} about node leases ${count === 1 ? 'is' : 'are'} not recognised, see ${printable(path)}${left}`,
        )
    }
  }

  #keep(line: string): void {
    this.#characters += line.length
    if (this.#characters > MAX_UNRECOGNIZED_CHARACTERS) this.#omitted++
    else this.#lines.push(`${line}\n`)
  }
}

export async function writeOutput(
  option: OutputFile['option'],
  path: string,
  pieces: Iterable<string> | AsyncIterable<string>,
  { signals }: CommandContext,
): Promise<void> {
  try {
    await writeFile(path, pieces, signals)
  } catch (error) {
    throw new UsageError(`${option} "${printable(path)}" cannot be written: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}
