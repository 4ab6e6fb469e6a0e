/**
 * The lines in front of a frame that the prefilter skipped, as far as their process and their time.
 *
 * Samples of a log show that it goes on, to five seconds. Where it pauses, the lines on both sides of the pause decide
 * how long that was: then the skipped ones are read as well, each at most once.
 */
import type { LinesBefore } from '../../frames/scanner.ts'
import type { CustomEnvelope, Frame } from '../../model/index.ts'
import type { LineCache } from '../line-cache/line-cache.ts'
import { ProblemCounter } from '../problem-counter.ts'
import type { ProcessCollector } from '../processes/process-collector.ts'
import type { ProcessRegistry } from '../processes/process-registry.ts'
import { MultilineValues } from '../records/multiline-values.ts'
import { toLogRecord, type Unwrapped } from '../records/record.ts'
import type { RecordParser } from '../records/record-parser.ts'
import { Unwrapper } from '../records/unwrap.ts'
import { originOfLine, type PrintedOrigin } from './sample-head.ts'

/** A skipped line in a known format. */
export interface SkippedRecord {
  readonly unwrapped: Unwrapped
  readonly line: number
}

/** A line of the source. */
export type LinePosition = Pick<Frame, 'line' | 'offset'>

const SOURCE_START: LinePosition = { line: 0, offset: 0 }

/** Bytes in front of a frame that are read where its process pauses: no skipped stretch is longer. */
const MAX_SKIPPED_BYTES: number = 48 * 1024

/** Frames that are remembered: 48 KiB seldom have more lines, and a frame that is forgotten is only read twice. */
const REMEMBERED_FRAMES = 1024

/** What earlier lines decide about later ones. Lines are counted from the newest frame, which is 0. */
export interface SkippedState {
  /** The frames among the lines that may be read again. */
  readonly frames: readonly number[]
  /** The newest line that was no frame, if it may be read again. */
  readonly lastSkipped: number | null
  /** The frame up to which the lines have been read, if lines behind it may be read again. */
  readonly done: LinePosition | null
  readonly isDone: boolean
}

export class SkippedLines {
  readonly #envelopes: readonly CustomEnvelope[]
  readonly #parser: RecordParser
  readonly #processes: ProcessRegistry
  readonly #heads: Pick<LineCache<unknown>, 'headOf'> | null
  /** Its counts are of no use. */
  #unwrapper: Unwrapper | null = null
  #before: LinesBefore | null = null
  /** Line and offset of the frame that is read: a record may be complete only with a later frame than its own. */
  #line = 0
  #offset = 0
  /** Lines of the newest frames, each at its number modulo the length. */
  readonly #frames = new Float64Array(REMEMBERED_FRAMES)
  /** The newest line that was no frame. */
  #lastSkipped = 0
  /** The frame up to which the lines have been read. */
  #doneLine = 0
  #doneOffset = 0

  /** `heads`: of the lines that need not be unwrapped behind their head; null: every line is. */
  constructor(
    envelopes: readonly CustomEnvelope[],
    parser: RecordParser,
    processes: ProcessRegistry,
    heads: Pick<LineCache<unknown>, 'headOf'> | null,
  ) {
    this.#envelopes = envelopes
    this.#parser = parser
    this.#processes = processes
    this.#heads = heads
  }

  /** Names the lines in front of a part of a source, before its first frame. */
  startBehind(before: LinesBefore): void {
    this.#before = before
  }

  /** The state behind the newest frame, a line that ends in front of `end`. */
  stateAt(end: number): SkippedState {
    const bytes = Math.max(0, MAX_SKIPPED_BYTES - (end - this.#offset))
    const first = this.#line - this.#texts(bytes).length
    const fromNewest = (line: number): number => line - this.#line
    const frames = [...this.#frames].filter((line) => line > 0 && line >= first).map(fromNewest)
    const isDoneNear = this.#doneLine > 0 && end - this.#doneOffset < MAX_SKIPPED_BYTES
    return {
      frames: frames.sort((a, b) => a - b),
      lastSkipped: this.#lastSkipped >= first ? fromNewest(this.#lastSkipped) : null,
      done: isDoneNear ? { line: fromNewest(this.#doneLine), offset: this.#doneOffset } : null,
      isDone: this.#doneLine >= this.#lastSkipped,
    }
  }

  /** Goes on behind the frames that led to a state; `newest` is the last of them. */
  resume({ frames, lastSkipped, done, isDone }: SkippedState, newest: LinePosition): void {
    this.#line = newest.line
    this.#offset = newest.offset
    for (const line of frames) this.#frames[(newest.line + line) % REMEMBERED_FRAMES] = newest.line + line
    if (lastSkipped !== null) this.#lastSkipped = newest.line + lastSkipped
    if (done) {
      this.#doneLine = newest.line + done.line
      this.#doneOffset = done.offset
    } else if (!isDone && this.#lastSkipped === 0) this.#lastSkipped = 1
  }

  /** Names the lines in front of the frame that is read; undefined: frames are no lines. */
  readFrom(before: LinesBefore | undefined, { line, offset }: LinePosition): void {
    if (line > this.#line + 1) this.#lastSkipped = line - 1
    this.#frames[line % REMEMBERED_FRAMES] = line
    this.#before = before ?? null
    this.#line = line
    this.#offset = offset
  }

  /** The source is read: what stands in front of its end. */
  moveToEnd(lines: number): void {
    this.#line = lines + 1
  }

  /**
   * Visits up to `limit` lines in front of a line, the nearest first, while `visit` returns true. Of these, the lines
   * for which `mayMatter` returns false are passed over unparsed.
   */
  eachBackwards(
    untilLine: number,
    limit: number,
    mayMatter: (text: string) => boolean,
    visit: (record: SkippedRecord) => boolean,
  ): void {
    const texts = this.#texts()
    for (let n = 1; n <= Math.min(texts.length, limit); n++) {
      const line = this.#line - n
      const text = texts[texts.length - n] as string
      if (line >= untilLine || !mayMatter(text)) continue
      const record = this.#recordOf(text, line)
      if (record?.unwrapped.statement && !visit(record)) return
    }
  }

  /**
   * Records the times of the lines in front of a line, as far as they were not read before, with their processes, and
   * returns them in order. Those before `since` are left out where all are of one process: their times are no news.
   */
  recordTimes(untilLine: number, since: LinePosition = SOURCE_START): number[] {
    // What another process printed before that line may still be the last of it.
    const { line: sinceLine, offset: sinceOffset } = this.#processes.hasSeveral ? SOURCE_START : since
    const bytes = Math.min(MAX_SKIPPED_BYTES, this.#offset - Math.max(this.#doneOffset, sinceOffset))
    if (bytes <= 0) return []
    const texts = this.#doneLine >= this.#lastSkipped ? [] : this.#texts(bytes)
    const times: number[] = []
    for (const [i, text] of texts.entries()) {
      const line = this.#line - texts.length + i
      if (line <= Math.max(this.#doneLine, sinceLine) || line >= untilLine || this.#isFrame(line)) continue
      const origin = this.#originOf(text, line)
      const timeUs = origin && this.#parser.timeAside(origin.stamps)
      if (!origin || timeUs == null) continue
      times.push(timeUs)
      if (isOfProcess(origin)) this.#processes.knownProcessOf(origin)?.extendTo(timeUs, line)
    }
    this.#doneLine = this.#line
    this.#doneOffset = this.#offset
    return times
  }

  /** Returns the process of a record, which may have none before; null: it has none. */
  processOf({ unwrapped }: SkippedRecord): ProcessCollector | null {
    return isOfProcess(unwrapped) ? this.#processes.processOf(toLogRecord(unwrapped, '', null), []) : null
  }

  #originOf(text: string, line: number): PrintedOrigin | undefined {
    const found = this.#heads?.headOf(text)
    return (found && originOfLine(text, found)) ?? this.#recordOf(text, line)?.unwrapped
  }

  #isFrame(line: number): boolean {
    return this.#frames[line % REMEMBERED_FRAMES] === line
  }

  #texts(bytes?: number): string[] {
    const text = this.#before?.textBefore(bytes) ?? ''
    return text === '' ? [] : text.split('\n')
  }

  #recordOf(text: string, line: number): SkippedRecord | null {
    const unwrapped = this.#unwrap({ body: text.replace(/\r$/, ''), line, offset: this.#offset })
    return unwrapped && { unwrapped, line }
  }

  #unwrap(frame: Frame): Unwrapped | null {
    const problems = new ProblemCounter('')
    this.#unwrapper ??= new Unwrapper({
      envelopes: this.#envelopes,
      values: new MultilineValues(problems),
      problems,
    })
    return this.#unwrapper.unwrap(frame)
  }
}

function isOfProcess({ pid, process }: PrintedOrigin): boolean {
  return pid !== null && process !== 'systemd'
}
