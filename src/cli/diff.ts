/** `leasegap diff A B`: the differences between two reports. */
import { readFile } from 'node:fs/promises'
import { compare, type NamedReport, UsageError } from '../index.ts'
import type { CommandContext, ExitStatus } from './context.ts'
import { chosenZone, type ReportOptions, wantsColor } from './options.ts'
import { reasonOf } from './output/output-files.ts'
import { peopleOutput } from './output/pager.ts'

export type DiffOptions = Pick<ReportOptions, 'tz' | 'utc' | 'color' | 'pager'>

export async function runDiff(
  [before, after]: readonly [string, string],
  options: DiffOptions,
  io: CommandContext,
): Promise<ExitStatus> {
  const timeZone = chosenZone(options)
  const color = wantsColor(options.color, io.stdoutIsTerminal, io.env)
  // Reports of thousands of nodes are long, and nothing is open.
  await io.signals.release()
  const reports = await Promise.all([readReport(before), readReport(after)])
  const target = peopleOutput(io, options)
  await target.write(await compare(...reports, { timeZone, color, width: io.columns }))
  await target.end()
  return 0
}

async function readReport(path: string): Promise<NamedReport> {
  try {
    return { name: path, text: await readFile(path === '-' ? '/dev/stdin' : path, 'utf8') }
  } catch (cause) {
    throw new UsageError(`cannot read "${path}": ${reasonOf(cause)}`, { given: path, cause })
  }
}
