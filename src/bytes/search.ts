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

/** The lists that were searched for last, and their search: those of a directory's files are the same arrays. */
let newest: { readonly lists: readonly (readonly string[])[]; readonly search: LineSearch } | undefined

/**
 * Returns a search for the literals of all lists, which may be shared: begin a buffer and use the results before returning
 * to the event loop. Throws RangeError if a literal is shorter than two bytes. Two calls with the same literals must pass
 * the same `usualText`.
 */
export function lineSearch(lists: readonly (readonly string[])[], usualText?: UsualText): LineSearch {
  if (newest && newest.lists.length === lists.length && newest.lists.every((list, i) => list === lists[i]))
    return newest.search
  const literals = lists.flat()
  const key = literals.join('\n')
  let search = searches.get(key)
  if (!search) {
    const distinct = withoutContained(literals)
    search = simdSearch(distinct, usualText) ?? new LiteralSearch(distinct)
    searches.set(key, search)
  }
  newest = { lists, search }
  return search
}
