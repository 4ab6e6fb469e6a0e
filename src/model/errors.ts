/**
 * Errors that a caller can act on. Everything else that is thrown is a defect of leasegap.
 *
 * Recognise them with `instanceof`.
 */

/** The parts of a `UsageError` that a program can use. */
export interface UsageErrorFields {
  /** What the caller gave, as given. */
  readonly given?: string
  /** What may be given instead; empty or absent: no list exists. */
  readonly allowed?: readonly string[]
  /** What to do instead, as part of a sentence. */
  readonly try?: string
  readonly cause?: unknown
}

/** A call or command line that can't be executed as given. The message names what was given and what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly given: string | null
  readonly allowed: readonly string[]
  readonly try: string | null

  constructor(message: string, fields: UsageErrorFields = {}) {
    super(message, 'cause' in fields ? { cause: fields.cause } : undefined)
    this.given = fields.given ?? null
    this.allowed = fields.allowed ?? []
    this.try = fields.try ?? null
  }
}

/** A source that can't be read at all. Reports list it as a problem with the code `unreadable`. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  /** The source's label. */
  readonly label: string
  /** Plain words without a full stop, such as `no such file or directory`. */
  readonly reason: string

  constructor(label: string, reason: string, options?: ErrorOptions) {
    super(`${label}: ${reason}`, options)
    this.label = label
    this.reason = reason
  }
}
