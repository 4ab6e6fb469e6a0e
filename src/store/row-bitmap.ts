/**
 * Which rows of a node's answers are its renewals, in few bits.
 *
 * Enter: row numbers, each once. Leaves: the n-th of those chosen. Rising ones, as nearly all are, take a bit and
 * an eighth for each row up to the last; where all are chosen, nothing.
 */
import { listedRows, type RowOrder } from './row-order.ts'

const WORD_BITS = 32
/** So many words are counted together. */
const GROUP_WORDS = 8

/** Those of `rows` that `isMeant`, in their order. */
export function chosenRows(rows: RowOrder, isMeant: (row: number) => boolean): RowOrder {
  const chosen = new Uint32Array(rows.length)
  let length = 0
  let isRising = true
  rows.each((row) => {
    if (!isMeant(row)) return
    if (length > 0 && row <= (chosen[length - 1] as number)) isRising = false
    chosen[length++] = row
  })
  if (length === rows.length) return rows
  if (isRising) return new Rising(chosen.subarray(0, length))
  return listedRows(chosen.slice(0, length))
}

class Rising implements RowOrder {
  readonly length: number
  /** A bit for each row. */
  readonly #words: Uint32Array
  /** By group of words, how many rows lie before it. */
  readonly #before: Uint32Array

  constructor(rows: Uint32Array) {
    this.length = rows.length
    const all = rows.length === 0 ? 0 : (rows[rows.length - 1] as number) + 1
    this.#words = new Uint32Array(Math.ceil(all / WORD_BITS))
    for (const row of rows)
      this.#words[row >>> 5] = (this.#words[row >>> 5] as number) | (1 << (row % WORD_BITS))
    this.#before = new Uint32Array(Math.ceil(this.#words.length / GROUP_WORDS))
    let count = 0
    for (const [i, word] of this.#words.entries()) {
      if (i % GROUP_WORDS === 0) this.#before[i / GROUP_WORDS] = count
      count += bitsIn(word)
    }
  }

  row(n: number): number {
    let low = 0
    let high = this.#before.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.#before[middle] as number) <= n) low = middle
      else high = middle - 1
    }
    let left = n - (this.#before[low] as number)
    let i = low * GROUP_WORDS
    let word = this.#words[i] as number
    for (let bits = bitsIn(word); bits <= left; bits = bitsIn(word)) {
      left -= bits
      word = this.#words[++i] as number
    }
    for (; left > 0; left--) word &= word - 1
    return i * WORD_BITS + 31 - Math.clz32(word & -word)
  }

  each(tell: (row: number) => void): void {
    for (let i = 0; i < this.#words.length; i++)
      for (let word = this.#words[i] as number; word !== 0; word &= word - 1)
        tell(i * WORD_BITS + 31 - Math.clz32(word & -word))
  }
}

function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
