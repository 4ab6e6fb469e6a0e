/** Groups values by a key. */

/** Returns the values of each key, in the order given; a value with the key null is in no group. */
export function groupBy<K, T>(values: Iterable<T>, keyOf: (value: T) => K | null): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const value of values) {
    const key = keyOf(value)
    if (key === null) continue
    const group = groups.get(key)
    if (group) group.push(value)
    else groups.set(key, [value])
  }
  return groups
}
