/**
 * Joins values that klog prints over several lines.
 *
 * klog prints a value that holds a line feed as `key=<`, a line per line behind a tab, and ` >`, after which the
 * list of values goes on. A file keeps these lines together. A journal makes each an entry of its own (the tab as
 * 8 blanks), with entries of other processes between them, or prints the lines of one entry below each other,
 * indented to the column of its message.
 *
 * Input: records out of their envelopes, and bodies that may continue one. Output: the same records, complete. A
 * value that is never closed is cut at its last line; only its own record suffers.
 * Authority: klog v2.60–v2.140 (serialize.KVListFormat), Kubernetes 1.24–1.36; systemd logs-show.c.
 */

import type { Frame } from '../../model/index.ts'
import { parseStructured } from '../../text/klog-values.ts'
import type { ProblemCounter } from '../problem-counter.ts'
import { type Continuation, type Unwrapped, withText } from './record.ts'

/** Most lines of one value. A response's headers are some twenty lines, a dumped body a few thousand. */
export const MAX_VALUE_LINES = 4096
const MAX_VALUE_CHARACTERS = 1024 * 1024

/** Most lines of other processes inside a value; after them it counts as never closed: its process ended. */
export const MAX_LINES_BETWEEN = 1000

/** Most values open at once, of which the one without a line for longest is closed. */
export const MAX_OPEN_VALUES = 64

/** journalctl prints a tab as 8 blanks. */
const TAB_AS_BLANKS = '        '
const CLOSING = ' >'

interface OpenValue extends Continuation {
  readonly head: Unwrapped
  lines: string[]
  characters: number
  /** Number of its newest line. */
  lastLine: number
}

/** Whether a text ends where a value of several lines begins. */
export function isOpenEnded(text: string): boolean {
  return text.endsWith('=<')
}

/** The records of one source that end with an open value. */
export class MultilineValues {
  readonly #open = new Map<string, OpenValue>()
  readonly #problems: ProblemCounter
  /** Records with a closed value, until `join` returns them. */
  #complete: Unwrapped[] = []
  /** Frames that became part of the record above them. */
  joined = 0

  constructor(problems: ProblemCounter) {
    this.#problems = problems
  }

  get pending(): boolean {
    return this.#open.size > 0
  }

  /**
   * Appends a body to the open value of its origin. Returns false if it does not belong to one. Any other line of
   * the same origin closes the value, because klog writes a record in one piece.
   */
  append(origin: string, body: string, line: number): boolean {
    const value = this.#open.get(origin)
    if (!value) return false
    if (this.#appendTo(value, body, line)) return true
    this.#close(value)
    return false
  }

  /**
   * Appends a line without envelopes that is indented to the message of the journal entry above it. Returns false if
   * it is none. Closes values that had no line for long.
   */
  appendIndented({ body, line }: Frame): boolean {
    this.#closeExpired(line)
    if (typeof body !== 'string' || !body.startsWith(' ')) return false
    for (const value of this.#open.values()) {
      const { indent, lastLine } = value
      if (indent === 0 || lastLine !== line - 1 || body.slice(0, indent).trim() !== '') continue
      return this.#appendTo(value, body.slice(indent), line)
    }
    return false
  }

  /**
   * Returns the records that are complete: those closed since the last call, then `record` unless it ends
   * with an open value.
   */
  join(record: Unwrapped | null): readonly Unwrapped[] {
    const isOpen = record?.continuation && this.#begin(record, record.continuation)
    const current = record && !isOpen ? [record] : []
    if (this.#complete.length === 0) return current
    return [...this.#complete.splice(0), ...current]
  }

  /** No more lines: returns the records with an open value, as far as it goes. */
  end(): readonly Unwrapped[] {
    for (const value of this.#open.values()) this.#close(value)
    return this.join(null)
  }

  /** Returns false if the record's last value is complete. */
  #begin(head: Unwrapped, { origin, indent }: Continuation): boolean {
    const { body, statement, frame } = head
    if (typeof body !== 'string' || !statement?.values || parseStructured(body)?.open === null) return false
    if (this.#open.size >= MAX_OPEN_VALUES) this.#close(this.#oldest())
    this.#open.set(origin, {
      origin,
      indent,
      head,
      lines: [body],
      characters: body.length,
      lastLine: frame.line,
    })
    return true
  }

  #appendTo(value: OpenValue, body: string, line: number): boolean {
    const isClosing = body.startsWith(CLOSING)
    if (!isClosing && !body.startsWith('\t') && !body.startsWith(TAB_AS_BLANKS)) return false
    this.joined++
    value.lines.push(body)
    value.characters += body.length + 1
    value.lastLine = line
    // After the closing mark another value of several lines may begin.
    if (isClosing && !isOpenEnded(body)) this.#close(value)
    else if (value.lines.length > MAX_VALUE_LINES || value.characters > MAX_VALUE_CHARACTERS) {
      const { frame } = value.head
      this.#problems.add({
        code: 'record-too-long',
        line: frame.line,
        offset: frame.offset,
        excerpt: String(frame.body),
      })
      this.#close(value)
    } else {
      // Keeps the values in the order of their newest lines.
      this.#open.delete(value.origin)
      this.#open.set(value.origin, value)
    }
    return true
  }

  #closeExpired(line: number): void {
    for (const value of this.#open.values()) {
      if (line - value.lastLine <= MAX_LINES_BETWEEN) return
      this.#close(value)
    }
  }

  #close({ origin, head, lines }: OpenValue): void {
    this.#open.delete(origin)
    const body = lines.join('\n')
    const statement = head.statement && withText(head.statement, body)
    this.#complete.push({ ...head, body, statement })
  }

  #oldest(): OpenValue {
    return this.#open.values().next().value as OpenValue
  }
}
