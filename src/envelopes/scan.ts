/**
 * What the envelopes of text share: steps over characters, and a Peeled while it is filled in. A text and an
 * index enter, an index leaves; beyond the end of the text there is nothing to step over.
 */
import type { UnwrappedLayer } from '../model/index.ts'

/** The envelopes on the hot path build one object each instead of spreading several into it. */
export type Draft = { -readonly [K in keyof UnwrappedLayer]: UnwrappedLayer[K] }

/** Of a character code; false for NaN, which stands beyond the end of a text. */
export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57
}

export function skipDigits(text: string, from: number): number {
  let i = from
  while (isDigit(text.charCodeAt(i))) i++
  return i
}

export function skipSpaces(text: string, from: number): number {
  let i = from
  while (text.charCodeAt(i) === 32) i++
  return i
}

/** The index of the blank after the token at `from`, or the length of the text. */
export function tokenEnd(text: string, from: number): number {
  const blank = text.indexOf(' ', from)
  return blank < 0 ? text.length : blank
}
