import { describe, expect, it } from 'vitest'
import { byMagic, decode } from '../../support/decode.ts'

const LINE = 'lease renewed\n'
const stored = (base64: string): Buffer => Buffer.from(base64, 'base64')

// Three lines by `zstd --long=27` and `--long=28`: windows of 128 and of 256 MiB.
const LARGE = 'KLUv/QSIpQAAcGxlYXNlIHJlbmV3ZWQKAQDBTCX/DB9h'
const TOO_LARGE = LARGE.replace('QSI', 'QSQ')
const SKIPPABLE = Buffer.from('\x50\x2a\x4d\x18\x05\0\0\0hello', 'latin1')

describe('unzstd', () => {
  it.each([1, 7, 1000])(
    'decompresses all frames of a file read in pieces of %i bytes',
    async (pieceBytes) => {
      const frames = Buffer.concat([stored(LARGE), SKIPPABLE, stored(LARGE)])
      expect(await decode(byMagic, frames, pieceBytes)).toEqual([Buffer.from(LINE.repeat(6)), []])
    },
  )

  it.each([1, 7, 1000])(
    'stops at a frame with a window of more than 128 MiB and reports it (pieces of %i bytes)',
    async (pieceBytes) => {
      const frames = Buffer.concat([
        stored(LARGE),
        SKIPPABLE,
        stored(LARGE),
        stored(TOO_LARGE),
        stored(LARGE),
      ])
      const [output, problems] = await decode(byMagic, frames, pieceBytes)
      expect(output.toString()).toBe(LINE.repeat(6))
      expect(problems).toEqual(['limit-reached: the Zstandard data needs a window of more than 128 MiB'])
    },
  )
})
