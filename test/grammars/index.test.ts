import { describe, expect, test } from 'vitest'
import { grammars, named, parseRecord, prefilterLiterals } from '../../src/grammars/index.ts'
import type { Finding, GrammarSample, LogRecord } from '../../src/model/index.ts'
import { recordOf } from '../support/sample-record.ts'

const all = grammars.flatMap((grammar) => grammar.samples.map((sample) => ({ grammar, sample })))
/** Samples of log text; those of API objects are read as objects and tested with their grammars. */
const texts = all.filter(
  ({ grammar }) => grammar.component !== 'api-object' && grammar.component !== 'kube-apiserver',
)

function list(findings: Finding | readonly Finding[] | undefined): readonly Finding[] {
  return findings === undefined ? [] : 'kind' in findings ? [findings] : findings
}

/** What the first grammar that understands a record reads, each asked in turn. */
function askEach(record: LogRecord): readonly Finding[] {
  for (const grammar of grammars) {
    const found = named(grammar.parse(record), grammar.component)
    if (found.length > 0) return found
  }
  return []
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
    expect(parseRecord(record)).toEqual(askEach(record))
  })

  test('no cut of a sample throws, and the two ways agree on each', () => {
    for (const { sample } of texts) {
      // Half a JSON object is no record.
      if (sample.text.startsWith('{"ts":')) continue
      for (let length = 0; length < sample.text.length; length++) {
        const record = recordOf(sample.text.slice(0, length))
        const [fast, slow] = [parseRecord(record), askEach(record)]
        // Comparing texts first: a matcher for each of the many cuts takes seconds.
        if (JSON.stringify(fast) !== JSON.stringify(slow)) expect(fast).toEqual(slow)
      }
    }
  })
})

describe('hostile text', () => {
  /** Pieces that begin or end something, over and over: nothing here may cost more than its length. */
  const pieces = [
    'EOFx',
    ' not found" not found',
    'error getting node "x": ',
    'failed to patch status " for node "x": ',
    'nodes "leases "',
    'kube-node-lease/leases/',
    ': lookup i/o timeout',
    " hasn't been updated for . Last ",
    'Event(v1.ObjectReference{Kind:"}): reason: \'',
    'Made sure that Node [&Taint{Key:a,Effect:b,',
    'Node became not ready: {Type:',
    ' in 1 milliseconds',
    '"Failed to update lease" err="',
    'ReadyCondition for Node } to ',
  ]
  const heads = [
    '',
    'failed to update lease, error: ',
    'Error updating node status, will retry: ',
    'GET ',
    '"Response" ',
  ]

  const kinds = (text: string): unknown[] => [...new Set(parseRecord(recordOf(text)).map(({ kind }) => kind))]

  test.each(pieces)('a megabyte of %s says what a little of it says', (piece) => {
    const long = piece.repeat(Math.ceil(1e6 / piece.length))
    for (const head of heads) {
      for (const before of [head, `E0314 10:00:14.209458    1234 controller.go:195] ${head}`]) {
        expect([before, kinds(before + long)]).toEqual([before, kinds(before + piece.repeat(3))])
      }
    }
  })
})

describe('literals', () => {
  const read = texts.filter(({ sample }) => sample.findings.length > 0)

  test.each(read)('$grammar.name: $sample.text', ({ grammar, sample }) => {
    expect(holdsOne(sample, grammar.literals)).toBe(true)
    expect(holdsOne(sample, prefilterLiterals)).toBe(true)
  })

  test('hold nothing that JSON may escape', () => {
    for (const needle of prefilterLiterals) expect(needle).toMatch(/^[A-Za-z0-9 ._-]+$/)
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
