/** What a copy puts before a line or around a text: quotes, comments, fences, frames. */

/** Matches any line, also one without marks. */
export const MARKS: RegExp = /^[\t >#*|`"'│-]*/

/** Marks of the lines of a block. */
export interface Prefix {
  /** Before each line. */
  readonly text: string
  /** The quotation mark before the first line, which the last one ends with; '' if there is none. */
  readonly quote: string
}

/** Returns the prefix of the lines below one with these marks: a quotation mark stands before the first line only. */
export function prefixOf(marks: string): Prefix {
  const quote = /["'`]$/.exec(marks)?.[0] ?? ''
  let end = marks.length
  while (/["'`]/.test(marks.charAt(end - 1))) end--
  return { text: marks.slice(0, end), quote }
}

/** Returns a line without the prefix of its block; null if it stands outside. */
export function withoutPrefix(text: string, { text: prefix }: Prefix): string | null {
  if (text.startsWith(prefix)) return text.slice(prefix.length)
  return text.trim() === prefix.trim() || text.trim() === '' ? '' : null
}

/** Returns the last line of a block without the quotation mark that closes it. */
export function withoutQuote(text: string, { quote }: Prefix): string {
  if (quote === '' || !text.endsWith(quote)) return text
  return text.split(quote).length % 2 === 0 ? text.slice(0, -1) : text
}
