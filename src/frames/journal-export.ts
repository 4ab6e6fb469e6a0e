/**
 * The framing of `journalctl -o export`: one object per entry, as `-o json` prints it.
 *
 * Authority: systemd.io Journal Export Formats: `FIELD=value` LF; or, for values with control characters, `FIELD` LF, the
 * length as 64 bits little-endian, the value, LF; an empty line ends the entry.
 */
import { ByteQueue, lineFeeds } from '../bytes/byte-queue.ts'
import { LiteralSearch } from '../bytes/literal-search.ts'
import type { Frame, JsonObject } from '../model/index.ts'
import { EXCERPT_CHARACTERS } from '../model/limits.ts'
import type { Framing } from './framing.ts'
import { objectOfFields } from './journal-fields.ts'
import type { FrameEvents, FrameScanner, Prefilter } from './scanner.ts'
import { endOfStretch, MAX_FRAME_BYTES } from './scanner.ts'

export const journalExport: Framing = {
  name: 'journal-export',
  title: 'journalctl -o export',
  mayContainNul: true,
  matches: ({ text }) => /^__REALTIME_TIMESTAMP=\d/m.test(text) && /^[A-Z0-9_]+(=|$)/m.test(text),
  open: (prefilter, events) => exportScanner(prefilter, events),
}

const LF = 10
const EQUALS = 61
const LENGTH_BYTES = 8
const MESSAGE = Buffer.from('MESSAGE=')

/** The beginning of every entry that journalctl prints, a cursor with a sequence id: where to go on after a broken one. */
const ENTRY_START = Buffer.from('\n__CURSOR=s=')

/** Limits the fields of an entry, as journald does. */
const MAX_FIELDS = 1024

/** A field, by the place of its value from the start of the entry. */
interface FieldPlace {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** A complete field, or the end of the entry (null), and what follows it; or why there is none. */
type FieldScan = { readonly next: number; readonly field: FieldPlace | null } | 'incomplete' | 'broken'

/** An entry that did not pass. Made a frame only if it is the last. */
type HeldEntry = () => Frame

/**
 * Emits entries with a literal in their message, the first, the last, and the first of each mebibyte. Reports a broken
 * entry, or one of more than `maxFrameBytes`, and skips it. Never throws.
 */
export function exportScanner(
  prefilter: Prefilter,
  events: FrameEvents,
  maxFrameBytes: number = MAX_FRAME_BYTES,
): FrameScanner {
  return new ExportScanner(prefilter, events, maxFrameBytes)
}

class ExportScanner implements FrameScanner {
  readonly #prefilter: Prefilter
  readonly #events: FrameEvents
  readonly #maxFrameBytes: number
  readonly #search: LiteralSearch
  readonly #pending = new ByteQueue()
  bytes = 0
  /** The current entry: where it starts in the pending bytes, how far it is read, its line, its fields so far. */
  #start = 0
  #at = 0
  #line = 1
  #fields: FieldPlace[] = []
  #hasLiteral = false
  /** Offset from which the next entry passes, to mark the covered time. */
  #coverageDue = 0
  /** The latest entry, if it did not pass: it may be the last. */
  #heldFrame: Frame | null = null
  /** True after a broken entry, until the next entry is found. */
  #isLost = false

  constructor(prefilter: Prefilter, events: FrameEvents, maxFrameBytes: number) {
    this.#prefilter = prefilter
    this.#events = events
    this.#maxFrameBytes = maxFrameBytes
    this.#search = new LiteralSearch([...prefilter.literals, ...prefilter.bypassLiterals])
  }

  get lines(): number {
    return this.#pending.lines
  }

  push(chunk: Buffer): void {
    this.bytes += chunk.length
    this.#pending.append(chunk)
    this.#readEntries(false)
  }

  /** Reads all complete entries. `isEnding`: no more bytes follow. */
  #readEntries(isEnding: boolean): void {
    const all = this.#pending.bytes
    this.#start = 0
    this.#line = this.#pending.line
    /** Undefined: no entry has ended in these bytes; null: the latest passed. */
    let latest: HeldEntry | null | undefined
    this.#search.begin(all)
    for (;;) {
      if (this.#isLost && !this.#findEntry(all)) break
      const scan = scanField(all, this.#start, this.#at, this.#maxFrameBytes)
      if (scan === 'incomplete' && this.#mayComplete(all, isEnding)) break
      if (typeof scan === 'string' || this.#isTooLong(scan.next)) {
        this.#dropEntry(all, scan !== 'broken' && !isEnding)
        continue
      }
      this.#at = scan.next
      if (scan.field) {
        this.#addField(scan.field)
        continue
      }
      if (this.#fields.length > 0) latest = this.#finishEntry(all)
      this.#startEntry(all, scan.next)
    }
    if (latest !== undefined) this.#heldFrame = latest?.() ?? null
    this.#at -= this.#start
    this.#pending.drop(this.#start)
  }

  /** Skips to the next entry. Returns false if none starts in these bytes. */
  #findEntry(all: Buffer): boolean {
    const next = all.indexOf(ENTRY_START, this.#start)
    // The end of the chunk may cut a marker.
    const skipped = next === -1 ? Math.max(this.#start, all.length - ENTRY_START.length + 1) : next + 1
    this.#startEntry(all, skipped)
    this.#at = skipped
    this.#isLost = next === -1
    return next !== -1
  }

  #startEntry(all: Buffer, start: number): void {
    this.#line += lineFeeds(all, this.#start, start)
    this.#start = start
  }

  /** Whether an incomplete field may be completed by bytes that follow. */
  #mayComplete(all: Buffer, isEnding: boolean): boolean {
    return !(isEnding && isFalseLength(all, this.#at)) && all.length - this.#start <= this.#maxFrameBytes
  }

  #isTooLong(next: number): boolean {
    return this.#fields.length > MAX_FIELDS || next - this.#start > this.#maxFrameBytes
  }

  /** Reports the current entry and drops it. */
  #dropEntry(all: Buffer, isTooLong: boolean): void {
    const code = isTooLong ? 'record-too-long' : 'broken-record'
    const excerpt = all.toString('utf8', this.#start, this.#start + EXCERPT_CHARACTERS)
    this.#events.problem(code, this.#line, excerpt, this.#pending.offset + this.#start)
    this.#fields = []
    this.#hasLiteral = false
    this.#isLost = true
    // Search from the broken field on: a false length may have hidden entries.
    this.#startEntry(all, this.#at)
  }

  #addField(field: FieldPlace): void {
    const { name, start, end } = field
    if (name === 'MESSAGE' && this.#search.next(this.#start + start) < this.#start + end)
      this.#hasLiteral = true
    this.#fields.push(field)
  }

  /** Emits the entry that ends at `#at` if it passes, otherwise returns it. */
  #finishEntry(all: Buffer): HeldEntry | null {
    const fields = this.#fields
    const line = this.#line
    const offset = this.#pending.offset + this.#start
    const text = all.subarray(this.#start, this.#at)
    const entry = (): Frame => ({ body: objectOf(text, fields), line, offset })
    const isDue = offset >= this.#coverageDue
    if (isDue) this.#coverageDue = endOfStretch(offset)
    const passes = isDue || this.#prefilter.isOpen || this.#hasLiteral
    this.#fields = []
    this.#hasLiteral = false
    if (passes) this.#events.frame(entry())
    return passes ? null : entry
  }

  /** Emits the last entry, also one that is cut. */
  end(): void {
    this.#readEntries(true)
    const all = this.#pending.bytes
    const { line, offset } = this.#pending
    const cut = all.subarray(this.#at)
    if (cut.length > 0 && !this.#isLost) {
      this.#events.problem('truncated-input', line, cut.toString('utf8', 0, EXCERPT_CHARACTERS), offset)
      // A cut message is useful, a cut value of another field is wrong.
      const value = this.#at + MESSAGE.length
      if (cut.indexOf(MESSAGE) === 0) this.#fields.push({ name: 'MESSAGE', start: value, end: all.length })
    }
    if (this.#fields.length > 0) this.#events.frame({ body: objectOf(all, this.#fields), line, offset })
    else if (this.#heldFrame) this.#events.frame(this.#heldFrame)
    this.#fields = []
    this.#heldFrame = null
    this.#pending.drop(all.length)
    this.#at = 0
  }
}

/**
 * Reads the field, or the end of the entry, at `at` of the entry at `start`. A length that leads beyond `maxBytes` is
 * broken.
 */
function scanField(all: Buffer, start: number, at: number, maxBytes: number): FieldScan {
  const lf = all.indexOf(LF, at)
  if (lf === -1) return 'incomplete'
  if (lf === at) return { next: at + 1, field: null }
  const equals = all.indexOf(EQUALS, at)
  const isText = equals !== -1 && equals < lf
  const name = all.toString('latin1', at, isText ? equals : lf)
  if (!isFieldName(name)) return 'broken'
  if (isText) return { next: lf + 1, field: { name, start: equals + 1 - start, end: lf - start } }
  const dataStart = lf + 1 + LENGTH_BYTES
  if (all.length < dataStart) return 'incomplete'
  const length = all.readBigUInt64LE(lf + 1)
  if (length > maxBytes) return 'broken'
  const dataEnd = dataStart + Number(length)
  if (dataEnd - start > maxBytes) return 'broken'
  if (all.length <= dataEnd) return 'incomplete'
  if (all[dataEnd] !== LF) return 'broken'
  return { next: dataEnd + 1, field: { name, start: dataStart - start, end: dataEnd - start } }
}

/** Whether, at the end of input, a length leads beyond the end although entries follow. */
function isFalseLength(all: Buffer, at: number): boolean {
  const lf = all.indexOf(LF, at)
  return lf !== -1 && all.indexOf(ENTRY_START, lf) !== -1
}

function isFieldName(name: string): boolean {
  return name.length <= 64 && /^[A-Z0-9_]+$/.test(name)
}

function objectOf(text: Buffer, fields: readonly FieldPlace[]): JsonObject {
  return objectOfFields(
    fields.map(({ name, start, end }) => ({ name, value: text.toString('utf8', start, end) })),
  )
}
