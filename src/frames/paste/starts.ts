/** Where objects and tables begin in a text that has other lines, too; it decides the framing of a source. */
import { isCsvHead } from '../csv-rows.ts'
import { MARKS } from './marks.ts'

/** Beginnings of YAML, descriptions and tables, behind marks. */
const STARTS: readonly RegExp[] = [
  /^(?:Type[ \t]+Status[ \t]+LastHeartbeatTime|(?:NAMESPACE +)?LAST ?SEEN +|NAME +(?:STATUS|HOLDER|RENEW))/,
  /^(?:Ready|MemoryPressure|DiskPressure|PIDPressure)[ \t]+(?:True|False|Unknown)[ \t]+[A-Z][a-z]{2}, \d/,
  /^Type[ \t]+Reason[ \t]+Age[ \t]+From[ \t]+Message/,
  /^apiVersion: ["']?(?:v1|(?:coordination|events|audit)\.k8s\.io)/,
]
/** Their first characters, and those of a description and a unit, spare most lines of a log the patterns. */
const FIRST_CODES = codesOf('TLNRMDPaA')
const MARK_CODES = codesOf('\t >#*|`"\'│-')
const MAX_MARKS = 40
/** More than a table has before the names of its first columns. */
const MAX_START_CHARACTERS = 320
const BRACE = 123
const BRACKET_CODES = codesOf('{[')
const BLANK_CODES = codesOf(' \t\r')
const MAX_BLANKS = 8

/** The state of a unit that ended, behind marks, as `systemctl status` prints it. */
const UNIT_STATE = /^Active: (?:in|f|acti)/

/** Starts of several lines, without marks and blank lines. */
const DESCRIPTION = /^Name:(?: {2,}|[\t]{1,8})\S[^\n]*\n(?:[^\n]*\n)?(?:Roles?|Namespace|Labels):/m
const JSON_START =
  /^[^\n{[]{0,200}[{[]\n(?:\{\s*)?"(?:apiVersion|kind|metadata|type|items|conditions|lastHeartbeatTime)"/m
/** Any JSON over several lines. */
const ANY_JSON = /^"?[{[]\n(?:["{]|\[")/m
/** As `MARKS`, but keys of JSON begin with the quotation mark. */
const MARKS_WITHOUT_QUOTE = /^[\t >#*|`'│-]*/
/** The name of the first column of CSV, behind marks. */
const COLUMN = /^"?[@_A-Za-z][\w @.()[\]"-]{0,60}[,;\t]/

function codesOf(characters: string): ReadonlySet<number> {
  return new Set([...characters].map((character) => character.charCodeAt(0)))
}

/** What begins in a text. */
export interface Starts {
  /** YAML, a description, a table, or the status of a unit. */
  readonly object: boolean
  readonly json: boolean
  readonly csv: boolean
}

/**
 * Finds what begins in a text, in one pass over its lines. `isWhole`: it is all of its source, so that it is no long
 * log that quotes some JSON.
 */
export function findStarts(text: string, isWhole: boolean): Starts {
  let object = false
  let csv = false
  let hasName = false
  let hasUnitState = false
  let hasMarkedJson = false
  let hasOpenJson = false
  for (let start = 0; start <= text.length; ) {
    const feed = text.indexOf('\n', start)
    const end = feed === -1 ? text.length : feed
    let at = start
    while (at < start + MAX_MARKS && MARK_CODES.has(text.charCodeAt(at))) at++
    const code = text.charCodeAt(at)
    if (FIRST_CODES.has(code)) {
      const rest = text.slice(at, Math.min(end, at + MAX_START_CHARACTERS))
      object ||= STARTS.some((form) => form.test(rest))
      hasName ||= rest.startsWith('Name:')
      hasUnitState ||= at > start && UNIT_STATE.test(rest)
    }
    hasMarkedJson ||= at > start && code === BRACE && text.startsWith('{"', at)
    hasOpenJson ||= isOpen(text, start, end)
    csv ||= COLUMN.test(text.slice(at, at + 64)) && isCsvHead(text.slice(at, end))
    start = end + 1
  }
  return {
    object:
      object ||
      (hasUnitState && text.includes('.service - ')) ||
      (hasName && DESCRIPTION.test(packed(text, MARKS))),
    json: hasMarkedJson || (hasOpenJson && isJson(packed(text, MARKS_WITHOUT_QUOTE), isWhole)),
    csv,
  }
}

/** Whether a line ends inside of JSON. */
function isOpen(text: string, start: number, end: number): boolean {
  let last = end - 1
  while (last > start && last > end - 1 - MAX_BLANKS && BLANK_CODES.has(text.charCodeAt(last))) last--
  return last >= start && BRACKET_CODES.has(text.charCodeAt(last))
}

function isJson(lines: string, isWhole: boolean): boolean {
  return JSON_START.test(lines) || (isWhole && ANY_JSON.test(lines))
}

/** Returns the lines without marks, indentation and blank lines. */
function packed(text: string, marks: RegExp): string {
  const lines = text.split('\n').map((line) => line.replace(marks, '').trim())
  return lines.filter((line) => line !== '').join('\n')
}
