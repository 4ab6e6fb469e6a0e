import { describe, expect, it } from 'vitest'
import { SortedRuns } from '../../src/frames/sorted-runs.ts'

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

describe('SortedRuns', () => {
  it('merges runs of several blocks, of equal keys the earlier run first', () => {
    const runs = new SortedRuns<string>(compare)
    const long = 'x'.repeat(300)
    const run = (name: string, from: number, step: number): (readonly [string, string])[] =>
      Array.from({ length: 500 }, (_, n) => {
        const key = String(from + n * step).padStart(6, '0')
        return [key, `${key} ${name} ${long}`]
      })
    const all = [run('a', 100, 3), run('b', 0, 1), run('c', 4000, 1), run('d', 100, 3)]
    for (const one of all) runs.add(one)
    expect(runs.isEmpty).toBe(false)
    const expected = all
      .flat()
      .map(([, value]) => value)
      .sort()
    expect([...runs.drain()]).toEqual(expected)
    expect(runs.isEmpty).toBe(true)
    expect([...runs.drain()]).toEqual([])
  })

  it('keeps nothing of an empty run', () => {
    const runs = new SortedRuns<string>(compare)
    runs.add([])
    expect(runs.isEmpty).toBe(true)
  })
})
