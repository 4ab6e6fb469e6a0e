/** Envelopes around messages, and the records that come out of them. */

import type { JsonObject } from './json.ts'
import type { Body } from './source.ts'

/** A printed time; its year and zone may be unknown. */
export interface Stamp {
  /** The printed date and time read as UTC, in microseconds. A time without a year is counted in 2000, a leap year. */
  readonly civilUs: number
  /** False if no year was printed. */
  readonly hasYear: boolean
  /** Minutes east of UTC; 0 for `Z` and for epoch times; null if no zone was printed. */
  readonly offsetMinutes: number | null
  /** Resolution of the printed time in microseconds: 1, 1000 or 1 000 000. */
  readonly resolutionUs: number
}

/** klog's severities: info, warning, error, fatal. */
export type Severity = 'I' | 'W' | 'E' | 'F'

/** Key-value pairs of a structured message. Values are text; a Kubernetes object is `name` or `namespace/name`. */
export type Values = ReadonlyMap<string, string>

/** A klog message, from text or JSON. */
export interface Statement {
  /** Null if none was printed. JSON logging prints no severity; an error there is an `err` value. */
  readonly severity: Severity | null
  /** Base name of the Go file that logged the message, e.g. `controller.go`; null if not printed. The line number is dropped because it changes with each release. */
  readonly file: string | null
  /** Message text; of a structured message the unquoted first part. */
  readonly message: string
  /** Null for a plain message. */
  readonly values: Values | null
}

/** The result of taking one envelope off a body. */
export interface UnwrappedLayer {
  /** The content of the envelope; of the innermost one (klog) the message text. */
  readonly body: Body
  /** Present if the envelope is the logging header of a process: the content is a message, no further envelope. */
  readonly statement?: Statement
  readonly stamp?: Stamp
  readonly host?: string
  /** Process name as printed: kubelet, k3s, kubenswrapper, hyperkube, kube-controller-manager… */
  readonly process?: string
  readonly pid?: number
  /** True if the body is a part of a record: it continues in the next body of the same `stream`, up to one that is not partial. */
  readonly partial?: boolean
  /** Stream of a partial body, where several streams are interleaved. */
  readonly stream?: string
}

export interface EnvelopeSample {
  readonly text: string
  /** Origin of the text. */
  readonly origin: string
  /** The fields that `unwrap` must return, others may follow; null if it must reject the text. */
  readonly unwrapped: Partial<UnwrappedLayer> | null
}

/** Fields of an envelope that the reader needs; an envelope of a library user has only these. */
export interface CustomEnvelope {
  readonly name: string
  /** Literals that bypass the prefilter: a line that contains one is always decoded. */
  readonly bypassLiterals: readonly string[]
  /** True if the line begins with a header that identifies the format. Prefixes such as grep's are removed only before such a line. */
  readonly isHeader?: true
  /** Takes the envelope off; returns undefined if the body is not in this format. Never throws, keeps no state. */
  unwrap(body: Body): UnwrappedLayer | undefined
}

/** A built-in envelope: one format around a message. */
export interface Envelope extends CustomEnvelope {
  /** One-line description for `leasegap formats`. */
  readonly title: string
  /** Examples, which the tests unwrap. */
  readonly samples: readonly EnvelopeSample[]
}

/** A frame out of its envelopes, with its time resolved. */
export interface LogRecord {
  /** Name of the source. */
  readonly source: string
  /** Line number of the record's first line, from 1. */
  readonly line: number
  /** Null if no printed time can be resolved. */
  readonly timeUs: number | null
  readonly host: string | null
  readonly process: string | null
  readonly pid: number | null
  /** The message; for text without a logging header the whole text as a plain message. Null if the record is an object. */
  readonly statement: Statement | null
  /** API object, watch event or audit event. Null if the record is a statement. */
  readonly object: JsonObject | null
}
