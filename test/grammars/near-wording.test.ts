import { describe, expect, it } from 'vitest'
import { guessWording } from '../../src/grammars/index.ts'

describe('guessWording', () => {
  it.each([
    ['Failed to update the lease of the node', 'Failed to update lease'],
    ['Failed to ensure that the lease exists, will retry soon', 'Failed to ensure lease exists, will retry'],
    ["Node hasn't been updated for a while", "Node hasn't been updated"],
    [
      'Lease from cache was stale, but live lease is fresh',
      'Lease from cache was stale, but live lease is fresh. Updating timestamp and pausing lease processing',
    ],
  ])('takes %j for %j', (message, known) => {
    expect(guessWording(message)).toBe(known)
  })

  it.each(['', 'Started watching secrets', 'lease'])('has no guess for %j', (message) => {
    expect(guessWording(message)).toBeNull()
  })
})
