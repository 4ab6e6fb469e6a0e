/** Notes on standard error. */
import type { AnalyzeOptions, Problem, Report } from '../index.ts'
import { printable } from '../index.ts'
import type { CommandContext, ExitStatus } from './context.ts'
import { filesBehind } from './output-files.ts'

/** Tells which inputs could not be read, and why; 2 where there are any. */
export function sayUnreadable(
  problems: readonly Problem[],
  inputs: readonly string[],
  { say }: CommandContext,
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

/** Tells what an option named in vain, and where nothing was found, why that may be. */
export function sayNotes(
  { sources, problems }: Report,
  inputs: readonly string[],
  { inputZones, sourceNodes }: AnalyzeOptions,
  { say }: CommandContext,
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
export function sayAssumptions({ assumptions }: Report, { say }: CommandContext): void {
  for (const { name, value, of, because } of assumptions) {
    const about = of === null ? '' : ` for ${printable(of)}`
    say(`note: assumed ${name} ${printable(String(value))}${about}: ${printable(because)}`)
  }
}

/** So many nodes are named in a note; the others are counted. */
const NAMED_NODES = 5

export function namesOf({ nodes }: Report): string {
  const named = nodes.slice(0, NAMED_NODES).map(({ node }) => printable(node))
  return `${named.join(', ')}${nodes.length > NAMED_NODES ? ` and ${nodes.length - NAMED_NODES} more` : ''}`
}
