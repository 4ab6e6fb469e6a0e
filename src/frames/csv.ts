/**
 * The framing of CSV with a head that names a time and a message: exports of CloudWatch Insights, Kibana, Graylog and
 * consoles. Each row is an object with the names of the head. Authority: RFC 4180.
 */
import type { Frame } from '../model/index.ts'
import type { Framing } from './framing.ts'
import { everyLine } from './lines.ts'
import type { FrameEvents, FrameScanner } from './scanner.ts'
import { MAX_FRAME_BYTES } from './scanner.ts'

export const csvRows: Framing = {
  name: 'csv',
  title: 'CSV exports of log platforms, with a head',
  matches: ({ firstLine }) =>
    firstLine !== null && isHead(parseRow(firstLine.replace(BYTE_ORDER_MARK, '').replace(/\r$/, ''))),
  open: (_prefilter, events) => csvScanner(events),
}

/** As Latin-1 the mark is three characters. */
const BYTE_ORDER_MARK = /^(?:\ufeff|\u00ef\u00bb\u00bf)/
const TIME = /^(?:@?time(?:stamp)?|_time|_messagetime|date|TimeGenerated(?: \[UTC\])?|timeUnixNano)$/i
const MESSAGE = /^(?:@?message|_raw|log|line|body|full_message|SyslogMessage|textPayload|Content|log_s)$/i
/** Heads of consoles, by the names under which platform records have the same. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['Time', 'timestamp'],
  ['Date', 'timestamp'],
  ['Line', 'line'],
  ['Content', 'message'],
  ['Host', 'host'],
  ['_messagetime', 'timestamp'],
  ['_sourcehost', 'host'],
  ['TimeGenerated [UTC]', 'TimeGenerated'],
])

function isHead(names: readonly string[]): boolean {
  return names.some((name) => TIME.test(name)) && names.some((name) => MESSAGE.test(name))
}

/** Returns the cells of a row. */
function parseRow(text: string): string[] {
  const cells: string[] = []
  const form = /(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))/y
  for (; form.lastIndex <= text.length; form.lastIndex++) {
    const [, quoted, plain = ''] = form.exec(text) ?? []
    cells.push(quoted?.replaceAll('""', '"') ?? plain)
  }
  return cells
}

/** Whether a quoted cell of the text goes on in the next line. */
function isOpen(text: string): boolean {
  let quotes = 0
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes++
  return quotes % 2 === 1
}

/** Emits each row as an object; reports a row of more than `maxFrameBytes` characters. Never throws. */
export function csvScanner(events: FrameEvents, maxFrameBytes: number = MAX_FRAME_BYTES): FrameScanner {
  let names: readonly string[] | null = null
  let row: { readonly frame: Frame; text: string; isTooLong: boolean } | null = null

  function finish(): void {
    if (!row) return
    const { frame, text, isTooLong } = row
    row = null
    if (isTooLong) {
      events.problem('record-too-long', frame.line, text.slice(0, 200), frame.offset)
      return
    }
    const cells = parseRow(names === null ? text.replace(BYTE_ORDER_MARK, '') : text)
    if (names === null) {
      if (isHead(cells)) names = cells.map((name) => NAMES.get(name) ?? name)
      return
    }
    const entries = names.map((name, n) => [name, cells[n] ?? ''] as const)
    events.frame({ body: Object.fromEntries(entries), line: frame.line, offset: frame.offset })
  }

  function take(frame: Frame): void {
    const text = frame.body as string
    if (!row) row = { frame, text, isTooLong: false }
    else if (row.text.length + text.length > maxFrameBytes) row.isTooLong = true
    else row.text += `\n${text}`
    // Within an open cell only the newest line can close it.
    if (row.isTooLong ? isOpen(text) : !isOpen(row.text)) finish()
  }

  return everyLine(events, take, finish, maxFrameBytes)
}
