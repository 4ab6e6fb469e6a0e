/**
 * `leasegap explain`: the story of incidents, with the lines that tell it. In: inputs and options as the command
 * line has them; out: plain text on standard output, and the exit status. The inputs are read twice: for the
 * report, and for the lines to quote.
 */
import {
  analyze,
  formatStories,
  type Incident,
  inStoryOrder,
  localZone,
  parseZone,
  printable,
  type Report,
  readQuotes,
  storiesOf,
  UsageError,
} from '../index.ts'
import type { CommandContext, ExitStatus } from './context.ts'
import { applyQuiet, inputsOf, withProgress } from './context.ts'
import { inputsBehind, sayNotes, sayUnreadable } from './notes.ts'
import { parseReading, type ReportOptions, wantsColor } from './options.ts'
import { assertNotAnInput, UnrecognizedLines } from './output-files.ts'

/** Options of `explain`. */
export interface ExplainOptions extends ReportOptions {
  /** Its id, or its number in the table. */
  readonly incident?: string
}

/** Where no terminal sets the width: what fits into a page of a post-mortem, and most of a line. */
const PAPER_COLUMNS = 100

/** So many ids are listed where none fits; -o ndjson lists all. */
const LISTED_IDS = 20

export async function runExplain(
  given: readonly string[],
  options: ExplainOptions,
  surroundings: CommandContext,
): Promise<ExitStatus> {
  const io = applyQuiet(options, surroundings)
  const timeZone = options.utc ? 'UTC' : options.tz === undefined ? localZone() : parseZone(options.tz)
  const color = wantsColor(options.color, io.stdoutIsTerminal, io.env)
  const reading = parseReading(options)
  const inputs = inputsOf(given, io)
  const unrecognized = new UnrecognizedLines(options)
  await assertNotAnInput(unrecognized.file, inputs)
  const report = await analyze(inputs, withProgress(unrecognized.listening(reading), io))
  io.showProgress?.(null)
  await assertNotAnInput(unrecognized.file, inputsBehind(report))
  const unread = sayUnreadable(report.problems, inputs, io)
  sayNotes(report, inputs, reading, io)
  await unrecognized.write(io.say)
  const stories = storiesOf(report, chosen(report, options.incident))
  if (stories.length === 0) await io.output.write('No incident.\n')
  const evidence = stories.flatMap(({ sentences }) => sentences.flatMap((sentence) => sentence.evidence))
  const quote = await readQuotes(inputs, evidence)
  const sources = report.sources.map(({ name }) => name)
  const width = io.stdoutIsTerminal ? io.columns : PAPER_COLUMNS
  for (const piece of formatStories(stories, sources, quote, { timeZone, color, width }))
    await io.output.write(piece)
  return unread
}

/** The incident asked for, a cluster-outage with its members; all where none was. */
function chosen(report: Report, asked: string | undefined): Incident[] {
  if (asked === undefined) return inStoryOrder(report)
  const { incidents } = report
  const incident = incidents.find(({ id }) => id === asked) ?? incidents[Number(asked) - 1]
  if (!incident) throw new UsageError(`no incident "${asked}": ${knownIds(report)}`)
  const members = new Set(incident.members ?? [])
  return [incident, ...incidents.filter(({ id }) => members.has(id))]
}

function knownIds({ incidents }: Report): string {
  if (incidents.length === 0) return 'there is none in these inputs'
  const listed = incidents.slice(0, LISTED_IDS).map(({ id }) => `\n  ${printable(id)}`)
  const more = incidents.length - listed.length
  return `give one of${listed.join('')}${more > 0 ? `\n  and ${more} more, which -o ndjson lists` : ''}`
}
