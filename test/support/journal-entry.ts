/** Makes entries of journalctl's export format. */

/** An entry as journalctl 252 exports it. A Buffer is a binary field; `declaredLength` replaces its true length. */
export function exportEntry(
  i: number,
  fields: [name: string, value: string | Buffer, declaredLength?: number][],
): Buffer {
  const stamp = `__REALTIME_TIMESTAMP=174194763${i}123456\n`
  const parts: Buffer[] = [Buffer.from(`__CURSOR=s=aaaa;i=${i}\n${stamp}`)]
  for (const [name, value, declaredLength] of fields) {
    if (typeof value === 'string') parts.push(Buffer.from(`${name}=${value}\n`))
    else {
      const length = Buffer.alloc(8)
      length.writeBigUInt64LE(BigInt(declaredLength ?? value.length))
      parts.push(Buffer.from(`${name}\n`), length, value, Buffer.from('\n'))
    }
  }
  return Buffer.concat([...parts, Buffer.from('\n')])
}
