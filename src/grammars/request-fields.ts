/**
 * Finds in the bytes of a request line what varies from request to request: the query of its URL and its duration.
 *
 * Hot path: makes no string. Authority: client-go transport/round_trippers.go, both forms of `kubelet-requests.ts`.
 */

/** Places in the bytes: [queryAt, queryEnd) and [countAt, countEnd). All are the end of the line if it is no request. */
export interface RequestFields {
  queryAt: number
  queryEnd: number
  countAt: number
  countEnd: number
}

/** Sets the fields of the line `bytes[from, end)`. Returns whether it is a request: its end is that of one. */
export function findRequestFields(
  bytes: DataView,
  from: number,
  end: number,
  fields: RequestFields,
): boolean {
  const countEnd = endsWith(bytes, from, end, SUFFIX) ? end - SUFFIX.length : end
  const countAt = digitsBefore(bytes, from, countEnd)
  const isPrinted = countAt < countEnd && (countEnd < end || endsWith(bytes, from, countAt, NAME))
  if (isPrinted) {
    const questionMark = indexOf(bytes, QUESTION_MARK, from, countAt)
    const queryAt = Math.min(questionMark + 1, countAt)
    const queryEnd = endOfQuery(bytes, queryAt, countAt)
    if (queryEnd >= 0) return set(fields, queryAt, queryEnd, countAt, countEnd)
  }
  set(fields, end, end, end, end)
  return false
}

const bytesOfText = (text: string): readonly number[] => [...text].map((character) => character.charCodeAt(0))
/** Behind the duration of the plain form. */
const SUFFIX = bytesOfText(' milliseconds')
/** In front of the duration of the structured form. */
const NAME = bytesOfText(' milliseconds=')

const QUESTION_MARK = 63
const BLANK = 32
const QUOTE = 34
const BACKSLASH = 92
const COLON = 58
const DELETE = 127

function set(
  fields: RequestFields,
  queryAt: number,
  queryEnd: number,
  countAt: number,
  countEnd: number,
): true {
  fields.queryAt = queryAt
  fields.queryEnd = queryEnd
  fields.countAt = countAt
  fields.countEnd = countEnd
  return true
}

function endsWith(bytes: DataView, from: number, end: number, text: readonly number[]): boolean {
  const at = end - text.length
  if (at < from) return false
  for (let i = text.length - 1; i >= 0; i--) if (bytes.getUint8(at + i) !== text[i]) return false
  return true
}

/** Returns the beginning of the digits that end at `end`. */
function digitsBefore(bytes: DataView, from: number, end: number): number {
  let at = end
  while (at > from && isDigit(bytes.getUint8(at - 1))) at--
  return at
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

/** Returns `end` if the byte is missing. */
function indexOf(bytes: DataView, byte: number, from: number, end: number): number {
  let at = from
  while (at < end && bytes.getUint8(at) !== byte) at++
  return at
}

/** Returns the end of a query; −1 if it contains what may begin another record, or is no ASCII. */
export function endOfQuery(bytes: DataView, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes.getUint8(at)
    if (byte === BLANK || byte === QUOTE) return at
    if (byte < BLANK || byte >= DELETE || byte === COLON || byte === BACKSLASH) return -1
  }
  return end
}
