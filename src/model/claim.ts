/** Claims: what the sentences of a report state, as data. */

/** A line of a source. */
export interface SourceLine {
  readonly source: string
  readonly line: number
}

/** A statement and the lines that prove it. */
export interface Claim {
  /** Of those in `wording/claim-params.ts`. */
  readonly code: string
  /** Values that its sentence prints. */
  readonly params: object
  /** Empty only if the statement is about evidence that is missing. */
  readonly evidence: readonly SourceLine[]
}
