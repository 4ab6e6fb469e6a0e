/**
 * Properties of every object grammar: it parses its samples as declared, rejects those of the others, does not throw on
 * any value of a field, and finds nothing that the prefilter would drop.
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

function passesPrefilter(grammar: Grammar, json: string): boolean {
  return grammar.literals.some((literal) => json.includes(literal))
}

/** Yields every cut of a text and every text without one of its lines. */
function* damaged(text: string): Generator<string> {
  for (let end = 0; end < text.length; end++) yield text.slice(0, end)
  const lines = text.split('\n')
  for (let without = 0; without < lines.length; without++) {
    yield lines.filter((_, i) => i !== without).join('\n')
  }
}

/** Yields every object that differs from `value` in one field: it is missing or has a value of another type. */
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

/** Returns all instants of a finding. */
function instantsOf(finding: Finding): unknown[] {
  return Object.entries(finding).flatMap(([key, value]) => (key.endsWith('Us') ? [value] : []))
}

const cases = objectGrammars.flatMap((grammar) =>
  grammar.samples.map((sample, i) => ({ grammar, sample, name: `${grammar.name} ${i + 1}` })),
)

test('object grammars have unique names and literals without characters that JSON escapes', () => {
  expect(new Set(objectGrammars.map(({ name }) => name)).size).toBe(objectGrammars.length)
  for (const { literals, samples } of objectGrammars) {
    expect(samples.length).toBeGreaterThan(0)
    expect(literals.length).toBeGreaterThan(0)
    for (const literal of literals) expect(literal).toMatch(/^[A-Za-z0-9 ._-]+$/)
  }
})

describe.each(cases)('sample $name', ({ grammar, sample }) => {
  const content = contentOf(sample)

  test('is parsed as declared', () => {
    const found = find(grammar, content)
    expect(found).toHaveLength(sample.findings.length)
    expect(found).toMatchObject(sample.findings)
    if (found.length > 0) expect(passesPrefilter(grammar, sample.text)).toBe(true)
  })

  test('is rejected by every other grammar', () => {
    for (const other of objectGrammars) {
      if (other !== grammar) expect(find(other, content), other.name).toEqual([])
    }
  })

  test('is not changed', () => {
    find(grammar, content)
    expect(typeof content === 'string' ? content : JSON.stringify(content)).toBe(sample.text)
  })

  test('gives valid findings that pass the prefilter, or none, with any field changed or missing', () => {
    let tried = 0
    for (const mutant of typeof content === 'string' ? damaged(content) : mutations(content)) {
      tried++
      const found = find(grammar, mutant as JsonObject | string)
      const raw = typeof mutant === 'string' ? mutant : JSON.stringify(mutant)
      if (found.length > 0 && !passesPrefilter(grammar, raw)) {
        expect.unreachable(`found without a literal of the prefilter: ${raw.slice(0, 2000)}`)
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

test('object grammars reject a message of one line', () => {
  for (const grammar of objectGrammars) {
    expect(find(grammar, 'Name: demo-worker'), grammar.name).toEqual([])
    expect(grammar.parse(recordOf(null)), grammar.name).toBeUndefined()
  }
})
