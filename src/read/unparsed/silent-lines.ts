/**
 * Lines that contain a literal of the grammars and say nothing all the same: those of a structured message that no grammar
 * knows, with the literal among its values. Of a kubelet's log at `-v=4` that is every second line with a literal.
 *
 * Input: bytes of a line and where its first literal begins. Output: whether it may be skipped like a line without one.
 */
import { isKnownMessage } from '../../grammars/index.ts'

const QUOTE = 34
const BLANK = 32
const BRACKET = 93
const BACKSLASH = 92
const EQUALS = 61
const OPEN_VALUE = 60
const PARTIAL = 80
const CALLER: Buffer = Buffer.from('.go:')
const DOT_GO_COLON: number = CALLER.readInt32BE()

/** Limits what stands before a message: envelopes and a klog header, in bytes. */
const MAX_HEAD_BYTES = 300

/** Messages that are remembered: a component has some hundred; more are no constants of its code. */
const MAX_MESSAGES = 1000

export class SilentLines {
  /** By message, whether no grammar knows it. */
  readonly #isUnknown = new Map<string, boolean>()

  /**
   * Whether the line `bytes[start, end)` is of a message that no grammar knows and contains its first literal, at
   * `literalAt`, behind it. Returns false if in doubt: for a piece of a record, a value that continues in the next line,
   * several records on one line.
   */
  isSilent(bytes: Buffer, start: number, end: number, literalAt: number): boolean {
    const quote = messageOf(bytes, start, end)
    if (quote < 0) return false
    const close = bytes.indexOf(QUOTE, quote + 1)
    if (close < 0 || literalAt <= close || !beginsPair(bytes, close + 1, end)) return false
    const message = bytes.toString('latin1', quote + 1, close)
    if (message.includes('\\') || !this.#isUnknownMessage(message) || isOpenEnded(bytes, end)) return false
    const nextCaller = bytes.indexOf(CALLER, close)
    return nextCaller < 0 || nextCaller >= end
  }

  #isUnknownMessage(message: string): boolean {
    const known = this.#isUnknown.get(message)
    if (known !== undefined) return known
    const isUnknown = !isKnownMessage(message)
    if (this.#isUnknown.size < MAX_MESSAGES) this.#isUnknown.set(message, isUnknown)
    return isUnknown
  }
}

/** Returns where the quote of a message stands behind a klog header, `file.go:12] "`; −1 if the line has none. */
function messageOf(bytes: Buffer, start: number, end: number): number {
  const until = Math.min(end - 2, start + MAX_HEAD_BYTES)
  let previous = BLANK
  for (let i = start; i < until; i++) {
    const byte = bytes[i] as number
    if (byte === QUOTE || byte === BACKSLASH) return -1
    if (byte === BRACKET && bytes[i + 1] === BLANK && endsCaller(bytes, start, i))
      return bytes[i + 2] === QUOTE ? i + 2 : -1
    // A container runtime marks a piece of a record by a P between two blanks.
    if (previous === BLANK && byte === PARTIAL && bytes[i + 1] === BLANK) return -1
    previous = byte
  }
  return -1
}

/** Whether `.go:12` stands in front of `end`. */
function endsCaller(bytes: Buffer, start: number, end: number): boolean {
  let at = end - 1
  while (at > start && isDigit(bytes[at] as number)) at--
  return at < end - 1 && at - 3 >= start && bytes.readInt32BE(at - 3) === DOT_GO_COLON
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

/** Whether a blank and `key=` follow the message: without them the text is a plain one that begins with a quote. */
function beginsPair(bytes: Buffer, from: number, end: number): boolean {
  if (bytes[from] !== BLANK) return false
  let at = from + 1
  while (at < end && isLetter(bytes[at] as number)) at++
  return at > from + 1 && at < end && bytes[at] === EQUALS
}

function isLetter(byte: number): boolean {
  const lower = byte | 32
  return lower >= 97 && lower <= 122
}

/** Whether the line ends where a value of several lines begins. */
function isOpenEnded(bytes: Buffer, end: number): boolean {
  const last = bytes[end - 1] === 13 ? end - 2 : end - 1
  return bytes[last] === OPEN_VALUE
}
