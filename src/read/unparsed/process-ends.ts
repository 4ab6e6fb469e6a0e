/**
 * The last lines of a kubelet that ended, which the prefilter skips: its last line and its last error.
 *
 * The lines in front of the record that reports the end, or of the first of the next process, are parsed backwards, up
 * to a limit.
 */
import type { NamedFinding } from '../../grammars/index.ts'
import type { LogRecord, Statement } from '../../model/index.ts'
import type { ProcessCollector } from '../processes/process-collector.ts'
import type { ParsedRecord } from '../records/record.ts'
import type { RecordParser } from '../records/record-parser.ts'
import type { SkippedLines } from './skipped-lines.ts'

/** Lines in front of an end that are parsed: a kubelet that exits prints its error last. */
const MAX_LINES = 200

/** Matches at least the lines that the registered envelopes give a severity of E or F: headers of klog, levels. */
const MAY_BE_ERROR = /[EF]\d{4} |level|everity/

export class ProcessEnds {
  readonly #parser: RecordParser
  readonly #skipped: SkippedLines
  readonly #hasCustomEnvelopes: boolean
  /** The process that began last of those that run a kubelet. */
  newest: ProcessCollector | null = null

  /** `hasCustomEnvelopes`: severities may stand anywhere in a line. */
  constructor(parser: RecordParser, skipped: SkippedLines, hasCustomEnvelopes: boolean) {
    this.#parser = parser
    this.#skipped = skipped
    this.#hasCustomEnvelopes = hasCustomEnvelopes
  }

  /** Records a record of a process, after its time was recorded. */
  record({ record, findings, unwrapped }: ParsedRecord, process: ProcessCollector): void {
    const life = findings.find(isProcessLife)
    const isOfSystemd = life?.component === 'systemd'
    const isNew = this.isNew(process) && !isOfSystemd
    if (!life && !isNew) return
    const { frame } = unwrapped
    if (life?.kind === 'kubelet.stopped' && !isOfSystemd) this.#recordOwnEnd(record, frame.line, process)
    else if (isOfSystemd || this.newest) this.#lookBack(frame.line, isOfSystemd ? null : process, null)
    if (isNew) {
      process.hasBegun = true
      this.newest = process
    }
  }

  /** Whether a process runs a kubelet and has no record before. */
  isNew(process: ProcessCollector): boolean {
    return !process.hasBegun && process.runsKubelet
  }

  /** The source is read: its last process may have ended there. */
  end(lines: number): void {
    this.#skipped.moveToEnd(lines)
    if (this.newest) this.#lookBack(lines + 1, null, this.newest)
  }

  #recordOwnEnd({ statement }: LogRecord, line: number, process: ProcessCollector): void {
    if (statement && isError(statement)) process.recordLastError(errorText(statement), line)
    else this.#lookBack(line, null, process)
  }

  /**
   * Finds the last line of the process that ended in front of a line, and its last error. `next` is the process that
   * followed it, `ended` the process itself where it is known.
   */
  #lookBack(untilLine: number, next: ProcessCollector | null, ended: ProcessCollector | null): void {
    let process = ended
    let isEndKnown = false
    // Behind its last line only an error of the process matters.
    const mayMatter = (text: string): boolean =>
      !isEndKnown || this.#hasCustomEnvelopes || MAY_BE_ERROR.test(text)
    this.#skipped.eachBackwards(untilLine, MAX_LINES, mayMatter, (record) => {
      const found = this.#skipped.processOf(record)
      const isOfNext = found === next
      if (!found || (!isOfNext && !found.runsKubelet) || (process && !isOfNext && found !== process))
        return true
      const { line, unwrapped } = record
      const { stamps, statement } = unwrapped
      const timeUs = this.#parser.timeAside(stamps)
      if (timeUs !== null) found.extendTo(timeUs, line)
      // The first lines of the next process are skipped, too.
      if (isOfNext) return true
      process = found
      if (timeUs !== null) isEndKnown = true
      if (!statement || !isError(statement)) return true
      process.recordLastError(errorText(statement), line)
      return false
    })
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
