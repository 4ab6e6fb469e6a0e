/**
 * What failed, and of which node: the own fields of failed heartbeats, from the text of their error.
 *
 * In: an `err` value or what follows `error: `. Out: `Failure` and node names.
 * Authority: client-go and component-helpers 1.14–1.36, Go net/url.Error.
 */
import type { Failure } from '../model/index.ts'
import { classifyError, rootOf } from './error-cause.ts'
import { pathName, quotedName } from './node-names.ts'

/** Summaries of several tries: they have no cause of their own. */
const SUMMARIES = [
  'attempts to update lease',
  'attempts to update node lease',
  'update node status exceeds retry count',
]

/** The failures read last: an outage says the same every seven seconds. */
const failures = new Map<string, Failure>()
const MAX_FAILURES = 1000
/** A longer error is seldom told twice. */
const LONGEST_KEPT = 2000

/**
 * `error` undefined or empty: the line ends before it. The cause is null where the text holds no root. One object
 * for all that say the same.
 */
export function failureOf(error: string | undefined): Failure {
  const text = error?.trim() ?? ''
  let failure = failures.get(text)
  if (!failure) {
    failure = readFailure(text)
    if (failures.size === MAX_FAILURES) failures.clear()
    if (text.length <= LONGEST_KEPT) failures.set(text, failure)
  }
  return failure
}

function readFailure(text: string): Failure {
  if (text === '') return { error: null, cause: null, alsoCauses: [], causeDetail: null }
  if (rootOf(text) === '' || SUMMARIES.some((summary) => text.endsWith(summary))) {
    return { error: text, cause: null, alsoCauses: [], causeDetail: null }
  }
  return { error: text, ...classifyError(text) }
}

/** The node whose lease an error is about, from the lease's path or its quoted name; null when none is told. */
export function leaseNodeIn(error: string): string | null {
  return (
    pathName(error, 'kube-node-lease/leases/') ??
    quotedName(error, 'leases.coordination.k8s.io ') ??
    quotedName(error, 'leases ') ??
    quotedName(error, 'nodes ') ??
    null
  )
}

/** The node whose status an error is about; null when none is told. */
export function statusNodeIn(error: string): string | null {
  return (
    quotedName(error, 'error getting node ') ??
    quotedName(error, 'for node ') ??
    pathName(error, '/api/v1/nodes/') ??
    quotedName(error, 'nodes ') ??
    quotedName(error, 'node ') ??
    null
  )
}
