/**
 * Failed lists of a kubelet's own Node, which its reflector retries: no heartbeat, but a sign that the API server is out of
 * its reach, or does not let it in.
 *
 * Input: a log message. Output: the error, and the node where the URL names it. Authority: client-go tools/cache
 * reflector.go: plain to 1.30, in "Unhandled Error" 1.31–1.33, "Failed to watch" from 1.34.
 */
import type { Statement } from '../model/index.ts'

/** Every such line contains it, and hardly another. */
export const FAILED_LIST_LITERAL = 'ist *v1.Node: '

export interface FailedList {
  /** Null if the error has no URL. */
  readonly node: string | null
  readonly error: string
}

/** Only a kubelet lists the one Node of its name. */
const OWN_NODE = /\bfieldSelector=metadata\.name(?:%3D|=)([a-z0-9][\w.-]{0,252})/

/** Returns undefined for other messages. */
export function parseFailedList({ file, message, values }: Statement): FailedList | undefined {
  if (file !== 'reflector.go') return undefined
  const text = values?.get('err') ?? message
  const at = text.lastIndexOf(FAILED_LIST_LITERAL)
  if (at < 0) return undefined
  const error = text.slice(at + FAILED_LIST_LITERAL.length)
  return { node: OWN_NODE.exec(error)?.[1] ?? null, error }
}
