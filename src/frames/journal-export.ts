/**
 * `journalctl -o export` in, one object per entry out, as `-o json` prints it: a field given twice is an
 * array.
 *
 * Authority: systemd.io Journal Export Formats: `FIELD=value` LF; or, for values that hold control
 * characters, `FIELD` LF, a little-endian 64-bit length, so many bytes, LF; an empty line ends the entry.
 */

import { ByteQueue, lineFeeds } from '../bytes/byte-queue.ts'
import { LiteralSearch } from '../bytes/literal-search.ts'
import type { Frame, JsonObject } from '../model/index.ts'
import { EXCERPT_CHARACTERS } from '../model/limits.ts'
import {
  COVERAGE_STRIDE_BYTES,
  type FrameEvents,
  type FrameScanner,
  MAX_FRAME_BYTES,
  type Prefilter,
} from './scanner.ts'

const LF = 10
const EQUALS = 61
const LENGTH_BYTES = 8
const MESSAGE = Buffer.from('MESSAGE=')

/**
 * Every entry that journalctl prints begins so, its cursor with the sequence id: where to go on behind a
 * broken one.
 */
const ENTRY_START = Buffer.from('\n__CURSOR=s=')

/** journald accepts up to 1024 fields an entry. */
const MAX_FIELDS = 1024

/** A field, by where its value lies from the entry's start on. */
interface Field {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** What was found at a place: a whole field (null: the entry's end), the need of more bytes, or nonsense. */
type Found = { readonly next: number; readonly field: Field | null } | 'more' | 'broken'

/**
 * Entries whose message holds a literal of the gate, the first, the last and the first of each mebibyte
 * become frames. A broken entry is a problem and costs itself only; so is one of more than `maxFrameBytes`.
 * Never throws.
 */
export function exportScanner(
  gate: Prefilter,
  events: FrameEvents,
  maxFrameBytes: number = MAX_FRAME_BYTES,
): FrameScanner {
  const search = new LiteralSearch([...gate.literals, ...gate.bypassLiterals])
  const pending = new ByteQueue()
  /** Of the entry that begins at the first pending byte: how far it is read, and what was read. */
  let at = 0
  let fields: Field[] = []
  let holdsLiteral = false
  let coverageDue = 0
  /** The newest entry, if it did not pass and might be the last. */
  let held: Frame | null = null
  /** Behind a broken entry, on the way to the next. */
  let lost = false
  let bytes = 0

  function push(chunk: Buffer): void {
    bytes += chunk.length
    pending.append(chunk)
    read(false)
  }

  /** Reads as many entries as are there; `ending`: no more bytes come. */
  function read(ending: boolean): void {
    const all = pending.bytes
    let start = 0
    let line = pending.line
    /** Undefined: no entry ended; null: the newest passed. */
    let last: (() => Frame) | null | undefined
    search.begin(all)
    for (;;) {
      if (lost) {
        const next = all.indexOf(ENTRY_START, start)
        // A marker may be cut by the end of the chunk.
        const skipped = next === -1 ? Math.max(start, all.length - ENTRY_START.length + 1) : next + 1
        line += lineFeeds(all, start, skipped)
        start = skipped
        at = skipped
        if (next === -1) break
        lost = false
      }
      const found = fieldAt(all, start, at, maxFrameBytes)
      if (found === 'more' && !(ending && isFalseLength(all, at)) && all.length - start <= maxFrameBytes)
        break
      if (typeof found === 'string' || fields.length > MAX_FIELDS || found.next - start > maxFrameBytes) {
        const tooLong = found !== 'broken' && !ending
        const code = tooLong ? 'record-too-long' : 'broken-record'
        const excerpt = all.toString('utf8', start, start + EXCERPT_CHARACTERS)
        events.problem(code, line, excerpt, pending.offset + start)
        fields = []
        holdsLiteral = false
        lost = true
        // What a false length hid is read anew.
        line += lineFeeds(all, start, at)
        start = at
        continue
      }
      at = found.next
      if (found.field) {
        const { name, start: from, end: to } = found.field
        if (name === 'MESSAGE' && search.next(start + from) < start + to) holdsLiteral = true
        fields.push(found.field)
        continue
      }
      if (fields.length > 0) last = entry(all.subarray(start, at), line, pending.offset + start)
      line += lineFeeds(all, start, at)
      start = at
    }
    if (last !== undefined) held = last?.() ?? null
    at -= start
    pending.drop(start)
  }

  /** Judges the entry that ends; what did not pass comes back, for it may be the last. */
  function entry(text: Buffer, line: number, offset: number): (() => Frame) | null {
    const own = fields
    const frame = (): Frame => ({ body: objectOf(text, own), line, offset })
    const due = offset >= coverageDue
    if (due) coverageDue = offset - (offset % COVERAGE_STRIDE_BYTES) + COVERAGE_STRIDE_BYTES
    const passes = due || gate.isOpen || holdsLiteral
    fields = []
    holdsLiteral = false
    if (passes) events.frame(frame())
    return passes ? null : frame
  }

  function end(): void {
    read(true)
    const all = pending.bytes
    const { line, offset } = pending
    const cut = all.subarray(at)
    if (cut.length > 0 && !lost) {
      events.problem('truncated-input', line, cut.toString('utf8', 0, EXCERPT_CHARACTERS), offset)
      // Of a field that is cut only a message says something true.
      const value = at + MESSAGE.length
      if (cut.indexOf(MESSAGE) === 0) fields.push({ name: 'MESSAGE', start: value, end: all.length })
    }
    if (fields.length > 0) events.frame({ body: objectOf(all, fields), line, offset })
    else if (held) events.frame(held)
    fields = []
    held = null
    pending.drop(all.length)
    at = 0
  }

  return {
    push,
    end,
    get lines(): number {
      return pending.lines
    },
    get bytes(): number {
      return bytes
    },
  }
}

/**
 * The field, or the entry's end, at `at`, of the entry at `start`. A length that leads beyond `maxBytes` is
 * nonsense.
 */
function fieldAt(all: Buffer, start: number, at: number, maxBytes: number): Found {
  const lf = all.indexOf(LF, at)
  if (lf === -1) return 'more'
  if (lf === at) return { next: at + 1, field: null }
  const equals = all.indexOf(EQUALS, at)
  const isText = equals !== -1 && equals < lf
  const name = all.toString('latin1', at, isText ? equals : lf)
  if (!isFieldName(name)) return 'broken'
  if (isText) return { next: lf + 1, field: { name, start: equals + 1 - start, end: lf - start } }
  const dataStart = lf + 1 + LENGTH_BYTES
  if (all.length < dataStart) return 'more'
  const length = all.readBigUInt64LE(lf + 1)
  if (length > maxBytes) return 'broken'
  const dataEnd = dataStart + Number(length)
  if (dataEnd - start > maxBytes) return 'broken'
  if (all.length <= dataEnd) return 'more'
  if (all[dataEnd] !== LF) return 'broken'
  return { next: dataEnd + 1, field: { name, start: dataStart - start, end: dataEnd - start } }
}

/** At the end of input: a length that leads behind the end although entries follow. */
function isFalseLength(all: Buffer, at: number): boolean {
  const lf = all.indexOf(LF, at)
  return lf !== -1 && all.indexOf(ENTRY_START, lf) !== -1
}

function isFieldName(name: string): boolean {
  return name.length <= 64 && /^[A-Z0-9_]+$/.test(name)
}

function objectOf(text: Buffer, fields: readonly Field[]): JsonObject {
  const values = new Map<string, string | string[]>()
  for (const { name, start, end } of fields) {
    const value = text.toString('utf8', start, end)
    const before = values.get(name)
    if (before === undefined) values.set(name, value)
    else if (typeof before === 'string') values.set(name, [before, value])
    else before.push(value)
  }
  return Object.fromEntries(values)
}
