/**
 * Reads text as it stands in the source of an HTML page: quotes and angle brackets are character references there.
 *
 * Authority: HTML Living Standard, 13.5: the five that serializers and escaping functions write.
 */

/** Matches one reference; linear, because each has a fixed length. */
const REFERENCE = /&(?:quot|amp|lt|gt|apos|#34|#39|#x27);/g

const CHARACTERS: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#34;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&#x27;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
}

/** A line with one of these was escaped: they belong to no message. */
const QUOTES = ['&quot;', '&#34;', '&#39;', '&#x27;']

/** Returns the text of a line with escaped quotes. One that contains a quote of its own is no such line, and is returned as it is. */
export function withoutReferences(text: string): string {
  if (text.indexOf('&') < 0 || text.includes('"')) return text
  if (!QUOTES.some((reference) => text.includes(reference))) return text
  return text.replace(REFERENCE, (reference) => CHARACTERS[reference] ?? reference)
}
