/**
 * A selection of rows, as a bitmap with rank and select: which requests of a node are renewals.
 *
 * Takes row numbers, each once; returns the n-th of those selected. Rising numbers, as nearly all are, take a bit and an
 * eighth for each row up to the last; a selection of all rows takes nothing.
 */
import { firstIndexWhere } from '../bytes/binary-search.ts'
import { listedRows, type RowOrder } from './row-order.ts'

const WORD_BITS = 32
/** Words that share a count of the selected rows before them: a larger group takes less memory, and longer to search. */
const GROUP_WORDS = 8

/** Returns the rows for which `test` holds, in their order. */
export function chosenRows(rows: RowOrder, test: (row: number) => boolean): RowOrder {
  const chosen = new Uint32Array(rows.length)
  let length = 0
  let isRising = true
  rows.each((row) => {
    if (!test(row)) return
    if (length > 0 && row <= (chosen[length - 1] as number)) isRising = false
    chosen[length++] = row
  })
  if (length === rows.length) return rows
  if (isRising) return new RowBitmap(chosen.subarray(0, length))
  return listedRows(chosen.slice(0, length))
}

/** Rising row numbers. */
class RowBitmap implements RowOrder {
  readonly length: number
  /** One bit for each row. */
  readonly #words: Uint32Array
  /** Count of selected rows before each group of words. */
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
    const group = firstIndexWhere(this.#before.length, (index) => (this.#before[index] as number) > n) - 1
    let left = n - (this.#before[group] as number)
    let i = group * GROUP_WORDS
    let word = this.#words[i] as number
    for (let bits = bitsIn(word); bits <= left; bits = bitsIn(word)) {
      left -= bits
      word = this.#words[++i] as number
    }
    for (; left > 0; left--) word &= word - 1
    return i * WORD_BITS + 31 - Math.clz32(word & -word)
  }

  each(visit: (row: number) => void): void {
    for (let i = 0; i < this.#words.length; i++)
      for (let word = this.#words[i] as number; word !== 0; word &= word - 1)
        visit(i * WORD_BITS + 31 - Math.clz32(word & -word))
  }
}

/** Population count. */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
