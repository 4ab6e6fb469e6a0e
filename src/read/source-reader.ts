/**
 * Reads one source from bytes to observations.
 *
 * A line passes these stages: frame, take the envelopes off, join values of several lines, resolve the time and
 * parse, join wrapped lines, store. `readFrame`, `#readRecord` and `#store` show them in this order.
 */
import { envelopes as registry } from '../envelopes/index.ts'
import type { LinesBefore } from '../frames/scanner.ts'
import type { Frame, ProblemCode } from '../model/index.ts'
import type { PlainSource } from '../sources/plain.ts'
import type { SourceReading } from '../store/reading.ts'
import { SourceCoverage, timeWritten } from './coverage.ts'
import { FindingRecorder } from './finding-recorder.ts'
import { LineCache } from './line-cache/line-cache.ts'
import type { RecordOrigin } from './observation-builder.ts'
import { datedSettings, type Observe, type ReaderSettings } from './options/settings.ts'
import { ProblemCounter } from './problem-counter.ts'
import type { ProcessCollector } from './processes/process-collector.ts'
import { ProcessRegistry } from './processes/process-registry.ts'
import { MultilineValues } from './records/multiline-values.ts'
import { isRecognised, type ParsedRecord, textOfFrame, type Unwrapped } from './records/record.ts'
import { RecordParser } from './records/record-parser.ts'
import { recordsOfLine } from './records/records-of-line.ts'
import { RequestPairs } from './records/request-pairs.ts'
import { Unwrapper } from './records/unwrap.ts'
import { WrappedLines } from './records/wrapped-lines.ts'
import { type SourcePart, sourceReading, unrecognisedLines } from './source-part.ts'
import { partOf, type ReaderStart, resumeStages, type Stages } from './source-state.ts'
import { type KnownLine, KnownLines } from './unparsed/known-lines.ts'
import { isProcessLife, ProcessEnds } from './unparsed/process-ends.ts'
import { Sampling } from './unparsed/sampling.ts'
import { isSilentRecord } from './unparsed/silent-record.ts'
import { type LinePosition, SkippedLines } from './unparsed/skipped-lines.ts'
import { type CompleteRecord, isUnparsed, parseUnparsed } from './unparsed/unparsed-line.ts'
import { type HeadDates, NO_DATES } from './year/head-dates.ts'
import { PrintedYears } from './year/printed-years.ts'

/** Passes the frames of one source through the stages and collects its reading. */
export class SourceReader {
  readonly name: string
  readonly problems: ProblemCounter
  readonly stages: Stages
  readonly #settings: ReaderSettings
  readonly #dates: HeadDates
  readonly #values: MultilineValues
  readonly #unwrapper: Unwrapper
  readonly #parser: RecordParser
  readonly #requests: RequestPairs
  readonly #wrappedLines: WrappedLines
  readonly #processes: ProcessRegistry
  readonly #coverage: SourceCoverage
  readonly #sampling = new Sampling()
  readonly #printedYears = new PrintedYears()
  readonly #skipped: SkippedLines
  readonly #findings: FindingRecorder
  readonly #processEnds: ProcessEnds
  readonly #knownLines: KnownLines
  /** False if each record is needed, or for custom formats: the cache parses lines by the built-in ones. */
  readonly #usesCache: boolean
  readonly #counts = { lines: 0, bytes: 0, records: 0, blank: 0, recognised: 0, unrecognised: 0 }
  /** The newest record, if lines like it may be read from the cache; its process, if that has a record before. */
  #routine: { readonly frame: Frame; readonly process: ProcessCollector | null } | null = null
  /** The first record beyond `maxObservations`, and how many there are. */
  #firstBeyond: Frame | null = null
  #beyond = 0

  /** `dates` are what the source's beginning shows; `problems` what was found before its first frame. */
  constructor(
    input: Pick<PlainSource, 'label' | 'modifiedUs'>,
    settings: ReaderSettings,
    observe: Observe,
    { dates = NO_DATES, problems = new ProblemCounter(input.label), state }: ReaderStart = {},
  ) {
    const values = new MultilineValues(problems)
    this.name = input.label
    this.problems = problems
    this.#settings = settings
    this.#values = values
    this.#unwrapper = new Unwrapper({ envelopes: settings.envelopes ?? registry, values, problems })
    this.#dates = dates
    this.#parser = new RecordParser(input, datedSettings(settings, dates), problems)
    this.#requests = new RequestPairs((parsed, statement) => this.#parser.parseStatement(parsed, statement))
    this.#wrappedLines = new WrappedLines((parsed, text) => this.#parser.reparse(parsed, text), parseUnparsed)
    this.#coverage = new SourceCoverage(state?.lines.coverage)
    this.#processes = new ProcessRegistry(input.label, problems, state?.processes)
    const { live, onRecord, envelopes, parseRecord } = settings
    this.#usesCache = !live && !onRecord && !envelopes && !parseRecord
    const cache = new LineCache<ProcessCollector>()
    const heads = this.#usesCache ? cache : null
    this.#skipped = new SkippedLines(envelopes ?? registry, this.#parser, this.#processes, heads)
    this.#findings = new FindingRecorder(settings, observe, {
      coverage: this.#coverage,
      skipped: this.#skipped,
    })
    this.#processEnds = new ProcessEnds(this.#parser, this.#skipped, envelopes !== undefined)
    this.#knownLines = new KnownLines(cache, this.#parser, this.#processes, this.#processEnds)
    const [unwrapper, parser, requests] = [this.#unwrapper, this.#parser, this.#requests]
    const [coverage, sampling, printedYears] = [this.#coverage, this.#sampling, this.#printedYears]
    const [processes, processEnds] = [this.#processes, this.#processEnds]
    const [skipped, findings] = [this.#skipped, this.#findings]
    this.stages = {
      ...{ unwrapper, parser, requests, processes, coverage, sampling, printedYears },
      ...{ skipped, processEnds, findings, problems },
    }
    if (state) resumeStages(this.stages, state.lines)
  }

  /** A record is open that a later line may belong to or decide about, or the room for observations is used up. */
  get isOpen(): boolean {
    return this.#isRecordOpen || this.#wrappedLines.isOpen || this.#findings.pending || this.#findings.isFull
  }

  /** Every frame is needed: a record waits for its next piece, or a failed process for its next record. */
  get pending(): boolean {
    return this.#isRecordOpen || this.#wrappedLines.pending || this.#findings.pending
  }

  /** How far behind the line that passed last the next one passes, whatever it contains. */
  get sampleBytes(): number {
    return this.#sampling.bytes
  }

  /** Passes a frame through all stages. */
  readFrame(frame: Frame, before?: LinesBefore): void {
    if (frame.body === '') {
      this.#counts.blank++
      return
    }
    if (frame.isSample && this.#holdSample(frame, before)) return
    this.#counts.records++
    this.#skipped.readFrom(before, frame)
    let parts = 0
    for (const part of recordsOfLine(frame))
      for (const unwrapped of this.#unwrapper.unwrapAll(part)) {
        parts++
        for (const record of this.#values.join(unwrapped))
          this.#readRecord(record, frame.isSample === true && record === unwrapped)
      }
    if (this.#mayUseCache && parts === 1) this.#learnLine(frame)
  }

  /** `isSample`: no part of the record contains a literal of the grammars, so it has no findings. */
  #readRecord(unwrapped: Unwrapped, isSample = false): void {
    if (this.#findings.isFull) {
      if (!unwrapped.frame.isFurther) this.#beyond++
      this.#firstBeyond ??= unwrapped.frame
      return
    }
    const parsed = this.#requests.join(this.#parser.parse(unwrapped, isSample))
    this.#recordCoverage(timeWritten(parsed.record), unwrapped.frame)
    this.#sampling.record(unwrapped.frame.offset, parsed.record.timeUs)
    // A live line is not kept waiting for a next line that may never come.
    const complete = this.#settings.live ? [parsed] : this.#wrappedLines.join(parsed)
    for (const record of complete) this.#store(record)
    if (this.#usesCache && !isSample && isSilentRecord(parsed) && !this.#wrappedLines.pending)
      this.#routine = { frame: unwrapped.frame, process: this.#processes.knownProcessOf(parsed.record) }
  }

  /** Records that the source goes on at a time; at the end of a pause, what stands in front of it, too. */
  #recordCoverage(timeUs: number | null, at: LinePosition): void {
    if (timeUs === null) return
    if (this.#coverage.endsPause(timeUs)) {
      for (const record of this.#wrappedLines.end()) this.#store(record)
      for (const skippedUs of this.#skipped.recordTimes(at.line, this.#coverage.newest))
        this.#coverage.recordTime(skippedUs)
    }
    this.#coverage.recordTime(timeUs)
    this.#coverage.newest = at
  }

  #store(complete: CompleteRecord): void {
    if (isUnparsed(complete)) {
      this.#counts.recognised++
      this.#findings.record(complete.process, [], complete.origin, complete.isFixed)
    } else this.#storeParsed(complete)
  }

  #storeParsed(parsed: ParsedRecord): void {
    const { unwrapped, record, findings, resolutionUs, isFixed } = parsed
    const { source, line, timeUs, host, pid } = record
    const { frame } = unwrapped
    // Each line counts once.
    if (!frame.isFurther) this.#counts[isRecognised(parsed) ? 'recognised' : 'unrecognised']++
    const process = this.#processes.processOf(record, findings)
    process.recordProperties(record, findings[0]?.kind)
    const origin = { source, line, timeUs, host, pid, resolutionUs }
    const undated = this.#findings.record(process, findings, origin, isFixed)
    for (let n = 0; n < undated; n++) this.#addProblem('no-time', frame)
    this.#processEnds.record(parsed, process)
    // The cache does not count the year of full dates, and a problem quotes the text.
    const isYearCounted = this.#printedYears.count(parsed, this.#parser.yearRollovers)
    const isText = isYearCounted || parsed.isJoined || undated > 0 || findings.some(isProcessLife)
    this.#routine = findings.length > 0 && !isText ? { frame, process } : null
    this.#settings.onRecord?.(parsed)
  }

  /**
   * Reads the line `bytes[start, end)` as an earlier line was parsed, without making a string. Returns false, with no
   * effect, if the cache does not contain it.
   */
  readFromBytes(bytes: Buffer, start: number, end: number, at: LinePosition, before?: LinesBefore): boolean {
    if (!this.#mayUseCache || this.#findings.isFull) return false
    const known = this.#knownLines.match(bytes, start, end, at.line)
    if (!known) return false
    const { findings, request, process, time } = known
    const origin = this.#beginLine(known, at, before)
    if (findings.length === 0) this.#hold(known, bytes.toString('latin1', start, end), at, origin)
    else {
      for (const record of this.#wrappedLines.end()) this.#store(record)
      this.#counts.recognised++
      if (request) this.#findings.recordRepeated(process, request, origin, time.isFixed)
      else this.#findings.record(process, findings, origin, time.isFixed)
    }
    return true
  }

  /** Reads a line that passes for its time by its head. Returns false, with no effect, if it must be parsed. */
  #holdSample(frame: Frame, before: LinesBefore | undefined): boolean {
    if (!this.#mayUseCache || this.#findings.isFull) return false
    const known = this.#knownLines.matchSample(frame)
    if (!known) return false
    this.#hold(known, textOfFrame(frame), frame, this.#beginLine(known, frame, before))
    return true
  }

  /** Counts a line that is not parsed, and records its time. Returns the origin of what it contains. */
  #beginLine(
    { unwrapped, time }: KnownLine,
    at: LinePosition,
    before: LinesBefore | undefined,
  ): RecordOrigin & { readonly timeUs: number } {
    const { envelopeNames, host, pid } = unwrapped
    const { timeUs, resolutionUs } = time
    this.#counts.records++
    for (let depth = 0; depth < envelopeNames.length; depth++)
      this.#unwrapper.countEnvelope(envelopeNames[depth] as string, depth)
    this.#skipped.readFrom(before, at)
    this.#recordCoverage(timeUs, at)
    this.#sampling.record(at.offset, timeUs)
    return { source: this.name, line: at.line, timeUs, host, pid, resolutionUs }
  }

  #hold({ process, time }: KnownLine, text: string, position: LinePosition, origin: RecordOrigin): void {
    const line = { text, position, origin, process, isFixed: time.isFixed }
    for (const record of this.#wrappedLines.hold(line)) this.#store(record)
  }

  /** Learns from a line that was a complete record. */
  #learnLine(frame: Frame): void {
    const process = this.#routine?.frame === frame ? this.#routine.process : null
    if (process && typeof frame.body === 'string') this.#knownLines.learn(frame.line, frame.body, process)
  }

  /** False while a record is open that the line may belong to. */
  get #mayUseCache(): boolean {
    return this.#usesCache && !this.#isRecordOpen
  }

  get #isRecordOpen(): boolean {
    return this.#unwrapper.pending || this.#values.pending
  }

  /** No more frames: stores the open records and adds the problems of the whole source. */
  end(lines: number, bytes: number): void {
    this.endRecords(lines)
    Object.assign(this.#counts, { lines, bytes })
    const problem = unrecognisedLines(this.#counts.unrecognised)
    if (problem) this.problems.add(problem)
    if (this.#firstBeyond) {
      const excerpt = `no room for more observations of one source (${this.#settings.maxObservations}): the rest is left out`
      this.#addProblem('limit-reached', this.#firstBeyond, excerpt, this.#beyond)
    }
  }

  /** No more frames: stores the open records. */
  endRecords(lines: number): void {
    this.#unwrapper.end()
    for (const record of this.#values.end()) this.#readRecord(record)
    for (const record of this.#wrappedLines.end()) this.#store(record)
    if (!this.#firstBeyond) this.#processEnds.end(lines)
    this.#processes.trim()
  }

  reading(): SourceReading {
    return sourceReading(this.name, this.part(), this.#dates)
  }

  /** What was read: of the whole source, or, if the state of a part was given, of the part. */
  part(): SourcePart {
    const { blank, recognised, unrecognised } = this.#counts
    const joined = this.#unwrapper.joined + this.#values.joined + this.#wrappedLines.joined
    const broken = this.#unwrapper.broken + this.#beyond
    const lineCounts = { blank, recognised: recognised + joined, unrecognised, broken }
    return partOf(this.stages, this.#counts, lineCounts)
  }

  #addProblem(code: ProblemCode, frame: Frame, excerpt: string = textOfFrame(frame), count?: number): void {
    this.problems.add({ code, line: frame.line, offset: frame.offset, excerpt, ...(count && { count }) })
  }
}
