/**
 * Finds names of nodes and pods in a text: in paths, in quotes, or between blanks.
 *
 * Where the wording has text after the name, a name at the end of the text may be cut and is not returned.
 * Authority: DNS-1123 subdomains; `*` and `%` for redacted and escaped names.
 */

/** Returns the path segment after `before`; undefined if missing or the end of the text may have cut it. */
export function pathName(text: string, before: string): string | undefined {
  const at = text.indexOf(before)
  if (at < 0) return undefined
  const start = at + before.length
  const end = nameEnd(text, start)
  if (end === start || end === text.length || '>.\u2026'.includes(text.charAt(end))) return undefined
  return text.slice(start, end)
}

/** Returns the name in quotes after `before`; undefined if missing. Quotes may be escaped once more by a tool that copied the line. */
export function quotedName(text: string, before: string): string | undefined {
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

/** Returns the name between `before` and a closing bracket, as in `(put leases.coordination.k8s.io worker-1)`; undefined if missing. */
export function nameInBrackets(text: string, before: string): string | undefined {
  const at = text.lastIndexOf(before)
  if (at < 0) return undefined
  const start = at + before.length
  const end = nameEnd(text, start)
  return end > start && text.charAt(end) === ')' ? text.slice(start, end) : undefined
}

/** Returns the name between `before` and a colon, as in `error getting node worker-1: `; undefined if missing. */
export function nameBeforeColon(text: string, before: string): string | undefined {
  const at = text.indexOf(before)
  if (at < 0) return undefined
  const start = at + before.length
  const end = nameEnd(text, start)
  return end > start && text.startsWith(': ', end) ? text.slice(start, end) : undefined
}

/** Returns the end of the name at `from`: the index of the first character that neither names nor redactions contain. */
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

/** Returns the word that ends before `at`; empty if missing. */
export function wordBefore(text: string, at: number): string {
  const end = text.charCodeAt(at - 1) === 32 ? at - 1 : at
  return text.slice(text.lastIndexOf(' ', end - 1) + 1, Math.max(end, 0))
}

/** Returns the name at `from`, with or without quotes or brackets; null if missing. */
export function nameAt(text: string, from: number): string | null {
  let start = from
  while ('"\'[\\ '.includes(text.charAt(start)) && start < text.length) start++
  const end = nameEnd(text, start)
  return end > start ? text.slice(start, end) : null
}
