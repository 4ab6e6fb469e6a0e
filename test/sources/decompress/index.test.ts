import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { byMagic, decode } from '../../support/decode.ts'

describe('decompressed', () => {
  it.each(['bz2', 'xz', 'zst'])('yields the lines of a kubelet log stored as .%s', async (suffix) => {
    const lines = readFileSync('samples/network-cut/logs/kubelet.log', 'utf8').split('\n').slice(224, 262)
    const [output, problems] = await decode(byMagic, readFileSync(`test/support/data/kubelet.log.${suffix}`))
    expect([output.toString(), problems]).toEqual([`${lines.join('\n')}\n`, []])
  })
})
