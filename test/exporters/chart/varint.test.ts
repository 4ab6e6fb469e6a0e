import { describe, expect, it } from 'vitest'
import { decodeVarints, encodeVarints } from '../../../src/exporters/chart/varint.ts'

describe('varints', () => {
  it('keep every safe integer', () => {
    const values = [0, 1, -1, 63, 64, -64, -65, 10_047_120, 2 ** 51, -(2 ** 51), Number.MAX_SAFE_INTEGER >> 1]
    expect([...decodeVarints(encodeVarints(values))]).toEqual(values)
    expect([...decodeVarints('')]).toEqual([])
  })
})
