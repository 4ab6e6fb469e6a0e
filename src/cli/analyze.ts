/** `leasegap [analyze]`: one report over all inputs, on standard output and in files. */
import {
  align,
  analyze,
  type Exporter,
  type ExportOptions,
  exporterNamed,
  leastSeconds,
  type Redaction,
  type Report,
} from '../index.ts'
import { printable } from '../text/printable.ts'
import { parseDurationSeconds } from '../time/user-time.ts'
import type { CommandContext, ExitStatus } from './context.ts'
import { applyQuiet, beginAnalysis, inputsOf } from './context.ts'
import { limitGarbage } from './limit-garbage.ts'
import { chosenZone, parseReading, parseTheme, type ReportOptions, wantsColor } from './options.ts'
import {
  inputsBehind,
  isNothingRead,
  printAssumptions,
  printEmptySelection,
  printMeantCommand,
  printNotes,
  printUnreadable,
} from './output/notes.ts'
import {
  assertNotAnInput,
  outputsOf,
  type ReportFile,
  UnrecognizedLines,
  writeOutput,
} from './output/output-files.ts'
import { peopleOutput } from './output/pager.ts'
import { readRedacted, redactionOf } from './redaction.ts'
import { checkSelection, choose, wantedOf } from './selection.ts'
import { nameOrigins } from './settings/settings-origins.ts'

/** Whether a report contains anything that could show an incident of the chosen nodes and time. */
function hasEvidence({ nodes, incidents, timeline, heartbeats }: Report): boolean {
  if (incidents.length > 0) return true
  if (nodes.length === 0) return false
  return timeline.length > 0 || heartbeats()[Symbol.iterator]().next().done !== true
}

/** Formats that people read: they show times on one clock unless the user declines. */
const READ_BY_PEOPLE: ReadonlySet<string> = new Set(['table', 'wide', 'html', 'markdown', 'slack', 'jira'])

/** Formats that are shown in a pager where they are longer than the terminal. */
const PAGED: ReadonlySet<string> = new Set(['table', 'wide', 'markdown'])

function forReader(
  { name }: Pick<Exporter, 'name'>,
  report: Report,
  { align: asked }: ReportOptions,
): Report {
  return asked === undefined && READ_BY_PEOPLE.has(name) ? align(report, { provedOnly: true }) : report
}

/** Reads the lines that formats quote once more; undefined if none of them quotes. */
async function quoteFor(
  formats: readonly Exporter[],
  redaction: Redaction,
  inputs: readonly string[],
  io: CommandContext,
): Promise<ExportOptions['quote']> {
  const places = formats.flatMap(({ quotes }) => quotes?.(redaction.report) ?? [])
  if (places.length === 0) return undefined
  const quote = await readRedacted(inputs, places, redaction, io)
  return (place) => {
    const found = quote(place)
    return 'text' in found ? found.text : null
  }
}

export async function runAnalyze(
  given: readonly string[],
  options: ReportOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const io = applyQuiet(options, context)
  const zone = chosenZone(options)
  const outs = await outputsOf(options.out ?? [])
  const table = options.verbose ? 'wide' : 'table'
  const wanted = options.output ?? (outs.length === 0 ? table : null)
  const shown = wanted === null ? null : exporterNamed(wanted)
  const color = wantsColor(options.color, io.stdoutIsTerminal, io.env)
  const theme = parseTheme(options.theme)
  const failOn = options.failOn === undefined ? null : parseDurationSeconds(options.failOn, '--fail-on')
  checkSelection(options, zone)
  const reading = parseReading(options)
  const inputs = inputsOf(given, io)
  const unrecognized = new UnrecognizedLines(options)
  await assertNotAnInput([...outs, ...unrecognized.file], inputs)

  const stamped = await analyze(inputs, {
    ...unrecognized.collecting(reading),
    onProgress: limitGarbage(io.showProgress),
    ...wantedOf(options, zone),
    onRead: () => beginAnalysis(io),
  })
  const report = nameOrigins(options.align ? align(stamped) : stamped, options)
  io.showProgress?.(null)
  await assertNotAnInput([...outs, ...unrecognized.file], inputsBehind(stamped))
  if (isNothingRead(report, inputs)) {
    printUnreadable(report, context)
    await printMeantCommand(given, context)
    return 2
  }
  const selected = choose(report, options, zone)
  const unread = printUnreadable(report, io)
  printNotes(report, inputs, io)
  printEmptySelection(report, selected, zone, io)
  if (options.verbose) printAssumptions(report, io)
  const redaction = redactionOf(selected, options, io)
  const chosen = redaction.report

  const written = [...outs.map(({ exporter }) => exporter), ...(shown ? [shown] : [])]
  const quote = await quoteFor(written, redaction, inputs, io)
  const printing = { options, io, settings: { timeZone: zone, ...theme, ...(quote && { quote }) } }
  await unrecognized.write(io, redaction.text)
  for (const out of outs) await writeFileOf(out, chosen, printing)
  if (shown) await print(shown, chosen, { ...printing, color })
  if (unread !== 0 || failOn === null) return unread
  return statusOf(chosen, failOn, report.window.endUs)
}

/** How reports are printed, besides colour and width. */
interface Printing {
  readonly options: ReportOptions
  readonly io: CommandContext
  readonly settings: Omit<ExportOptions, 'color' | 'width'>
}

async function writeFileOf(
  { option, path, exporter }: ReportFile,
  report: Report,
  { options, io, settings }: Printing,
): Promise<void> {
  const pieces = exporter.write(forReader(exporter, report, options), {
    ...settings,
    color: false,
    width: 80,
  })
  await writeOutput(option, path, pieces, io)
  if (!io.showProgress) return
  const { length } = report.incidents
  io.printNote(`wrote ${printable(path)} (${length} ${length === 1 ? 'incident' : 'incidents'})`)
}

/** Prints on standard output, in a pager where the text is for people and longer than the terminal. */
async function print(
  exporter: Exporter,
  report: Report,
  { options, io, settings, color }: Printing & { readonly color: boolean },
): Promise<void> {
  const target = PAGED.has(exporter.name) ? peopleOutput(io, options) : null
  const shown = { ...settings, color, width: io.columns }
  for await (const piece of exporter.write(forReader(exporter, report, options), shown))
    await (target ?? io.output).write(piece)
  await target?.end()
}

/** The exit status by --fail-on: whether an incident is at least so long. */
function statusOf(report: Report, failOnSeconds: number, endUs: number | null): ExitStatus {
  if (!hasEvidence(report)) return 3
  const lengths = report.incidents.map((incident) => leastSeconds(incident, endUs))
  return lengths.some((seconds) => seconds !== null && seconds >= failOnSeconds) ? 1 : 0
}
