/** Compressed bytes of each sort, up to where they are cut, broken or made to burst. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { XzReadableStream } from 'xz-decompress'
import type { SourceEvents } from '../../../src/model/index.ts'
import { unbzip2 } from '../../../src/sources/decompress/bzip2.ts'
import { decompressed } from '../../../src/sources/decompress/index.ts'

type Decoder = (bytes: AsyncIterable<Buffer>, problem: SourceEvents['problem']) => AsyncIterable<Buffer>

const plain: Decoder = (bytes, problem) => decompressed(bytes, problem, null)
const stored = (base64: string): Buffer => Buffer.from(base64, 'base64')

async function* inPieces(bytes: Buffer, pieceBytes: number): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

/** All that comes out, and what is told. */
async function decode(decoder: Decoder, bytes: Buffer, pieceBytes = 1000): Promise<[Buffer, string[]]> {
  const told: string[] = []
  const output: Buffer[] = []
  const problem: SourceEvents['problem'] = (code, _line, excerpt) => told.push(`${code}: ${excerpt}`)
  for await (const piece of decoder(inPieces(bytes, pieceBytes), problem)) output.push(Buffer.from(piece))
  return [Buffer.concat(output), told]
}

test.each(['bz2', 'xz', 'zst'])('a log as .%s is read as it was', async (ending) => {
  const lines = readFileSync('samples/network-cut/logs/kubelet.log', 'utf8').split('\n').slice(224, 262)
  const [output, told] = await decode(plain, readFileSync(`test/support/data/kubelet.log.${ending}`))
  expect([output.toString(), told]).toEqual([`${lines.join('\n')}\n`, []])
})

const RENEWED = 'lease renewed\n'

describe('bzip2', () => {
  /** Runs of the i-th byte, which bzip2 stores as four and a length of 255 at most; then every byte. */
  const runs = Buffer.concat([
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 254, 255, 256, 257, 258, 259, 260, 261, 262, 263, 264, 265].map(
      (length, i) => Buffer.alloc(length, i),
    ),
    ...[510, 518, 519, 1040].map((length, i) => Buffer.alloc(length, 23 + i)),
    Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  ])
  // These, compressed by `bzip2 -9`; the line ten thousand times by `bzip2 -1`, which are two blocks; 100 MB of NUL.
  const RUNS = [
    'QlpoOTFBWSZTWVkTs7UAAAB/////////////////////////////////////////////sAE4YYygAmACYAmTACMAIwJgjAAAIwAA',
    'AgwmjAATAAJgAAAAAATAAACZGJg0bQ1CBiTAATAAEwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGiEgTSGCeaaiNNDEAAAAG',
    'gDJoAaAMgAAAAAANAANAyMgANAAGmIGgAABoBoDQAH+eFjSo2TylmDaPTQlBs9tCarN3xdsTszmrh03J3ZvK7cndk9tidlmZNFLE',
    'yUs+BR/pwEH+1waEB0kwgwhgBBvzBKSgGbBJXQEmwSnKAk2CU4QEmwSnCAk3RKcoCTXJS6Ak3Kn4BJh9JJGAgw+kkNUAJMPRKAao',
    'ACTITicv86gJ3PJ7AwUHPicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eX2Bh',
    'YmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp+goaKjpKWmp6ipqqus',
    'ra6vsLGys7S1tre4ubq7vL2+v8DBwsPExcbHyMnKy8zNzs/Q0dLT1NXW19jZ2tvc3d7f4OHi4+Tl5ufo6err7O3uBECRQXX2dv7/',
    'gr+hBBBChIgEEEOH6gBcMAGAA6w/+//d3i7kinChILInZ2o=',
  ].join('')
  const BLOCKS = [
    'QlpoMTFBWSZTWR+SuIYAfYjRgAAQQAAmBRiAIACQIAYCaqgybU8SgT1UQpcigTcUCYlAmJQJiUCdfJQJtKBORQJkUCdpQJ+YoKyT',
    'Kazw6+AbgBZU6MAACCAAEwKMQBAAOCAGAmqoMm1PCSi9ASq5JKLckosJKLJJRbwkoupJRbJKLkkosklF2SUX4u5IpwoSG95WJ2A=',
  ].join('')
  const BOMB = [
    'QlpoOTFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1nE',
    'YApVAD7RQALAAABAAAggADDMCapppUiDaipEHi7kinChIcCoiS4=',
  ].join('')

  test.each([1, 7, 1000])('gives back what it was, read in pieces of %i bytes', async (pieceBytes) => {
    expect(await decode(unbzip2, stored(RUNS), pieceBytes)).toEqual([runs, []])
    const streams = Buffer.concat([stored(BLOCKS), stored(RUNS), stored(BLOCKS)])
    const text = Buffer.from(RENEWED.repeat(10_000))
    expect(await decode(unbzip2, streams, pieceBytes)).toEqual([Buffer.concat([text, runs, text]), []])
  })

  test('that is cut gives whole blocks, and tells it, at every cut', async () => {
    const whole = stored(BLOCKS)
    const lengths = new Set<number>()
    for (let cut = 1; cut < whole.length; cut++) {
      const [output, told] = await decode(unbzip2, whole.subarray(0, cut))
      expect(told).toEqual(['truncated-input: the bzip2 data ends too early'])
      lengths.add(output.length)
    }
    expect([...lengths]).toEqual([0, expect.closeTo(100_000, -4), 140_000])
  })

  test('with any bit turned is told to be broken, or is what it was', async () => {
    const whole = stored(RUNS)
    let broken = 0
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const turned = Buffer.from(whole)
      turned[bit >> 3] = (turned[bit >> 3] as number) ^ (1 << (bit & 7))
      const [output, told] = await decode(unbzip2, turned)
      if (told.length === 0) expect(output).toEqual(runs)
      else broken++
    }
    expect(broken).toBeGreaterThan(whole.length * 7)
  })

  test('with something behind it is read, and that is told', async () => {
    const [output, told] = await decode(unbzip2, Buffer.concat([stored(RUNS), Buffer.from('garbage')]))
    expect([output, told]).toEqual([runs, ['broken-archive: the bzip2 data is broken: what follows is none']])
  })

  test('made to burst comes in pieces, as they are asked for', async () => {
    const bomb = stored(BOMB)
    let bytes = 0
    for await (const piece of unbzip2(inPieces(bomb, bomb.length), () => expect.unreachable())) {
      expect(piece.length).toBeLessThanOrEqual(256 * 1024)
      bytes += piece.length
      if (bytes > 1_000_000) break
    }
    expect(bytes).toBeLessThan(2_000_000)
  })
})

describe('xz', () => {
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

  /** As somebody does who looks what sort of file it is. */
  async function readBeginning(bytes: Buffer): Promise<void> {
    for await (const _ of plain(inPieces(bytes, 1000), () => expect.unreachable())) break
  }

  test('gives back what it was, after somebody read the beginning only', async () => {
    await readBeginning(stored(XZ))
    const [output, told] = await decode(plain, stored(XZ))
    expect([output.toString(), told]).toEqual([RENEWED.repeat(100_000), []])
  })

  test('may hold xz', async () => {
    let bytes = 0
    for await (const piece of plain(inPieces(stored(XZ_IN_XZ), 1000), () => expect.unreachable())) {
      bytes += piece.length
      if (bytes > 10_000_000) break
    }
    expect(bytes).toBeGreaterThan(10_000_000)
  })

  test('leaves no memory behind where its beginning only is read', async () => {
    interface Shared {
      readonly _moduleInstance: { readonly exports: { readonly memory: { readonly buffer: ArrayBuffer } } }
    }
    const { memory } = (XzReadableStream as unknown as Shared)._moduleInstance.exports
    await readBeginning(stored(XZ))
    const before = memory.buffer.byteLength
    for (let i = 0; i < 20; i++) await readBeginning(stored(XZ))
    expect(memory.buffer.byteLength).toBe(before)
  })
})

describe('Zstandard', () => {
  // Three lines by `zstd --long=27` and `--long=28`: windows of 128 and of 256 MiB.
  const LARGE = 'KLUv/QSIpQAAcGxlYXNlIHJlbmV3ZWQKAQDBTCX/DB9h'
  const TOO_LARGE = LARGE.replace('QSI', 'QSQ')
  const SKIPPED = Buffer.from('\x50\x2a\x4d\x18\x05\0\0\0hello', 'latin1')
  const told = 'limit-reached: the Zstandard data needs a window of more than 128 MiB'

  test.each([1, 7, 1000])(
    'is read as long as its windows are none to fill a machine (%i bytes each)',
    async (n) => {
      const before = Buffer.concat([stored(LARGE), SKIPPED, stored(LARGE)])
      expect(await decode(plain, before, n)).toEqual([Buffer.from(RENEWED.repeat(6)), []])
      const [output, problems] = await decode(plain, Buffer.concat([before, stored(TOO_LARGE), before]), n)
      expect([output.toString(), problems]).toEqual([RENEWED.repeat(6), [told]])
    },
  )
})
