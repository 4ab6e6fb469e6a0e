import { describe, expect, it } from 'vitest'
import { XzReadableStream } from 'xz-decompress'
import { byMagic, decode, inPieces } from '../../support/decode.ts'

const LINE = 'lease renewed\n'
const stored = (base64: string): Buffer => Buffer.from(base64, 'base64')

// A hundred thousand lines by `xz`, and a thousand times that by `xz` once more.
const XZ = [
  '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM9Vy/ARpdADYZSEm0ItI1bRSfBYtfCYE5G5KEFeg4jmp7OGSCjVDHyIPRl4LiKKuyDwkO',
  'oLox+cNz8MGz/QhzM41ykeOCyDuL1HOiDssMSiz5FLMbEDjC+OYZhX/Wupr8vdBV16ZdgTwsLKun3ZOg5stcTRvUV3NtpuHI/nkh',
  'tagzj2KEfVpRYpJ0SVzEbbKS56DIzgcE7p/epULLiD9cAI/QTq8mKJRxHz2PJOFwnqcjX+woy4XRlZiKfiqR8id19xnABphNmP3Y',
  'r9WQD8QlU/j1kTYxBaWw7m/BcE1HDNGREaqtYB26zrEnGFxZhulmUli+6XasWeTlWwUI+cfarfz7Uit0zR5bIEL53VM9+ClkCTuA',
  'yyps37U78MSWm1y2AAAAAEg495jL5R2DAAG2AsC5VQBd9QgOscRn+wIAAAAABFla',
].join('')
const XZ_IN_XZ = [
  '/Td6WFoAAATm1rRGAgAhAQwAAACPmEGc5U9fAd9dAH6Ny0WC5oAABa5xn/xSYd61/TGlNIEK+XLA3hGGk6s5M0HSJ+DrEXeyXnJ7',
  'eyaH+62wJZ7mjo+uYo0lXvtR3JZmy17RSK8oquoqCiEsprt/5DIaGfMTLKmkuogUoy8s9IeJkXkWQBLLJACkbmyQwEX5e9t6KjxM',
  'H43h2hJfu002Zj6wMPCG1kg3CO8xLYFaowPKFPZT1/IbXzGLVzqWdWX7LYjW7NrIyzkNQSyKiUeKoBevlxOUO1h6AlaCD1dgQjwY',
  'S4xOsbvldOUmK1M0pHvmvaYcpt9Yts+ONugG+yI5rCUoPvWV0peV2jIVgSHK/Aeq7sa7OFSjeQ/p0pljSIpnuqf5yQ4XHVB5e3+9',
  '7uZgWe87OVMmG3K9kNNWdxhpzbi6m3WthEc7ZXiMn5OOg1kTcaFEnnfIb/HSOVRmhnidGeA/V2FWidmvmY9e6VlMwQK2lvQuhcQm',
  'iOt39BJIDUgEOvxy2U3DFuDOBfMwiDMmf6v6rLcNw70PrBOx5WrOZz7ipv+28S4gOodkI+nvc2ZerIB7rUwpHdreEZStIstuM5YC',
  'PcFPOpfUg/aqSLhpQ6U+HhAGqy5yhUeCtbfeYcDWfZeLtTHSsdhth3YffW4dPZGZNGwDRRkTg2iNfDMAAAD5G7UE14zCAwAB+wPg',
  'nhUAAXXn7bHEZ/sCAAAAAARZWg==',
].join('')

/** Reads one chunk and stops, as a search for the file format does. */
async function readBeginning(bytes: Buffer): Promise<void> {
  for await (const _ of byMagic(inPieces(bytes, 1000), () => expect.unreachable())) break
}

describe('unxz', () => {
  it('decompresses a file of which the beginning was read before', async () => {
    await readBeginning(stored(XZ))
    const [output, problems] = await decode(byMagic, stored(XZ))
    expect([output.toString(), problems]).toEqual([LINE.repeat(100_000), []])
  })

  it('decompresses xz inside xz', async () => {
    let bytes = 0
    for await (const chunk of byMagic(inPieces(stored(XZ_IN_XZ), 1000), () => expect.unreachable())) {
      bytes += chunk.length
      if (bytes > 10_000_000) break
    }
    expect(bytes).toBeGreaterThan(10_000_000)
  })

  it('frees its memory when the consumer stops early', async () => {
    interface WasmOwner {
      readonly _moduleInstance: { readonly exports: { readonly memory: { readonly buffer: ArrayBuffer } } }
    }
    const { memory } = (XzReadableStream as unknown as WasmOwner)._moduleInstance.exports
    await readBeginning(stored(XZ))
    const before = memory.buffer.byteLength
    for (let i = 0; i < 20; i++) await readBeginning(stored(XZ))
    expect(memory.buffer.byteLength).toBe(before)
  })
})
