/**
 * Integers in few characters: zigzag varints in base64. Runs in Node and in the HTML page.
 *
 * Authority: Protocol Buffers, encoding of `sint64`. Values are safe integers, so arithmetic replaces shifts.
 */

/** Encodes integers; about one character for each five bits. */
export function encodeVarints(values: readonly number[]): string {
  const bytes: number[] = []
  for (const value of values) {
    let rest = value < 0 ? -2 * value - 1 : 2 * value
    while (rest >= 128) {
      bytes.push((rest % 128) + 128)
      rest = Math.floor(rest / 128)
    }
    bytes.push(rest)
  }
  return Buffer.from(bytes).toString('base64')
}

export function decodeVarints(text: string): Float64Array {
  const bytes = atob(text)
  let count = 0
  for (let i = 0; i < bytes.length; i++) if (bytes.charCodeAt(i) < 128) count++
  const values = new Float64Array(count)
  let [at, value, unit] = [0, 0, 1]
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes.charCodeAt(i)
    value += (byte % 128) * unit
    unit *= 128
    if (byte >= 128) continue
    values[at++] = value % 2 === 0 ? value / 2 : -(value + 1) / 2
    value = 0
    unit = 1
  }
  return values
}
