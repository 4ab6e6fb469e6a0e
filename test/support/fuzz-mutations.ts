/**
 * Generates fuzzed files: slices of samples and of test/support/data, changed at random.
 *
 * A change works on the parts of a log (bytes, lines, numbers, times, envelopes, JSON), so that the result gets past
 * the first parser more often than random bytes would. Texts are latin1, one character per byte. Every choice is a
 * number, so that fast-check can shrink it.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { envelopes, grammars } from '../../src/index.ts'
import { BYTES, DURATIONS, NAMES, NUMBERS, TIMES, VALUES, WRAPPERS } from './fuzz-values.ts'

/** One change: an operation and its parameters. An operation takes each parameter modulo the number of its choices. */
export interface Change {
  readonly operation: number
  readonly at: number
  readonly much: number
  readonly choice: number
}

export interface FuzzedFile {
  readonly seed: number
  readonly from: number
  readonly lines: number
  readonly changes: readonly Change[]
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory)
    .sort()
    .map((name) => join(directory, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]))
}

/** The texts that are changed, in the same order on every machine. */
export const SEEDS: readonly string[] = [
  ...filesBelow('samples').filter((path) => path.includes('/logs/')),
  ...filesBelow('test/support/data').filter((path) => !path.endsWith('.md')),
]
  .map((path) => readFileSync(path, 'latin1'))
  .concat(
    envelopes.flatMap(({ samples }) => samples.map(({ text }) => latin1(text))),
    grammars.flatMap(({ samples }) => samples.map(({ text }) => latin1(text))),
    grammars.map(({ samples }) => samples.map(({ text }) => latin1(text)).join('\n')),
  )

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1')
}

type Operation = (text: string, change: Change) => string

const pick = <T>(items: readonly T[], index: number): T => items[index % items.length] as T

/** Replaces the match that `at` chooses. */
function replaceOne(
  text: string,
  pattern: RegExp,
  { at }: Change,
  replace: (match: string) => string,
): string {
  const found = [...text.matchAll(pattern)]
  if (found.length === 0) return text
  const { index, 0: old } = pick(found, at)
  return text.slice(0, index) + replace(old) + text.slice(index + old.length)
}

function changeLines(text: string, change: (lines: string[]) => string[]): string {
  return change(text.split('\n')).join('\n')
}

/** Changes a JSON value at the path that `at` and `much` choose. */
function editJson(value: unknown, { at, much, choice }: Change): unknown {
  if (typeof value !== 'object' || value === null) return pick(VALUES, choice)
  const keys = Object.keys(value)
  if (keys.length === 0) return pick(VALUES, choice)
  const key = pick(keys, at)
  const object = value as Record<string, unknown>
  const deeper = { operation: 0, at: at >> 2, much: much >> 1, choice }
  const entries = Object.entries(object).flatMap(([name, child]): [string, unknown][] => {
    if (name !== key) return [[name, child]]
    if (much % 2 === 1) return [[name, editJson(child, deeper)]]
    if (choice % 5 === 0) return []
    if (choice % 5 === 1) return [[pick(NAMES, at), child]]
    return [[name, pick(VALUES, choice)]]
  })
  return Array.isArray(value) ? entries.map(([, child]) => child) : Object.fromEntries(entries)
}

function nestJson(value: string, depth: number): string {
  return '{"a":['.repeat(depth) + value + ']}'.repeat(depth)
}

/** A line from its klog header on, without the envelopes before it. */
function stripEnvelope(line: string): string {
  const at = line.search(/[IWEF]\d{4} \d\d:/)
  return at === -1 ? line : line.slice(at)
}

const BYTE_OPERATIONS: readonly Operation[] = [
  (text, { at, choice }) => {
    const i = at % (text.length + 1)
    return text.slice(0, i) + pick(BYTES, choice) + text.slice(i + 1)
  },
  (text, { at, choice }) => {
    const i = at % (text.length + 1)
    return (
      text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ (1 << (choice % 8))) + text.slice(i + 1)
    )
  },
  (text, { at }) => text.slice(0, at % (text.length + 1)),
  (text, { at }) => text.slice(at % (text.length + 1)),
  (text, { at, much, choice }) => {
    const i = at % (text.length + 1)
    return text.slice(0, i) + pick(BYTES, choice).repeat(much % 20_000) + text.slice(i)
  },
]

const OPERATIONS: readonly Operation[] = [
  ...BYTE_OPERATIONS,
  // Lines.
  (text, { at, much }) =>
    changeLines(text, (lines) => {
      const [moved = ''] = lines.splice(at % lines.length, 1)
      return lines.toSpliced(much % (lines.length + 1), 0, moved)
    }),
  (text, { at, much }) =>
    changeLines(text, (lines) => {
      const from = at % lines.length
      return lines.toSpliced(from, 0, ...lines.slice(from, from + (much % 30)))
    }),
  (text, { at, much }) => changeLines(text, (lines) => lines.toSpliced(at % lines.length, 1 + (much % 10))),
  (text) => changeLines(text, (lines) => lines.reverse()),
  (text, { at }) => changeLines(text, (lines) => lines.with(at % lines.length, '')),
  (text, { at, much, choice }) =>
    changeLines(text, (lines) => {
      const other = pick(SEEDS, choice).split('\n')
      const from = much % other.length
      return lines.toSpliced(at % lines.length, 0, ...other.slice(from, from + 1 + (much % 12)))
    }),
  (text) => text.replaceAll('\n', '\r\n'),
  // Numbers, times, names.
  (text, change) => replaceOne(text, /\d+/g, change, () => pick(NUMBERS, change.choice)),
  (text, change) => replaceOne(text, /\d/g, change, () => String(change.choice % 10)),
  (text, change) =>
    replaceOne(text, /\d{4}-\d\d-\d\d[T ][\d:.]+\S*/g, change, () => pick(TIMES, change.choice)),
  (text, change) => replaceOne(text, /\d[\dhms.]*s\b/g, change, () => pick(DURATIONS, change.choice)),
  (text, change) => {
    const [name = 'demo-worker'] = text.match(/demo-worker\d?/) ?? []
    return text.replaceAll(name, pick(NAMES, change.choice))
  },
  (text, change) => replaceOne(text, /[\w-]{4,}/g, change, () => pick(NAMES, change.choice)),
  (text, { choice }) =>
    text.replaceAll(/([IWEF])\d{4} /g, (_, s) => `${s}${pick(['0101', '1231', '0229'], choice)} `),
  // Envelopes.
  (text, { choice }) =>
    changeLines(text, (lines) => lines.map((line) => latin1(pick(WRAPPERS, choice)(stripEnvelope(line))))),
  (text, { at, choice }) =>
    changeLines(text, (lines) => {
      const i = at % lines.length
      return lines.with(i, latin1(pick(WRAPPERS, choice)(lines[i] as string)))
    }),
  // JSON.
  (text, change) => {
    try {
      return latin1(JSON.stringify(editJson(JSON.parse(text), change), null, change.choice % 3))
    } catch {
      return text
    }
  },
  (text, change) =>
    changeLines(text, (lines) => {
      const i = change.at % lines.length
      const start = (lines[i] as string).indexOf('{')
      if (start === -1) return lines
      try {
        const edited = JSON.stringify(editJson(JSON.parse((lines[i] as string).slice(start)), change))
        return lines.with(i, (lines[i] as string).slice(0, start) + latin1(edited))
      } catch {
        return lines
      }
    }),
  (text, { much, choice }) =>
    choice % 4 === 0 ? nestJson(text, much % 3000) : `[${text.replaceAll('\n', ',\n')}]`,
  (text, { much }) =>
    `{"kind":"List","items":[${Array(1 + (much % 5))
      .fill(text)
      .join(',')}]}`,
  // Files.
  (text, { much, choice }) => {
    const packed = gzipSync(Buffer.from(text, 'latin1')).toString('latin1')
    return choice % 2 === 0 ? packed : packed.slice(0, much % packed.length)
  },
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le').toString('latin1'),
]

/** The bytes of a fuzzed file. */
export function generateBytes({ seed, from, lines, changes }: FuzzedFile): Buffer {
  const all = pick(SEEDS, seed).split('\n')
  const start = from % all.length
  let text = all.slice(start, start + lines).join('\n')
  for (const change of changes) text = pick(OPERATIONS, change.operation)(text, change)
  return Buffer.from(text, 'latin1')
}

/** Changes bytes without regard to their format. */
export function damageBytes(bytes: Buffer, changes: readonly Change[]): Buffer {
  let text = bytes.toString('latin1')
  for (const change of changes) text = pick(BYTE_OPERATIONS, change.operation)(text, change)
  return Buffer.from(text, 'latin1')
}

const natural = fc.nat({ max: 0x7fffffff })
export const change: fc.Arbitrary<Change> = fc.record({
  operation: fc.nat({ max: OPERATIONS.length - 1 }),
  at: natural,
  much: natural,
  choice: natural,
})

export const fuzzedFile: fc.Arbitrary<FuzzedFile> = fc.record({
  // The first seeds are whole logs, the others single records. Equal weights, because there are many more records.
  seed: fc.oneof(fc.nat({ max: 9 }), natural),
  from: natural,
  lines: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant(100_000)),
  changes: fc.array(change, { maxLength: 8 }),
})
