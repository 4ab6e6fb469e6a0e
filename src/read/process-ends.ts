/**
 * The last lines of a kubelet that ended, which the prefilter skips: its last line and its last error.
 *
 * The lines in front of the record that reports the end, or of the first of the next process, are parsed backwards, up
 * to a limit.
 */
import type { LinesBefore } from '../frames/scanner.ts'
import type { NamedFinding } from '../grammars/index.ts'
import type { CustomEnvelope, Frame, LogRecord, Statement } from '../model/index.ts'
import { MultilineValues } from './multiline-values.ts'
import { ProblemCounter } from './problem-counter.ts'
import type { ProcessCollector } from './process-collector.ts'
import type { ProcessRegistry } from './process-registry.ts'
import { type ParsedRecord, toLogRecord, type Unwrapped } from './record.ts'
import type { RecordParser } from './record-parser.ts'
import { Unwrapper } from './unwrap.ts'

/** Lines in front of an end that are parsed: a kubelet that exits prints its error last. */
const MAX_LINES = 200

export class ProcessEnds {
  readonly #parser: RecordParser
  readonly #processes: ProcessRegistry
  readonly #envelopes: readonly CustomEnvelope[]
  /** Its counts are of no use. */
  #unwrapper: Unwrapper | null = null
  #before: LinesBefore | null = null
  /** Line of the frame that is read: a record may be complete only with a later frame than its own. */
  #line = 0
  readonly #known = new Set<ProcessCollector>()
  /** The process that began last of those that run a kubelet. */
  #newest: ProcessCollector | null = null

  constructor(envelopes: readonly CustomEnvelope[], parser: RecordParser, processes: ProcessRegistry) {
    this.#envelopes = envelopes
    this.#parser = parser
    this.#processes = processes
  }

  /** Names the lines in front of the frame that is read; null: frames are no lines. */
  readFrom(before: LinesBefore | undefined, line: number): void {
    this.#before = before ?? null
    this.#line = line
  }

  /** Records a record of a process, after its time was recorded. */
  record({ record, findings, unwrapped }: ParsedRecord, process: ProcessCollector): void {
    const life = findings.find(isProcessLife)
    const isOfSystemd = life?.component === 'systemd'
    const isNew = this.isNew(process) && !isOfSystemd
    if (!life && !isNew) return
    const { frame } = unwrapped
    if (life?.kind === 'kubelet.stopped' && !isOfSystemd) this.#recordOwnEnd(record, frame, process)
    else if (isOfSystemd || this.#newest) this.#lookBack(frame, isOfSystemd ? null : process, null)
    if (isNew) {
      this.#known.add(process)
      this.#newest = process
    }
  }

  /** Whether a process runs a kubelet and has no record before. */
  isNew(process: ProcessCollector): boolean {
    return !this.#known.has(process) && process.runsKubelet
  }

  /** The source is read: its last process may have ended there. */
  end(lines: number): void {
    this.#line = lines + 1
    if (this.#newest) this.#lookBack({ line: this.#line, body: '', offset: 0 }, null, this.#newest)
  }

  #recordOwnEnd({ statement }: LogRecord, frame: Frame, process: ProcessCollector): void {
    if (statement && isError(statement)) process.recordLastError(errorText(statement), frame.line)
    else this.#lookBack(frame, null, process)
  }

  /**
   * Finds the last line of the process that ended in front of a frame, and its last error. `next` is the process that
   * followed it, `ended` the process itself where it is known.
   */
  #lookBack(frame: Frame, next: ProcessCollector | null, ended: ProcessCollector | null): void {
    let process = ended
    const text = this.#before?.textBefore() ?? ''
    if (text === '') return
    const lines = text.split('\n')
    for (let n = 1; n <= Math.min(lines.length, MAX_LINES); n++) {
      const line = this.#line - n
      if (line >= frame.line) continue
      const body = (lines[lines.length - n] as string).replace(/\r$/, '')
      const unwrapped = this.#unwrap({ body, line, offset: frame.offset })
      if (!unwrapped?.statement || unwrapped.pid === null || unwrapped.process === 'systemd') continue
      const found = this.#processes.processOf(toLogRecord(unwrapped, '', null), [])
      if (found === next || !found.runsKubelet || (process && found !== process)) continue
      process = found
      const timeUs = this.#parser.resolveTime(unwrapped.stamps)?.timeUs ?? null
      if (timeUs !== null) process.extendTo(timeUs, line)
      if (!isError(unwrapped.statement)) continue
      process.recordLastError(errorText(unwrapped.statement), line)
      return
    }
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

/** Whether a finding reports that a kubelet or its unit began or ended. */
export function isProcessLife({ kind }: NamedFinding): boolean {
  return kind === 'kubelet.started' || kind === 'kubelet.stopped'
}

function isError({ severity }: Statement): boolean {
  return severity === 'E' || severity === 'F'
}

/** Returns `message: error`, or the message of a plain statement. */
function errorText({ message, values }: Statement): string {
  const error = values?.get('err')
  return error === undefined ? message.trim() : `${message}: ${error}`
}
