/**
 * Layout of line templates: where lines of one form have their variable fields, and the templates with these fields.
 *
 * A template is compared word by word, the digits of its clocks masked; a hash of the masked words finds it.
 */
import { readAmount, readClock } from '../../bytes/ascii-numbers.ts'
import type { ParsedLine, VariableFields } from './infer.ts'

const WORD_BYTES = 4

/** Longest amount: a Go duration to the nanosecond has up to twenty characters. */
const MAX_AMOUNT = 24

/** Most templates with one hash, of which the oldest is evicted. */
const MAX_COLLISIONS = 8

/** Most lines without a template that are counted at once. */
const MAX_UNMATCHED = 24_576

/** A template that matched a line; `P` identifies a process. */
export interface CachedTemplate<P> {
  readonly process: P
  /** The line as parsed, with the values of the line that matched last. */
  readonly line: ParsedLine
}

/** A template with what is needed to match it. */
interface LineTemplate<P> extends CachedTemplate<P> {
  /** The words that must be equal; variable fields are 0. */
  readonly words: Int32Array
  /** For each clock, its stamp, which is overwritten, and that stamp's `civilUs` at midnight. */
  readonly clocks: readonly { readonly stamp: { civilUs: number }; readonly midnightUs: number }[]
  /** The finding in which the amount is overwritten. */
  readonly measured: Record<string, unknown>
}

export class Layout<P> {
  /** Number of the match that used it last, counted by the owner. */
  usedAt = 0
  /** Number of its templates. */
  size = 0
  readonly #fields: VariableFields
  /** Bytes before the amount, and after it; without an amount the head is the whole line. */
  readonly #head: number
  readonly #tail: number
  /** Masks for the words of head and tail, 0 in clocks. The last word of either overlaps the one before. */
  readonly #masks: Int32Array
  /** The words of the current line. */
  readonly #words: Int32Array
  /** The head's last word and the tail's first. A line with other words there has its fields elsewhere. */
  readonly #lastOfHead: number
  readonly #lastMask: number
  readonly #firstOfTail: number
  /** By the hash of their words. */
  readonly #templates = new Map<number, LineTemplate<P>[]>()
  /** Occurrences of lines without a template, by hash. */
  readonly #unmatched = new Map<number, number>()

  /** `line` is the first line with these fields. */
  constructor(fields: VariableFields, line: DataView) {
    this.#fields = fields
    this.#head = headOf(fields, line)
    this.#tail = fields.amount?.tail ?? 0
    this.#masks = masksOf(fields, this.#head, this.#tail)
    this.#words = new Int32Array(this.#masks.length)
    this.#readWords(line, 0, line.byteLength)
    const headWords = Math.ceil(this.#head / WORD_BYTES)
    this.#lastOfHead = this.#words[headWords - 1] as number
    this.#lastMask = this.#masks[headWords - 1] as number
    this.#firstOfTail = this.#words[headWords] ?? 0
  }

  /** Whether a line with these fields has them where this layout has them, and the same text next to the amount. */
  hasFields(fields: VariableFields, line: DataView): boolean {
    return JSON.stringify(fields) === JSON.stringify(this.#fields) && this.mayMatch(line, 0, line.byteLength)
  }

  /** Whether `bytes[start, end)` may match, by its length and the words next to the amount. */
  mayMatch(bytes: DataView, start: number, end: number): boolean {
    const width = end - start - this.#head - this.#tail
    if (this.#fields.amount ? width < 1 || width > MAX_AMOUNT : width !== 0) return false
    const last = bytes.getInt32(start + this.#head - WORD_BYTES) & this.#lastMask
    if (last !== this.#lastOfHead) return false
    return this.#tail < WORD_BYTES || bytes.getInt32(end - this.#tail) === this.#firstOfTail
  }

  /** Returns the template of a line that `mayMatch`, with the line's values; undefined if there is none. */
  match(bytes: DataView, start: number, end: number): CachedTemplate<P> | undefined {
    const template = this.#templateOf(this.#readWords(bytes, start, end))
    return template && this.#fill(template, bytes, start, end) ? template : undefined
  }

  /** Counts a line that `mayMatch` but has no template. Returns how often it occurred. */
  countUnmatched(line: DataView): number {
    const hash = this.#readWords(line, 0, line.byteLength)
    const count = (this.#unmatched.get(hash) ?? 0) + 1
    if (this.#unmatched.size === MAX_UNMATCHED) this.#unmatched.clear()
    this.#unmatched.set(hash, count)
    return count
  }

  /** Adds a template with a copy of `parsed`. Returns false if there is one, or if the line lies in a leap second. */
  addTemplate(line: DataView, parsed: ParsedLine, process: P): boolean {
    const hash = this.#readWords(line, 0, line.byteLength)
    this.#unmatched.delete(hash)
    const dayUs = this.#fields.clocks.map(({ at, digits }) => readClock(line, at, digits))
    // In a leap second the beginning of the day is unknown.
    if (this.#templateOf(hash) || dayUs.some((us) => us < 0)) return false
    const stamps = parsed.stamps.map((stamp) => ({ ...stamp }))
    const findings = parsed.findings.map((finding) => ({ ...finding }))
    const clocks = this.#fields.clocks.map((field, i) => {
      const stamp = stamps[field.stamp] as { civilUs: number }
      return { stamp, midnightUs: stamp.civilUs - (dayUs[i] as number) }
    })
    const measured = findings[0] as unknown as Record<string, unknown>
    const words = this.#words.slice()
    const collisions = this.#templates.get(hash) ?? []
    if (collisions.length === MAX_COLLISIONS) collisions.shift()
    else this.size++
    collisions.push({ process, line: { ...parsed, stamps, findings }, words, clocks, measured })
    this.#templates.set(hash, collisions)
    return true
  }

  #templateOf(hash: number): LineTemplate<P> | undefined {
    const templates = this.#templates.get(hash)
    if (templates)
      for (const template of templates) if (areEqual(template.words, this.#words)) return template
    return undefined
  }

  /** Reads the masked words of a line. Returns their hash. */
  #readWords(bytes: DataView, start: number, end: number): number {
    const words = this.#words
    const masks = this.#masks
    let hash = 0
    let n = 0
    const lastOfHead = start + this.#head - WORD_BYTES
    for (let at = start; at < lastOfHead; at += WORD_BYTES, n++) {
      const word = bytes.getInt32(at) & (masks[n] as number)
      words[n] = word
      hash = Math.imul(hash, HASH_FACTOR) ^ word
    }
    words[n] = bytes.getInt32(lastOfHead) & (masks[n] as number)
    hash = Math.imul(hash, HASH_FACTOR) ^ (words[n++] as number)
    if (this.#tail === 0) return hash
    const lastOfTail = end - WORD_BYTES
    for (let at = end - this.#tail; at < lastOfTail; at += WORD_BYTES, n++) {
      const word = bytes.getInt32(at)
      words[n] = word
      hash = Math.imul(hash, HASH_FACTOR) ^ word
    }
    words[n] = bytes.getInt32(lastOfTail) & (masks[n] as number)
    return Math.imul(hash, HASH_FACTOR) ^ (words[n] as number)
  }

  /** Writes a line's values into its template. Returns false if one is no time, or no amount. */
  #fill(template: LineTemplate<P>, bytes: DataView, start: number, end: number): boolean {
    const { clocks, amount } = this.#fields
    for (let i = 0; i < clocks.length; i++) {
      const { at, digits } = clocks[i] as VariableFields['clocks'][number]
      const dayUs = readClock(bytes, start + at, digits)
      if (dayUs < 0) return false
      const { stamp, midnightUs } = template.clocks[i] as LineTemplate<P>['clocks'][number]
      stamp.civilUs = midnightUs + dayUs
    }
    if (amount === null) return true
    const value = readAmount(amount.of, bytes, start + this.#head, end - this.#tail)
    template.measured[amount.of] = value
    return value >= 0
  }
}

/** The FNV prime. */
const HASH_FACTOR = 0x01000193

function headOf({ amount }: VariableFields, line: DataView): number {
  return amount ? amount.at : line.byteLength
}

function masksOf({ clocks }: VariableFields, head: number, tail: number): Int32Array {
  const bytes = Buffer.alloc(head, 0xff)
  for (const { at, digits } of clocks) {
    for (const part of [at, at + 3, at + 6]) bytes.fill(0, part, part + 2)
    bytes.fill(0, at + 9, at + 9 + digits)
  }
  const masks: number[] = []
  for (let at = 0; at < head; at += WORD_BYTES) masks.push(bytes.readInt32BE(Math.min(at, head - WORD_BYTES)))
  for (let at = 0; at < tail; at += WORD_BYTES) masks.push(-1)
  // In a tail shorter than a word only its own bytes count.
  if (tail > 0 && tail < WORD_BYTES) masks[masks.length - 1] = 2 ** (8 * tail) - 1
  return Int32Array.from(masks)
}

function areEqual(a: Int32Array, b: Int32Array): boolean {
  for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false
  return true
}
