/**
 * Classes of errors: which cause an error's text tells.
 *
 * In: the text of an error chain, wrappers and request included. Out: the cause nearest the root, the other
 * causes of the chain, the finer class. Linear in the text's length: each pattern is looked for once.
 *
 * Authority: Go net/url.Error and net.OpError, which put the root last; client-go rest/with_retry.go.
 */
import type { Cause } from '../model/index.ts'
import { ROWS } from './error-patterns.ts'

export interface Classified {
  readonly cause: Cause
  /** The other causes in the chain, nearest the root first. */
  readonly alsoCauses: readonly Cause[]
  /** The finer class, e.g. `dns_no_such_host`; null when there is none. */
  readonly causeDetail: string | null
}

/** Say only that time ran out or somebody gave up: any other cause in the chain tells more. */
const WEAK = new Set(['Client.Timeout ', 'context deadline exceeded'])

/** After these the API server tells of a failure behind it: what follows is not the kubelet's own transport. */
const ANSWERS = ['an error on the server (', 'Internal error occurred:', 'rpc error: code = ']

const PREVIOUS_ATTEMPT = ' - error from a previous attempt: '

interface Match {
  readonly cause: Cause
  readonly detail: string | null
  /** Where it stands; -1 for a weak one. */
  readonly at: number
  /** Place in the table. */
  readonly rank: number
}

/** Which cause `text` tells; `other` when none is known. Never throws. */
export function classifyError(text: string): Classified {
  const chain = rootOf(text)
  // client-go appends the error of the try before: it is not the root of this one.
  const previousAt = chain.indexOf(PREVIOUS_ATTEMPT)
  const own = previousAt < 0 ? chain : chain.slice(0, previousAt)
  const matches = matchesIn(own)
  const earlier = previousAt < 0 ? [] : matchesIn(chain.slice(previousAt))
  const root = rootMatch(own, matches)
  const cause = root?.cause ?? 'other'
  const also = [...matches, ...earlier].map((match) => match.cause)
  if (lookupAt(own) >= 0) also.push('dns')
  return {
    cause,
    alsoCauses: [...new Set(also)].filter((other) => other !== cause && other !== 'other'),
    causeDetail: root?.detail ?? null,
  }
}

/**
 * The part of an error text that tells the cause: without `error getting node "X": `, without
 * `failed to patch status "…" for node "X": ` and without verb and URL. Empty where the text ends before it.
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
    // The patch is JSON that may quote any other error: only what follows the node's name counts.
    const node = text.lastIndexOf(' for node ')
    return node < 0 ? '' : afterColon(text, node)
  }
  if (text.startsWith('error getting node ')) return afterColon(text, 0)
  return VERBS.some((verb) => text.startsWith(verb)) ? afterColon(text, text.indexOf(' ')) : text
}

/** What follows the first colon that a blank follows; names and URLs hold none such. */
function afterColon(text: string, from: number): string {
  for (let at = text.indexOf(':', from); at >= 0; at = text.indexOf(':', at + 1)) {
    const c = text.charCodeAt(at + 1)
    if (c === 32 || c === 10 || at + 1 === text.length) return text.slice(at + 1).trim()
  }
  return ''
}

/** The rows that match, nearest the end first. The same words count once, for the first row that takes them. */
function matchesIn(chain: string): readonly Match[] {
  const matches: Match[] = []
  for (const [rank, row] of ROWS.entries()) {
    let best: number | undefined
    for (const pattern of row.patterns) {
      const found = pattern === 'EOF' ? lastWord(chain, pattern) : chain.lastIndexOf(pattern)
      if (found < 0) continue
      if (row.needs !== undefined && !chain.slice(0, found).includes(row.needs)) continue
      const at = WEAK.has(pattern) ? -1 : found
      if (best === undefined || at > best) best = at
    }
    if (best === undefined || (best >= 0 && matches.some((match) => match.at === best))) continue
    matches.push({ cause: row.cause, detail: row.detail, at: best, rank })
  }
  const missing = notFoundIn(chain)
  if (missing) matches.push(missing)
  const isTimeout = matches.some((match) => match.cause === 'timeout')
  return matches.filter((match) => !(isTimeout && match.cause === 'canceled')).sort((a, b) => b.at - a.at)
}

/** The match nearest the root, turned to `dns` inside a lookup and to the server inside its answer. */
function rootMatch(chain: string, matches: readonly Match[]): Match | undefined {
  const answerAt = ANSWERS.map((answer) => chain.indexOf(answer)).reduce(
    (first, at) => (at >= 0 && (first < 0 || at < first) ? at : first),
    -1,
  )
  if (answerAt >= 0)
    return mostSpecific(
      matches.filter((match) => match.cause === 'server-error'),
      'server-error',
    )
  const nearest = matches[0]
  const lookup = lookupAt(chain)
  if (lookup < 0) return nearest && mostSpecific(matches, nearest.cause)
  const inside = nearest && nearest.at > lookup ? nearest : undefined
  if (inside?.cause === 'network-unreachable' || inside?.cause === 'no-route') return inside
  const resolver = mostSpecific(matches, 'dns')
  const detail = inside?.detail ?? (nearest ? 'dns_timeout' : null)
  return resolver ?? { cause: 'dns', detail, at: lookup, rank: ROWS.length }
}

/** Of the matches with that cause the first in the table. */
function mostSpecific(matches: readonly Match[], cause: Cause): Match | undefined {
  return matches.filter((match) => match.cause === cause).sort((a, b) => a.rank - b.rank)[0]
}

/** Where Go's resolver speaks: `lookup host on server:53: …` at the start of a part of the chain; -1: nowhere. */
function lookupAt(chain: string): number {
  const at = chain.lastIndexOf(': lookup ')
  return at >= 0 ? at + 2 : chain.startsWith('lookup ') ? 0 : -1
}

const MISSING: readonly (readonly [string, string])[] = [
  ['leases.coordination.k8s.io ', 'lease_missing'],
  ['leases ', 'lease_missing'],
  ['nodes ', 'node_object_missing'],
  ['node ', 'node_object_missing'],
  ['namespaces ', 'namespace_missing'],
]

/** `leases "X" not found` and its like. */
function notFoundIn(chain: string): Match | undefined {
  const at = chain.lastIndexOf('" not found')
  if (at < 0) return undefined
  let opening = chain.lastIndexOf('"', at - 1)
  while (opening > 0 && chain.charCodeAt(opening - 1) === 92) opening--
  const before = chain.slice(Math.max(0, opening - 32), Math.max(0, opening))
  const detail = MISSING.find(([resource]) => before.endsWith(resource))?.[1] ?? null
  return { cause: 'not-found', detail, at, rank: ROWS.length }
}

/** Where `word` last stands as a part of the chain of its own, not within a name; -1: nowhere. */
function lastWord(chain: string, word: string): number {
  for (let at = chain.lastIndexOf(word); at >= 0; at = at === 0 ? -1 : chain.lastIndexOf(word, at - 1)) {
    const before = at === 0 ? ' ' : chain.charAt(at - 1)
    const after = chain.charAt(at + word.length)
    if (' ("\n'.includes(before) && (after === '' || ' )",;\n'.includes(after))) return at
  }
  return -1
}
