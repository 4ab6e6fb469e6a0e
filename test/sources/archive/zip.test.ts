import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { tar, unpackAll, zip } from '../../support/archives.ts'

const directory = mkdtempSync(join(tmpdir(), 'leasegap-archive-'))
afterAll(() => rmSync(directory, { recursive: true }))

const THREE = 'lease renewed\n'.repeat(3)

describe('a zip archive', () => {
  const archive = zip([
    ['logs/', ''],
    ['logs/kubelet.log', THREE],
    ['logs/link', 'kubelet.log', 0o120777],
    ['logs/inner.tar.gz', gzipSync(tar([['x', 'inside']]))],
  ])

  it('is read member by member', async () => {
    expect(await unpackAll(directory, archive)).toEqual({
      files: { 'in!logs/kubelet.log': THREE, 'in!logs/inner.tar.gz!x': 'inside' },
      problems: ['skipped in!logs/link: symbolic link'],
    })
  })

  it('yields the other members beside a damaged one', async () => {
    const broken = Buffer.from(archive)
    broken.fill(0xff, broken.indexOf('kubelet.log') + 11, broken.indexOf('kubelet.log') + 16)
    const { files, problems } = await unpackAll(directory, broken)
    expect(files['in!logs/inner.tar.gz!x']).toBe('inside')
    expect(problems[0]).toBe('truncated-input in!logs/kubelet.log: the archive breaks here')
  })

  it('is read from a pipe and inside another archive', async () => {
    const files = { 'in!logs/kubelet.log': THREE, 'in!logs/inner.tar.gz!x': 'inside' }
    expect((await unpackAll(directory, archive, { piped: true })).files).toEqual(files)
    const outer = zip([['nodes/node1.zip', archive]])
    const { files: inner } = await unpackAll(directory, outer)
    expect(inner).toEqual({
      'in!nodes/node1.zip!logs/kubelet.log': THREE,
      'in!nodes/node1.zip!logs/inner.tar.gz!x': 'inside',
    })
    expect((await unpackAll(directory, tar([['a.zip', outer]]))).files).toEqual({
      'in!a.zip!nodes/node1.zip!logs/kubelet.log': THREE,
    })
  })

  it('is reported if it is cut, or too large for memory', async () => {
    expect((await unpackAll(directory, archive.subarray(0, 100))).problems[0]).toMatch(/^broken-archive in: /)
    const cut = zip([
      ['a.zip', archive.subarray(0, 100)],
      ['b.log', THREE],
    ])
    const { files, problems } = await unpackAll(directory, cut)
    expect(files).toEqual({ 'in!b.log': THREE })
    expect(problems[0]).toMatch(/^broken-archive in!a.zip: /)
    const bounds = { members: 100, freeBytes: 1_000_000, zipBytes: 10 }
    expect((await unpackAll(directory, zip([['a.zip', archive]]), { bounds })).problems).toEqual([
      'unreadable in!a.zip: a zip archive that is no file of its own has more than 10 bytes',
    ])
  })
})
