import { expect, it } from 'vitest'
import { formatWhole } from '../../src/wording/durations.ts'

it('formatWhole groups digits as English does', () => {
  for (let power = 0; power <= 15; power++)
    for (const count of [10 ** power - 1, 10 ** power, 10 ** power + 1, 7 * 10 ** power])
      expect(formatWhole(count)).toBe(count.toLocaleString('en-US'))
})
