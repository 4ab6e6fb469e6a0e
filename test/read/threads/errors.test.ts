import { describe, expect, it } from 'vitest'
import { SourceError, UsageError } from '../../../src/model/errors.ts'
import { packError, unpackError } from '../../../src/read/threads/errors.ts'

describe('unpackError', () => {
  it.each([
    new UsageError('no zone "x"', { given: 'x', allowed: ['UTC'], try: 'a zone' }),
    new UsageError('no input'),
    new SourceError('a.log', 'permission denied'),
  ])('rebuilds %s with its class and fields', (error) => {
    const packed = packError(error)
    const rebuilt = unpackError(structuredClone(packed) as NonNullable<typeof packed>)
    expect(rebuilt).toBeInstanceOf(error.constructor)
    expect({ ...rebuilt, message: rebuilt.message }).toEqual({ ...error, message: error.message })
  })
})

describe('packError', () => {
  it('leaves a defect as it is', () => {
    expect(packError(new TypeError('x'))).toBeUndefined()
    expect(packError(Object.assign(new Error('x'), { name: 'UsageError' }))).toBeUndefined()
  })
})
