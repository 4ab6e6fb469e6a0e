/** Quantiles by buckets are those of the sorted numbers. */
import { expect, it } from 'vitest'
import { Tally } from '../../../src/analysis/stats/quantiles.ts'
import { random } from '../../bench/random.ts'

const SHARES = [0, 0.001, 0.5, 0.95, 0.99, 1]

function bySorting(values: readonly number[]): number[] {
  const inOrder = Float64Array.from(values).sort()
  return SHARES.map((share) => inOrder[Math.max(0, Math.ceil(share * inOrder.length) - 1)] as number)
}

const draws: readonly (readonly [name: string, draw: (chance: number) => number])[] = [
  ['renew intervals', (chance) => 10_000_000 + Math.floor(chance * 300_000)],
  ['latencies', (chance) => Math.floor(chance ** 3 * 3000)],
  ['few different ones', (chance) => Math.floor(chance * 3)],
  ['one alone', () => 7],
  ['around where buckets become wider', (chance) => 2040 + Math.floor(chance * 16)],
  ['over all magnitudes', (chance) => Math.floor(2 ** (chance * 53))],
  ['with some below zero', (chance) => Math.floor((chance - 0.5) * 100_000)],
  ['larger than integers are exact', (chance) => 2 ** 53 * Math.floor(1 + chance * 1000)],
]

it.each(draws)('Tally counts %s exactly', (_name, draw) => {
  for (const length of [1, 2, 100, 5000]) {
    const next = random(length)
    const values = Array.from({ length }, () => draw(next()))
    const tally = new Tally()
    for (const value of [3, 2 ** 40, -5]) tally.add(value)
    tally.clear()
    for (const value of values) tally.add(value)
    const { count, sum, min, max } = tally
    expect({ count, sum, min, max }).toEqual({
      count: length,
      sum: values.reduce((total, value) => total + value, 0),
      min: Math.min(...values),
      max: Math.max(...values),
    })
    const found = tally.quantiles(SHARES, (add) => {
      for (const value of values) add(value)
    })
    expect(found).toEqual(bySorting(values))
  }
})

it('Tally returns no quantiles of nothing', () => {
  expect(new Tally().quantiles(SHARES, () => {})).toEqual([])
})
