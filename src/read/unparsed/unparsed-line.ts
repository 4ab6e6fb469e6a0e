/**
 * A line without findings that was read from its bytes. It is parsed only if the line below it may continue it; else its
 * process and its time are all that is needed of it.
 */
import type { Frame } from '../../model/index.ts'
import { unwrapLine } from '../line-cache/parse-line.ts'
import type { RecordOrigin } from '../observation-builder.ts'
import type { ProcessCollector } from '../processes/process-collector.ts'
import { type ParsedRecord, toLogRecord, type Unwrapped } from '../records/record.ts'

export interface UnparsedLine {
  readonly text: string
  readonly position: Pick<Frame, 'line' | 'offset'>
  readonly origin: RecordOrigin
  /** Its time was printed with year and zone. */
  readonly isFixed: boolean
  readonly process: ProcessCollector
}

/** A record that no later line continues. */
export type CompleteRecord = ParsedRecord | UnparsedLine

export function isUnparsed(record: CompleteRecord): record is UnparsedLine {
  return 'text' in record
}

export function parseUnparsed({ text, position, origin, isFixed }: UnparsedLine): ParsedRecord {
  // It was read from its bytes because a line like it was unwrapped before.
  const unwrapped = unwrapLine(text, position) as Unwrapped
  const { source, timeUs, resolutionUs } = origin
  return { unwrapped, record: toLogRecord(unwrapped, source, timeUs), findings: [], resolutionUs, isFixed }
}
