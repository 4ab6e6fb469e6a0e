/**
 * Row numbers in, the same in few bits out: which rows of a node's answers are its renewals.
 *
 * Enters: different row numbers. Leaves: the n-th of them. Rising ones, as nearly all are, take a bit and an
 * eighth for each row up to the last.
 */
const WORD_BITS = 32
/** So many words are counted together. */
const GROUP_WORDS = 8

export interface RowSet {
  readonly length: number
  /** The n-th row, from 0; n below the length. */
  row(n: number): number
}

export function rowSet(rows: Uint32Array): RowSet {
  for (let n = 1; n < rows.length; n++)
    if ((rows[n] as number) <= (rows[n - 1] as number)) return new Listed(rows.slice())
  return new Rising(rows)
}

class Listed implements RowSet {
  readonly #rows: Uint32Array

  constructor(rows: Uint32Array) {
    this.#rows = rows
  }

  get length(): number {
    return this.#rows.length
  }

  row(n: number): number {
    return this.#rows[n] as number
  }
}

class Rising implements RowSet {
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
}

function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
