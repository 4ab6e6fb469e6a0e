/** Parses a line by itself, without the state of a source, and tests which of its fields may vary. */
import { envelopes } from '../../envelopes/index.ts'
import { type NamedFinding, parseRecord } from '../../grammars/index.ts'
import type { Frame } from '../../model/index.ts'
import { ProblemCounter } from '../problem-counter.ts'
import { MultilineValues } from '../records/multiline-values.ts'
import { toLogRecord, type Unwrapped } from '../records/record.ts'
import { Unwrapper } from '../records/unwrap.ts'

/** A line parsed by itself, before its time is resolved. */
export interface ParsedLine extends Pick<Unwrapped, 'envelopeNames' | 'host' | 'process' | 'pid' | 'stamps'> {
  readonly findings: readonly NamedFinding[]
}

/** Matches ASCII, in which an index is an offset in bytes. */
const ASCII = /^[\x20-\x7e\t]*$/

export function isAscii(text: string): boolean {
  return ASCII.test(text)
}

const NOWHERE: Pick<Frame, 'line' | 'offset'> = { line: 1, offset: 0 }

/** Takes the envelopes off. Returns undefined unless the line is a complete record with a stamp, and without problems. */
export function unwrapLine(
  text: string,
  at: Pick<Frame, 'line' | 'offset'> = NOWHERE,
): Unwrapped | undefined {
  const problems = new ProblemCounter('')
  const values = new MultilineValues(problems)
  const unwrapper = new Unwrapper({ envelopes, values, problems })
  const [unwrapped] = values.join(unwrapper.unwrap({ body: text, ...at }))
  return unwrapped && problems.count === 0 && unwrapped.stamps.length > 0 ? unwrapped : undefined
}

/** Returns undefined unless the line is ASCII, a complete record with a stamp, and without problems. */
export function parseLine(text: string): ParsedLine | undefined {
  const unwrapped = isAscii(text) ? unwrapLine(text) : undefined
  if (!unwrapped || typeof unwrapped.body !== 'string') return undefined
  const { envelopeNames, host, process, pid, stamps } = unwrapped
  return {
    envelopeNames,
    host,
    process,
    pid,
    stamps,
    findings: parseRecord(toLogRecord(unwrapped, '', null)),
  }
}

/** Whether a text is parsed to what is expected. */
export function isParsedTo(text: string, expected: ParsedLine): boolean {
  return JSON.stringify(parseLine(text)) === JSON.stringify(expected)
}
