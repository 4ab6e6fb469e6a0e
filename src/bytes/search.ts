/** Chooses the fastest search for lines that contain a literal: SIMD where the machine has it, else byte by byte. */
import { type LineSearch, LiteralSearch, withoutContained } from './literal-search.ts'
import { simdSearch } from './simd-search.ts'
import type { UsualText } from './usual-text.ts'

/**
 * Searches by their literals. Making the tables takes a millisecond, and a directory may hold thousands of small files.
 *
 * Sharing is safe although a thread reads two sources concurrently: a scanner begins a buffer and takes its results within
 * one call of `push`, which is synchronous and calls no other scanner, so no search is in use when another begins.
 */
const searches = new Map<string, LineSearch>()

/**
 * Returns a search for the literals, which may be shared: begin a buffer and use the results before returning to the event
 * loop. Throws RangeError if a literal is shorter than two bytes. Two calls with the same literals must pass the same
 * `usualText`.
 */
export function lineSearch(literals: readonly string[], usualText?: UsualText): LineSearch {
  const key = literals.join('\n')
  let search = searches.get(key)
  if (!search) {
    const distinct = withoutContained(literals)
    search = simdSearch(distinct, usualText) ?? new LiteralSearch(distinct)
    searches.set(key, search)
  }
  return search
}
