/** What stands around a message, and a record out of it. */

import type { JsonObject } from './json.ts'
import type { Body } from './source.ts'

/** A printed time, before anyone knows its year or zone. */
export interface Stamp {
  /** The printed date and time read as if it were UTC. Without a year it is counted in 2000, a leap year. */
  readonly civilUs: number
  /** False: no year was printed. */
  readonly hasYear: boolean
  /** Minutes east of UTC, 0 for Z and epoch stamps; null: no zone was printed. */
  readonly offsetMinutes: number | null
  /** 1, 1000 or 1 000 000: how finely it was printed. */
  readonly resolutionUs: number
}

export type Severity = 'I' | 'W' | 'E' | 'F'

/** The key=value tail of a structured message; values as text, objects that name something as `name` or `namespace/name`. */
export type Values = ReadonlyMap<string, string>

/** What a process said: a klog message, in text or JSON form. */
export interface Statement {
  /** Null where none is printed (JSON logging has no severity; an error there is an `err` value). */
  readonly severity: Severity | null
  /** Base name of the Go file that printed it, e.g. `controller.go`; null when not printed. Line numbers are no evidence and are dropped. */
  readonly file: string | null
  /** The message. Of a structured one, what stood in quotes, unquoted. */
  readonly message: string
  /** Null: a plain message. */
  readonly values: Values | null
}

/** One envelope taken off. */
export interface UnwrappedLayer {
  /** What was inside. For the innermost (klog) the message text. */
  readonly body: Body
  /** Present when this envelope is a process's own logging header or object: nothing more is inside. */
  readonly statement?: Statement
  readonly stamp?: Stamp
  readonly host?: string
  /** Process name as printed: kubelet, k3s, kubenswrapper, hyperkube, kube-controller-manager… */
  readonly process?: string
  readonly pid?: number
  /** This piece is continued: join its body with the next of the same `stream`, up to one that is not partial. */
  readonly partial?: boolean
  /** Which of several interleaved streams the piece belongs to; needed with `partial`. */
  readonly stream?: string
}

export interface EnvelopeSample {
  readonly text: string
  /** Where the text comes from. */
  readonly origin: string
  /** What `unwrap` must return, less what is not named here; null: it must refuse. */
  readonly unwrapped: Partial<UnwrappedLayer> | null
}

/** One format around a message. Pure: the same body gives the same answer, whatever came before. */
export interface Envelope {
  readonly name: string
  /** What a user would call it, for `leasegap formats`. */
  readonly title: string
  /** Literals that void the needle gate: a line that holds one is always decoded. */
  readonly bypassLiterals: readonly string[]
  readonly samples: readonly EnvelopeSample[]
  /** Takes the envelope off, or undefined when the body is not in it. Never throws. */
  unwrap(body: Body): UnwrappedLayer | undefined
}

/** A frame out of its envelopes, with its time resolved. */
export interface LogRecord {
  readonly source: string
  readonly line: number
  /** Null where no printed time can be resolved. */
  readonly timeUs: number | null
  readonly host: string | null
  readonly process: string | null
  readonly pid: number | null
  /** What a process said; for text without any logging header the text itself as a plain message. Null: it is an object. */
  readonly statement: Statement | null
  /** An API object, watch event or audit event. Null: it is a statement. */
  readonly object: JsonObject | null
}
