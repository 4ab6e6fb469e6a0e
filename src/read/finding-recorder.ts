/** Records the findings of a source's records, with their processes and times, and passes them on as observations. */
import type { NamedFinding } from '../grammars/index.ts'
import { isAbsolute } from '../store/shift-reading.ts'
import type { SourceCoverage } from './coverage.ts'
import { buildObservation, type RecordOrigin } from './observation-builder.ts'
import type { Observe, ReaderSettings } from './options/settings.ts'
import { OpenFailures } from './processes/open-failures.ts'
import type { ProcessCollector } from './processes/process-collector.ts'
import type { RepeatedRequest } from './repeated-request.ts'
import type { SkippedLines } from './unparsed/skipped-lines.ts'

export class FindingRecorder {
  readonly #settings: Pick<ReaderSettings, 'node' | 'maxObservations'>
  readonly #observe: Observe
  readonly #coverage: SourceCoverage
  readonly #skipped: SkippedLines
  readonly #openFailures = new OpenFailures()
  /** How much of `maxObservations` is used. */
  observations = 0

  constructor(
    settings: Pick<ReaderSettings, 'node' | 'maxObservations'>,
    observe: Observe,
    { coverage, skipped }: { readonly coverage: SourceCoverage; readonly skipped: SkippedLines },
  ) {
    this.#settings = settings
    this.#observe = observe
    this.#coverage = coverage
    this.#skipped = skipped
  }

  /** A failed process waits for its next record. */
  get pending(): boolean {
    return this.#openFailures.pending
  }

  get isFull(): boolean {
    return this.observations >= (this.#settings.maxObservations ?? Number.POSITIVE_INFINITY)
  }

  /**
   * Passes on the observation of a line that repeats a request, as `record` does. `timeUs` of the origin must not be null.
   */
  recordRepeated(
    process: ProcessCollector,
    request: RepeatedRequest,
    origin: RecordOrigin & { readonly timeUs: number },
    isFixed: boolean,
  ): void {
    const { timeUs, line } = origin
    if (process.endsPause(timeUs)) this.#skipped.recordTimes(line)
    process.recordTime(timeUs, line, isFixed)
    process.recordRepeated(request.finding, timeUs)
    const observation = request.observation(origin, this.#settings.node ?? process.node)
    this.observations += this.#observe(observation, process, true) ?? 0
    this.#openFailures.record(process, timeUs, request.finding)
  }

  /** Passes the observations of a record on. Returns how many have no time but should. */
  record(
    process: ProcessCollector,
    findings: readonly NamedFinding[],
    origin: RecordOrigin,
    isFixed: boolean,
  ): number {
    const { timeUs } = origin
    let undated = 0
    if (process.endsPause(timeUs)) this.#skipped.recordTimes(origin.line)
    if (timeUs !== null) process.recordTime(timeUs, origin.line, isFixed)
    for (const finding of findings) {
      if (!process.recordFinding(finding, timeUs)) continue
      const from = finding.kind === 'log.gap' && timeUs === null ? this.#originOfGap(origin) : origin
      if (!from) continue
      const observation = buildObservation(finding, from, this.#settings.node ?? process.node)
      if (observation.timeUs === null && finding.kind !== 'node.seen') undated++
      if (observation.timeUs !== null && isAbsolute(finding.component))
        this.#coverage.recordAbsoluteTime(observation.timeUs)
      this.observations += this.#observe(observation, process, false) ?? 0
    }
    this.#openFailures.record(process, timeUs, findings[0])
    return undated
  }

  /** Dates the marker between two boots, which prints no time: its gap begins after the newest line, if there is one. */
  #originOfGap(origin: RecordOrigin): RecordOrigin | null {
    const { lastUs } = this.#coverage
    return lastUs === null ? null : { ...origin, timeUs: lastUs }
  }
}
