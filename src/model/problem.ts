/** Problems with the data of an input. */

export type ProblemCode =
  | 'unreadable'
  | 'skipped'
  | 'unrecognised-lines'
  | 'line-too-long'
  | 'record-too-long'
  | 'binary'
  | 'invalid-utf8'
  | 'truncated-input'
  | 'broken-record'
  | 'broken-archive'
  | 'limit-reached'
  | 'no-time'
  | 'impossible-time'
  | 'stamps-disagree'
  | 'no-node'
  | 'contradiction'
  | 'two-kubelets'

export interface Problem {
  readonly code: ProblemCode
  readonly source: string
  /** Line number from 1; null if the problem is about no single line. */
  readonly line: number | null
  /** Byte offset in the decompressed input; in the stored input if reading failed there. Null if unknown. */
  readonly offset: number | null
  /** Number of occurrences. */
  readonly count: number
  /** Beginning of the affected text, or a description of the problem. */
  readonly excerpt: string
}
