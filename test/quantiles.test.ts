/** Quantiles by buckets are those of the sorted numbers. */
import { expect, it } from 'vitest'
import { quantiles } from '../src/fold/quantiles.ts'
import { random } from './bench/generate.ts'

const SHARES = [0, 0.001, 0.5, 0.95, 0.99, 1]

function sorted(values: Float64Array): number[] {
  const inOrder = values.slice().sort()
  return SHARES.map((share) => inOrder[Math.max(0, Math.ceil(share * inOrder.length) - 1)] as number)
}

const draws: readonly (readonly [name: string, draw: (chance: number) => number])[] = [
  ['renew intervals', (chance) => 10_000_000 + Math.floor(chance * 300_000)],
  ['few different ones', (chance) => Math.floor(chance * 3)],
  ['one alone', () => 7],
  ['over all magnitudes', (chance) => Math.floor(2 ** (chance * 53))],
  ['with some below zero, and fractions', (chance) => (chance - 0.5) * 100_000],
  ['larger than integers are exact', (chance) => 2 ** 53 * (1 + chance * 1000)],
]

it.each(draws)('of %s', (_name, draw) => {
  for (const length of [1, 2, 100, 4095, 4096, 50_000]) {
    const next = random(length)
    const values = Float64Array.from({ length }, () => draw(next()))
    expect(quantiles(values.slice(), SHARES)).toEqual(sorted(values))
  }
})
