import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { tar, unpackAll } from '../../support/archives.ts'

const directory = mkdtempSync(join(tmpdir(), 'leasegap-archive-'))
afterAll(() => rmSync(directory, { recursive: true }))

describe('a binary journal', () => {
  it('is rejected with advice if journalctl rejects it', async () => {
    const journal = Buffer.concat([Buffer.from('LPKSHHRH'), Buffer.alloc(300)])
    expect((await unpackAll(directory, journal)).problems).toEqual(['rejected in: a binary journal'])
    // One that is no file of its own goes through a temporary one, of which nothing stays.
    vi.stubEnv('TMPDIR', directory)
    for (const content of [gzipSync(journal), tar([['system.journal', journal]])]) {
      expect((await unpackAll(directory, content)).problems).toEqual([
        expect.stringMatching(/^rejected in.*: a binary journal$/),
      ])
    }
    expect(readdirSync(directory)).toEqual(['in'])
    vi.unstubAllEnvs()
  })
})
