import { expect, it } from 'vitest'
import { groupBy } from '../../../src/analysis/evidence/group-by.ts'

it('groups values in their order and leaves out those without a key', () => {
  const values = ['b1', 'a1', 'b2', '-']
  const groups = groupBy(values, (value) => (value === '-' ? null : value.charAt(0)))
  expect([...groups]).toEqual([
    ['b', ['b1', 'b2']],
    ['a', ['a1']],
  ])
})
