/**
 * Classifies an error by its text.
 *
 * Input: the text of an error chain with wrappers and request. Output: the cause nearest the root, the other causes of
 * the chain and the subclass. Takes linear time: each pattern is searched once.
 *
 * Authority: Go net/url.Error and net.OpError, which print the root last; client-go rest/with_retry.go.
 */
import type { Cause } from '../model/index.ts'
import { ERROR_PATTERNS, type ErrorPattern } from './error-patterns.ts'

export interface Classification {
  readonly cause: Cause
  /** The other causes in the chain, nearest the root first. */
  readonly alsoCauses: readonly Cause[]
  /** Subclass of the cause, e.g. `dns_no_such_host`; null if missing. */
  readonly causeDetail: string | null
}

/** Patterns that show only a timeout of the caller; any other cause in the chain is more specific. */
const WEAK = new Set(['Client.Timeout ', 'context deadline exceeded'])

/** Texts before an error that the API server reports: what follows is not about the kubelet's connection. */
const SERVER_ERRORS = ['an error on the server (', 'Internal error occurred:', 'rpc error: code = ']

const PREVIOUS_ATTEMPT = ' - error from a previous attempt: '

interface Match {
  readonly cause: Cause
  readonly detail: string | null
  /** Index in the chain; -1 for a weak pattern. */
  readonly at: number
  /** Index in the table of patterns. */
  readonly rank: number
}

/** Classifies an error; the cause is `other` if no pattern matches. Never throws. */
export function classifyError(text: string): Classification {
  const found = classifyChain(text)
  if (found.cause !== 'canceled') return found
  // Cut before its end: `request canceled (Client.Timeou` is a timeout; `request canceled` may be anything.
  const end = /\(Client\.T[a-z]{0,6}(?:>|…)?$|(?:>|…)$/.exec(text)?.[0]
  if (end === undefined) return found
  return end.startsWith('(')
    ? { cause: 'timeout', alsoCauses: [], causeDetail: 'client_timeout' }
    : { cause: 'other', alsoCauses: [], causeDetail: null }
}

function classifyChain(text: string): Classification {
  const chain = rootOf(text)
  // client-go appends the error of the previous attempt, which is not the root of this one.
  const previousAt = chain.indexOf(PREVIOUS_ATTEMPT)
  const own = previousAt < 0 ? chain : chain.slice(0, previousAt)
  const matches = matchesIn(own)
  const earlier = previousAt < 0 ? [] : matchesIn(chain.slice(previousAt))
  const root = rootMatch(own, matches)
  const cause = root?.cause ?? 'other'
  const also = [...matches, ...earlier].map((match) => match.cause)
  if (indexOfLookup(own) >= 0) also.push('dns')
  return {
    cause,
    alsoCauses: [...new Set(also)].filter((other) => other !== cause && other !== 'other'),
    causeDetail: root?.detail ?? null,
  }
}

/**
 * Returns the part of an error text that contains the cause: without `error getting node "X": `,
 * `failed to patch status "…" for node "X": `, verb and URL. Returns an empty text if the error ends before it.
 */
export function rootOf(text: string): string {
  let rest = text.trim()
  for (;;) {
    const inner = unwrap(rest)
    if (inner === rest) return rest
    rest = inner
  }
}

const VERBS = ['Get ', 'Put ', 'Post ', 'Patch ', 'Delete ', 'Head ']

function unwrap(text: string): string {
  if (text.startsWith('failed to patch status ')) {
    // The patch is JSON that may contain any other error; the cause follows the node's name.
    const node = text.lastIndexOf(' for node ')
    return node < 0 ? '' : afterColon(text, node)
  }
  if (text.startsWith('error getting node ')) return afterColon(text, 0)
  return VERBS.some((verb) => text.startsWith(verb)) ? afterColon(text, text.indexOf(' ')) : text
}

/** Returns the text after the first colon with a blank behind it; names and URLs contain no such colon. */
function afterColon(text: string, from: number): string {
  for (let at = text.indexOf(':', from); at >= 0; at = text.indexOf(':', at + 1)) {
    const c = text.charCodeAt(at + 1)
    if (c === 32 || c === 10 || at + 1 === text.length) return text.slice(at + 1).trim()
  }
  return ''
}

/** Returns the matching rows, nearest the end first. If several rows match at one index, the first row counts. */
function matchesIn(chain: string): readonly Match[] {
  const matches: Match[] = []
  for (const [rank, row] of ERROR_PATTERNS.entries()) {
    const at = lastPlaceOf(row, chain)
    if (at === undefined || (at >= 0 && matches.some((match) => match.at === at))) continue
    matches.push({ cause: row.cause, detail: row.detail, at, rank })
  }
  const missing = matchNotFound(chain)
  if (missing) matches.push(missing)
  const isTimeout = matches.some((match) => match.cause === 'timeout')
  return matches.filter((match) => !(isTimeout && match.cause === 'canceled')).sort((a, b) => b.at - a.at)
}

/** Returns the last index of a row's patterns in the chain, -1 if only a weak one matches; undefined if none does. */
function lastPlaceOf({ patterns, needs }: ErrorPattern, chain: string): number | undefined {
  const places = patterns.flatMap((pattern) => {
    const at = pattern === 'EOF' ? lastIndexOfWord(chain, pattern) : chain.lastIndexOf(pattern)
    const isMatch = at >= 0 && (needs === undefined || chain.slice(0, at).includes(needs))
    if (!isMatch) return []
    return WEAK.has(pattern) ? -1 : at
  })
  return places.length === 0 ? undefined : Math.max(...places)
}

/** Returns the match nearest the root: `dns` inside a lookup, `server-error` inside an error of the server. */
function rootMatch(chain: string, matches: readonly Match[]): Match | undefined {
  const serverErrorAt = SERVER_ERRORS.map((text) => chain.indexOf(text)).reduce(
    (first, at) => (at >= 0 && (first < 0 || at < first) ? at : first),
    -1,
  )
  if (serverErrorAt >= 0)
    return mostSpecific(
      matches.filter((match) => match.cause === 'server-error'),
      'server-error',
    )
  const nearest = matches[0]
  const lookup = indexOfLookup(chain)
  if (lookup < 0) return nearest && mostSpecific(matches, nearest.cause)
  const inside = nearest && nearest.at > lookup ? nearest : undefined
  if (inside?.cause === 'network-unreachable' || inside?.cause === 'no-route') return inside
  const resolver = mostSpecific(matches, 'dns')
  const detail = inside?.detail ?? (nearest ? 'dns_timeout' : null)
  return resolver ?? { cause: 'dns', detail, at: lookup, rank: ERROR_PATTERNS.length }
}

/** Returns the match of a cause that is first in the table. */
function mostSpecific(matches: readonly Match[], cause: Cause): Match | undefined {
  return matches.filter((match) => match.cause === cause).sort((a, b) => a.rank - b.rank)[0]
}

/** Returns the index of an error of Go's resolver, `lookup host on server:53: …`, at the start of a part; -1 if missing. */
function indexOfLookup(chain: string): number {
  const at = chain.lastIndexOf(': lookup ')
  return at >= 0 ? at + 2 : chain.startsWith('lookup ') ? 0 : -1
}

/** Text before the name of a missing object, and the subclass. */
const MISSING: readonly (readonly [string, string])[] = [
  ['leases.coordination.k8s.io ', 'lease_missing'],
  ['leases ', 'lease_missing'],
  ['nodes ', 'node_object_missing'],
  ['node ', 'node_object_missing'],
  ['namespaces ', 'namespace_missing'],
]

/** Matches `leases "X" not found` and the like. */
function matchNotFound(chain: string): Match | undefined {
  const at = chain.lastIndexOf('" not found')
  if (at < 0) return BARE_NODE.test(chain) ? nodeMissing(chain) : undefined
  let opening = chain.lastIndexOf('"', at - 1)
  while (opening > 0 && chain.charCodeAt(opening - 1) === 92) opening--
  const before = chain.slice(Math.max(0, opening - 32), Math.max(0, opening))
  const detail = MISSING.find(([resource]) => before.endsWith(resource))?.[1] ?? null
  return { cause: 'not-found', detail, at, rank: ERROR_PATTERNS.length }
}

/** A whole text: releases before 1.14 and some forks print the name without quotes. */
const BARE_NODE = /^node [a-z0-9*%-][\w.*%-]{0,252} not found$/

function nodeMissing(chain: string): Match {
  const at = chain.indexOf(' not found')
  return { cause: 'not-found', detail: 'node_object_missing', at, rank: ERROR_PATTERNS.length }
}

/** Returns the last index of `word` as a word of its own, not within a name; -1 if missing. */
function lastIndexOfWord(chain: string, word: string): number {
  for (let at = chain.lastIndexOf(word); at >= 0; at = at === 0 ? -1 : chain.lastIndexOf(word, at - 1)) {
    const before = at === 0 ? ' ' : chain.charAt(at - 1)
    const after = chain.charAt(at + word.length)
    if (' ("\n'.includes(before) && (after === '' || ' )",;\n'.includes(after))) return at
  }
  return -1
}
