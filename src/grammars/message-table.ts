/**
 * Table of wordings from which a grammar of log text is built.
 *
 * Input: the statement of a record. Output: findings. A wording has the exact texts of its structured messages and the
 * literals of its plain ones. `normalizeMessage` first removes three differences between sources: JSON logging keeps
 * a line feed at the end of plain messages (klog before 2.110), contextual logging of 1.24–1.28 puts the logger's name
 * into the message, and a line copied without its klog header is one plain text `file.go:NN] "message" key=value`.
 *
 * Authority: klog v0.3–v2.140 (Kubernetes 1.14–1.36).
 */

import type { Component, Finding, Grammar, GrammarSample, LogRecord, Values } from '../model/index.ts'
import { parseStructured } from '../text/klog-values.ts'

/** Findings of one record; undefined if the record is another one. */
export type Findings = Finding | readonly Finding[] | undefined

/** A statement without the differences between sources. */
export interface NormalizedMessage {
  readonly message: string
  /** Null for a plain message. */
  readonly values: Values | null
  readonly file: string | null
  readonly process: string | null
}

/** One message, in the structured and plain forms of a range of releases. */
export interface Wording {
  /** Exact texts of structured messages. */
  readonly messages?: readonly string[]
  /** Parses the values of a message with one of these texts. Returns undefined if it means something else. */
  readonly structured?: (values: Values, normalized: NormalizedMessage) => Findings
  /**
   * Literals of plain messages: each message contains at least one. A literal may lack the first letters of the text,
   * so that it matches a capital and a small initial and lines cut at their beginning.
   */
  readonly literals?: readonly string[]
  /** Parses a plain message with a literal at [at, end). Returns undefined if it means something else. */
  readonly plain?: (text: string, at: number, end: number, normalized: NormalizedMessage) => Findings
}

export interface TextGrammar extends Grammar {
  readonly wordings: readonly Wording[]
}

/** Builds a grammar from its table of wordings. */
export function textGrammar(grammar: {
  name: string
  title: string
  component: Component
  literals: readonly string[]
  wordings: readonly Wording[]
  samples: readonly GrammarSample[]
}): TextGrammar {
  return {
    ...grammar,
    parse(record: LogRecord): Findings {
      const normalized = normalizeMessage(record)
      return normalized && parseFirst(grammar.wordings, normalized)
    },
  }
}

/** Returns the findings of the first wording that knows the message. */
function parseFirst(wordings: readonly Wording[], normalized: NormalizedMessage): Findings {
  for (const wording of wordings) {
    const findings = parseStructuredMessage(wording, normalized) ?? parsePlain(wording, normalized)
    if (findings) return findings
  }
  return undefined
}

function parseStructuredMessage(wording: Wording, normalized: NormalizedMessage): Findings {
  if (normalized.values === null || !wording.messages?.includes(normalized.message)) return undefined
  return wording.structured?.(normalized.values, normalized)
}

/** Parses a message as a plain one, even if it has values: JSON logging prints plain messages with no key-value pairs. */
export function parsePlain(wording: Wording, normalized: NormalizedMessage): Findings {
  for (const literal of wording.literals ?? []) {
    const at = normalized.message.indexOf(literal)
    if (at >= 0) return wording.plain?.(normalized.message, at, at + literal.length, normalized)
  }
  return undefined
}

/** Normalizes the statement of a record. Returns undefined if the record is an object. Never throws. */
export function normalizeMessage(record: LogRecord): NormalizedMessage | undefined {
  const { statement, process } = record
  if (!statement) return undefined
  const { file } = statement
  if (statement.values) {
    return { message: withoutLogger(statement.message.trimEnd()), values: statement.values, file, process }
  }
  const message = statement.message.trim()
  if (file === null && statement.severity === null) {
    const quote = message.indexOf('"')
    const inside =
      quote >= 0 && beginsMessage(message, quote) ? parseStructured(message.slice(quote)) : undefined
    if (inside)
      return {
        message: withoutLogger(inside.message),
        values: inside.values,
        file: fileIn(message, quote),
        process,
      }
  }
  return { message, values: null, file, process }
}

/** Tests whether a quote opens a message: it does after a blank and at the beginning; elsewhere it is part of a plain text. */
function beginsMessage(text: string, quote: number): boolean {
  return quote === 0 || text.charCodeAt(quote - 1) === 32
}

/** Returns `controller.go` from `controller.go:145] "…`; null if no file is printed before `end`. */
function fileIn(text: string, end: number): string | null {
  const dot = text.lastIndexOf('.go:', end)
  if (dot < 0) return null
  let start = dot
  while (start > 0 && isFileCharacter(text.charCodeAt(start - 1))) start--
  return text.slice(start, dot + 3)
}

function isFileCharacter(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c === 45
}

/** Removes a logger's name, `logger-name: ` or `a/b: `, before the message. No known message begins like that. */
export function withoutLogger(message: string): string {
  const colon = message.indexOf(': ')
  if (colon <= 0 || colon > 80) return message
  for (let i = 0; i < colon; i++) {
    const c = message.charCodeAt(i)
    if (!((c >= 97 && c <= 122) || (c >= 48 && c <= 57) || c === 45 || c === 46 || c === 47)) return message
  }
  return message.slice(colon + 2)
}
