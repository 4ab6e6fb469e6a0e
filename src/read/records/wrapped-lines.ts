/**
 * Joins a failure that a person or a terminal broke into several lines: copies in issues and write-ups, where the
 * error stands below its message or a line continues at the edge of the screen.
 *
 * Input: parsed records. Output: the same, those that a break had cut made complete. A line is joined only to a
 * failure that is cut by its own grammar (an open quote, a missing error or reason) or to a statement without
 * findings, only if it has no header and no findings of its own, and only if both together yield more. Lines that
 * turn out not to belong are returned unchanged.
 * Authority: Go strconv.Quote; net/url Error, net OpError and DNSError: an operation, its address, a colon, the
 * reason.
 */
import type { Failure, Finding } from '../../model/index.ts'
import { endsInsideQuotes } from '../../text/quotes.ts'
import type { CompleteRecord, UnparsedLine } from '../unparsed/unparsed-line.ts'
import type { ParsedRecord } from './record.ts'

/** A record of 2 KB on a terminal of 80 columns has 26 lines; longer copies are not made by hand. */
export const MAX_WRAPPED_LINES = 32
const MAX_WRAPPED_CHARACTERS = 8192

/** Returned for almost every line, so it is made once. */
const NO_RECORDS: readonly CompleteRecord[] = []

/** A failure that may continue, with the lines below it. */
interface OpenFailure {
  readonly head: ParsedRecord
  readonly lines: ParsedRecord[]
  text: string
  /** Characters of the widest line so far, and of the newest. */
  widest: number
  newest: number
  /** The parse with the most facts so far, how many of the lines it contains, and whether it is cut. */
  best: ParsedRecord
  used: number
  isCut: boolean
  /** The head has no findings: the break lies in its message. */
  isMessageCut: boolean
}

export class WrappedLines {
  readonly #reparse: (head: ParsedRecord, text: string) => ParsedRecord
  readonly #parse: (line: UnparsedLine) => ParsedRecord
  #open: OpenFailure | null = null
  /** The newest line, if it may continue but was not parsed; then no failure is open. */
  #unparsed: UnparsedLine | null = null
  /** Lines that became part of the record above them. */
  joined = 0

  /** `reparse` parses a record with a longer text, `parse` a line that was not parsed. */
  constructor(
    reparse: (head: ParsedRecord, text: string) => ParsedRecord,
    parse: (line: UnparsedLine) => ParsedRecord,
  ) {
    this.#reparse = reparse
    this.#parse = parse
  }

  /** A failure waits for its next line. A message without findings waits only if a quote is open. */
  get pending(): boolean {
    const open = this.#open
    return open !== null && (!open.isMessageCut || endsInsideQuotes(open.text))
  }

  /** A record may continue. */
  get isOpen(): boolean {
    return this.#open !== null || this.#unparsed !== null
  }

  /** Returns the records that are complete: those before `record`, then `record` unless it may continue. */
  join(record: ParsedRecord): readonly CompleteRecord[] {
    if (this.#unparsed && isRest(record)) this.#parseHeld(this.#unparsed)
    if (this.#open && mayContinue(this.#open, record)) return this.#append(this.#open, record)
    const complete = this.end()
    this.#open = openFailure(record)
    if (this.#open) return complete
    return complete.length > 0 ? [...complete, record] : [record]
  }

  /**
   * Takes a line without findings that has a header, a message, and no open quote at its end. Returns the records that are
   * complete: those before it.
   */
  hold(line: UnparsedLine): readonly CompleteRecord[] {
    const complete = this.end()
    this.#unparsed = line
    return complete
  }

  #parseHeld(line: UnparsedLine): void {
    this.#unparsed = null
    this.#open = openFailure(this.#parse(line))
  }

  /** Returns the open failure as far as it goes, then the lines that do not belong to it. */
  end(): readonly CompleteRecord[] {
    const unparsed = this.#unparsed
    if (unparsed) {
      this.#unparsed = null
      return [unparsed]
    }
    const open = this.#open
    if (!open) return NO_RECORDS
    this.#open = null
    this.joined += open.used
    return [open.best, ...open.lines.slice(open.used)]
  }

  #append(open: OpenFailure, line: ParsedRecord): readonly CompleteRecord[] {
    const { head, lines } = open
    open.text += separatorBefore(open, line) + restOf(head, line)
    lines.push(line)
    open.newest = widthOf(line)
    open.widest = Math.max(open.widest, open.newest)
    const joined = this.#reparse(head, open.text)
    // A cut message has findings with its second line or never; a failure keeps its kind.
    if (joined.findings.length === 0 || (!open.isMessageCut && kindOf(joined) !== kindOf(open.best)))
      return this.end()
    const isStillCut = isCut(joined, open.text)
    if (open.isMessageCut || hasMoreFacts(joined, open.best) || (open.isCut && !isStillCut)) {
      open.best = joined
      open.used = lines.length
      open.isCut = isStillCut
      open.isMessageCut = false
    }
    // A cut at the edge of the screen shows only in the width, and in the facts that are missing.
    const mayGoOn = isStillCut || (open.newest === open.widest && !(hasCause(joined) && hasInterval(joined)))
    return mayGoOn ? [] : this.end()
  }
}

/** Returns a record as one that may continue; null if it is complete. */
function openFailure(record: ParsedRecord): OpenFailure | null {
  const text = textOf(record)
  const isMessageCut = record.findings.length === 0 && record.unwrapped.statement !== null && text !== ''
  if (!isMessageCut && !isCut(record, text)) return null
  const width = widthOf(record)
  return {
    head: record,
    lines: [],
    text,
    widest: Math.max(width, record.unwrapped.frame.columns ?? 0),
    newest: width,
    best: record,
    used: 0,
    isCut: true,
    isMessageCut,
  }
}

/** Whether a line may be the rest of another one: it has neither a header nor findings. */
function isRest({ unwrapped, findings }: ParsedRecord): boolean {
  const { body, statement, stamps, host, process } = unwrapped
  const hasHeader = statement !== null || stamps.length > 0 || host !== null || process !== null
  return !hasHeader && findings.length === 0 && typeof body === 'string' && body.trim() !== ''
}

/** Whether a line may belong to the failure before it: it stands right below, without a header and findings. */
function mayContinue({ head, lines, text }: OpenFailure, record: ParsedRecord): boolean {
  if (!isRest(record)) return false
  const { frame, body } = record.unwrapped
  if (frame.line !== (lines.at(-1) ?? head).unwrapped.frame.line + 1) return false
  return lines.length < MAX_WRAPPED_LINES && text.length + (body as string).length <= MAX_WRAPPED_CHARACTERS
}

/**
 * Returns the text between two lines: none if the edge of the screen separated them; a blank if it stood at the
 * edge, or if a person broke the line, which an indentation, a mark of the grammar or a line shorter than the others
 * shows.
 */
function separatorBefore({ head, lines, text, newest, widest }: OpenFailure, line: ParsedRecord): string {
  const last = text.charAt(text.length - 1)
  const isColon = last === ':' && !textOf(line).startsWith('//')
  const isMark = isColon || last === ',' || (last === '"' && !endsInsideQuotes(text))
  const { body: before } = (lines.at(-1) ?? head).unwrapped
  const isAtEdge = typeof before === 'string' && before.endsWith(' ')
  return isMark || isAtEdge || newest < widest || /^\s/.test(textOf(line)) ? ' ' : ''
}

/** Marks of pagers and terminals that dropped the rest of a line: no next line contains it. */
const DROPPED = ['…', '...', '>']

/** Whether a failure's text ends before its own grammar allows it. */
function isCut(record: ParsedRecord, text: string): boolean {
  const failure = failureOf(record)
  if (!failure || DROPPED.some((mark) => text.endsWith(mark))) return false
  if (endsInsideQuotes(text)) return true
  const { error } = failure
  const values = record.unwrapped.statement?.values
  // These are never printed without their error, and in a list it comes first.
  if (error === null) return !values || values.size === 0 || text.endsWith('"')
  // A quoted value is complete with its quote; a plain error ends with its reason.
  if (values) return false
  const lastWord = error.slice(error.lastIndexOf(' ') + 1)
  const lastPart = error.slice(error.lastIndexOf(': ') + 1)
  return error.endsWith(':') || URL_START.test(lastWord) || OPERATION_START.test(lastPart)
}

const URL_START = /^"?https?:\/\//
/** net.OpError, net.DNSError, url.Error: an operation and its address, then always a colon and the reason. */
const OPERATION_START = /^ ?(?:(?:dial|read|write|lookup)(?: |$)|(?:Get|Put|Post|Patch|Delete)$)/

/** Whether a failure contains a fact that it did not contain before. */
function hasMoreFacts(joined: ParsedRecord, before: ParsedRecord): boolean {
  const now = failureOf(joined)
  const then = failureOf(before)
  if (!now || !then) return false
  return (
    (now.error !== null && then.error === null) ||
    (now.node !== null && then.node === null) ||
    (hasCause(joined) && !hasCause(before)) ||
    (hasInterval(joined) && !hasInterval(before))
  )
}

function kindOf({ findings }: ParsedRecord): Finding['kind'] | undefined {
  return findings[0]?.kind
}

/** Whether a failure contains the interval until the next attempt, or is of a kind that never does. */
function hasInterval(record: ParsedRecord): boolean {
  const failure = failureOf(record)
  return !failure || !('retryIntervalSeconds' in failure) || failure.retryIntervalSeconds !== null
}

function hasCause(record: ParsedRecord): boolean {
  const cause = failureOf(record)?.cause ?? null
  return cause !== null && cause !== 'other'
}

type FailureFinding = Extract<Finding, Failure>

/** Returns the failure that a record reports; undefined if it reports none. */
function failureOf({ findings }: ParsedRecord): FailureFinding | undefined {
  const finding = findings[0]
  return finding && 'cause' in finding ? finding : undefined
}

function textOf({ unwrapped: { body } }: ParsedRecord): string {
  return typeof body === 'string' ? body.trimEnd() : ''
}

/** Returns the text of a line below a head, without the mark of a quotation that both have. */
function restOf({ unwrapped: { frame } }: ParsedRecord, line: ParsedRecord): string {
  const rest = textOf(line).trimStart()
  const isQuoted = typeof frame.body === 'string' && frame.body.startsWith('>') && rest.startsWith('>')
  return isQuoted ? rest.slice(1).trimStart() : rest
}

/** Returns the characters of the newest row of a line; of trailing blanks only the first, because more are a screen's padding. */
function widthOf({ unwrapped: { frame } }: ParsedRecord): number {
  if (typeof frame.body !== 'string') return 0
  const before = frame.columns ?? 0
  const { length } = frame.body.trimEnd()
  return Math.min(length + 1, frame.body.length) - before
}
