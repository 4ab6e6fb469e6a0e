/**
 * The form that all grammars of log text share: a table of wordings, each with the exact texts of its
 * structured messages and the literals of its plain ones.
 *
 * In: a record's statement. Out: findings. A statement is first brought to one shape (`hear`), because three
 * things differ from source to source and mean nothing: JSON logging keeps a line feed at the end of plain
 * messages (klog before 2.110), contextual logging of 1.24–1.28 puts the logger's name into the message, and
 * a line copied without its klog header holds `file.go:NN] "message" key=value` as one plain text.
 *
 * Authority: klog v0.3–v2.140 (Kubernetes 1.14–1.36).
 */

import type { Component, Finding, Grammar, GrammarSample, LogRecord, Values } from '../model/index.ts'
import { parseStructured } from '../text/klog-values.ts'

export type Findings = Finding | readonly Finding[] | undefined

/** A statement in the one shape that wordings read. */
export interface NormalizedMessage {
  readonly message: string
  /** Null: a plain message. */
  readonly values: Values | null
  readonly file: string | null
  readonly process: string | null
}

/** One message of a range of releases, in the forms it was printed in. */
export interface Wording {
  /** Exact texts of structured messages. */
  readonly messages?: readonly string[]
  /** Reads the values of such a message; undefined: it says something else. */
  readonly structured?: (values: Values, normalized: NormalizedMessage) => Findings
  /** Literals, of which a plain message holds one. */
  readonly literals?: readonly string[]
  /** Reads a plain message that holds a literal in [at, end); undefined: it says something else. */
  readonly plain?: (text: string, at: number, end: number, normalized: NormalizedMessage) => Findings
}

export interface TextGrammar extends Grammar {
  readonly wordings: readonly Wording[]
}

/** The rest of a grammar's fields, from its table. */
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
      return normalized && parseAny(grammar.wordings, normalized)
    },
  }
}

/** What the first wording that understands it reads. */
function parseAny(wordings: readonly Wording[], normalized: NormalizedMessage): Findings {
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

/** Also for messages with values: JSON logging prints plain messages with an empty list of them. */
export function parsePlain(wording: Wording, normalized: NormalizedMessage): Findings {
  for (const literal of wording.literals ?? []) {
    const at = normalized.message.indexOf(literal)
    if (at >= 0) return wording.plain?.(normalized.message, at, at + literal.length, normalized)
  }
  return undefined
}

/** The record's statement in one shape; undefined where it is an object. Never throws. */
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

/** A quote opens a message where nothing or a blank stands before it; elsewhere it is part of a plain text. */
function beginsMessage(text: string, quote: number): boolean {
  return quote === 0 || text.charCodeAt(quote - 1) === 32
}

/** `controller.go` out of `controller.go:145] "…`; null when no file is named before the message. */
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

/** Drops a `logger-name: ` or `a/b: ` before the message; none of the messages begins like that itself. */
function withoutLogger(message: string): string {
  const colon = message.indexOf(': ')
  if (colon <= 0 || colon > 80) return message
  for (let i = 0; i < colon; i++) {
    const c = message.charCodeAt(i)
    if (!((c >= 97 && c <= 122) || (c >= 48 && c <= 57) || c === 45 || c === 46 || c === 47)) return message
  }
  return message.slice(colon + 2)
}
