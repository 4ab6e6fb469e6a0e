/** Binary search over positions in sorted data. */

/**
 * Returns the first index in [0, length) for which `test` holds, or `length` if it holds for none. `test` must be
 * false up to some index and true from there on.
 */
export function firstIndexWhere(length: number, test: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (test(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Returns the first of sorted numbers that is at least `least`; undefined: all are less. */
export function firstAtLeast(sorted: readonly number[], least: number): number | undefined {
  return sorted[firstIndexWhere(sorted.length, (i) => (sorted[i] as number) >= least)]
}
