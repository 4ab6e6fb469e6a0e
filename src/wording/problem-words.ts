/** Problems with the data in words, with the remedy where there is one; counted, of one kind in one or more sources. */
import type { ProblemCode } from '../model/index.ts'
import { cutText } from './claim-text.ts'
import { formatCount } from './durations.ts'

type Words = (count: number, excerpt: string) => string

const counted =
  (one: string, many: string, rest: string): Words =>
  (count) =>
    `${formatCount(count, one, many)} ${rest}`

const lines = (rest: string): Words => counted('line', 'lines', rest)
const records = (rest: string): Words => counted('record', 'records', rest)

const WORDS: { readonly [C in ProblemCode]: Words } = {
  unreadable: (_count, excerpt) => `not readable: ${excerpt}`,
  skipped: (_count, excerpt) => `not read: ${excerpt}`,
  'unrecognised-lines': lines('not recognised (--unrecognized FILE saves those about node leases)'),
  'line-too-long': lines('longer than the limit'),
  'record-too-long': records('larger than the limit'),
  binary: () => 'binary data, not a log',
  'invalid-utf8': lines('with invalid UTF-8'),
  'truncated-input': () => 'ends in the middle of a record',
  'broken-record': records('malformed'),
  'broken-archive': (_count, excerpt) => excerpt,
  'limit-reached': (count, excerpt) =>
    `a limit was reached${count > 1 ? ` ${formatCount(count, 'time')}` : ''}: ${cutText(excerpt)}`,
  'no-time': records('without a timestamp (--at TIME dates those that print an age)'),
  'impossible-time': records('with an impossible timestamp'),
  'stamps-disagree': records('with two timestamps that disagree'),
  'no-node': records('without the name of a node (--source-node FILE=NODE assigns one)'),
  contradiction: (_count, excerpt) => excerpt,
  'two-kubelets': (_count, excerpt) => excerpt,
}

/** Returns a problem that occurred so many times. `excerpt` is of the first. */
export function problemText(code: ProblemCode, count: number, excerpt: string): string {
  return WORDS[code](count, excerpt)
}
