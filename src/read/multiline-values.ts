/**
 * Puts values of lines back together: klog prints a value that holds a line feed as `key=<`, a line per line
 * behind a tab, and ` >`, after which the list goes on. A file keeps these lines together; a journal makes each
 * an entry of its own (the tab as 8 blanks), with other processes' entries between them, or prints those of one
 * entry below each other, indented to where the first one's text begins.
 *
 * Enter: statements as they come out of their envelopes, and what the envelopes hold that follows. Leave: the
 * same statements, whole. A value that nobody closes costs its own record only: it is told as far as it goes.
 * Authority: klog v2.60–v2.140 (serialize.KVListFormat), Kubernetes 1.24–1.36; systemd logs-show.c.
 */

import type { Frame, Statement } from '../model/index.ts'
import { parseStructured } from '../text/klog-values.ts'

/** Longest value of lines put together. A response's headers are some twenty lines, a dumped body a few thousand. */
export const MAX_VALUE_LINES = 4096
const MAX_VALUE_CHARACTERS = 1024 * 1024

/** After so many lines of others a value is taken to be never closed: its process ended, or the log left it out. */
export const MAX_LINES_BETWEEN = 1000

/** So many processes are in the middle of a value at once at most; the one that is silent for longest gives way. */
export const MAX_OPEN_VALUES = 64

/** journalctl prints a tab as so many blanks. */
const TAB_AS_BLANKS = '        '
const CLOSING = ' >'

/** What is known of a record whose statement may go on. */
export interface Spoken {
  /** Of the record's first line. */
  readonly frame: Frame
  readonly body: string
  readonly statement: Statement
}

interface OpenValue<T extends Spoken> {
  readonly key: string
  readonly head: T
  /** Column at which the text of a journal's entry begins; 0: the head is not known to be one. */
  readonly indent: number
  lines: string[]
  characters: number
  /** Where its newest line was met. */
  lastLine: number
}

/** The same statement with a longer text: what one process said in several lines. */
export function restated(statement: Statement, body: string): Statement {
  const structured = body.startsWith('"') ? parseStructured(body) : undefined
  return structured
    ? { ...statement, message: structured.message, values: structured.values }
    : { ...statement, message: body, values: null }
}

/** Whether a text looks as if a value of lines began at its end. */
export function mayGoOn(text: string): boolean {
  return text.endsWith('=<')
}

/** The records of one source that wait for the rest of a value. */
export class OpenValues<T extends Spoken> {
  readonly #open = new Map<string, OpenValue<T>>()
  readonly #emit: (record: T, body: string) => void
  readonly #tooLong: (frame: Frame) => void

  /** `emit` is given each record with its whole text, `tooLong` the first line of one that was cut here. */
  constructor(emit: (record: T, body: string) => void, tooLong: (frame: Frame) => void) {
    this.#emit = emit
    this.#tooLong = tooLong
  }

  get pending(): boolean {
    return this.#open.size > 0
  }

  /**
   * Keeps a record of which `mayGoOn` holds and whose last value goes on in the next lines; false where it is
   * whole. `key` says who speaks: what follows is looked for under the same key.
   */
  begin(key: string, head: T, indent: number): boolean {
    const { body, statement } = head
    if (statement.values === null || parseStructured(body)?.open === null) return false
    if (this.#open.size >= MAX_OPEN_VALUES) this.#close(this.#eldest())
    this.#open.set(key, {
      key,
      head,
      indent,
      lines: [body],
      characters: body.length,
      lastLine: head.frame.line,
    })
    return true
  }

  /**
   * True where `body`, said by whom `key` names, belongs to an open value. Anything else that they say ends
   * the value, for klog writes a record in one piece.
   */
  take(key: string, body: string, line: number): boolean {
    const value = this.#open.get(key)
    if (!value) return false
    if (this.#append(value, body, line)) return true
    this.#close(value)
    return false
  }

  /** True where a line without any envelope goes on with the entry above it: it is indented to that one's text. */
  takeIndented(text: string, line: number): boolean {
    if (!text.startsWith(' ')) return false
    for (const value of this.#open.values()) {
      const { indent, lastLine } = value
      if (indent === 0 || lastLine !== line - 1 || text.slice(0, indent).trim() !== '') continue
      return this.#append(value, text.slice(indent), line)
    }
    return false
  }

  /** Gives up those of whom nothing was heard for long; `line` is the newest. */
  expire(line: number): void {
    for (const value of this.#open.values()) {
      if (line - value.lastLine <= MAX_LINES_BETWEEN) return
      this.#close(value)
    }
  }

  /** No more lines: what is open is told as far as it goes. */
  end(): void {
    for (const value of this.#open.values()) this.#close(value)
  }

  #append(value: OpenValue<T>, body: string, line: number): boolean {
    const isClosing = body.startsWith(CLOSING)
    if (!isClosing && !body.startsWith('\t') && !body.startsWith(TAB_AS_BLANKS)) return false
    value.lines.push(body)
    value.characters += body.length + 1
    value.lastLine = line
    // The list may go on to another such value.
    if (isClosing && !mayGoOn(body)) this.#close(value)
    else if (value.lines.length > MAX_VALUE_LINES || value.characters > MAX_VALUE_CHARACTERS) {
      this.#tooLong(value.head.frame)
      this.#close(value)
    } else {
      // Whoever spoke last stands last.
      this.#open.delete(value.key)
      this.#open.set(value.key, value)
    }
    return true
  }

  #close(value: OpenValue<T>): void {
    this.#open.delete(value.key)
    this.#emit(value.head, value.lines.join('\n'))
  }

  #eldest(): OpenValue<T> {
    return this.#open.values().next().value as OpenValue<T>
  }
}
