/**
 * The two lines of one request that clients print from -v=7 on: the request, and its status without verb and URL.
 *
 * Authority: client-go transport/round_trippers.go, 1.14–1.36: plain to 1.32 (`PUT <url>`, `Response Status: 200 OK in
 * 4 milliseconds`), structured from 1.33 (`"Request" verb= url=`, `"Response" status= milliseconds=`).
 */
import type { Statement, Values } from '../model/index.ts'

/** A line that begins a request. */
export interface RequestStart {
  readonly verb: string
  readonly url: string
}

/**
 * Literals of lines that begin a request: they contain none of a grammar. Every third line of a kubelet's log at `-v=6`
 * contains them, so they are searched for only where `printsPairs`.
 */
export const requestStartLiterals: readonly string[] = ['round_trippers']

/** Whether a log prints the two lines of a request, by its beginning: a status without verb and URL. */
export function printsPairs(head: Buffer): boolean {
  for (let at = head.indexOf(RESPONSE); at >= 0; at = head.indexOf(RESPONSE, at + 1)) {
    const text = head.toString('latin1', at, at + STATUS.length)
    if (text.startsWith(STATUS) || text.startsWith(STRUCTURED_STATUS)) return true
  }
  return false
}

const FILE = 'round_trippers.go'
const START = /^([A-Z]{3,7}) (https?:\/\/\S+)$/
/** What both forms of a status begin with; Node searches for up to six bytes by the first, which few lines contain. */
const RESPONSE = Buffer.from('Respon')
const STATUS = 'Response Status: '
const STRUCTURED_STATUS = 'Response" status='

/** Returns the request that a statement begins; null for other statements. */
export function requestStartOf({ file, message, values }: Statement): RequestStart | null {
  if (file !== FILE) return null
  if (values === null) {
    const text = message.trimEnd()
    // Most lines of this file are whole requests, which print a status behind the URL.
    if (text.indexOf(' ') !== text.lastIndexOf(' ')) return null
    const [, verb, url] = START.exec(text) ?? []
    return verb === undefined || url === undefined ? null : { verb, url }
  }
  const verb = values.get('verb')
  const url = values.get('url')
  return message === 'Request' && verb && url ? { verb, url } : null
}

/** Whether a statement is the status of a request that it does not name. */
export function isBareStatus({ file, message, values }: Statement): boolean {
  if (file !== FILE) return false
  if (values === null) return message.startsWith(STATUS)
  return message === 'Response' && values.has('status') && !values.has('url')
}

/** Returns the statement that -v=6 prints for a request with this status. */
export function withRequest(status: Statement, { verb, url }: RequestStart): Statement {
  const { message, values } = status
  if (values === null) return { ...status, message: `${verb} ${url} ${message.slice(STATUS.length)}` }
  const named: Values = new Map([...values, ['verb', verb], ['url', url]])
  return { ...status, values: named }
}
