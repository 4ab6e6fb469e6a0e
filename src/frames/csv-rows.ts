/** Rows of CSV below a head that names a time and a message. Authority: RFC 4180. */
import type { Frame } from '../model/index.ts'
import type { FrameEvents } from './scanner.ts'

/** Characters of the longest head that is one: exports have some hundred columns. */
const MAX_HEAD = 8192

/** As Latin-1 the mark is three characters. */
const BYTE_ORDER_MARK = /^(?:\ufeff|\u00ef\u00bb\u00bf)/

export function withoutByteOrderMark(text: string): string {
  return text.replace(BYTE_ORDER_MARK, '')
}

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

/** Whether a line is a head. */
export function isCsvHead(line: string): boolean {
  return line.length < MAX_HEAD && line.includes(',') && isHead(parseRow(line.replace(/\r$/, '')))
}

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

/** Cuts one table into rows. */
export interface CsvRowReader {
  take(frame: Frame): void
  /** Emits the row that is open. */
  finish(): void
  /** Whether the next line may be a row, or goes on with one. */
  belongs(line: string): boolean
}

/** Emits each row as an object; reports a row of more than `maxFrameBytes` characters. */
export function csvRowReader(events: FrameEvents, maxFrameBytes: number): CsvRowReader {
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
    const cells = parseRow(names === null ? withoutByteOrderMark(text) : text)
    // The head stands again where a file contains an export twice.
    if (isHead(cells)) names = cells.map((name) => NAMES.get(name) ?? name)
    if (names === null || isHead(cells)) return
    const entries = names.map((name, n) => [name, cells[n] ?? ''] as const)
    events.frame({ body: Object.fromEntries(entries), line: frame.line, offset: frame.offset })
  }

  return {
    take(frame) {
      const text = frame.body as string
      if (!row) row = { frame, text, isTooLong: false }
      else if (row.text.length + text.length > maxFrameBytes) row.isTooLong = true
      else row.text += `\n${text}`
      // Within an open cell only the newest line can close it.
      if (row.isTooLong ? isOpen(text) : !isOpen(row.text)) finish()
    },
    finish,
    belongs(line) {
      if (row !== null) return true
      return !line.startsWith('{"') && (isOpen(line) || parseRow(line).length === names?.length)
    },
  }
}
