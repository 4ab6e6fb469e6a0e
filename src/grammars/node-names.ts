/**
 * Names of nodes and pods in running text: in paths, in quotes, or between blanks.
 *
 * A name that the end of the text may have cut is none where the wording puts something after it.
 * Authority: DNS-1123 subdomains; `*` and `%` for redacted and for escaped names.
 */

/** The path segment after `before`. A name that the text's end may have cut is none. */
export function pathName(text: string, before: string): string | undefined {
  const at = text.indexOf(before)
  if (at < 0) return undefined
  const start = at + before.length
  const end = nameEnd(text, start)
  if (end === start || end === text.length || '>.\u2026'.includes(text.charAt(end))) return undefined
  return text.slice(start, end)
}

/** The name in quotes after `before`; quotes may be escaped once more by whatever copied the line. */
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

/** The word that ends before `at`; empty when there is none. */
export function wordBefore(text: string, at: number): string {
  const end = text.charCodeAt(at - 1) === 32 ? at - 1 : at
  return text.slice(text.lastIndexOf(' ', end - 1) + 1, Math.max(end, 0))
}

/** The name that starts at `from`, perhaps in quotes or brackets; null when there is none. */
export function nameAt(text: string, from: number): string | null {
  let start = from
  while ('"\'[\\ '.includes(text.charAt(start)) && start < text.length) start++
  const end = nameEnd(text, start)
  return end > start ? text.slice(start, end) : null
}
