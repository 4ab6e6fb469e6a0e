/**
 * Requests to the API server through the socket of a proxy: plain HTTP with status codes. What is refused is an error with
 * what to do about it.
 */
import { type IncomingMessage, request } from 'node:http'

/** What the API server, or kubectl, answered instead of data. */
export class KubeError extends Error {
  override readonly name = 'KubeError'
  /** HTTP status; null: no request was answered. */
  readonly status: number | null

  constructor(message: string, status: number | null = null) {
    super(message)
    this.status = status
  }
}

/** Requests by one proxy. */
export interface KubeApi {
  /** Resolves with the answer of a GET. Rejects with a KubeError if it is none of the statuses 200–299. */
  get(path: string): Promise<IncomingMessage>
}

/** Longest text that is kept of an answer that is an error. */
const MAX_ERROR_BYTES = 16_384

/** Sends a GET to the socket of a proxy. Rejects with a KubeError if the answer is none of the statuses 200–299. */
export function getThrough(
  socketPath: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, headers: { host: 'localhost' }, ...(signal ? { signal } : {}) })
    sent.on('error', reject)
    sent.on('response', (answer) => {
      const status = answer.statusCode ?? 0
      if (status >= 200 && status < 300) resolve(answer)
      else
        errorText(answer).then(
          ({ text, isStatus }) => reject(refusal(status, text || (answer.statusMessage ?? ''), isStatus)),
          reject,
        )
    })
    sent.end()
  })
}

/** Parses an answer in JSON. Throws a KubeError if it is none: a proxy in between may answer with a page for people. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new KubeError(`an answer that is no JSON: ${text.trimStart().slice(0, 80).split('\n', 1).join()}`)
    throw error
  }
}

/** Reads an answer in JSON to its end. Rejects as `get` and `parseAnswer` do. */
export async function getObject(api: KubeApi, path: string): Promise<unknown> {
  let text = ''
  for await (const chunk of (await api.get(path)).setEncoding('utf8')) text += chunk as string
  return parseAnswer(text)
}

/** What to do about an answer, by its status and its text. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/^401 /, 'log in again, and check that "kubectl get nodes" works'],
  // The API server answers, and names why it has no answer of the node.
  [
    /^50\d (?:error trying to reach service|Get "https:\/\/[^ /]{1,300}\/containerLogs\/)/,
    'the API server does not reach the kubelet of this node',
  ],
]

/** What the proxy itself answers where it has no answer of the API server. */
const UNREACHED = /dial tcp|x509|TLS|no such host|getting credentials/

function refusal(status: number, text: string, isStatus: boolean): KubeError {
  const message = `${status} ${text}`.trim()
  const remedy = REMEDIES.find(([form]) => form.test(message))?.[1]
  if (remedy === undefined && !isStatus && status >= 500 && UNREACHED.test(text))
    return new KubeError(
      `kubectl does not reach the API server: ${text}; check that "kubectl get nodes" works`,
    )
  return new KubeError(remedy === undefined ? message : `${message}; ${remedy}`, status)
}

/** Reads the message of a Status object, or the first line of another body. */
async function errorText(answer: IncomingMessage): Promise<{ text: string; isStatus: boolean }> {
  let text = ''
  for await (const chunk of answer.setEncoding('utf8'))
    if (text.length < MAX_ERROR_BYTES) text += chunk as string
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    if (typeof message === 'string') return { text: message, isStatus: true }
  } catch {
    // Not a Status object: a proxy in between, or kubectl itself, answers with a line of text.
  }
  return { text: text.trimStart().split('\n', 1).join().trim(), isStatus: false }
}
