/**
 * What failed, and of which node: the own fields of failed heartbeats, from the text of their error.
 *
 * In: an `err` value or what follows `error: `. Out: `Failure` and node names.
 * Authority: client-go and component-helpers 1.14–1.36, Go net/url.Error.
 */
import type { Failure } from '../types.ts'
import { classifyError, rootOf } from './cause.ts'

/** Summaries of several tries: they have no cause of their own. */
const SUMMARIES = [
  'attempts to update lease',
  'attempts to update node lease',
  'update node status exceeds retry count',
]

/** `error` undefined or empty: the line ends before it. The cause is null where the text holds no root. */
export function failureOf(error: string | undefined): Failure {
  const text = error?.trim()
  if (!text) return { error: null, cause: null, alsoCauses: [], causeDetail: null }
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

/** The path segment after `before`. A name that the text's end may have cut is none. */
function pathName(text: string, before: string): string | undefined {
  const at = text.indexOf(before)
  if (at < 0) return undefined
  const start = at + before.length
  const end = nameEnd(text, start)
  if (end === start || end === text.length || '>.\u2026'.includes(text.charAt(end))) return undefined
  return text.slice(start, end)
}

/** The name in quotes after `before`; quotes may be escaped once more by whatever copied the line. */
function quotedName(text: string, before: string): string | undefined {
  for (let at = text.indexOf(before); at >= 0; at = text.indexOf(before, at + before.length)) {
    let start = at + before.length
    while (text.charCodeAt(start) === 92) start++
    const quote = text.charCodeAt(start)
    if (quote !== 34 && quote !== 39) continue
    const end = nameEnd(text, ++start)
    const after = text.charCodeAt(end)
    if (end > start && (after === quote || after === 92)) return text.slice(start, end)
  }
  return undefined
}

/** Where a node's name ends: at the first character that neither names nor their redactions hold. */
export function nameEnd(text: string, from: number): number {
  let end = from
  while (end < text.length && isNameCharacter(text.charCodeAt(end))) end++
  while (end > from && text.charCodeAt(end - 1) === 46) end--
  return end
}

function isNameCharacter(c: number): boolean {
  return (
    (c >= 97 && c <= 122) ||
    (c >= 48 && c <= 57) ||
    (c >= 65 && c <= 90) ||
    c === 45 ||
    c === 46 ||
    c === 95 ||
    c === 42 ||
    c === 37
  )
}
