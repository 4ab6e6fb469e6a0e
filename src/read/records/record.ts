/** Records of one source: out of their envelopes, and parsed. */

import type { NamedFinding } from '../../grammars/index.ts'
import type { Body, Frame, JsonObject, JsonValue, LogRecord, Stamp, Statement } from '../../model/index.ts'
import { parseStructured } from '../../text/klog-values.ts'

/** A record out of its envelopes, from one frame or from the several that it was printed in. */
export interface Unwrapped {
  /** The record's first frame. */
  readonly frame: Frame
  /** Names of the envelopes taken off, outer to inner. */
  readonly envelopeNames: readonly string[]
  readonly body: Body
  /** Null: the body has no logging header. */
  readonly statement: Statement | null
  /** Outer to inner. */
  readonly stamps: readonly Stamp[]
  readonly host: string | null
  readonly process: string | null
  readonly pid: number | null
  /** Where further lines of this record are found; null: the record is complete. */
  readonly continuation: Continuation | null
}

/** How lines that continue a value of several lines are recognized. */
export interface Continuation {
  /** Identifies the process by all that its envelopes contain. */
  readonly origin: string
  /** Column at which the message of a journal entry begins; 0: the record is no journal entry in text. */
  readonly indent: number
}

/** A record with its resolved time and its findings. */
export interface ParsedRecord {
  readonly unwrapped: Unwrapped
  readonly record: LogRecord
  readonly findings: readonly NamedFinding[]
  readonly resolutionUs: number
  /** Its time was printed with year and zone. */
  readonly isFixed: boolean
  /** Its findings rest on an earlier record, too. */
  readonly isJoined?: true
}

/** Converts an unwrapped record to the form that grammars parse; `timeUs` is its resolved time. */
export function toLogRecord(unwrapped: Unwrapped, source: string, timeUs: number | null): LogRecord {
  const { frame, body, host, process, pid } = unwrapped
  const isText = typeof body === 'string'
  const plain = isText ? { severity: null, file: null, message: body, values: null } : null
  return {
    source,
    line: frame.line,
    timeUs,
    host,
    process,
    pid,
    statement: unwrapped.statement ?? plain,
    object: isText ? null : body,
  }
}

/** Replaces the text of a statement, which continues in further lines. */
export function withText(statement: Statement, text: string): Statement {
  const structured = text.startsWith('"') ? parseStructured(text) : undefined
  return structured
    ? { ...statement, message: structured.message, values: structured.values }
    : { ...statement, message: text, values: null }
}

/** Returns the text of a frame; an object as JSON. */
export function textOfFrame({ body }: Frame): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** Whether a record has findings, or is in a known format: a log line, or an object of the API. */
export function isRecognised({ unwrapped, record, findings }: ParsedRecord): boolean {
  return (
    findings.length > 0 ||
    unwrapped.stamps.length > 0 ||
    unwrapped.statement !== null ||
    isOfApi(record.object)
  )
}

/** Whether it is an API object, an audit event, or a watch event with one. */
function isOfApi(object: JsonObject | null): boolean {
  const watched = typeof object?.type === 'string' ? object.object : undefined
  return hasKind(object) || hasKind(watched)
}

function hasKind(value: JsonValue | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { apiVersion, kind } = value as JsonObject
  return typeof apiVersion === 'string' && typeof kind === 'string'
}
