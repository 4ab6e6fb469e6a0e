/**
 * `leasegap explain`: the story of incidents as plain text, with the lines that prove it. The inputs are read twice: for
 * the report, and for the lines to quote.
 */
import {
  align,
  analyze,
  formatNotes,
  formatStories,
  type Incident,
  type Report,
  stories,
  UsageError,
} from '../index.ts'
import { printable } from '../text/printable.ts'
import type { CommandContext, ExitStatus } from './context.ts'
import { applyQuiet, beginAnalysis, inputsOf, withProgress } from './context.ts'
import { chosenZone, parseReading, type ReportOptions, wantsColor } from './options.ts'
import { inputsBehind, printEmptySelection, printNotes, printUnreadable } from './output/notes.ts'
import { assertNotAnInput, UnrecognizedLines } from './output/output-files.ts'
import { peopleOutput } from './output/pager.ts'
import { readRedacted, redactionOf } from './redaction.ts'
import { checkSelection, choose, wantedOf } from './selection.ts'

/** Options of `explain`. */
export interface ExplainOptions extends ReportOptions {
  /** Its id, or its number in the table. */
  readonly incident?: string
}

/** Width without a terminal: fits a page of a post-mortem, and most of a log line. */
const PAPER_COLUMNS = 100

/** Ids listed when the given one is unknown; -o ndjson lists all. */
const LISTED_IDS = 20

export async function runExplain(
  given: readonly string[],
  options: ExplainOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const io = applyQuiet(options, context)
  const timeZone = chosenZone(options)
  const color = wantsColor(options.color, io.stdoutIsTerminal, io.env)
  checkSelection(options, timeZone)
  const reading = parseReading(options)
  const inputs = inputsOf(given, io)
  const unrecognized = new UnrecognizedLines(options)
  await assertNotAnInput(unrecognized.file, inputs)
  const stamped = await analyze(inputs, {
    ...withProgress(unrecognized.collecting(reading), io),
    ...wantedOf(options, timeZone),
    onRead: () => beginAnalysis(io),
  })
  const report = options.align === false ? stamped : align(stamped, { provedOnly: options.align !== true })
  io.showProgress?.(null)
  await assertNotAnInput(unrecognized.file, inputsBehind(report))
  const unread = printUnreadable(report, io)
  printNotes(report, inputs, io)
  const part = choose(report, options, timeZone)
  printEmptySelection(report, part, timeZone, io)
  const redaction = redactionOf(part, options, io)
  await unrecognized.write(io, redaction.text)
  const selected = redaction.report
  const chosen = stories(selected, chosenIncidents(selected, options.incident))
  const target = peopleOutput(io, options)
  if (chosen.length === 0) await target.write('No incident.\n')
  const evidence = chosen.flatMap(({ sentences }) => sentences.flatMap((sentence) => sentence.evidence))
  const quote = await readRedacted(inputs, evidence, redaction, io)
  const sources = selected.sources.map(({ name }) => name)
  const width = io.stdoutIsTerminal ? io.columns : PAPER_COLUMNS
  for (const piece of formatStories(chosen, sources, quote, { timeZone, color, width }))
    await target.write(piece)
  if (options.incident === undefined)
    for (const piece of formatNotes(selected, sources, { timeZone, color, width })) await target.write(piece)
  await target.end()
  return unread
}

/** The incident with an id or a number, a cluster-outage with its members; undefined if none is given: all. */
function chosenIncidents(report: Report, asked: string | undefined): Incident[] | undefined {
  if (asked === undefined) return undefined
  const { incidents } = report
  const incident = incidents.find(({ id, number }) => id === asked || String(number) === asked)
  if (!incident) {
    const allowed = incidents.slice(0, LISTED_IDS).map(({ id }) => id)
    throw new UsageError(`unknown incident "${asked}": ${knownIds(report)}`, { given: asked, allowed })
  }
  const members = new Set(incident.members ?? [])
  return [incident, ...incidents.filter(({ id }) => members.has(id))]
}

function knownIds({ incidents }: Report): string {
  if (incidents.length === 0) return 'these inputs show no incident'
  const listed = incidents.slice(0, LISTED_IDS).map(({ id, number }) => `\n  ${number}  ${printable(id)}`)
  const more = incidents.length - listed.length
  return `use one of${listed.join('')}${more > 0 ? `\n  and ${more} more, which -o ndjson lists` : ''}`
}
