/**
 * Rows of CSV below a head that names a time and a message, also with tabs or semicolons between the cells.
 *
 * Authority: RFC 4180; TSVWithNames of ClickHouse; spreadsheets of countries with a decimal comma.
 */
import type { Frame } from '../model/index.ts'
import { isMessageName, isTimeName } from '../text/platform-fields.ts'
import type { FrameEvents } from './scanner.ts'

/** Characters of the longest head that is one: exports have some hundred columns. */
const MAX_HEAD = 8192

/** As Latin-1 the mark is three characters. */
const BYTE_ORDER_MARK = /^(?:\ufeff|\u00ef\u00bb\u00bf)/

export function withoutByteOrderMark(text: string): string {
  return text.replace(BYTE_ORDER_MARK, '')
}

/** Heads of consoles, by the names under which platform records have the same. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['_sourcehost', 'host'],
  ['TimeGenerated [UTC]', 'TimeGenerated'],
])

/** Cells as each separator has them: quoted, or up to the next separator. */
const CELLS: readonly { readonly separator: string; readonly cell: RegExp }[] = [
  { separator: ',', cell: /(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))/y },
  { separator: '\t', cell: /(?:"((?:[^"]|"")*)"(?=\t|$)|([^\t]*))/y },
  { separator: ';', cell: /(?:"((?:[^"]|"")*)"(?=;|$)|([^;]*))/y },
]

type Separator = (typeof CELLS)[number]

/** A name of a column: no sentence, no path, no value. */
const NAME = /^[@_A-Za-z][\w @.()[\]-]{0,60}$/

/** Returns the separator of a head; null for other lines. */
function separatorOf(line: string): Separator | null {
  return CELLS.find((form) => line.includes(form.separator) && isHead(parseRow(line, form))) ?? null
}

/** Whether a line is a head. */
export function isCsvHead(line: string): boolean {
  return line.length < MAX_HEAD && separatorOf(line.replace(/\r$/, '')) !== null
}

function isHead(names: readonly string[]): boolean {
  return names.some(isTimeName) && names.some(isMessageName) && names.every((name) => NAME.test(name))
}

/** Returns the cells of a row. */
function parseRow(text: string, { cell }: Separator): string[] {
  const cells: string[] = []
  cell.lastIndex = 0
  for (; cell.lastIndex <= text.length; cell.lastIndex++) {
    const [, quoted, plain = ''] = cell.exec(text) ?? []
    cells.push(quoted?.replaceAll('""', '"') ?? plain)
  }
  return cells
}

/** Whether a quoted cell is open behind a line; `isInside`: one was open in front of it. Quotes open at the start of a cell. */
function isOpenBehind(line: string, isInside: boolean, { separator }: Separator): boolean {
  let isQuoted = isInside
  for (let at = 0; ; ) {
    if (isQuoted) at = endOfQuotes(line, at)
    else if (line.charCodeAt(at) === QUOTE) at = endOfQuotes(line, at + 1)
    if (at < 0) return true
    at = line.indexOf(separator, at) + 1
    if (at === 0) return false
    isQuoted = false
  }
}

const QUOTE = 34

/** Returns the index behind the quote that ends a cell; -1: the line ends before. Two quotes are one inside. */
function endOfQuotes(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 2))
    if (line.charCodeAt(at + 1) !== QUOTE) return at + 1
  return -1
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
  let table: { readonly names: readonly string[]; readonly form: Separator } | null = null
  let row: { readonly frame: Frame; text: string; isTooLong: boolean } | null = null

  function finish(): void {
    if (!row) return
    const { frame, text, isTooLong } = row
    row = null
    if (isTooLong) {
      events.problem('record-too-long', frame.line, text.slice(0, 200), frame.offset)
      return
    }
    // The head stands again where a file contains an export twice.
    const form = table === null || text.length < MAX_HEAD ? separatorOf(withoutByteOrderMark(text)) : null
    if (form) {
      const names = parseRow(withoutByteOrderMark(text), form).map((name) => NAMES.get(name) ?? name)
      table = { names, form }
      return
    }
    if (table === null) return
    const cells = parseRow(text, table.form)
    const entries = table.names.map((name, n) => [name, cells[n] ?? ''] as const)
    events.frame({ body: Object.fromEntries(entries), line: frame.line, offset: frame.offset })
  }

  /** Whether a line is a whole row that begins with a time, so that the row before it is cut. */
  function isNewRow(line: string): boolean {
    return table !== null && ROW_START.test(line) && parseRow(line, table.form).length === table.names.length
  }

  return {
    take(frame) {
      const text = frame.body as string
      if (row && isNewRow(text)) {
        events.problem('broken-record', row.frame.line, row.text.slice(0, 200), row.frame.offset)
        finish()
      }
      const isInside = row !== null
      if (!row) row = { frame, text, isTooLong: false }
      else if (row.text.length + text.length > maxFrameBytes) row.isTooLong = true
      else row.text += `\n${text}`
      if (table === null || !isOpenBehind(text, isInside, table.form)) finish()
    },
    finish,
    belongs(line) {
      if (row !== null) return true
      if (table === null || line.startsWith('{"')) return false
      return isOpenBehind(line, false, table.form) || parseRow(line, table.form).length === table.names.length
    },
  }
}

const ROW_START = /^"?\d{4}-\d\d-\d\d[T ]\d\d:\d\d/
