/** The forms of a source and a process as they stand in lines. The compiler asks for each field. */
import type { Problem, ProblemCode } from '../../model/problem.ts'
import type { ProcessReading, SourceReading } from '../reading.ts'
import type { RequestShape } from '../request-part.ts'
import {
  type Check,
  isCount,
  isFlag,
  isNumber,
  isText,
  isTime,
  listOf,
  objectOf,
  oneOf,
  optional,
  orNull,
} from './checks.ts'
import { type IntervalText, isIntervalText } from './interval-text.ts'
import { isCause, isComponent, isRequestKind } from './observation-checks.ts'

/** A source without what its other lines contain; its pauses are text. */
export type SourceLine = Omit<SourceReading, 'processes' | 'savedAs' | 'pauses' | 'thinned' | 'change'> & {
  readonly pauses: IntervalText
}

/** A process without its observations and tables, in JSON: no Map, no infinite number. */
export type ProcessLine = Omit<
  ProcessReading,
  | 'observations'
  | 'requests'
  | 'stale'
  | 'flags'
  | 'firstUs'
  | 'lastUs'
  | 'source'
  | 'pauses'
  | 'requestTimes'
  | 'stored'
> & {
  /** Null: those of the source. */
  readonly pauses: IntervalText | null
  readonly requestTimes: {
    readonly firstUs: number
    readonly lastUs: number
    readonly pauses: IntervalText
  } | null
  readonly flags: readonly (readonly [string, string])[]
  /** Null: no line of it has a time. */
  readonly firstUs: number | null
  readonly lastUs: number | null
}

type Fields<T> = { readonly [F in keyof T]-?: Check }

const CODES = {
  unreadable: 1,
  skipped: 1,
  'unrecognised-lines': 1,
  'line-too-long': 1,
  'record-too-long': 1,
  binary: 1,
  'invalid-utf8': 1,
  'truncated-input': 1,
  'broken-record': 1,
  'broken-archive': 1,
  'limit-reached': 1,
  'no-time': 1,
  'impossible-time': 1,
  'stamps-disagree': 1,
  'no-node': 1,
  contradiction: 1,
  'two-kubelets': 1,
} satisfies Record<ProblemCode, 1>

const timeOrNull = orNull(isTime)
const textOrNull = orNull(isText)

const PROBLEM: Fields<Problem> = {
  code: oneOf(CODES),
  source: isText,
  line: orNull(isCount),
  offset: orNull(isCount),
  count: isCount,
  excerpt: isText,
}

export const isProblem: Check = objectOf(PROBLEM)

const interval = objectOf({ startUs: isTime, endUs: isTime })
const intervals = listOf(interval)

const VERSIONS = objectOf({ min: textOrNull, max: textOrNull })

const SOURCE: Fields<SourceLine> = {
  name: isText,
  envelopes: listOf(isText),
  bytes: isCount,
  lines: isCount,
  records: isCount,
  lineCounts: objectOf({ blank: isCount, recognised: isCount, unrecognised: isCount, broken: isCount }),
  firstUs: timeOrNull,
  lastUs: timeOrNull,
  yearless: orNull(objectOf({ firstCivilUs: isTime, firstYear: isNumber, printedYear: orNull(isNumber) })),
  zoneless: orNull(objectOf({ printedMinutes: orNull(isNumber), repeatedUntilUs: timeOrNull })),
  dated: orNull(objectOf({ firstUs: isTime, lastUs: isTime })),
  pauses: isIntervalText,
  problems: listOf(isProblem),
  given: optional(objectOf({ isNamed: isFlag, node: textOrNull, zone: textOrNull, printedUs: timeOrNull })),
}

export const isSource: Check = objectOf(SOURCE)

const PROCESS: Fields<ProcessLine> = {
  host: textOrNull,
  pid: orNull(isNumber),
  name: textOrNull,
  component: orNull(isComponent),
  node: textOrNull,
  runsKubelet: isFlag,
  firstUs: timeOrNull,
  lastUs: timeOrNull,
  isFixed: isFlag,
  previousUs: timeOrNull,
  firstLine: isCount,
  lastLine: isCount,
  lastError: orNull(objectOf({ text: isText, line: isCount })),
  failedLists: orNull(
    objectOf({
      firstUs: timeOrNull,
      lastUs: timeOrNull,
      error: isText,
      cause: orNull(isCause),
      line: isCount,
    }),
  ),
  lostWatches: listOf(objectOf({ timeUs: isTime, error: isText, line: isCount })),
  clockJumps: intervals,
  pauses: orNull(isIntervalText),
  printsRequests: isFlag,
  requestTimes: orNull(objectOf({ firstUs: isTime, lastUs: isTime, pauses: isIntervalText })),
  printsLifecycle: isFlag,
  flags: listOf((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isText)),
  kubernetesVersion: orNull(VERSIONS),
}

export const isProcess: Check = objectOf(PROCESS)

const SHAPE: Fields<RequestShape> = {
  kind: isRequestKind,
  verb: textOrNull,
  statusCode: orNull(isNumber),
  source: isText,
  pid: orNull(isNumber),
  byControlPlane: isFlag,
}

export const areRequestShapes: Check = listOf(objectOf(SHAPE))

export const isEnd: Check = objectOf({ sha256: isText })
