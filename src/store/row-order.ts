/**
 * Which rows of columns are meant, and in which order.
 */

/** Numbers of rows, in some order. */
export interface RowOrder {
  readonly length: number
  /** The n-th, from 0; n below the length. */
  row(n: number): number
  /** Tells each, in their order: many times as fast as to ask for one after the other. */
  each(tell: (row: number) => void): void
}

/** The first so many rows, in the order of their numbers. */
export function firstRows(length: number): RowOrder {
  return {
    length,
    row: (n) => n,
    each(tell) {
      for (let row = 0; row < length; row++) tell(row)
    },
  }
}

/** The rows that are listed. */
export function listedRows(rows: Uint32Array): RowOrder {
  return {
    length: rows.length,
    row: (n) => rows[n] as number,
    each(tell) {
      for (const row of rows) tell(row)
    },
  }
}
