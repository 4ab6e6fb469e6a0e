import { describe, expect, it } from 'vitest'
import { identifier, literal } from '../../../../src/sources/engines/clickhouse/sql.ts'

describe('identifier', () => {
  it('escapes what ends a name', () => {
    expect(identifier('plain')).toBe('`plain`')
    expect(identifier('a`b\\`c')).toBe('`a\\`b\\\\\\`c`')
    expect(identifier("it's\0")).toBe("`it's\\0`")
  })
})

describe('literal', () => {
  it('escapes what ends a text', () => {
    expect(literal('plain')).toBe("'plain'")
    expect(literal("it's \\' OR 1")).toBe("'it\\'s \\\\\\' OR 1'")
    expect(literal('"\0`')).toBe("'\"\\0`'")
  })
})
