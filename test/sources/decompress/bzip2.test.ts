import { describe, expect, it, vi } from 'vitest'
import { unbzip2 } from '../../../src/sources/decompress/bzip2.ts'
import { decode } from '../../support/decode.ts'

const LINE = 'lease renewed\n'

/** Runs of the i-th byte, which bzip2 stores as four and a length of 255 at most; then every byte. */
const runs = Buffer.concat([
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 254, 255, 256, 257, 258, 259, 260, 261, 262, 263, 264, 265].map(
    (length, i) => Buffer.alloc(length, i),
  ),
  ...[510, 518, 519, 1040].map((length, i) => Buffer.alloc(length, 23 + i)),
  Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
])
// `runs` by `bzip2 -9`; ten thousand lines by `bzip2 -1`, which are two blocks; 100 MB of NUL.
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

const stored = (base64: string): Buffer => Buffer.from(base64, 'base64')

describe('unbzip2', () => {
  it.each([1, 7, 1000])(
    'decompresses all streams of a file read in pieces of %i bytes',
    async (pieceBytes) => {
      expect(await decode(unbzip2, stored(RUNS), pieceBytes)).toEqual([runs, []])
      const streams = Buffer.concat([stored(BLOCKS), stored(RUNS), stored(BLOCKS)])
      const text = Buffer.from(LINE.repeat(10_000))
      const [output, problems] = await decode(unbzip2, streams, pieceBytes)
      expect(problems).toEqual([])
      expect(output.equals(Buffer.concat([text, runs, text]))).toBe(true)
    },
    30_000,
  )

  it('yields the complete blocks of a cut file and reports the cut, wherever it is', async () => {
    const whole = stored(BLOCKS)
    const lengths = new Set<number>()
    for (let cut = 1; cut < whole.length; cut += 3) {
      const [output, problems] = await decode(unbzip2, whole.subarray(0, cut))
      expect(problems).toEqual(['truncated-input: the bzip2 data ends too early'])
      lengths.add(output.length)
    }
    // A block holds 100,000 bytes; the program drops up to 5000 of them before a break.
    expect([...lengths]).toEqual([0, 95_000, 140_000])
  }, 30_000)

  it('reports a problem or yields the same bytes, whichever bit is flipped', async () => {
    const whole = stored(RUNS)
    let broken = 0
    let flips = 0
    for (let bit = 0; bit < whole.length * 8; bit += 61, flips++) {
      const flipped = Buffer.from(whole)
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
      const [output, problems] = await decode(unbzip2, flipped)
      if (problems.length === 0) expect(output).toEqual(runs)
      else broken++
    }
    expect(broken).toBeGreaterThan((flips * 7) / 8)
  }, 30_000)

  it('reports a damaged block in the words of the program', async () => {
    const broken = stored(RUNS)
    broken.fill(0, 300, 310)
    expect((await decode(unbzip2, broken))[1]).toEqual([
      'broken-archive: the bzip2 data is broken: Data integrity error when decompressing',
    ])
  })

  it('decompresses a file followed by something else, and reports that', async () => {
    const [output, problems] = await decode(unbzip2, Buffer.concat([stored(RUNS), Buffer.from('garbage')]))
    expect(output).toEqual(runs)
    expect(problems).toEqual(['broken-archive: the bzip2 data is broken: trailing garbage after EOF ignored'])
  })

  it('ends the program and closes its input when the consumer stops early', async () => {
    let isClosed = false
    async function* endless(): AsyncIterable<Buffer> {
      try {
        for (;;) yield stored(BOMB)
      } finally {
        isClosed = true
      }
    }
    let bytes = 0
    for await (const chunk of unbzip2(endless(), () => expect.unreachable())) {
      bytes += chunk.length
      if (bytes > 1_000_000) break
    }
    expect(bytes).toBeLessThan(2_000_000)
    expect(isClosed).toBe(true)
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap'))
  })

  it('reads no more of its input than the output requires', async () => {
    let chunks = 0
    async function* endless(): AsyncIterable<Buffer> {
      for (;;) {
        chunks++
        yield stored(BOMB)
      }
    }
    for await (const _ of unbzip2(endless(), () => expect.unreachable())) break
    // Two pipes of 64 KiB hold the rest.
    expect(chunks).toBeLessThan((2 * 65_536) / stored(BOMB).length)
  })

  it('rejects as its input does', async () => {
    async function* failing(): AsyncIterable<Buffer> {
      yield stored(BLOCKS).subarray(0, 60)
      throw new Error('the disk is gone')
    }
    const read = async (): Promise<void> => {
      for await (const _ of unbzip2(failing(), () => expect.unreachable()));
    }
    await expect(read()).rejects.toThrow('the disk is gone')
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap'))
  })

  it('reports the input as unreadable, with advice, if the program is not installed', async () => {
    vi.stubEnv('PATH', '/nonexistent')
    expect(await decode(unbzip2, stored(RUNS))).toEqual([
      Buffer.alloc(0),
      [
        "unreadable: bzip2 can't be started: no such file or directory; install it, or decompress the file first",
      ],
    ])
    vi.unstubAllEnvs()
  })

  it('ignores options that the environment sets for the program', async () => {
    vi.stubEnv('BZIP2', '-v')
    expect(await decode(unbzip2, stored(RUNS))).toEqual([runs, []])
    vi.unstubAllEnvs()
  })
})
