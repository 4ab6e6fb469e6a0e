/** Literals in, the fastest search for lines that hold one out: by SIMD where it can be had, else byte by byte. */
import { fewest, type LineSearch, LiteralSearch } from './literal-search.ts'
import { simdSearch } from './simd-search.ts'

/** By their literals. Tables take a millisecond to make, and a directory may hold thousands of small files. */
const made = new Map<string, LineSearch>()

/**
 * Whoever looks for the same literals shares a search, so what begins a buffer must end with it before another
 * begins. RangeError where a literal is shorter than two bytes.
 */
export function lineSearch(literals: readonly string[]): LineSearch {
  const key = literals.join('\n')
  let search = made.get(key)
  if (!search) {
    const distinct = fewest(literals)
    search = simdSearch(distinct) ?? new LiteralSearch(distinct)
    made.set(key, search)
  }
  return search
}
