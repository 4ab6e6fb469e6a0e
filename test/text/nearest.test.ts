import { describe, expect, it } from 'vitest'
import { nearestWord } from '../../src/text/nearest.ts'

describe('nearestWord', () => {
  it.each([
    ['jsn', 'json'],
    ['explan', 'explain'],
    ['anlyze', 'analyze'],
    ['nslookup', undefined],
    ['', undefined],
    ['abc', undefined],
  ])('finds for %j the word %j', (word, meant) => {
    expect(nearestWord(word, ['analyze', 'explain', 'json', 'ndjson', 'om'])).toBe(meant)
  })

  it('prefers the word with fewer differences', () => {
    expect(nearestWord('ndjso', ['json', 'ndjson'])).toBe('ndjson')
  })
})
