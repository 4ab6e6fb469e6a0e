import { describe, expect, test } from 'vitest'
import { grammars, needles, parseRecord } from '../src/grammars/index.ts'
import type { Finding, GrammarSample } from '../src/types.ts'
import { recordOf } from './grammars-record.ts'

const all = grammars.flatMap((grammar) => grammar.samples.map((sample) => ({ grammar, sample })))
/** Samples of log text; those of API objects are read as objects and tested with their grammars. */
const texts = all.filter(
  ({ grammar }) => grammar.component !== 'api-object' && grammar.component !== 'kube-apiserver',
)

function list(findings: Finding | readonly Finding[] | undefined): readonly Finding[] {
  return findings === undefined ? [] : 'kind' in findings ? [findings] : findings
}

describe('samples', () => {
  test.each(texts)('$grammar.name: $sample.text', ({ grammar, sample }) => {
    const record = recordOf(sample.text)
    const found = list(grammar.parse(record))
    expect(found.length).toBe(sample.findings.length)
    expect(found).toMatchObject(sample.findings)
    for (const other of grammars) if (other !== grammar) expect(list(other.parse(record))).toEqual([])
  })

  test('every grammar has some that it reads, with their origin', () => {
    for (const grammar of grammars) {
      expect(grammar.samples.filter((sample) => sample.findings.length > 0).length).toBeGreaterThan(0)
      for (const sample of grammar.samples) expect(sample.origin).not.toBe('')
    }
  })
})

describe('dispatch', () => {
  test.each(texts)('gives what asking each grammar in turn gives: $sample.text', ({ sample }) => {
    const record = recordOf(sample.text)
    const slow =
      grammars.map((grammar) => list(grammar.parse(record))).find((found) => found.length > 0) ?? []
    expect(parseRecord(record)).toEqual(slow)
  })

  test('no cut of a sample throws, and the two ways agree on each', () => {
    for (const { sample } of texts) {
      for (let length = 0; length < sample.text.length; length++) {
        const text = sample.text.slice(0, length)
        if (text.startsWith('{"ts":')) continue
        const record = recordOf(text)
        const fast = parseRecord(record)
        const slow = grammars.map((grammar) => list(grammar.parse(record))).find((found) => found.length > 0)
        if (JSON.stringify(fast) !== JSON.stringify(slow ?? [])) expect(fast).toEqual(slow ?? [])
      }
    }
  })
})

describe('needles', () => {
  const read = texts.filter(({ sample }) => sample.findings.length > 0)

  test.each(read)('$grammar.name: $sample.text', ({ grammar, sample }) => {
    expect(holdsOne(sample, grammar.needles)).toBe(true)
    expect(holdsOne(sample, needles)).toBe(true)
  })

  test('hold nothing that JSON may escape', () => {
    for (const needle of needles) expect(needle).toMatch(/^[A-Za-z0-9 ._-]+$/)
  })

  /** As printed, in JSON, and in JSON by an encoder that escapes all it may. */
  function holdsOne(sample: GrammarSample, of: readonly string[]): boolean {
    const escaped = JSON.stringify(sample.text)
    const zealous = escaped.replace(
      /[^A-Za-z0-9 ._-]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    return [sample.text, escaped, zealous].every((text) => of.some((needle) => text.includes(needle)))
  }
})
