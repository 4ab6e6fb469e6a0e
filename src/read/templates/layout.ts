/**
 * Where lines of one kind have their holes, and the templates of those that were met: what is the same in each.
 *
 * Enter: lines as bytes. Leaves: the template that a line differs from in its holes only, with what stands there filled in.
 */
import { readAmount, readClock } from '../../bytes/ascii-numbers.ts'
import type { ParsedLine, VariableFields } from './infer.ts'

const WORD_BYTES = 4

/** Longest amount: a Go duration to the nanosecond has up to twenty characters. */
const MAX_AMOUNT = 24

/** So many templates whose words have one hash; the one that was cut first gives way. */
const MAX_ALIKE = 8

/** So many lines without a template are counted at once. */
const MAX_UNMATCHED = 24_576

/** One line, for all that are like it. `T` is who says it. */
export interface CachedTemplate<T> {
  readonly teller: T
  /** What stands around the message, and what is said: by the line that fitted last. */
  readonly meaning: ParsedLine
}

/** A template with what is needed to lay it on. */
interface LineTemplate<T> extends CachedTemplate<T> {
  /** What must be the same; in holes 0. */
  readonly words: Int32Array
  /** Of each clock the stamp that it is, which is written over, and that stamp's `civilUs` at midnight. */
  readonly clocks: readonly { readonly stamp: { civilUs: number }; readonly midnightUs: number }[]
  /** The finding whose amount is written over. */
  readonly measured: Record<string, unknown>
}

export class Layout<T> {
  /** When a line fitted last, as the owner counts. */
  usedAt = 0
  /** How many templates it has. */
  size = 0
  readonly #holes: VariableFields
  /** Bytes before the amount, and behind it; without one the line is all head. */
  readonly #head: number
  readonly #tail: number
  /** Of the words of head and tail, four bytes each, the last of either overlapping the one before: 0 in holes. */
  readonly #masks: Int32Array
  /** The words of the line that is looked at. */
  readonly #words: Int32Array
  /** The head's last word and the tail's first. Where others stand, the holes are elsewhere. */
  readonly #lastOfHead: number
  readonly #lastMask: number
  readonly #firstOfTail: number
  /** By the hash of their words. */
  readonly #cuts = new Map<number, LineTemplate<T>[]>()
  readonly #strangers = new Map<number, number>()

  /** Of `line`, the first with these holes. */
  constructor(holes: VariableFields, line: DataView) {
    this.#holes = holes
    this.#head = headOf(holes, line)
    this.#tail = holes.amount?.tail ?? 0
    this.#masks = masksOf(holes, this.#head, this.#tail)
    this.#words = new Int32Array(this.#masks.length)
    this.#read(line, 0, line.byteLength)
    const headWords = Math.ceil(this.#head / WORD_BYTES)
    this.#lastOfHead = this.#words[headWords - 1] as number
    this.#lastMask = this.#masks[headWords - 1] as number
    this.#firstOfTail = this.#words[headWords] ?? 0
  }

  /** Whether `line`, which has these holes, has them where this layout has them, and the same next to the amount. */
  isOf(holes: VariableFields, line: DataView): boolean {
    return JSON.stringify(holes) === JSON.stringify(this.#holes) && this.mayFit(line, 0, line.byteLength)
  }

  /** Whether `bytes[start, end)` could be like one of its lines, by its length and what stands next to the amount. */
  mayFit(bytes: DataView, start: number, end: number): boolean {
    const width = end - start - this.#head - this.#tail
    if (this.#holes.amount ? width < 1 || width > MAX_AMOUNT : width !== 0) return false
    const last = bytes.getInt32(start + this.#head - WORD_BYTES) & this.#lastMask
    if (last !== this.#lastOfHead) return false
    return this.#tail < WORD_BYTES || bytes.getInt32(end - this.#tail) === this.#firstOfTail
  }

  /** The template of a line that `mayFit`; undefined: there is none. */
  fitting(bytes: DataView, start: number, end: number): CachedTemplate<T> | undefined {
    const cut = this.#cutOf(this.#read(bytes, start, end))
    return cut && this.#fill(cut, bytes, start, end) ? cut : undefined
  }

  /** How often a line that `mayFit` but has no template was met, this time included. */
  meet(line: DataView): number {
    const hash = this.#read(line, 0, line.byteLength)
    const times = (this.#strangers.get(hash) ?? 0) + 1
    if (this.#strangers.size === MAX_UNMATCHED) this.#strangers.clear()
    this.#strangers.set(hash, times)
    return times
  }

  /** Cuts a template of `line`, which means `meaning`, a copy of which is kept. False: it has one, or can have none. */
  cut(line: DataView, meaning: ParsedLine, teller: T): boolean {
    const hash = this.#read(line, 0, line.byteLength)
    this.#strangers.delete(hash)
    const dayUs = this.#holes.clocks.map(({ at, digits }) => readClock(line, at, digits))
    // In a leap second it can't be told when the day began.
    if (this.#cutOf(hash) || dayUs.some((us) => us < 0)) return false
    const stamps = meaning.stamps.map((stamp) => ({ ...stamp }))
    const findings = meaning.findings.map((finding) => ({ ...finding }))
    const clocks = this.#holes.clocks.map((hole, i) => {
      const stamp = stamps[hole.stamp] as { civilUs: number }
      return { stamp, midnightUs: stamp.civilUs - (dayUs[i] as number) }
    })
    const measured = findings[0] as unknown as Record<string, unknown>
    const words = this.#words.slice()
    const alike = this.#cuts.get(hash) ?? []
    if (alike.length === MAX_ALIKE) alike.shift()
    else this.size++
    alike.push({ teller, meaning: { ...meaning, stamps, findings }, words, clocks, measured })
    this.#cuts.set(hash, alike)
    return true
  }

  #cutOf(hash: number): LineTemplate<T> | undefined {
    const cuts = this.#cuts.get(hash)
    if (cuts) for (const cut of cuts) if (areSame(cut.words, this.#words)) return cut
    return undefined
  }

  /** Takes the words of a line, and their hash. */
  #read(bytes: DataView, start: number, end: number): number {
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

  /** Writes what stands in the holes of a line into its template. False: it is no time, or no amount. */
  #fill(cut: LineTemplate<T>, bytes: DataView, start: number, end: number): boolean {
    const { clocks, amount } = this.#holes
    for (let i = 0; i < clocks.length; i++) {
      const { at, digits } = clocks[i] as VariableFields['clocks'][number]
      const dayUs = readClock(bytes, start + at, digits)
      if (dayUs < 0) return false
      const { stamp, midnightUs } = cut.clocks[i] as LineTemplate<T>['clocks'][number]
      stamp.civilUs = midnightUs + dayUs
    }
    if (amount === null) return true
    const value = readAmount(amount.of, bytes, start + this.#head, end - this.#tail)
    cut.measured[amount.of] = value
    return value >= 0
  }
}

/** FNV's prime. */
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
  // Of a tail shorter than a word only its own bytes count.
  if (tail > 0 && tail < WORD_BYTES) masks[masks.length - 1] = 2 ** (8 * tail) - 1
  return Int32Array.from(masks)
}

function areSame(a: Int32Array, b: Int32Array): boolean {
  for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false
  return true
}
