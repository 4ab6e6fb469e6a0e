/** Where objects and tables begin in a text that has other lines, too; it decides the framing of a source. */
import { isCsvHead } from '../csv-rows.ts'
import { MARKS } from './marks.ts'

/** Beginnings of YAML, descriptions and tables. */
const STARTS: readonly RegExp[] = [
  /^[\t >#*|`"'│-]{0,40}(?:Type[ \t]+Status[ \t]+LastHeartbeatTime|LAST SEEN +|NAMESPACE +LAST SEEN +|NAME +(?:STATUS|HOLDER|RENEW))/m,
  /^[\t >#*|`"'│-]{0,40}(?:Ready|MemoryPressure|DiskPressure|PIDPressure)[ \t]+(?:True|False|Unknown)[ \t]+[A-Z][a-z]{2}, \d/m,
  /^[\t >#*|`"'│-]{0,40}Type[ \t]+Reason[ \t]+Age[ \t]+From[ \t]+Message/m,
  /^[\t >#*|`"'│-]{0,40}(?:- )?apiVersion: ["']?(?:v1|coordination\.k8s\.io|events\.k8s\.io)/m,
]

/** The state of a unit that ended, as `systemctl status` prints it. */
const UNIT_STATE = /^[\t >#*|`"'│-]{1,40}Active: (?:in|f|acti)/m

/** Starts of several lines, without marks and blank lines. */
const DESCRIPTION = /^Name:(?: {2,}|[\t]{1,8})\S[^\n]*\n(?:[^\n]*\n)?(?:Roles?|Namespace|Labels):/m
const JSON_START =
  /^[^\n{[]{0,200}[{[]\n(?:\{\s*)?"(?:apiVersion|kind|metadata|type|items|conditions|lastHeartbeatTime)"/m
/** Any JSON over several lines. */
const ANY_JSON = /^"?[{[]\n(?:["{]|\[")/m
/** As `MARKS`, but keys of JSON begin with the quotation mark. */
const MARKS_WITHOUT_QUOTE = /^[\t >#*|`'│-]*/
/** JSON on one line, behind marks. */
const MARKED_LINE = /^[\t >#*|`"'│-]{1,40}\{"/m
/** A line that ends inside of JSON. */
const OPEN_LINE = /[{[][ \t\r]{0,8}$/m
/** A line that begins with the name of a column. */
const COLUMN = /^[\t >#*|`"'-]{0,40}[@_A-Za-z][\w @.[\]"]{0,60},/m

/** Whether YAML, a description, a table or the status of a unit begins in a text. */
export function hasObjectStart(text: string): boolean {
  return (
    STARTS.some((start) => start.test(text)) ||
    (text.includes('.service - ') && UNIT_STATE.test(text)) ||
    ((text.includes('Name:  ') || text.includes('Name:\t')) && DESCRIPTION.test(packed(text, MARKS)))
  )
}

/** Whether JSON begins in a text. `isWhole`: it is all of its source, so that it is no long log that quotes some. */
export function hasJsonStart(text: string, isWhole: boolean): boolean {
  if (MARKED_LINE.test(text)) return true
  if (!OPEN_LINE.test(text)) return false
  const lines = packed(text, MARKS_WITHOUT_QUOTE)
  return JSON_START.test(lines) || (isWhole && ANY_JSON.test(lines))
}

/** Whether a table of CSV begins in a text. */
export function hasCsvHead(text: string): boolean {
  return COLUMN.test(text) && text.split('\n').some((line) => isCsvHead(line.replace(MARKS, '')))
}

/** Returns the lines without marks, indentation and blank lines. */
function packed(text: string, marks: RegExp): string {
  const lines = text.split('\n').map((line) => line.replace(marks, '').trim())
  return lines.filter((line) => line !== '').join('\n')
}
