/**
 * Requests of the kubelet to the API server: one line each, printed at the end of the request.
 *
 * Input: log messages. Output: lease.renewed, lease.read, lease.request-failed, node-status.updated, api.answered.
 * Authority: client-go transport/round_trippers.go, 1.14–1.36, from -v=6: plain to 1.32
 * (`PUT <url> 200 OK in 4 milliseconds`; without a response the status is empty: two blanks), structured from 1.33.
 * The separate lines of -v=7 and above (`Request`, `Response Status:`, `curl`) lack the result or the URL and are
 * rejected here (`request-parts.ts` joins them), as are requests without a response that are not for the lease.
 */
import { digitsAt } from '../time/instant.ts'
import { type Findings, type NormalizedMessage, type TextGrammar, textGrammar } from './message-table.ts'
import { nameEnd } from './node-names.ts'
import { timeoutIn } from './request-timeout.ts'
import { kubeletRequestsSamples } from './samples/kubelet-requests.ts'

export const kubeletRequests: TextGrammar = textGrammar({
  name: 'kubelet-requests',
  title: 'kubelet: requests to the API server (-v=6 and above)',
  component: 'kubelet',
  literals: ['millis'],
  wordings: [
    {
      messages: ['Response'],
      structured(values, message) {
        const verb = values.get('verb')
        const url = values.get('url')
        const status = values.get('status')
        if (!verb || !url || status === undefined) return undefined
        return requestFinding({ url, verb, status, milliseconds: values.get('milliseconds') ?? '' }, message)
      },
      literals: [' milliseconds'],
      plain(text, at, end, message) {
        if (end !== text.length) return undefined
        const inAt = text.lastIndexOf(' in ', at)
        const verbEnd = text.indexOf(' ')
        const urlEnd = text.indexOf(' ', verbEnd + 1)
        const verb = text.slice(0, verbEnd)
        if (urlEnd < 0 || inAt < urlEnd || !isVerb(verb)) return undefined
        const url = text.slice(verbEnd + 1, urlEnd)
        const status = text.slice(urlEnd + 1, inAt)
        return requestFinding({ url, verb, status, milliseconds: text.slice(inAt + 4, at) }, message)
      },
    },
  ],
  samples: kubeletRequestsSamples,
})

const NODE_LEASES = '/namespaces/kube-node-lease/leases'
const NODES = '/api/v1/nodes/'

/** Other processes that print such lines; their requests are no heartbeats. */
const OTHER_PROCESSES = /^kube-(?:apiserver|controller-manager|scheduler|proxy)$/

/** The printed parts of a request. */
interface PrintedRequest {
  readonly url: string
  readonly verb: string
  /** `200 OK`, or blank without a response. */
  readonly status: string
  readonly milliseconds: string
}

function requestFinding(
  { url, verb, status, milliseconds }: PrintedRequest,
  message: NormalizedMessage,
): Findings {
  const statusCode = parseStatus(status)
  const latencyMs = parseCount(milliseconds)
  if (statusCode === undefined || (message.process !== null && OTHER_PROCESSES.test(message.process)))
    return undefined
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  const isSuccess = statusCode !== null && statusCode >= 200 && statusCode < 300
  const holder = leaseNodeOf(path, verb)
  if (holder !== undefined) {
    if (statusCode === null || statusCode >= 400) {
      const failed = { kind: 'lease.request-failed', node: holder, verb, statusCode, latencyMs } as const
      const timeoutSeconds = timeoutIn(url)
      return timeoutSeconds === null ? failed : { ...failed, timeoutSeconds }
    }
    if (isSuccess && verb === 'GET') return { kind: 'lease.read', node: holder, verb, statusCode, latencyMs }
    if (isSuccess && isWrite(verb))
      return { kind: 'lease.renewed', node: holder, verb, statusCode, latencyMs }
  }
  if (statusCode === null) return undefined
  const node = isSuccess && verb === 'PATCH' ? statusNodeOf(path) : undefined
  return node === undefined
    ? { kind: 'api.answered', node: null, verb, statusCode, latencyMs }
    : { kind: 'node-status.updated', node, verb, statusCode, latencyMs }
}

/** Returns the node of a request for a Lease; null for a POST to the collection, which names no node; undefined for other requests. */
function leaseNodeOf(path: string, verb: string): string | null | undefined {
  const at = path.indexOf(NODE_LEASES)
  if (at < 0) return undefined
  const rest = path.slice(at + NODE_LEASES.length)
  if (rest === '') return verb === 'POST' ? null : undefined
  const isName = rest.length > 1 && rest.startsWith('/') && nameEnd(rest, 1) === rest.length
  return isName ? rest.slice(1) : undefined
}

/** Returns the node of a request for a node's status; undefined for other requests. */
function statusNodeOf(path: string): string | undefined {
  const at = path.indexOf(NODES)
  if (at < 0 || !path.endsWith('/status')) return undefined
  const start = at + NODES.length
  const end = path.length - '/status'.length
  return end > start && nameEnd(path, start) === end ? path.slice(start, end) : undefined
}

/** Limits a number of milliseconds to 31,000 years; longer digits are no duration. */
const MAX_DIGITS = 12

/** Parses a number of 1 to MAX_DIGITS digits. Returns null for other texts. */
function parseCount(text: string): number | null {
  const { length } = text
  const count = length === 0 || length > MAX_DIGITS ? -1 : digitsAt(text, 0, length)
  return count < 0 ? null : count
}

/** Parses a status; null without a response, undefined for other texts. */
function parseStatus(status: string): number | null | undefined {
  const text = status.trim()
  if (text === '') return null
  const code = digitsAt(text, 0, 3)
  return code >= 100 && (text.length === 3 || text.charCodeAt(3) === 32) ? code : undefined
}

function isWrite(verb: string): boolean {
  return verb === 'PUT' || verb === 'PATCH' || verb === 'POST'
}

/** Tests for three to seven capital letters. */
function isVerb(text: string): boolean {
  if (text.length < 3 || text.length > 7) return false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c < 65 || c > 90) return false
  }
  return true
}
