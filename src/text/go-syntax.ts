/**
 * Parses values that Go programs print: quoted strings and structs.
 *
 * Input: a text. Output: its values; from a line cut by a pager, a terminal or a size limit, the values before the cut.
 * Every function takes time linear in the length of the text.
 *
 * Authority: Go strconv.Quote and fmt `%+v`; the generated String methods of k8s.io/api/core/v1 1.14–1.36.
 */
import type { NodeCondition, Taint } from '../model/index.ts'
import { parseGoTime } from '../time/go-time.ts'
import { formatInstant, parseInstant } from '../time/instant.ts'

const QUOTE = 34
const BACKSLASH = 92

/** A quoted string. */
export interface Quoted {
  readonly value: string
  /** Index after the closing quote, or the length of the text. */
  readonly end: number
  /** False if the text ends before the closing quote. */
  readonly closed: boolean
}

/** Parses the output of strconv.Quote at `from`. Returns undefined without an opening and a closing quote. */
export function unquote(text: string, from: number): { value: string; end: number } | undefined {
  const quoted = parseQuoted(text, from, false)
  return quoted?.closed ? { value: quoted.value, end: quoted.end } : undefined
}

/** Parses like `unquote`, but returns the available part of a text that ends before its closing quote. */
export function unquoteOpen(text: string, from: number): Quoted | undefined {
  return parseQuoted(text, from, false)
}

/**
 * Parses the quoted string at `from`. Returns undefined without an opening quote.
 *
 * With `delimited`, a blank or the end of the text must follow the closing quote. Another quote belongs to the value: a
 * web page doubled its backslash (`\\"`).
 */
export function parseQuoted(text: string, from: number, delimited: boolean): Quoted | undefined {
  if (text.charCodeAt(from) !== QUOTE) return undefined
  // Most values contain neither quote nor backslash, so indexOf finds their end.
  const quote = text.indexOf('"', from + 1)
  if (quote >= 0 && (!delimited || isDelimited(text, quote + 1))) {
    const plain = text.slice(from + 1, quote)
    if (!plain.includes('\\')) return { value: plain, end: quote + 1, closed: true }
  }
  let value = ''
  let start = from + 1
  let i = start
  while (i < text.length) {
    const c = text.charCodeAt(i)
    if (c === QUOTE && (!delimited || isDelimited(text, i + 1))) {
      return { value: value + text.slice(start, i), end: i + 1, closed: true }
    }
    if (c === BACKSLASH) {
      value += text.slice(start, i)
      if (delimited && text.startsWith('\\"', i + 1) && !isDelimited(text, i + 3)) {
        start = i + 2
        i += 3
      } else {
        const escaped = parseEscape(text, i)
        value += escaped.value
        i = escaped.end
        start = i
      }
    } else i++
  }
  return { value: value + text.slice(start), end: text.length, closed: false }
}

/** Tests for a blank or the end of the text at `at`. */
export function isDelimited(text: string, at: number): boolean {
  return at >= text.length || isBlank(text.charCodeAt(at))
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
}

/** Decodes the escape at the backslash `at`. An escape unknown to Go, which web pages add, gives its character. */
function parseEscape(text: string, at: number): { value: string; end: number } {
  const letter = text.charAt(at + 1)
  const simple = SIMPLE_ESCAPES[letter]
  if (simple !== undefined) return { value: simple, end: at + 2 }
  if (letter === 'x') return parseBytes(text, at)
  if (letter === 'u' || letter === 'U') {
    const length = letter === 'u' ? 4 : 8
    const code = hexAt(text, at + 2, length)
    if (code >= 0 && code <= 0x10ffff) return { value: String.fromCodePoint(code), end: at + 2 + length }
  }
  return { value: letter, end: Math.min(at + 2, text.length) }
}

/** Decodes a run of `\xNN`: Go prints so the bytes of a character that it cut. */
function parseBytes(text: string, at: number): { value: string; end: number } {
  const bytes: number[] = []
  let i = at
  while (text.charCodeAt(i) === BACKSLASH && text.charAt(i + 1) === 'x') {
    const byte = hexAt(text, i + 2, 2)
    if (byte < 0) break
    bytes.push(byte)
    i += 4
  }
  if (bytes.length === 0) return { value: 'x', end: at + 2 }
  return { value: new TextDecoder().decode(Uint8Array.from(bytes)), end: i }
}

/** Returns the number in `length` hexadecimal digits at `from`; -1 if one of them is no digit. */
function hexAt(text: string, from: number, length: number): number {
  let value = 0
  for (let i = from; i < from + length; i++) {
    const c = text.charCodeAt(i)
    const lower = c | 32
    const digit = c >= 48 && c <= 57 ? c - 48 : lower >= 97 && lower <= 102 ? lower - 87 : -1
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}

/** Returns the index after the blanks at `from`. */
export function skipBlanks(text: string, from: number): number {
  let i = from
  while (isBlank(text.charCodeAt(i))) i++
  return i
}

/** Tests for blank, tab, CR and LF. */
export function isBlank(c: number): boolean {
  return c === 32 || c === 10 || c === 9 || c === 13
}

/** Fields of v1.NodeCondition in the order of their declaration. */
const CONDITION_FIELDS = ['Type', 'Status', 'LastHeartbeatTime', 'LastTransitionTime', 'Reason', 'Message']
/** Fields of v1.Taint in the order of their declaration. */
const TAINT_FIELDS = ['Key', 'Value', 'Effect', 'TimeAdded']

/**
 * Parses a v1.NodeCondition: `&NodeCondition{Type:Ready,…,}`, `{Type:Ready Status:False …}`, `&{Type:…}` or JSON.
 * Returns undefined for other texts. A missing or cut field is null; of a cut message the available part counts.
 */
export function parseNodeCondition(text: string): NodeCondition | undefined {
  const brace = text.indexOf('{')
  if (brace < 0 || brace > 24) return undefined
  const head = text.slice(0, brace).trim()
  if (head !== '' && head !== '&' && !head.endsWith('NodeCondition')) return undefined
  const fields = parseFields(text, brace, CONDITION_FIELDS)
  if (fields.every((field) => field === null)) return undefined
  const [type, status, heartbeat, transition, reason, message] = fields
  return {
    type: type || null,
    status: status || null,
    reason: reason || null,
    message: message ?? null,
    lastHeartbeatTime: parsePrintedTime(heartbeat),
    lastTransitionTime: parsePrintedTime(transition),
  }
}

/** Parses all v1.Taint in a text such as `[&Taint{Key:…,Value:,Effect:NoExecute,TimeAdded:…,}]` or its JSON. */
export function parseTaints(text: string): Taint[] {
  const taints: Taint[] = []
  let brace = text.indexOf('{')
  while (brace >= 0) {
    const next = text.indexOf('{', brace + 1)
    const one = next < 0 ? text.slice(brace) : text.slice(brace, next)
    const [key, , effect, timeAdded] = parseFields(one, 0, TAINT_FIELDS)
    if (key && effect) taints.push({ key, effect, timeAdded: parsePrintedTime(timeAdded) })
    brace = next
  }
  return taints
}

/** Parses RFC 3339 or a Go time. Returns RFC 3339 with microseconds, or null. */
function parsePrintedTime(text: string | null | undefined): string | null {
  return text ? formatInstant(parseInstant(text) ?? parseGoTime(text)) : null
}

/** Parses the fields of the struct at `brace`. `names` are in the order of their declaration; a missing field is null. */
function parseFields(text: string, brace: number, names: readonly string[]): (string | null)[] {
  if (/^\s*"/.test(text.slice(brace + 1, brace + 8))) return names.map((name) => jsonField(text, brace, name))
  // Generated String methods separate fields with commas, `%+v` with blanks.
  const separator = names.slice(1).some((name) => text.includes(`,${name}:`, brace)) ? ',' : ' '
  const starts: number[] = []
  let from = brace
  for (const [n, name] of names.entries()) {
    const mark = n === 0 ? `{${name}:` : `${separator}${name}:`
    const at = text.indexOf(mark, from)
    starts.push(at)
    if (at >= 0) from = at + mark.length
  }
  return names.map((name, n) => {
    const start = starts[n] as number
    if (start < 0) return null
    const begin = start + name.length + 2
    const next = starts.slice(n + 1).find((other) => other >= 0)
    if (next !== undefined) return text.slice(begin, next)
    return lastField(text, begin, separator, name === 'Message')
  })
}

/** Returns the last field, up to the closing brace, which a message may contain itself; null if the field is cut. */
function lastField(text: string, begin: number, separator: string, isText: boolean): string | null {
  const brace = isText ? text.lastIndexOf('}') : text.indexOf('}', begin)
  if (brace < begin) {
    const end = text.indexOf(separator, begin)
    return isText ? text.slice(begin) : end < 0 ? null : text.slice(begin, end)
  }
  return text.slice(begin, text.charAt(brace - 1) === ',' ? Math.max(brace - 1, begin) : brace)
}

/** Returns a field of a JSON object; null if it is missing or cut, except a cut message. */
function jsonField(text: string, from: number, name: string): string | null {
  const mark = `"${name.charAt(0).toLowerCase()}${name.slice(1)}":`
  const at = text.indexOf(mark, from)
  if (at < 0) return null
  const quoted = unquoteOpen(text, skipBlanks(text, at + mark.length))
  return quoted && (quoted.closed || name === 'Message') ? quoted.value : null
}
