/**
 * Parses klog's structured messages: `"message" key=value key="quoted" key={struct} key=<` and the following lines.
 *
 * Input: a text. Output: message and values; from a line cut by a pager, a terminal or a size limit, those before the
 * cut. Every function takes time linear in the length of the text.
 *
 * Authority: klog v2.2–2.140 (serialize.KVListFormat).
 */
import { isBlank, isDelimited, parseQuoted, type Quoted, skipBlanks } from './go-syntax.ts'

const QUOTE = 34
const BACKSLASH = 92

/** A structured message. */
export interface Structured {
  readonly message: string
  /** Values by key; the last value of a key that occurs twice. A key without the first character of its value is omitted. */
  readonly values: Map<string, string>
  /** Key of a value that begins with `<` and continues in the next lines; null if missing. */
  readonly open: string | null
}

/**
 * Parses `"message" key=value …`. Values are quoted, bare, JSON, `%+v` structs, or `<` and lines.
 * Returns undefined for other texts, such as a plain message that begins with a quoted word.
 */
export function parseStructured(body: string): Structured | undefined {
  const quoted = parseQuoted(body, 0, false)
  if (!quoted) return undefined
  const values = new Map<string, string>()
  if (quoted.end === body.length) return { message: quoted.value, values, open: null }
  if (!isBlank(body.charCodeAt(quoted.end))) return undefined
  const start = skipBlanks(body, quoted.end)
  // A pair must follow, the beginning of a cut one, or the end of a value of several lines.
  const keyEnd = skipKey(body, start)
  const isPair = keyEnd > start && (body.charCodeAt(keyEnd) === 61 || isCut(body, keyEnd))
  if (!isPair && start < body.length && !isCut(body, start) && body.charAt(start) !== '>') return undefined
  return { message: quoted.value, values, open: collectPairs(body, quoted.end, values) }
}

/** Parses `key=value` pairs from `from` on, in the form of klog or logfmt. The last value of a key counts. */
export function parsePairs(text: string, from: number): Map<string, string> {
  const values = new Map<string, string>()
  collectPairs(text, from, values)
  return values
}

/** Parses pairs into `into`. Returns the key of a value that continues in the next lines, or null. */
function collectPairs(text: string, from: number, into: Map<string, string>): string | null {
  const composites = new CompositeParser(text)
  let i = from
  while (i < text.length) {
    i = skipBlanks(text, i)
    const keyEnd = skipKey(text, i)
    if (keyEnd === i || text.charCodeAt(keyEnd) !== 61) {
      i = nextPair(text, keyEnd)
      continue
    }
    const key = text.slice(i, keyEnd)
    const at = keyEnd + 1
    if (at === text.length) break
    const c = text.charCodeAt(at)
    if (c === QUOTE) {
      const quoted = parseQuoted(text, at, true) as Quoted
      into.set(key, quoted.value)
      i = quoted.end
    } else if (c === 60 && isLineEnd(text, at + 1)) {
      const lines = parseLines(text, at + 1)
      if (lines.value !== '') into.set(key, lines.value)
      if (!lines.closed) return key
      i = lines.end
    } else {
      const opening = compositeAt(text, at)
      const end = opening < 0 ? nextPair(text, at) : composites.endOf(opening)
      into.set(key, opening < 0 ? text.slice(at, end).trimEnd() : text.slice(at, end))
      i = end
    }
  }
  return null
}

/** Parses a value of several lines: each begins with a tab, or 8 blanks if journalctl expanded it; the last is ` >`. */
function parseLines(text: string, from: number): Quoted {
  const lines: string[] = []
  let i = text.indexOf('\n', from)
  while (i >= 0) {
    const start = i + 1
    if (text.startsWith(' >', start)) return { value: lines.join('\n'), end: start + 2, closed: true }
    i = text.indexOf('\n', start)
    const line = text.slice(start, i < 0 ? text.length : i)
    lines.push(line.startsWith('\t') ? line.slice(1) : line.startsWith('        ') ? line.slice(8) : line)
  }
  return { value: lines.join('\n'), end: text.length, closed: false }
}

/** Returns the index of the bracket of a `{…}`, `[…]`, `&{…}` or `map[…]` value at `at`; -1 for other values. */
function compositeAt(text: string, at: number): number {
  let i = text.charCodeAt(at) === 38 ? at + 1 : at
  if (text.startsWith('map[', i)) i += 3
  const c = text.charCodeAt(i)
  return c === 123 || c === 91 ? i : -1
}

/**
 * Finds the ends of composite values.
 *
 * JSON ends with its matching bracket. A `%+v` struct may contain unbalanced text: it ends with a bracket at depth 0
 * before the next pair or the end of the text, else with the first bracket before a pair, else with the last bracket.
 * A failed search is not repeated for later values of a text, so that many unbalanced values cost as much as one.
 */
class CompositeParser {
  readonly #text: string
  #jsonEnds = true
  #balanced = true

  constructor(text: string) {
    this.#text = text
  }

  endOf(opening: number): number {
    const json = this.#jsonEnds ? this.#jsonEnd(opening) : -1
    return json >= 0 ? json : this.#structEnd(opening)
  }

  #structEnd(opening: number): number {
    const text = this.#text
    let depth = 0
    let firstBeforePair = -1
    let last = -1
    for (let i = opening; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c === 123 || c === 91) depth++
      else if (c === 125 || c === 93) {
        depth--
        last = i + 1
        if (last === text.length || isPairAfterBlank(text, last)) {
          if (depth <= 0 || !this.#balanced) return last
          if (firstBeforePair < 0 && last < text.length) firstBeforePair = last
        }
      }
    }
    this.#balanced = false
    if (firstBeforePair >= 0) return firstBeforePair
    return last < 0 ? text.length : last
  }

  /** Returns -1 if the value is no JSON or does not end. */
  #jsonEnd(opening: number): number {
    const text = this.#text
    const inside = text.charCodeAt(opening + 1)
    if (text.charCodeAt(opening) === 123 && inside !== QUOTE && inside !== 125) return -1
    let depth = 0
    let quoted = false
    for (let i = opening; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (quoted) {
        if (c === BACKSLASH) i++
        else if (c === QUOTE) quoted = false
      } else if (c === QUOTE) quoted = true
      else if (c === 123 || c === 91) depth++
      else if ((c === 125 || c === 93) && --depth === 0) {
        if (isDelimited(text, i + 1)) return i + 1
        break
      }
    }
    this.#jsonEnds = false
    return -1
  }
}

/** Returns the index of the blank before the next ` key=`; the length of the text if missing. */
function nextPair(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (isBlank(text.charCodeAt(i)) && isPairAfterBlank(text, i)) return i
  }
  return text.length
}

function isPairAfterBlank(text: string, at: number): boolean {
  if (!isBlank(text.charCodeAt(at))) return false
  const end = skipKey(text, at + 1)
  return end > at + 1 && text.charCodeAt(end) === 61
}

function skipKey(text: string, from: number): number {
  let i = from
  while (i < text.length) {
    const c = text.charCodeAt(i)
    const lower = c | 32
    const isWord = (lower >= 97 && lower <= 122) || (c >= 48 && c <= 57) || c === 95
    if (!isWord && c !== 45 && c !== 46 && c !== 47) break
    i++
  }
  return i
}

function isLineEnd(text: string, at: number): boolean {
  const c = text.charCodeAt(at)
  return at === text.length || c === 10 || c === 13
}

/** Tests for the end of the text or the mark of a pager or a terminal at `at`. */
function isCut(text: string, at: number): boolean {
  const rest = text.slice(at, at + 4)
  return rest === '' || rest === '…' || rest === '...' || rest === '>'
}
