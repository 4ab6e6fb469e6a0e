/**
 * Fields of failed heartbeats from the text of their error.
 *
 * Input: an `err` value, or the text after `error: `. Output: `Failure` and the node's name.
 * Authority: client-go and component-helpers 1.14–1.36, Go net/url.Error.
 */
import type { Failure } from '../model/index.ts'
import { classifyError } from './error-cause.ts'
import { nameBeforeColon, nameInBrackets, pathName, quotedName } from './node-names.ts'
import { timeoutIn } from './request-timeout.ts'

/** Endings of errors that summarize several attempts; they have no cause of their own. */
const SUMMARIES = [
  'attempts to update lease',
  'attempts to update node lease',
  'update node status exceeds retry count',
]

/**
 * Parsed failures by the error's text: during an outage the kubelet logs the same error every seven seconds, and equal
 * errors share one object. Sharing the cache between sources is safe: the value depends on the text alone and is never
 * changed.
 */
const failures = new Map<string, Failure>()
/** Limits the cache together with MAX_CACHED_CHARACTERS: 2 MB of text. */
const MAX_CACHED = 1000
/** Longer errors are not cached: they contain an object or a page of HTML and seldom repeat. */
const MAX_CACHED_CHARACTERS = 2000

/**
 * Parses the text of an error.
 *
 * `error` is undefined or empty if the line ends before it: then all fields are null. The cause is null if the error
 * summarizes several attempts, and `other` if the text ends before its root.
 */
export function failureOf(error: string | undefined): Failure {
  const text = error?.trim() ?? ''
  let failure = failures.get(text)
  if (!failure) {
    failure = parseFailure(text)
    if (failures.size === MAX_CACHED) failures.clear()
    if (text.length <= MAX_CACHED_CHARACTERS) failures.set(text, failure)
  }
  return failure
}

function parseFailure(text: string): Failure {
  if (text === '') return { error: null, cause: null, alsoCauses: [], causeDetail: null }
  if (SUMMARIES.some((summary) => text.endsWith(summary)))
    return { error: text, cause: null, alsoCauses: [], causeDetail: null }
  const timeoutSeconds = timeoutIn(text)
  return { error: text, ...classifyError(text), ...(timeoutSeconds !== null && { timeoutSeconds }) }
}

/** Returns the node of the lease in an error, from the lease's path or quoted name; null if the error names none. */
export function leaseNodeIn(error: string): string | null {
  return (
    pathName(error, 'kube-node-lease/leases/') ??
    quotedName(error, 'leases.coordination.k8s.io ') ??
    quotedName(error, 'leases ') ??
    quotedName(error, 'nodes ') ??
    nameInBrackets(error, 'leases.coordination.k8s.io ') ??
    null
  )
}

/** Returns the node of the status request in an error; null if the error names none. */
export function statusNodeIn(error: string): string | null {
  return (
    quotedName(error, 'error getting node ') ??
    nameBeforeColon(error, 'error getting node ') ??
    quotedName(error, 'for node ') ??
    pathName(error, '/api/v1/nodes/') ??
    quotedName(error, 'nodes ') ??
    quotedName(error, 'node ') ??
    null
  )
}
