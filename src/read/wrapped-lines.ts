/**
 * Joins what somebody, or a terminal, broke into several lines: copies in issues and write-ups, where the error
 * stands below its message or a line goes on at the edge of the screen.
 *
 * Enter: records with what they say. Leave: the same, those that a break had cut made whole. A line is joined
 * only to a failure whose text is cut by its own grammar (a quote left open, an error or its reason missing) or
 * to a statement that says nothing, only where it has no header of its own and says nothing by itself, and only
 * if both together say more. Whatever turns out not to belong leaves as it came.
 * Authority: Go strconv.Quote; net/url Error, net OpError and DNSError: an operation, its address, a colon, the
 * reason.
 */
import type { Failure, Finding } from '../model/index.ts'
import type { Unwrapped } from './unwrap.ts'

/** A record of 2 KB on a terminal of 80 columns has 26 lines; longer ones are nobody's copy. */
export const MAX_WRAPPED_LINES = 32
const MAX_WRAPPED_CHARACTERS = 8192

export interface Said {
  readonly unwrapped: Unwrapped
  readonly findings: readonly Finding[]
}

/** A failure that waits for the rest of its text. */
interface Waiting<T extends Said> {
  readonly head: T
  readonly lines: T[]
  text: string
  /** Characters of the widest line so far, and of the newest. */
  widest: number
  newest: number
  /** The most telling reading so far, how many of the lines it took, and whether it is cut too. */
  best: T
  used: number
  isCut: boolean
  /** The head says nothing yet: the break lies in its message. */
  isMute: boolean
}

export class WrappedLines<T extends Said> {
  readonly #restate: (head: T, text: string) => T
  readonly #emit: (said: T) => void
  #waiting: Waiting<T> | null = null
  /** Lines that went into the record above them. */
  joined = 0

  /** `restate` reads a record anew with another text; `emit` is given what is whole, in order. */
  constructor(restate: (head: T, text: string) => T, emit: (said: T) => void) {
    this.#restate = restate
    this.#emit = emit
  }

  /** A failure waits for its next line. A message that says nothing is worth it only where a quote is open. */
  get pending(): boolean {
    const waiting = this.#waiting
    return waiting !== null && (!waiting.isMute || endsInsideQuotes(waiting.text))
  }

  take(said: T): void {
    if (this.#waiting && continues(this.#waiting, said)) {
      this.#append(this.#waiting, said)
      return
    }
    this.end()
    const text = textOf(said)
    const isMute = said.findings.length === 0 && said.unwrapped.statement !== null && text !== ''
    if (!isMute && !isCut(said, text)) {
      this.#emit(said)
      return
    }
    const width = widthOf(said)
    this.#waiting = {
      head: said,
      lines: [],
      text,
      widest: width,
      newest: width,
      best: said,
      used: 0,
      isCut: true,
      isMute,
    }
  }

  /** No more lines, or none that belong: what waits is told as far as it goes. */
  end(): void {
    const waiting = this.#waiting
    if (!waiting) return
    this.#waiting = null
    this.joined += waiting.used
    this.#emit(waiting.best)
    for (const line of waiting.lines.slice(waiting.used)) this.#emit(line)
  }

  #append(waiting: Waiting<T>, line: T): void {
    const { head, lines } = waiting
    waiting.text += joint(waiting, line) + textOf(line).trimStart()
    lines.push(line)
    waiting.newest = widthOf(line)
    waiting.widest = Math.max(waiting.widest, waiting.newest)
    const joined = this.#restate(head, waiting.text)
    // A message that was cut speaks with its second line or not at all; a failure stays what it is.
    if (joined.findings.length === 0 || (!waiting.isMute && kindOf(joined) !== kindOf(waiting.best))) {
      this.end()
      return
    }
    const isStillCut = isCut(joined, waiting.text)
    if (waiting.isMute || saysMore(joined, waiting.best) || (waiting.isCut && !isStillCut)) {
      waiting.best = joined
      waiting.used = lines.length
      waiting.isCut = isStillCut
      waiting.isMute = false
    }
    // At the edge of the screen a cut shows in nothing but the width, and in what is not known yet.
    const mayGoOn =
      isStillCut || (waiting.newest === waiting.widest && !(knowsCause(joined) && knowsInterval(joined)))
    if (!mayGoOn) this.end()
  }
}

/** Whether a line may belong to the failure before it: it stands right below, without a header, and says nothing. */
function continues({ head, lines, text }: Waiting<Said>, { unwrapped, findings }: Said): boolean {
  const { frame, body, statement, stamps, host, process } = unwrapped
  const hasHeader = statement !== null || stamps.length > 0 || host !== null || process !== null
  if (hasHeader || findings.length > 0) return false
  if (typeof body !== 'string' || body.trim() === '') return false
  if (frame.line !== (lines.at(-1) ?? head).unwrapped.frame.line + 1) return false
  return lines.length < MAX_WRAPPED_LINES && text.length + body.length <= MAX_WRAPPED_CHARACTERS
}

/**
 * What stood between two lines: nothing where the edge of the screen cut them apart; a blank where it stood at
 * the edge, or where somebody broke them, which an indentation, a mark of the grammar or a line shorter than
 * the others shows.
 */
function joint({ head, lines, text, newest, widest }: Waiting<Said>, line: Said): string {
  const last = text.charAt(text.length - 1)
  const isMark = last === ':' || last === ',' || (last === '"' && !endsInsideQuotes(text))
  const { body: before } = (lines.at(-1) ?? head).unwrapped
  const isAtEdge = typeof before === 'string' && before.endsWith(' ')
  return isMark || isAtEdge || newest < widest || /^\s/.test(textOf(line)) ? ' ' : ''
}

/** Marks of pagers and terminals that took the rest of a line away: no next line brings it back. */
const CUT_AWAY = ['…', '...', '>']

/** Whether a failure's text ends before its own grammar allows it. */
function isCut(said: Said, text: string): boolean {
  const failure = failureOf(said)
  if (!failure || CUT_AWAY.some((mark) => text.endsWith(mark))) return false
  if (endsInsideQuotes(text)) return true
  const { error } = failure
  const values = said.unwrapped.statement?.values
  // These are never printed without their error, and in a list it comes first.
  if (error === null) return !values || values.size === 0 || text.endsWith('"')
  // A value in quotes is whole with its quote; a plain error ends with its reason.
  if (values) return false
  const lastWord = error.slice(error.lastIndexOf(' ') + 1)
  const lastPart = error.slice(error.lastIndexOf(': ') + 1)
  return error.endsWith(':') || URL_BEGINS.test(lastWord) || OPERATION_BEGINS.test(lastPart)
}

const URL_BEGINS = /^"?https?:\/\//
/** net.OpError, net.DNSError, url.Error: an operation and its address, then always a colon and the reason. */
const OPERATION_BEGINS = /^ ?(?:(?:dial|read|write|lookup)(?: |$)|(?:Get|Put|Post|Patch|Delete)$)/

/** Whether a quote is open at the end; escaped ones do not count. */
function endsInsideQuotes(text: string): boolean {
  let inside = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 92) i++
    else if (c === 34) inside = !inside
  }
  return inside
}

/** Whether a failure tells something that it did not tell before. */
function saysMore(joined: Said, before: Said): boolean {
  const now = failureOf(joined)
  const then = failureOf(before)
  if (!now || !then) return false
  return (
    (now.error !== null && then.error === null) ||
    (now.node !== null && then.node === null) ||
    (knowsCause(joined) && !knowsCause(before)) ||
    (knowsInterval(joined) && !knowsInterval(before))
  )
}

function kindOf({ findings }: Said): Finding['kind'] | undefined {
  return findings[0]?.kind
}

/** Whether a failure tells when it is tried again, or is none that does. */
function knowsInterval(said: Said): boolean {
  const failure = failureOf(said)
  return !failure || !('retryIntervalSeconds' in failure) || failure.retryIntervalSeconds !== null
}

function knowsCause(said: Said): boolean {
  const cause = failureOf(said)?.cause ?? null
  return cause !== null && cause !== 'other'
}

type FailureFinding = Extract<Finding, Failure>

/** The failure that a record tells; undefined where it tells something else. */
function failureOf({ findings }: Said): FailureFinding | undefined {
  const finding = findings[0]
  return finding && 'cause' in finding ? finding : undefined
}

function textOf({ unwrapped: { body } }: Said): string {
  return typeof body === 'string' ? body.trimEnd() : ''
}

/** Characters of the line as it was printed; of blanks at its end only the first, for more are a screen's padding. */
function widthOf({ unwrapped: { frame } }: Said): number {
  if (typeof frame.body !== 'string') return 0
  const { length } = frame.body.trimEnd()
  return Math.min(length + 1, frame.body.length)
}
