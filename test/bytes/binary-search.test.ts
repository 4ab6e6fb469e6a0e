import { describe, expect, it } from 'vitest'
import { firstIndexWhere } from '../../src/bytes/binary-search.ts'

describe('firstIndexWhere', () => {
  it('returns the first index of a value that passes, for each length and boundary', () => {
    for (let length = 0; length <= 17; length++)
      for (let first = 0; first <= length; first++)
        expect(firstIndexWhere(length, (index) => index >= first)).toBe(first)
  })

  it('calls the test for indices of the range only', () => {
    const indices: number[] = []
    firstIndexWhere(1000, (index) => indices.push(index) > 1000)
    expect(Math.min(...indices)).toBe(500)
    expect(Math.max(...indices)).toBe(999)
    expect(indices.length).toBe(9)
  })
})
