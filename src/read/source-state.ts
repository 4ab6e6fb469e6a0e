/**
 * What the lines of a source decide about later ones: plain data, from which another thread may read on.
 *
 * The stages of a reader that remember lines have each a state of their own. Behind a line where no record is open, these are
 * all that matters.
 */
import type { LineCounts } from '../store/reading.ts'
import type { TimestampState } from '../time/timestamp-resolver.ts'
import type { SourceCoverage } from './coverage.ts'
import type { FindingRecorder } from './finding-recorder.ts'
import type { ProblemCounter } from './problem-counter.ts'
import type { ProcessState } from './processes/process-part.ts'
import type { ProcessRegistry } from './processes/process-registry.ts'
import type { RecordParser } from './records/record-parser.ts'
import type { OpenRequests, RequestPairs } from './records/request-pairs.ts'
import type { Unwrapper } from './records/unwrap.ts'
import type { SourcePart } from './source-part.ts'
import type { SpanState } from './time-span.ts'
import type { ProcessEnds } from './unparsed/process-ends.ts'
import type { Sampling, SamplingState } from './unparsed/sampling.ts'
import type { LinePosition, SkippedLines, SkippedState } from './unparsed/skipped-lines.ts'
import type { HeadDates } from './year/head-dates.ts'
import type { PrintedYears } from './year/printed-years.ts'

/** What earlier lines of a source decide about later ones, behind a line where no record is open. */
export interface SourceState {
  readonly processes: ReadonlyMap<string, ProcessState>
  readonly lines: LineState
}

/** Numbers of lines are counted from the last one read, which is 0. */
export interface LineState {
  readonly coverage: SpanState
  readonly sampling: SamplingState
  readonly timestamps: TimestampState
  readonly requests: OpenRequests
  readonly skipped: SkippedState
  readonly newestTimed: LinePosition | null
  /** Key of the kubelet that began last. */
  readonly newestKubelet: string | null
  /** Of the newest frame. */
  readonly offset: number
}

/** What is known of a source before its first frame. */
export interface ReaderStart {
  readonly dates?: HeadDates
  readonly problems?: ProblemCounter
  /** Of a part: what the lines before it decide about its own. */
  readonly state?: SourceState
}

/** Number of the last line before a part of a source: each line in front of it that may be read again has a number, too. */
export const LINES_BEFORE_PART = 65_536

/** The stages of a reader that collect or remember something. */
export interface Stages {
  readonly unwrapper: Unwrapper
  readonly parser: RecordParser
  readonly requests: RequestPairs
  readonly processes: ProcessRegistry
  readonly coverage: SourceCoverage
  readonly sampling: Sampling
  readonly printedYears: PrintedYears
  readonly skipped: SkippedLines
  readonly processEnds: ProcessEnds
  readonly findings: FindingRecorder
  readonly problems: ProblemCounter
}

/** Returns the state behind the newest line, which ends in front of `end`. */
export function stateOf(stages: Stages, { line, offset }: LinePosition, end: number): SourceState {
  const { coverage, processes, processEnds } = stages
  const newestTimed = coverage.newest ?? null
  return {
    processes: processes.state,
    lines: {
      coverage: coverage.state,
      sampling: stages.sampling.state,
      timestamps: stages.parser.state,
      requests: stages.requests.state,
      skipped: stages.skipped.stateAt(end),
      newestTimed: newestTimed && { line: newestTimed.line - line, offset: newestTimed.offset },
      newestKubelet: processEnds.newest && processes.keyOf(processEnds.newest),
      offset,
    },
  }
}

/** Makes new stages go on behind the lines that led to a state. Coverage and processes were made from it. */
export function resumeStages(stages: Stages, state: LineState): void {
  const { newestTimed, newestKubelet, offset } = state
  stages.sampling.resume(state.sampling)
  stages.parser.resume(state.timestamps)
  stages.requests.resume(state.requests)
  stages.skipped.resume(state.skipped, { line: LINES_BEFORE_PART, offset })
  if (newestTimed)
    stages.coverage.newest = { line: LINES_BEFORE_PART + newestTimed.line, offset: newestTimed.offset }
  if (newestKubelet !== null) stages.processEnds.newest = stages.processes.find(newestKubelet)
}

/** Returns what the stages have collected. */
export function partOf(
  stages: Stages,
  { lines, bytes, records }: Pick<SourcePart, 'lines' | 'bytes' | 'records'>,
  lineCounts: LineCounts,
): SourcePart {
  return {
    lines,
    bytes,
    records,
    lineCounts,
    envelopes: stages.unwrapper.envelopeCounts,
    coverage: stages.coverage.part(),
    yearless: stages.parser.firstYearless,
    zoneless: stages.parser.zoneless,
    printedYears: stages.printedYears.years,
    processes: stages.processes.parts(),
    requestProcesses: stages.requests.processes,
    observations: stages.findings.observations,
    problems: stages.problems.list(),
  }
}
