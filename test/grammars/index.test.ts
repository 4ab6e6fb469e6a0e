import { describe, expect, test } from 'vitest'
import {
  grammarOf,
  grammars,
  parseRecord,
  prefilterLiterals,
  recordParser,
} from '../../src/grammars/index.ts'
import type { CustomGrammar, Finding, GrammarSample, LogRecord } from '../../src/model/index.ts'
import { recordOf } from '../support/sample-record.ts'

const all = grammars.flatMap((grammar) => grammar.samples.map((sample) => ({ grammar, sample })))
/** Samples of log text. The tests of the object grammars parse those of API objects. */
const texts = all.filter(
  ({ grammar }) => grammar.component !== 'api-object' && grammar.component !== 'kube-apiserver',
)

function list(findings: Finding | readonly Finding[] | undefined): readonly Finding[] {
  return findings === undefined ? [] : 'kind' in findings ? [findings] : findings
}

/** The findings of the first grammar that knows the record, with all grammars asked in their order. */
function askEach(record: LogRecord): readonly Finding[] {
  for (const { component, parse } of grammars) {
    const found = list(parse(record))
    if (found.length > 0)
      return found.map((finding) => ({ ...finding, component: finding.component ?? component }))
  }
  return []
}

describe('a sample of a text grammar', () => {
  test.each(texts)('is parsed as declared and by no other grammar, $grammar.name: $sample.text', (one) => {
    const { grammar, sample } = one
    const record = recordOf(sample.text)
    const found = list(grammar.parse(record))
    expect(found.length).toBe(sample.findings.length)
    expect(found).toMatchObject(sample.findings)
    for (const other of grammars) if (other !== grammar) expect(list(other.parse(record))).toEqual([])
  })
})

describe('a grammar', () => {
  test.each(grammars)('has a sample with findings, and an origin for each sample: $name', ({ samples }) => {
    expect(samples.filter(({ findings }) => findings.length > 0).length).toBeGreaterThan(0)
    for (const sample of samples) expect(sample.origin).not.toBe('')
  })
})

describe('parseRecord', () => {
  test.each(texts)('returns what the grammars asked in order return: $sample.text', ({ sample }) => {
    const record = recordOf(sample.text)
    expect(parseRecord(record)).toEqual(askEach(record))
  })

  test('returns for every cut of a sample what the grammars asked in order return', () => {
    for (const { sample } of texts) {
      // A cut JSON object is no record.
      if (sample.text.startsWith('{"ts":')) continue
      for (let length = 0; length < sample.text.length; length++) {
        const record = recordOf(sample.text.slice(0, length))
        const [fast, slow] = [parseRecord(record), askEach(record)]
        // Compares JSON first: a matcher for each of the many cuts takes seconds.
        if (JSON.stringify(fast) !== JSON.stringify(slow)) expect(fast).toEqual(slow)
      }
    }
  })
})

describe('grammarOf', () => {
  test.each(texts)('names the grammar of a sample: $sample.text', ({ grammar, sample }) => {
    expect(grammarOf(recordOf(sample.text))).toBe(sample.findings.length > 0 ? grammar.name : null)
  })

  test('names describe for a described node with an event that quotes a message of another grammar', () => {
    const record = recordOf(
      [
        'Name:               demo-worker',
        'Roles:              <none>',
        'Conditions:',
        '  Ready  False  Sun, 22 Nov 2026 11:57:10 +0000  Sun, 22 Nov 2026 11:58:52 +0000  KubeletNotReady  down',
        'Events:',
        '  Normal  Starting  9s  kubelet  Starting kubelet main sync loop',
      ].join('\n'),
    )
    expect(parseRecord(record)[0]?.kind).toBe('node.seen')
    expect(grammarOf(record)).toBe('describe')
  })
})

describe('recordParser', () => {
  const custom: CustomGrammar = {
    name: 'node-problem-detector',
    component: 'kubelet',
    literals: ['kubelet is gone'],
    parse: ({ statement, object }) =>
      statement?.message.includes('kubelet is gone') || object?.kind === 'KubeletGone'
        ? { kind: 'kubelet.stopped', node: null }
        : undefined,
  }
  const { parseRecord: parse, grammarOf: nameOf, literals } = recordParser([custom])
  const stopped = { kind: 'kubelet.stopped', node: null, component: 'kubelet' }

  test('asks an extra grammar about text and objects that no built-in grammar knows', () => {
    const text = recordOf('E0314 10:00:14.209458    1234 problem.go:1] the kubelet is gone')
    const object: LogRecord = { ...text, statement: null, object: { kind: 'KubeletGone' } }
    for (const record of [text, object]) {
      expect(parse(record)).toEqual([stopped])
      expect(nameOf(record)).toBe('node-problem-detector')
      expect(parseRecord(record)).toEqual([])
      expect(grammarOf(record)).toBeNull()
    }
  })

  test('asks the built-in grammars first', () => {
    const text =
      'E0314 10:00:14.209458    1234 controller.go:195] "Failed to update lease" err="kubelet is gone"'
    expect(parse(recordOf(text)).map(({ kind }) => kind)).toEqual(['lease.update-failed'])
    expect(nameOf(recordOf(text))).toBe('kubelet-lease')
  })

  test('adds the literals of an extra grammar to those of the prefilter', () => {
    expect([...literals].sort()).toEqual([...prefilterLiterals, 'kubelet is gone'].sort())
  })
})

describe('parseRecord with hostile text', () => {
  /** Pieces that begin or end a pattern. Parsing many of them must take linear time. */
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

  test.each(pieces)('finds the same in a megabyte of %s as in three pieces', (piece) => {
    const long = piece.repeat(Math.ceil(1e6 / piece.length))
    for (const head of heads) {
      for (const before of [head, `E0314 10:00:14.209458    1234 controller.go:195] ${head}`]) {
        expect([before, kinds(before + long)]).toEqual([before, kinds(before + piece.repeat(3))])
      }
    }
  })
})

describe('prefilterLiterals', () => {
  const parsed = texts.filter(({ sample }) => sample.findings.length > 0)

  test.each(parsed)(
    'contain a part of each sample, however JSON escapes it, $grammar.name: $sample.text',
    ({ grammar, sample }) => {
      expect(containsOne(sample, grammar.literals)).toBe(true)
      expect(containsOne(sample, prefilterLiterals)).toBe(true)
    },
  )

  test('contain no character that JSON may escape', () => {
    for (const literal of prefilterLiterals) expect(literal).toMatch(/^[A-Za-z0-9 ._-]+$/)
  })

  /** Checks the text as printed, in JSON, and in JSON of an encoder that escapes every character it may. */
  function containsOne(sample: GrammarSample, literals: readonly string[]): boolean {
    const escaped = JSON.stringify(sample.text)
    const fullyEscaped = escaped.replace(
      /[^A-Za-z0-9 ._-]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    return [sample.text, escaped, fullyEscaped].every((text) =>
      literals.some((literal) => text.includes(literal)),
    )
  }
})
