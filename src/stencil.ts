/**
 * A line laid over others: what a process prints over and over differs in the digits of its clocks and in how long a
 * request took, and in nothing else.
 *
 * Enter: lines as bytes, and those that had to be read as text with what they said. Leaves: what a line says that
 * differs from an earlier one in such digits only, and that it does not.
 */
import type { NamedFinding } from './grammars/index.ts'
import { HOUR_US, MINUTE_US, SECOND_US } from './time.ts'
import {
  type ClockHole,
  type CountHole,
  type Holes,
  holesOf,
  isSame,
  type Meaning,
  meaningOf,
} from './trial.ts'
import type { Stamp } from './types.ts'

/** Longer lines are always read as text: an honest failure with its error has 600 characters. */
const MAX_LENGTH = 2048

/** So many stencils of one length; the one that fitted longest ago gives way. */
const MAX_ALIKE = 8

const WORD_BYTES = 4

/** Lines of so many lengths are remembered at once. */
const MAX_LENGTHS = 256

/** A trial takes as long as twenty lines. After each in vain twice as many lines are not tried, up to so many. */
const MAX_PAUSE = 1024

/** One line, for all that are like it. `T` is who says it. */
export class Stencil<T> {
  readonly teller: T
  /** What stands around the message, and what is said: by the line that fitted last. */
  readonly meaning: Meaning
  /** The line in words of four bytes, the last ones overlapping; in holes it and its mask are 0. */
  readonly #words: Int32Array
  readonly #masks: Int32Array
  readonly #lastWordAt: number
  readonly #clocks: readonly { readonly hole: ClockHole; readonly stamp: { civilUs: number } }[]
  readonly #count: { readonly hole: CountHole; readonly finding: { latencyMs: number } } | null

  /** Of `text`, which means `meaning`: a copy of that is kept. */
  constructor(text: string, meaning: Meaning, holes: Holes, teller: T) {
    const stamps = meaning.stamps.map((stamp): Stamp => ({ ...stamp }))
    const findings = meaning.findings.map((finding): NamedFinding => ({ ...finding }))
    this.teller = teller
    this.meaning = { ...meaning, stamps, findings }
    const { clocks, count } = holes
    this.#clocks = clocks.map((hole) => ({ hole, stamp: stamps[hole.stamp] as { civilUs: number } }))
    this.#count = count && { hole: count, finding: findings[0] as unknown as { latencyMs: number } }
    const { words, masks } = wordsOf(text, holes)
    this.#words = words
    this.#masks = masks
    this.#lastWordAt = text.length - WORD_BYTES
  }

  /** Whether the line at `start`, as long as this one, is like it: then `meaning` is what it says. */
  fits(bytes: DataView, start: number): boolean {
    const words = this.#words
    const masks = this.#masks
    const last = words.length - 1
    let at = start
    for (let n = 0; n < last; n++, at += WORD_BYTES)
      if ((bytes.getInt32(at) & (masks[n] as number)) !== words[n]) return false
    if ((bytes.getInt32(start + this.#lastWordAt) & (masks[last] as number)) !== words[last]) return false
    for (const { hole, stamp } of this.#clocks) {
      const dayUs = clockAt(bytes, start + hole.at, hole.digits)
      if (dayUs < 0) return false
      stamp.civilUs = hole.midnightUs + dayUs
    }
    if (this.#count === null) return true
    const { hole, finding } = this.#count
    finding.latencyMs = numberAt(bytes, start + hole.at, hole.digits)
    return finding.latencyMs >= 0
  }
}

/** The stencils of one source. */
export class Stencils<T> {
  /** By the length of their lines; what fitted last stands first. */
  readonly #stencils = new Map<number, Stencil<T>[]>()
  /** By length, the line that was read as text last. */
  readonly #seen = new Map<number, string>()
  /** What was looked at last, and the words in it. */
  #bytes: Uint8Array = new Uint8Array()
  #view: DataView = viewOf(this.#bytes)
  #inVain = 0
  #pause = 0

  /** What `bytes[start, end)` is like: to be read before the next is asked for. Undefined: nothing that is known. */
  fitting(bytes: Uint8Array, start: number, end: number): Stencil<T> | undefined {
    const alike = this.#stencils.get(end - start)
    if (alike === undefined) return undefined
    if (this.#bytes !== bytes) {
      this.#bytes = bytes
      this.#view = viewOf(bytes)
    }
    for (let n = 0; n < alike.length; n++) {
      const stencil = alike[n] as Stencil<T>
      if (!stencil.fits(this.#view, start)) continue
      if (n > 0) {
        alike.splice(n, 1)
        alike.unshift(stencil)
      }
      return stencil
    }
    return undefined
  }

  /** A line that was read as text, by itself and to its end, in which `teller` said something. */
  see(text: string, teller: T): void {
    if (this.#pause > 0) {
      this.#pause--
      return
    }
    const { length } = text
    if (length > MAX_LENGTH) return
    const before = this.#seen.get(length)
    if (before === undefined && this.#seen.size === MAX_LENGTHS) this.#seen.clear()
    this.#seen.set(length, text)
    if (before === undefined || !differInDigits(before, text)) return
    const stencil = stencilOf(text, before, teller)
    if (!stencil) this.#pause = Math.min(2 ** this.#inVain++, MAX_PAUSE)
    else {
      this.#inVain = 0
      this.#keep(stencil, length)
    }
  }

  #keep(stencil: Stencil<T>, length: number): void {
    const alike = this.#stencils.get(length) ?? []
    if (alike.length === 0 && this.#stencils.size === MAX_LENGTHS) this.#stencils.clear()
    if (alike.length === MAX_ALIKE) alike.pop()
    alike.unshift(stencil)
    this.#stencils.set(length, alike)
  }
}

/** The stencil of `text`, where the line `before` is like it; undefined where it is not. */
function stencilOf<T>(text: string, before: string, teller: T): Stencil<T> | undefined {
  const meaning = meaningOf(text)
  if (!meaning) return undefined
  const stencil = new Stencil(text, meaning, holesOf(text, meaning), teller)
  const isLike =
    stencil.fits(viewOf(Buffer.from(before, 'latin1')), 0) && isSame(meaningOf(before), stencil.meaning)
  return isLike ? stencil : undefined
}

/** Of two texts of one length. */
function differInDigits(one: string, other: string): boolean {
  for (let i = 0; i < one.length; i++) {
    const a = one.charCodeAt(i)
    const b = other.charCodeAt(i)
    if (a !== b && !(a >= 48 && a <= 57 && b >= 48 && b <= 57)) return false
  }
  return true
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

/** A line that has a clock is longer than a word. */
function wordsOf(text: string, { clocks, count }: Holes): { words: Int32Array; masks: Int32Array } {
  const literal = Buffer.from(text, 'latin1')
  const mask = Buffer.alloc(text.length, 0xff)
  for (const { at, digits } of clocks) {
    for (const part of [at, at + 3, at + 6]) mask.fill(0, part, part + 2)
    mask.fill(0, at + 9, at + 9 + digits)
  }
  if (count) mask.fill(0, count.at, count.at + count.digits)
  const words = new Int32Array(Math.ceil(text.length / WORD_BYTES))
  const masks = words.map((_word, n) => mask.readInt32BE(Math.min(n * WORD_BYTES, text.length - WORD_BYTES)))
  for (const [n, m] of masks.entries())
    words[n] = literal.readInt32BE(Math.min(n * WORD_BYTES, text.length - WORD_BYTES)) & m
  return { words, masks }
}

/** Microseconds since midnight, a fraction cut to them; −1 where it is no time of a day. */
function clockAt(bytes: DataView, at: number, digits: number): number {
  const hour = numberAt(bytes, at, 2)
  const minute = numberAt(bytes, at + 3, 2)
  const second = numberAt(bytes, at + 6, 2)
  const micros = numberAt(bytes, at + 9, Math.min(digits, 6))
  // A leap second is read as text, as everything rare is.
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || micros < 0) return -1
  for (let i = 6; i < digits; i++) if (numberAt(bytes, at + 9 + i, 1) < 0) return -1
  const scaled = digits < 6 ? micros * 10 ** (6 - digits) : micros
  return hour * HOUR_US + minute * MINUTE_US + second * SECOND_US + scaled
}

/** The number in so many decimal digits; −1 where one of them is none. */
function numberAt(bytes: DataView, at: number, digits: number): number {
  let value = 0
  for (let i = at; i < at + digits; i++) {
    const digit = bytes.getUint8(i) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}
