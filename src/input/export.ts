/**
 * `journalctl -o export` in, one object per entry out, as `-o json` prints it: a field given twice is an array.
 *
 * Authority: systemd.io Journal Export Formats: `FIELD=value` LF; or, for values that hold control characters,
 * `FIELD` LF, a little-endian 64-bit length, so many bytes, LF; an empty line ends the entry.
 */
import type { JsonObject } from '../types.ts'
import {
  COVERAGE_STRIDE_BYTES,
  type FrameEvents,
  type FrameScanner,
  type Gate,
  MAX_FRAME_BYTES,
} from './frames.ts'
import { LiteralSearch } from './literals.ts'
import { lineFeeds, Pending } from './pending.ts'

const LF = 10
const EQUALS = 61
const LENGTH_BYTES = 8

/** Every entry that journalctl prints begins so, its cursor with the sequence id: where to go on behind a broken one. */
const ENTRY_START = Buffer.from('\n__CURSOR=s=')

/** journald accepts up to 1024 fields an entry. */
const MAX_FIELDS = 1024

/** What was found at a place: a whole field (null: the entry's end), the need of more bytes, or nonsense. */
type Found =
  | { readonly next: number; readonly field: [name: string, value: string] | null }
  | 'more'
  | 'broken'

/**
 * Entries that hold a literal of the gate, the first, the last and the first of each mebibyte become frames.
 * A broken entry is a problem and costs itself only; so is one of more than `maxFrameBytes`. Never throws.
 */
export function exportScanner(
  gate: Gate,
  events: FrameEvents,
  maxFrameBytes: number = MAX_FRAME_BYTES,
): FrameScanner {
  const search = new LiteralSearch([...gate.needles, ...gate.mustDecode])
  const pending = new Pending()
  /** Of the entry that begins at the first pending byte: how far it is read, and what was read. */
  let at = 0
  let fields: [string, string][] = []
  let coverageDue = 0
  let held: { body: JsonObject; line: number; offset: number } | null = null
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
      const found = fieldAt(all, at, maxFrameBytes)
      if (found === 'more' && !(ending && isFalseLength(all, at)) && all.length - start <= maxFrameBytes)
        break
      if (typeof found === 'string' || fields.length > MAX_FIELDS || found.next - start > maxFrameBytes) {
        const tooLong = found !== 'broken' && !ending
        const code = tooLong ? 'record-too-long' : 'broken-record'
        events.problem(code, line, all.toString('utf8', start, start + 160), pending.offset + start)
        fields = []
        lost = true
        // What a false length hid is read anew.
        line += lineFeeds(all, start, at)
        start = at
        continue
      }
      at = found.next
      if (found.field) {
        fields.push(found.field)
        continue
      }
      if (fields.length > 0) entry(start, line, pending.offset + start)
      line += lineFeeds(all, start, at)
      start = at
    }
    at -= start
    pending.drop(start)
  }

  function entry(start: number, line: number, offset: number): void {
    const due = offset >= coverageDue
    if (due) coverageDue = offset - (offset % COVERAGE_STRIDE_BYTES) + COVERAGE_STRIDE_BYTES
    const frame = { body: objectOf(fields), line, offset }
    fields = []
    held = null
    if (due || gate.open || search.next(start) < at) events.frame(frame)
    else held = frame
  }

  function end(): void {
    read(true)
    const rest = pending.bytes.subarray(at)
    const cut = rest.length > 0
    // Of a field that is cut only a message says something true.
    if (!lost && rest.subarray(0, 8).equals(Buffer.from('MESSAGE='))) {
      fields.push(['MESSAGE', rest.toString('utf8', 8)])
    }
    if (cut && !lost) {
      const excerpt = rest.toString('utf8', 0, 160)
      events.problem('truncated-input', pending.line, excerpt, pending.offset)
    }
    if (fields.length > 0)
      events.frame({ body: objectOf(fields), line: pending.line, offset: pending.offset })
    else if (held) events.frame(held)
    fields = []
    held = null
    pending.drop(pending.bytes.length)
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

/** The field, or the entry's end, at `at`. A length beyond `maxBytes` is nonsense. */
function fieldAt(all: Buffer, at: number, maxBytes: number): Found {
  const lf = all.indexOf(LF, at)
  if (lf === -1) return 'more'
  if (lf === at) return { next: at + 1, field: null }
  const equals = all.indexOf(EQUALS, at)
  const isText = equals !== -1 && equals < lf
  const name = all.toString('latin1', at, isText ? equals : lf)
  if (!isFieldName(name)) return 'broken'
  if (isText) return { next: lf + 1, field: [name, all.toString('utf8', equals + 1, lf)] }
  const dataStart = lf + 1 + LENGTH_BYTES
  if (all.length < dataStart) return 'more'
  const length = all.readBigUInt64LE(lf + 1)
  if (length > maxBytes) return 'broken'
  const dataEnd = dataStart + Number(length)
  if (all.length <= dataEnd) return 'more'
  if (all[dataEnd] !== LF) return 'broken'
  return { next: dataEnd + 1, field: [name, all.toString('utf8', dataStart, dataEnd)] }
}

/** At the end of input: a length that leads behind the end although entries follow. */
function isFalseLength(all: Buffer, at: number): boolean {
  const lf = all.indexOf(LF, at)
  return lf !== -1 && all.indexOf(ENTRY_START, lf) !== -1
}

function isFieldName(name: string): boolean {
  return name.length <= 64 && /^[A-Z0-9_]+$/.test(name)
}

function objectOf(fields: readonly (readonly [string, string])[]): JsonObject {
  const values = new Map<string, string | string[]>()
  for (const [name, value] of fields) {
    const before = values.get(name)
    if (before === undefined) values.set(name, value)
    else if (typeof before === 'string') values.set(name, [before, value])
    else before.push(value)
  }
  return Object.fromEntries(values)
}
