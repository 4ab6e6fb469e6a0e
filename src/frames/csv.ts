/**
 * The framing of CSV with a head that names a time and a message: exports of CloudWatch Insights, Kibana, Graylog and
 * consoles. Each row is an object with the names of the head. Authority: RFC 4180.
 */
import { csvRowReader, isCsvHead, withoutByteOrderMark } from './csv-rows.ts'
import type { Framing } from './framing.ts'
import { everyLine } from './lines.ts'
import { findStarts } from './paste/starts.ts'
import type { FrameEvents, FrameScanner } from './scanner.ts'
import { MAX_FRAME_BYTES } from './scanner.ts'

export const csvRows: Framing = {
  name: 'csv',
  title: 'CSV exports of log platforms, with a head',
  matches: ({ firstLine, text, isWhole }) => {
    if (firstLine === null || !isCsvHead(withoutByteOrderMark(firstLine))) return false
    const { object, json } = findStarts(text, isWhole)
    return !object && !json && !JSON_LINE.test(text)
  },
  open: (_prefilter, events) => csvScanner(events),
}

/** An object that fills a line: the table ended before it. */
const JSON_LINE = /^\{"/m

/** Emits each row as an object; reports a row of more than `maxFrameBytes` characters. Never throws. */
export function csvScanner(events: FrameEvents, maxFrameBytes: number = MAX_FRAME_BYTES): FrameScanner {
  const rows = csvRowReader(events, maxFrameBytes)
  return everyLine(events, rows.take, rows.finish, maxFrameBytes)
}
