import { describe, expect, it } from 'vitest'
import { TimeSearch } from '../../src/store/time-search.ts'

describe('TimeSearch', () => {
  it.each([0, 1, 63, 64, 65, 128, 200])('finds what a linear search finds in %d rows', (length) => {
    const times = Array.from({ length }, (_, i) => 10 * Math.floor(i / 3))
    const search = new TimeSearch(length, (i) => times[i] as number)
    for (let us = -5; us <= 10 * length; us += 5) {
      const found = times.findIndex((atUs) => atUs >= us)
      expect(search.firstWhere((atUs) => atUs >= us)).toBe(found < 0 ? length : found)
    }
  })

  it('reads few rows for each search', () => {
    let reads = 0
    const search = new TimeSearch(64_000, (i) => {
      reads++
      return i
    })
    search.firstWhere((atUs) => atUs >= 0)
    reads = 0
    expect(search.firstWhere((atUs) => atUs > 12_345)).toBe(12_346)
    expect(reads).toBeLessThanOrEqual(6)
  })
})
