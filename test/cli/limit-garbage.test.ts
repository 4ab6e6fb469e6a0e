/** When a run over many inputs limits its garbage. */
import { describe, expect, it } from 'vitest'
import { limitGarbage, MANY_INPUTS } from '../../src/cli/limit-garbage.ts'

const isMeasured = process.versions.v8.startsWith('11.')

function flagsAfter(inputs: number, total = 1_000_000): string[] {
  const flags: string[] = []
  const watch = limitGarbage(undefined, (set) => void flags.push(set))
  for (let n = 0; n < inputs; n++) for (const bytes of [1, total]) watch({ source: `${n}.log`, bytes, total })
  return flags
}

describe('limitGarbage', () => {
  it('leaves the engine as it is for few inputs, or small ones', () => {
    expect(flagsAfter(MANY_INPUTS - 1, 1e9)).toEqual([])
    expect(flagsAfter(3 * MANY_INPUTS, 1000)).toEqual([])
  })

  it.runIf(isMeasured)('lets less garbage grow from many inputs on', () => {
    expect(flagsAfter(3 * MANY_INPUTS)).toEqual(['--heap-growing-percent=50'])
  })

  it('passes the progress on', () => {
    const shown: unknown[] = []
    const progress = { source: 'a.log', bytes: 1, total: null }
    limitGarbage(
      (one) => void shown.push(one),
      () => {},
    )(progress)
    expect(shown).toEqual([progress])
  })
})
