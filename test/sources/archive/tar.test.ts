import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import type { Source } from '../../../src/model/index.ts'
import { unpack } from '../../../src/sources/archive/index.ts'
import { tarMembers } from '../../../src/sources/archive/tar.ts'
import { findSources } from '../../../src/sources/index.ts'
import { plainSource } from '../../../src/sources/plain.ts'
import { tar, unpackAll } from '../../support/archives.ts'

const directory = mkdtempSync(join(tmpdir(), 'leasegap-archive-'))
afterAll(() => rmSync(directory, { recursive: true }))

const THREE = 'lease renewed\n'.repeat(3)

describe('a tar archive', () => {
  const archive = tar([
    ['node/', '', '5'],
    ['node/kubelet.log', THREE],
    ['node/link', '', '2'],
    ['node/pipe', '', '6'],
    ['node/audit.log.gz', gzipSync('audit\n')],
    ['node/utf16.log', Buffer.from('\uFEFFPowerShell', 'utf16le')],
    ['empty', ''],
  ])
  const files = {
    'in!node/kubelet.log': THREE,
    'in!node/audit.log.gz': 'audit\n',
    'in!node/utf16.log': 'PowerShell',
    'in!empty': '',
  }
  const problems = ['skipped in!node/link: symbolic link', 'skipped in!node/pipe: named pipe']

  it('is read member by member, compressed or not, from a file or a pipe', async () => {
    for (const piped of [true, false]) {
      expect(await unpackAll(directory, archive, { piped })).toEqual({ files, problems })
      expect(await unpackAll(directory, gzipSync(archive), { piped })).toEqual({ files, problems })
    }
  })

  it('is read on after a member that is not opened', async () => {
    const { files: read } = await unpackAll(directory, archive, { skip: 'kubelet.log' })
    expect(Object.keys(read)).toEqual(Object.keys(files).slice(1))
  })

  it('yields the modification time of a member', async () => {
    const path = join(directory, 'in')
    writeFileSync(path, archive)
    const none = { unreadable: () => undefined, skipped: () => undefined, problem: () => undefined }
    const [source] = await findSources([path], none)
    for await (const input of unpack(plainSource(source as Source), none)) {
      expect(input).toMatchObject({ modifiedUs: 1_700_000_000_000_000, path: null })
    }
  })

  it('yields null for a modification time that is no time', async () => {
    const none = { unreadable: () => undefined, skipped: () => undefined, problem: () => undefined }
    const path = join(directory, 'in')
    // No number, and 12,000 years from now in base 256.
    for (const modified of ['notanumber!', '\x80\0\0\0\0\0\0\x57\x00\0\0']) {
      writeFileSync(path, tar([['a', 'A', '0', modified]]))
      const [source] = await findSources([path], none)
      for await (const input of unpack(plainSource(source as Source), none))
        expect(input.modifiedUs).toBe(null)
    }
  })

  it('is read on after a path that is too long', async () => {
    const long = tar([
      ['././@LongLink', 'x'.repeat(1_000_000), 'L'],
      ['', 'not read'],
      ['a', 'A'],
    ])
    expect(await unpackAll(directory, long)).toEqual({
      files: { 'in!a': 'A' },
      problems: ['limit-reached in: a path that is too long'],
    })
  })

  it('is limited by the bytes read if it comes through a pipe', async () => {
    const honest = tar(['a', 'b', 'c'].map((name) => [name, name.repeat(700)]))
    const { files: read, problems } = await unpackAll(directory, honest, {
      piped: true,
      bounds: { members: 10, freeBytes: 1000 },
    })
    expect(problems).toEqual([])
    expect(Object.keys(read)).toEqual(['in!a', 'in!b', 'in!c'])
  })

  it('yields the members before a damaged header', async () => {
    const broken = Buffer.from(archive)
    broken.fill('x', 512 + 512 + 512 + 512 + 148, 512 + 512 + 512 + 512 + 156) // The checksum of the pipe's header.
    const read = await unpackAll(directory, broken)
    expect(read.files).toEqual({ 'in!node/kubelet.log': THREE })
    expect(read.problems.at(-1)).toMatch(/^broken-archive in: Invalid tar header/)
  })

  it('is not read beyond a damaged header', async () => {
    let asked = false
    async function* bytes(): AsyncIterable<Buffer> {
      yield Buffer.concat([archive.subarray(0, 512), Buffer.alloc(512, 'x')])
      asked = true
      yield archive
    }
    await expect(
      (async () => {
        for await (const _ of tarMembers(bytes()));
      })(),
    ).rejects.toThrow('Invalid tar header')
    expect(asked).toBe(false)
  })

  it('yields what precedes a cut, wherever it is', async () => {
    const large = tar([
      ['a', 'a'.repeat(700)],
      ['b', 'b'.repeat(700)],
    ])
    for (let cut = 512; cut < 2 * (512 + 1024); cut += 97) {
      const { files: read, problems } = await unpackAll(directory, large.subarray(0, cut))
      expect((read['in!a'] ?? '') + (read['in!b'] ?? '')).toBe(
        'a'.repeat(Math.min(700, Math.max(0, cut - 512))) +
          'b'.repeat(Math.min(700, Math.max(0, cut - 2048))),
      )
      expect(problems.at(-1)).toMatch(/^broken-archive in: /)
    }
  })

  it('is read with archives inside, three levels deep', async () => {
    const nest = (depth: number): Buffer =>
      depth === 0 ? Buffer.from('deep') : tar([['t', nest(depth - 1)]])
    expect((await unpackAll(directory, nest(3))).files).toEqual({ 'in!t!t!t': 'deep' })
    expect((await unpackAll(directory, nest(4))).problems).toEqual([
      'limit-reached in!t!t!t: archives nested deeper than 3',
    ])
  })

  it('reports a cut gzip with the offset in the tar archive', async () => {
    const archive = tar([['kubelet.log', THREE]])
    const path = join(directory, 'in')
    writeFileSync(path, gzipSync(archive).subarray(0, -8))
    const problems: unknown[] = []
    const events = {
      unreadable: () => undefined,
      skipped: () => undefined,
      problem: (...problem: unknown[]) => problems.push(problem),
    }
    for (const found of await findSources([path], events)) {
      for await (const input of unpack(plainSource(found), events)) for await (const _ of input.open());
    }
    expect(problems).toEqual([[path, 'truncated-input', 'the gzip data ends too early', archive.length]])
  })
})
