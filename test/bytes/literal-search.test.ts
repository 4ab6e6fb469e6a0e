import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LiteralSearch } from '../../src/bytes/literal-search.ts'

describe('LiteralSearch', () => {
  const letters = fc.constantFrom('a', 'b', 'c')
  const text = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
    fc.array(letters, { minLength, maxLength }).map((all) => all.join(''))

  it('finds the places that indexOf finds, of literals that contain no other', () => {
    const literals = fc.array(text(2, 6), { maxLength: 5 })
    fc.assert(
      fc.property(text(0, 60), literals, fc.array(fc.integer({ min: 1, max: 5 })), (haystack, all, steps) => {
        const search = new LiteralSearch(all)
        const searched = all.filter((long) => !all.some((short) => short !== long && long.includes(short)))
        search.begin(Buffer.from(haystack))
        let from = 0
        for (const step of [0, ...steps]) {
          from += step
          const found = searched.map((literal) => haystack.indexOf(literal, from)).filter((at) => at !== -1)
          expect(search.next(from)).toBe(Math.min(Infinity, ...found))
        }
      }),
      { seed: 20261122, numRuns: 1000 },
    )
  })

  it('throws RangeError for a literal of one byte', () => {
    expect(() => new LiteralSearch(['lease', 'x'])).toThrow(RangeError)
  })
})
