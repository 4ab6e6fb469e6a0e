/**
 * Steps over characters of a line, for the envelopes of text.
 *
 * Input: a text and an index. Output: the index after the step; at the end of the text it does not change.
 */
import type { UnwrappedLayer } from '../model/index.ts'

/** A layer under construction: envelopes on the hot path set its fields instead of spreading several objects. */
export type MutableLayer = { -readonly [K in keyof UnwrappedLayer]: UnwrappedLayer[K] }

/** Tests a character code; false for NaN, the code after the end of a text. */
export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57
}

/** Returns the index after the digits at `from`. */
export function skipDigits(text: string, from: number): number {
  let i = from
  while (isDigit(text.charCodeAt(i))) i++
  return i
}

/** Returns the index after the blanks at `from`. */
export function skipSpaces(text: string, from: number): number {
  let i = from
  while (text.charCodeAt(i) === 32) i++
  return i
}

/** Returns the index of the blank after the token at `from`; the length of the text if missing. */
export function tokenEnd(text: string, from: number): number {
  const blank = text.indexOf(' ', from)
  return blank < 0 ? text.length : blank
}
