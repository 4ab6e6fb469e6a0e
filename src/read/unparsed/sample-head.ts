/**
 * The head of a line that is read for its time alone: nothing else of it is parsed.
 *
 * Input: the text of a line without a literal of the grammars, or of a message that none knows. Output: its head and its
 * process; undefined where more of it may count: several records, a value that continues, an open quote, a request, a
 * release. Such a line is parsed as any other.
 */
import type { Frame } from '../../model/index.ts'
import { endsInsideQuotes } from '../../text/quotes.ts'
import type { HeadOfText } from '../line-cache/line-cache.ts'
import { isOpenEnded } from '../records/multiline-values.ts'
import type { Unwrapped } from '../records/record.ts'
import { recordsOfLine } from '../records/records-of-line.ts'

export type PrintedOrigin = Pick<Unwrapped, 'stamps' | 'host' | 'process' | 'pid'>

/** The rest of klog's header, behind its time, with the process id and the file. */
const HEADER = / +(\d{1,9}) ([\w.-]+\.go):\d{1,6}\] (?=\S)/y

/** Their lines are the beginning of a request, failed lists, or the release, whatever they contain. */
const FILES_THAT_COUNT: ReadonlySet<string> = new Set([
  'round_trippers.go',
  'reflector.go',
  'controllermanager.go',
])
/** In a user agent it shows the release. */
const AGENT = 'kubelet/v'

/** Returns stamps and process of a line, whatever its message is; undefined if the line must be parsed. */
export function originOfLine(text: string, { head, at }: HeadOfText): PrintedOrigin | undefined {
  if (!head.isPrefix) return undefined
  HEADER.lastIndex = at
  const pid = HEADER.exec(text)?.[1]
  const { stamps, host, process } = head
  return pid === undefined ? undefined : { stamps, host, process, pid: Number(pid) }
}

/** Returns the process id that the line prints; undefined if it must be parsed. */
export function pidOfSample(frame: Frame, text: string, { head, at }: HeadOfText): number | undefined {
  if (!head.isPrefix || frame.columns !== undefined) return undefined
  HEADER.lastIndex = at
  const [header, pid, file = ''] = HEADER.exec(text) ?? []
  if (header === undefined || FILES_THAT_COUNT.has(file) || text.includes(AGENT)) return undefined
  const message = text.slice(at + header.length)
  if (isOpenEnded(message) || endsInsideQuotes(message) || recordsOfLine(frame).length > 1) return undefined
  return Number(pid)
}
