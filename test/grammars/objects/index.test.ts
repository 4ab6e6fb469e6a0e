/**
 * What holds for every grammar over objects: samples read as declared and are refused by the others, no
 * value of any field makes one throw, and whatever is found would have passed the gate.
 */
import { describe, expect, test } from 'vitest'
import { objectGrammars } from '../../../src/grammars/objects/index.ts'
import type {
  Finding,
  Grammar,
  GrammarSample,
  JsonObject,
  JsonValue,
  LogRecord,
  Statement,
} from '../../../src/model/index.ts'

function recordOf(content: JsonObject | string | null): LogRecord {
  const statement = (message: string): Statement => ({ severity: null, file: null, message, values: null })
  return {
    source: 'objects.json',
    line: 1,
    timeUs: null,
    host: null,
    process: null,
    pid: null,
    statement: typeof content === 'string' ? statement(content) : null,
    object: typeof content === 'string' ? null : content,
  }
}

function find(grammar: Grammar, content: JsonObject | string): readonly Finding[] {
  const found = grammar.parse(recordOf(content))
  if (found === undefined) return []
  return Array.isArray(found) ? (found as readonly Finding[]) : [found as Finding]
}

function contentOf(sample: GrammarSample): JsonObject | string {
  return sample.text.startsWith('{') ? (JSON.parse(sample.text) as JsonObject) : sample.text
}

function passesGate(grammar: Grammar, json: string): boolean {
  return grammar.literals.some((needle) => json.includes(needle))
}

/** Every text that is cut short or lacks one of its lines. */
function* damaged(text: string): Generator<string> {
  for (let end = 0; end < text.length; end++) yield text.slice(0, end)
  const lines = text.split('\n')
  for (let without = 0; without < lines.length; without++) {
    yield lines.filter((_, i) => i !== without).join('\n')
  }
}

/** Every object that differs from `value` in one place: a field without, or with a value of another type. */
function* mutations(value: JsonValue): Generator<JsonValue> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  for (const [key, inner] of entries) {
    const replace = (other: JsonValue | undefined): JsonValue => {
      if (Array.isArray(value)) return value.map((entry, i) => (String(i) === key ? (other ?? null) : entry))
      const changed = { ...(value as JsonObject), [key]: other }
      if (other === undefined) delete changed[key]
      return changed
    }
    yield replace(undefined)
    for (const strange of STRANGE) yield replace(strange)
    for (const deeper of mutations(inner as JsonValue)) yield replace(deeper)
  }
}

const STRANGE: readonly JsonValue[] = [
  null,
  true,
  -1,
  1e300,
  0.5,
  '',
  'x'.repeat(100_000),
  '9999-12-31T23:59:59Z',
  '0001-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  [],
  [null, [], 'x', {}],
  {},
  JSON.parse('{"__proto__":{"kind":"Node"},"constructor":1,"toString":null}'),
]

/** The instants a finding holds, whatever their names. */
function instantsOf(finding: Finding): unknown[] {
  return Object.entries(finding).flatMap(([key, value]) => (key.endsWith('Us') ? [value] : []))
}

const cases = objectGrammars.flatMap((grammar) =>
  grammar.samples.map((sample, i) => ({ grammar, sample, name: `${grammar.name} ${i + 1}` })),
)

test('grammars have names of their own and literals that JSON never escapes', () => {
  expect(new Set(objectGrammars.map(({ name }) => name)).size).toBe(objectGrammars.length)
  for (const { literals, samples } of objectGrammars) {
    expect(samples.length).toBeGreaterThan(0)
    expect(literals.length).toBeGreaterThan(0)
    for (const needle of literals) expect(needle).toMatch(/^[A-Za-z0-9 ._-]+$/)
  }
})

describe.each(cases)('$name', ({ grammar, sample }) => {
  const content = contentOf(sample)

  test('reads as declared', () => {
    const found = find(grammar, content)
    expect(found).toHaveLength(sample.findings.length)
    expect(found).toMatchObject(sample.findings)
    if (found.length > 0) expect(passesGate(grammar, sample.text)).toBe(true)
  })

  test('is refused by every other grammar', () => {
    for (const other of objectGrammars) {
      if (other !== grammar) expect(find(other, content), other.name).toEqual([])
    }
  })

  test('is left as it was', () => {
    find(grammar, content)
    expect(typeof content === 'string' ? content : JSON.stringify(content)).toBe(sample.text)
  })

  test('with any one part changed or missing it finds sound things or none, and none behind the gate', () => {
    let tried = 0
    for (const mutant of typeof content === 'string' ? damaged(content) : mutations(content)) {
      tried++
      const found = find(grammar, mutant as JsonObject | string)
      const raw = typeof mutant === 'string' ? mutant : JSON.stringify(mutant)
      if (found.length > 0 && !passesGate(grammar, raw)) {
        expect.unreachable(`found in spite of the gate: ${raw.slice(0, 2000)}`)
      }
      for (const finding of found) {
        for (const value of instantsOf(finding)) {
          if (value !== null && !Number.isInteger(value)) expect.unreachable(`${finding.kind}: ${value}`)
        }
      }
    }
    expect(tried).toBeGreaterThan(50)
  })
})

test('a message of one line is none of theirs', () => {
  for (const grammar of objectGrammars) {
    expect(find(grammar, 'Name: demo-worker'), grammar.name).toEqual([])
    expect(grammar.parse(recordOf(null)), grammar.name).toBeUndefined()
  }
})
