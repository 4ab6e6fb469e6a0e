/** `leasegap [analyze]`: one report over all inputs, on standard output and in files. */
import {
  type AnalyzeOptions,
  align,
  analyze,
  type BoundaryName,
  type Exporter,
  exporterNamed,
  type Incident,
  type IncidentKind,
  type Report,
  select,
  UsageError,
} from '../index.ts'
import { printable } from '../text/printable.ts'
import { parseDurationSeconds, parseWhen } from '../time/user-time.ts'
import type { CommandContext, ExitStatus } from './context.ts'
import { applyQuiet, inputsOf, withProgress } from './context.ts'
import {
  inputsBehind,
  isNothingRead,
  namesOf,
  printAssumptions,
  printMeantCommand,
  printNotes,
  printUnreadable,
} from './notes.ts'
import { chosenZone, parseReading, type ReportOptions, wantsColor } from './options.ts'
import { assertNotAnInput, outputsOf, UnrecognizedLines, writeOutput } from './output-files.ts'

/** The part of a report that --node, --since and --until choose. */
function choose(report: Report, { node, since, until }: ReportOptions, zone: string): Report {
  if (!node && since === undefined && until === undefined) return report
  // Without any time in the report nothing can be chosen, and any reference will do.
  const lastUs = report.window.endUs ?? 0
  const sinceUs = since === undefined ? null : parseWhen(since, zone, { lastUs })
  const untilUs = until === undefined ? null : parseWhen(until, zone, { lastUs, sinceUs })
  if (sinceUs !== null && untilUs !== null && untilUs < sinceUs) {
    throw new UsageError(`--until "${until}" lies before --since "${since}"`, { given: until ?? '' })
  }
  return select(report, { ...(node ? { nodes: node } : {}), sinceUs, untilUs })
}

/**
 * What a live source is asked for beyond the chosen time: an incident keeps its boundaries outside of it, and the
 * evidence around it shows what the nodes did before and after.
 */
const MARGIN_US = 15 * 60 * 1e6

/** The time that live and remote sources are asked for. A relative time counts from now; files are read whole. */
function timeOf({ since, until }: ReportOptions, zone: string): Pick<AnalyzeOptions, 'time'> {
  if (since === undefined && until === undefined) return {}
  const lastUs = Date.now() * 1000
  const sinceUs = since === undefined ? null : parseWhen(since, zone, { lastUs })
  const untilUs = until === undefined ? null : parseWhen(until, zone, { lastUs, sinceUs })
  return {
    time: {
      sinceUs: sinceUs === null ? null : sinceUs - MARGIN_US,
      untilUs: untilUs === null ? null : untilUs + MARGIN_US,
    },
  }
}

/** Kinds that are as long as their incident where no interval is measured. */
const FAILING_KINDS: ReadonlySet<IncidentKind> = new Set(['lease-outage', 'not-ready', 'kubelet-restart'])

/**
 * Returns the length of an incident for --fail-on, in seconds: the least that its bounds allow; of an open one up to
 * `endUs`. Returns null if nothing measures it.
 */
function incidentSeconds(incident: Incident, endUs: number | null): number | null {
  const { kind, boundaries } = incident
  const measured = leastOf(incident, 'silenceSeconds') ?? leastOf(incident, 'notReadySeconds')
  if (measured !== null) return measured
  if (!FAILING_KINDS.has(kind)) return null
  // Its beginning may lie before the evidence: then it was at least as long as its part in the evidence.
  const from = kind === 'not-ready' ? boundaries.markedNotReady : boundaries.lastRenewal
  const sinceUs = from?.latestUs ?? boundaries.firstFailure?.atUs ?? from?.atUs ?? incident.startUs
  const to = boundaries.firstRenewalAfter ?? boundaries.readyAgain
  // A mark that only an object records may be later than the last line.
  const marks = [boundaries.markedNotReady, boundaries.taintQueued].flatMap((b) => b?.earliestUs ?? [])
  const untilUs = incident.open
    ? Math.max(endUs ?? incident.startUs, ...marks)
    : to
      ? (to.earliestUs ?? boundaries.lastFailure?.atUs ?? null)
      : incident.endUs
  return untilUs === null ? null : (untilUs - sinceUs) / 1e6
}

/** Returns an interval if both its ends are exact, else the least that its bounds allow; null if they allow any. */
function leastOf({ boundaries, intervals, intervalBounds }: Incident, name: FailingInterval): number | null {
  const isExact = INTERVAL_ENDS[name].every((end) => boundaries[end]?.exact)
  return isExact ? intervals[name] : (intervalBounds[name]?.[0] ?? null)
}

type FailingInterval = 'silenceSeconds' | 'notReadySeconds'

const INTERVAL_ENDS: Readonly<Record<FailingInterval, readonly BoundaryName[]>> = {
  silenceSeconds: ['lastRenewal', 'firstRenewalAfter'],
  notReadySeconds: ['markedNotReady', 'readyAgain'],
}

/** Whether a report contains anything that could show an incident of the chosen nodes and time. */
function hasEvidence({ nodes, incidents, timeline, heartbeats }: Report): boolean {
  if (incidents.length > 0) return true
  if (nodes.length === 0) return false
  return timeline.length > 0 || heartbeats()[Symbol.iterator]().next().done !== true
}

/** Formats that people read: they show times on one clock unless the user declines. */
const READ_BY_PEOPLE: ReadonlySet<string> = new Set(['table', 'html', 'markdown'])

function forReader(
  { name }: Pick<Exporter, 'name'>,
  report: Report,
  { align: asked }: ReportOptions,
): Report {
  return asked === undefined && READ_BY_PEOPLE.has(name) ? align(report, { provedOnly: true }) : report
}

export async function runAnalyze(
  given: readonly string[],
  options: ReportOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const io = applyQuiet(options, context)
  const zone = chosenZone(options)
  const outs = await outputsOf(options.out ?? [])
  const wanted = options.output ?? (outs.length === 0 ? 'table' : null)
  const shown = wanted === null ? null : exporterNamed(wanted)
  const color = wantsColor(options.color, io.stdoutIsTerminal, io.env)
  const failOn = options.failOn === undefined ? null : parseDurationSeconds(options.failOn, '--fail-on')
  // Rejects an invalid time now, not after an hour of reading.
  for (const text of [options.since, options.until]) {
    if (text !== undefined)
      parseWhen(text, zone, { lastUs: 0, sinceUs: options.since === undefined ? null : 0 })
  }
  const reading = parseReading(options)
  const inputs = inputsOf(given, io)
  const unrecognized = new UnrecognizedLines(options)
  await assertNotAnInput([...outs, ...unrecognized.file], inputs)

  const stamped = await analyze(inputs, {
    ...withProgress(unrecognized.collecting(reading), io),
    ...timeOf(options, zone),
  })
  const report = options.align ? align(stamped) : stamped
  io.showProgress?.(null)
  await assertNotAnInput([...outs, ...unrecognized.file], inputsBehind(stamped))
  if (isNothingRead(report, inputs)) {
    printUnreadable(report.problems, inputs, context)
    printMeantCommand(given, context)
    return 2
  }
  const chosen = choose(report, options, zone)
  const unread = printUnreadable(report.problems, inputs, io)
  printNotes(report, inputs, io)
  if (options.node && report.nodes.length > 0 && chosen.nodes.length === 0) {
    io.printNote(
      `note: no node matches --node ${printable(options.node.join(' '))}; there are ${namesOf(report)}`,
    )
  }
  if (options.verbose) printAssumptions(report, io)

  await unrecognized.write(io.printNote)
  for (const { option, path, exporter } of outs) {
    await writeOutput(
      option,
      path,
      exporter.write(forReader(exporter, chosen, options), { timeZone: zone, color: false, width: 80 }),
    )
    if (io.showProgress)
      io.printNote(
        `wrote ${printable(path)} (${chosen.incidents.length} ${chosen.incidents.length === 1 ? 'incident' : 'incidents'})`,
      )
  }
  if (shown) {
    for await (const piece of shown.write(forReader(shown, chosen, options), {
      timeZone: zone,
      color,
      width: io.columns,
    })) {
      await io.output.write(piece)
    }
  }
  if (unread !== 0 || failOn === null) return unread
  if (!hasEvidence(chosen)) return 3
  const lengths = chosen.incidents.map((incident) => incidentSeconds(incident, report.window.endUs))
  return lengths.some((seconds) => seconds !== null && seconds >= failOn) ? 1 : 0
}
