/** Problems: bad data in an input, as data. */

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

export interface Problem {
  readonly code: ProblemCode
  readonly source: string
  readonly line: number | null
  /** In decompressed bytes; where reading itself stopped, in stored ones. Null: not known. */
  readonly offset: number | null
  readonly count: number
  readonly excerpt: string
}
