/** Notes on standard error. */
import type { Problem, Report } from '../../index.ts'
import { STANDARD_INPUT } from '../../model/source.ts'
import { printable } from '../../text/printable.ts'
import { formatLocal } from '../../time/zones.ts'
import type { CommandContext, ExitStatus } from '../context.ts'
import { filesBehind } from './output-files.ts'

/** Inputs that could not be read and are printed; the others are counted. */
const SHOWN_UNREADABLE = 10

/**
 * Prints which inputs could not be read, and why. Returns 2 if there are any. `sources` are those of the report; null:
 * they are not known.
 */
export function printUnreadable(
  { problems, sources }: Pick<Report, 'problems'> & { readonly sources: Report['sources'] | null },
  { printNote }: CommandContext,
): ExitStatus {
  const unreadable = problems.filter((p) => p.code === 'unreadable' || isLost(p, sources))
  if (unreadable.length === 0) return 0
  for (const { source, excerpt } of unreadable.slice(0, SHOWN_UNREADABLE))
    printNote(`error: ${printable(source)}: ${printable(excerpt)}`)
  const more = unreadable.length - SHOWN_UNREADABLE
  if (more > 0) printNote(`error: ${more} more could not be read; -o json lists them under problems`)
  return 2
}

/** Whether a file is damaged so early that nothing was read of it, nor of its members. */
function isLost({ code, source }: Problem, sources: Report['sources'] | null): boolean {
  const isDamaged = code === 'broken-archive' || code === 'truncated-input'
  // The member of an archive is no input.
  if (!isDamaged || sources === null || source.includes('!')) return false
  return !sources.some(({ name, lines }) => lines > 0 && (name === source || name.startsWith(`${source}!`)))
}

/** Whether every input failed, so that a report would be empty. */
export function isNothingRead({ sources, problems }: Report, inputs: readonly string[]): boolean {
  const failed = new Set(problems.filter(({ code }) => code === 'unreadable').map(({ source }) => source))
  return sources.length === 0 && inputs.every((input) => failed.has(input === '-' ? STANDARD_INPUT : input))
}

const COMMANDS: readonly string[] = [
  'analyze',
  'observe',
  'explain',
  'read',
  'collect',
  'watch',
  'diff',
  'formats',
  'completion',
  'help',
]

/** Prints the command that an input is nearly the name of. */
export async function printMeantCommand(
  [first = '']: readonly string[],
  { printNote }: CommandContext,
): Promise<void> {
  const { nearestWord } = await import('../../text/nearest.ts')
  const meant = nearestWord(first, COMMANDS)
  if (meant !== undefined) printNote(`note: did you mean "leasegap ${meant}"?`)
}

/** Prints the likely reason if nothing was found. */
export function printNotes(
  { sources, problems }: Report,
  inputs: readonly string[],
  { printNote }: CommandContext,
): void {
  if (sources.some(({ observations }) => observations > 0)) {
    const empty = sources.filter(({ lines }) => lines === 0).map(({ name }) => name)
    if (empty.length > 0)
      printNote(`note: no line is in ${listOf(empty)}: nothing is known of what it was to show`)
    return
  }
  const lines = sources.reduce((sum, source) => sum + source.lines, 0)
  const bytes = sources.reduce((sum, source) => sum + source.bytes, 0)
  if (bytes === 0 && inputs.every((input) => input === '-')) {
    printNote('note: standard input is empty')
  } else if (sources.length > 0) {
    printNote(
      `note: nothing about a node's heartbeat in ${lines} ${lines === 1 ? 'line' : 'lines'}; "leasegap formats" lists what is recognised`,
    )
  } else if (!problems.some(({ code }) => code === 'unreadable')) {
    printNote(`note: no log was found in ${printable(inputs.join(', '))}`)
  }
}

/** The files of a report's evidence: of a searched directory those that are logs, or that broke. */
export function inputsBehind({ sources, problems }: Report): string[] {
  const broken = problems.filter(({ code }) => code !== 'skipped')
  return filesBehind([...sources.map(({ name }) => name), ...broken.map(({ source }) => source)])
}

/** Assumptions of one name that are printed; the rest is counted. */
const SHOWN_ASSUMPTIONS = 20

/** Prints what was assumed, for --verbose: of thousands of sources the first of each name. */
export function printAssumptions({ assumptions }: Report, { printNote }: CommandContext): void {
  const counts = new Map<string, number>()
  for (const { name, value, of, because } of assumptions) {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    if (count > SHOWN_ASSUMPTIONS) continue
    const about = of === null ? '' : ` for ${printable(of)}`
    printNote(`note: assumed ${name} ${printable(String(value))}${about}: ${printable(because)}`)
  }
  for (const [name, count] of counts) {
    const more = count - SHOWN_ASSUMPTIONS
    if (more > 0) printNote(`note: assumed ${name} ${more} more times; -o json lists all under assumptions`)
  }
}

/** Prints why a selection is empty: no node has such a name, or nothing was read of that time. */
export function printEmptySelection(
  report: Report,
  { nodes, selection }: Report,
  zone: string,
  { printNote }: CommandContext,
): void {
  const { startUs, endUs } = report.window
  const instantOf = (timeUs: number): string => `${(formatLocal(timeUs, zone) ?? '').slice(0, 19)} ${zone}`
  if (selection?.nodes && report.nodes.length > 0 && nodes.length === 0)
    printNote(
      `note: no node matches --node ${printable(selection.nodes.join(' '))}; there are ${listOf(report.nodes.map(({ node }) => node))}`,
    )
  if (selection?.sinceUs != null && endUs !== null && selection.sinceUs > endUs)
    printNote(`note: --since is after the last record (${instantOf(endUs)})`)
  if (selection?.untilUs != null && startUs !== null && selection.untilUs < startUs)
    printNote(`note: --until is before the first record (${instantOf(startUs)})`)
}

/** Names listed in a note; the others are counted. */
const LISTED_NAMES = 5

function listOf(names: readonly string[]): string {
  const listed = names.slice(0, LISTED_NAMES).map(printable).join(', ')
  return names.length > LISTED_NAMES ? `${listed} and ${names.length - LISTED_NAMES} more` : listed
}
