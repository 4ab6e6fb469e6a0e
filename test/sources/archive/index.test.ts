import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { decompressed } from '../../../src/sources/decompress/index.ts'
import { tar, unpackAll, zip } from '../../support/archives.ts'
import { findViolations } from '../../support/fuzz-invariants.ts'

const directory = mkdtempSync(join(tmpdir(), 'leasegap-archive-'))
afterAll(() => rmSync(directory, { recursive: true }))

// `printf 'lease renewed\n%.0s' 1 2 3 | xz -c`, the same with `zstd -c` and `bzip2 -c`; base64.
const XZ =
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AApABVdADYZSEm0ItI1bRSfBYtfCUvL+7oAAAAAAABOk3NZUryYHwABMSpPe2A9H7bzfQEAAAAABFla'
const ZSTD = 'KLUv/QRYpQAAcGxlYXNlIHJlbmV3ZWQKAQDBTCX/DB9h'
const BZIP2 = 'QlpoOTFBWSZTWUp2e9MAAA7RgAAQQAAmBRiAIAAxADAj9VANqabVVuoiPOrRl8XckU4UJBKdnvTA'
const THREE = 'lease renewed\n'.repeat(3)
const stored = (base64: string): Buffer => Buffer.from(base64, 'base64')

/** Archives of each sort, of files, links, pipes and devices. */
const sorts: [string, (entries: [string, string | Buffer, ('link' | 'pipe' | 'device')?][]) => Buffer][] = [
  [
    'tar',
    (entries) =>
      tar(entries.map(([path, content, special]) => [path, content, special ? TAR[special] : '0'])),
  ],
  [
    'tar.gz',
    (entries) =>
      gzipSync(tar(entries.map(([path, content, special]) => [path, content, special ? TAR[special] : '0']))),
  ],
  [
    'zip',
    (entries) =>
      zip(entries.map(([path, content, special]) => [path, content, special ? ZIP[special] : 0o100644])),
  ],
]
const TAR = { link: '2', pipe: '6', device: '3' }
const ZIP = { link: 0o120777, pipe: 0o010644, device: 0o020644 }

describe.each(sorts)('a %s archive', (_, archive) => {
  const bounds = { members: 100, freeBytes: 2_000_000 }

  it('ends at the limit of members, which counts links and devices', async () => {
    const content = archive([
      ['a', 'A'],
      ['b', '', 'link'],
      ['c', 'C'],
      ['d', 'D'],
    ])
    expect(await unpackAll(directory, content, { bounds: { ...bounds, members: 3 } })).toEqual({
      files: { 'in!a': 'A', 'in!c': 'C' },
      problems: ['skipped in!b: symbolic link', 'limit-reached in: more than 3 files'],
    })
    expect((await unpackAll(directory, content, { bounds: { ...bounds, members: 4 } })).files).toHaveProperty(
      'in!d',
    )
  })

  it('ends where it expands too much, without reading the rest', async () => {
    // Ten million zeros in a hundred bytes, and that ten times.
    const bomb = gzipSync(gzipSync(Buffer.alloc(10_000_000)))
    const content = archive(Array.from({ length: 10 }, (_, i) => [`${i}`, bomb]))
    const { files, problems } = await unpackAll(directory, content, { bounds })
    const bytes = Object.values(files).reduce((sum, text) => sum + text.length, 0)
    expect(bytes).toBeLessThanOrEqual(Math.max(bounds.freeBytes, content.length * 1100))
    expect(problems).toEqual([
      expect.stringMatching(/^limit-reached in!\d: the archive expands more than 1100 times$/),
      'limit-reached in: expands more than 1100 times',
    ])
  })

  it('is read with members compressed by bzip2, whole and cut', async () => {
    const content = archive([
      ['a.bz2', stored(BZIP2)],
      ['cut.bz2', stored(BZIP2).subarray(0, -12)],
      ['c', 'C'],
    ])
    expect(await unpackAll(directory, content)).toEqual({
      files: { 'in!a.bz2': THREE, 'in!cut.bz2': '', 'in!c': 'C' },
      problems: ['truncated-input in!cut.bz2: the bzip2 data ends too early'],
    })
  })

  it('reports and skips links, pipes and devices', async () => {
    const content = archive([
      ['link', '', 'link'],
      ['pipe', '', 'pipe'],
      ['device', '', 'device'],
      ['file', 'read'],
    ])
    expect(await unpackAll(directory, content)).toEqual({
      files: { 'in!file': 'read' },
      problems: [
        'skipped in!link: symbolic link',
        'skipped in!pipe: named pipe',
        'skipped in!device: device',
      ],
    })
  })

  it('writes no file, whatever path a name looks like', async () => {
    const names = [
      '../../etc/passwd',
      '/etc/passwd',
      `${directory}/out`,
      'C:/out',
      '\u001b]0;owned\u0007\u001b[2J',
      '..',
    ]
    const journal = Buffer.concat([Buffer.from('LPKSHHRH'), Buffer.alloc(300)])
    const content = archive([
      ...names.map((name): [string, string] => [name, 'read']),
      ['../journal', journal],
      ['last', 'read'],
    ])
    vi.stubEnv('TMPDIR', directory)
    const { files, problems } = await unpackAll(directory, content)
    vi.unstubAllEnvs()
    expect(Object.keys(files)).toEqual([...names, 'last'].map((name) => `in!${name}`))
    expect(problems).toEqual(['rejected in!../journal: a binary journal'])
    expect(readdirSync(directory)).toEqual(['in'])
  })

  it('passes no terminal control sequence of a name to any output', async () => {
    const order = '\u001b]0;owned\u0007\u001b[2J\u202E<img src=x>'
    const url = 'https://a:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker'
    const line = `I1122 10:55:05.140231    1153 round_trippers.go:553] PUT ${url} 200 OK in 5 milliseconds\n`
    const content = archive([
      [`${order}.log`, line],
      [`${order}.link`, '', 'link'],
      [`${order}.zip`, zip([])],
    ])
    expect(await findViolations(directory, [content], { year: 2026 })).toEqual([])
    rmSync(join(directory, '0.log'))
  })

  it('does not open a file beside it that has the name of a member', async () => {
    writeFileSync(join(directory, 'in!inner.zip'), zip([['x', 'of the file']]))
    const inner = zip([['x', 'of the member']])
    const { files, problems } = await unpackAll(directory, archive([['inner.zip', inner]]))
    rmSync(join(directory, 'in!inner.zip'))
    expect(files).toEqual({ 'in!inner.zip!x': 'of the member' })
    expect(problems).toEqual([])
  })

  it('is read with archives inside, three levels in all', async () => {
    const nest = (depth: number): Buffer =>
      depth === 0 ? Buffer.from('deep') : gzipSync(tar([['t', nest(depth - 1)]]))
    expect((await unpackAll(directory, archive([['t', nest(2)]]))).files).toEqual({ 'in!t!t!t': 'deep' })
    expect(await unpackAll(directory, archive([['t', nest(39)]]))).toEqual({
      files: {},
      problems: ['limit-reached in!t!t!t: archives nested deeper than 3'],
    })
  })

  it('counts the members of all archives inside it together', async () => {
    const inner = tar([
      ['a', 'A'],
      ['b', 'B'],
    ])
    const content = archive([
      ['1', inner],
      ['2', inner],
    ])
    const problems = async (members: number): Promise<string[]> =>
      (await unpackAll(directory, content, { bounds: { ...bounds, members } })).problems
    expect(await problems(6)).toEqual([])
    expect(await problems(5)).toEqual(['limit-reached in!2: more than 5 files'])
  })
})

describe('an input that is no archive', () => {
  it.each([true, false])('is yielded as it is (through a pipe: %s)', async (piped) => {
    expect(await unpackAll(directory, Buffer.from('a\nb'), { piped })).toEqual({
      files: { in: 'a\nb' },
      problems: [],
    })
    expect(await unpackAll(directory, Buffer.alloc(0), { piped })).toEqual({
      files: { in: '' },
      problems: [],
    })
    const cut = gzipSync('a\nb').subarray(0, -1)
    expect(await unpackAll(directory, cut, { piped })).toEqual({
      files: { in: 'a\nb' },
      problems: ['truncated-input in: the gzip data ends too early'],
    })
  })

  it('is decompressed by its magic (xz, Zstandard, bzip2) up to the place where it is cut', async () => {
    for (const [base64, name, at, cut] of [
      [XZ, 'xz', 14, 1], // In the block's header.
      [ZSTD, 'Zstandard', 6, 1], // The type of the block.
      [BZIP2, 'bzip2', 20, 12], // The map of the symbols used; the last ten bytes only mark the end.
    ] as const) {
      expect(await unpackAll(directory, stored(base64))).toEqual({ files: { in: THREE }, problems: [] })
      const { files, problems } = await unpackAll(directory, stored(base64).subarray(0, -cut))
      expect(THREE.startsWith(files.in ?? 'nothing')).toBe(true)
      expect(problems).toEqual([`truncated-input in: the ${name} data ends too early`])
      const broken = stored(base64)
      broken[at] = (broken[at] ?? 0) | 2
      expect((await unpackAll(directory, broken)).problems).toEqual([
        `broken-archive in: the ${name} data is broken`,
      ])
    }
  })

  it('is read up to the limit of expansion, unless it is small', async () => {
    // `head -c 3000000 /dev/zero | bzip2 -9 | base64`: 51 bytes.
    const bomb = stored('QlpoOTFBWSZTWaZFgLIAFvpACMAAQAAACCAAMMwJqmmpAi2pIEXi7kinChIUyLAWQA==')
    const read = async (freeBytes: number): Promise<[number, string[]]> => {
      const problems: string[] = []
      let bytes = 0
      const chunks = async function* (): AsyncIterable<Buffer> {
        yield bomb
      }
      for await (const chunk of decompressed(chunks(), (code) => problems.push(code), null, freeBytes)) {
        bytes += chunk.length
      }
      return [bytes, problems]
    }
    expect(await read(3_000_000)).toEqual([3_000_000, []])
    const [bytes, problems] = await read(1_000_000)
    expect(problems).toEqual(['limit-reached'])
    expect(bytes).toBeLessThanOrEqual(1_000_000)
  })

  it('is not decompressed more than three times', async () => {
    const thrice = gzipSync(gzipSync(gzipSync('x')))
    expect((await unpackAll(directory, thrice)).files).toEqual({ in: 'x' })
    expect((await unpackAll(directory, gzipSync(thrice))).problems).toEqual([
      'limit-reached in: compressed more than 3 times',
    ])
  })
})
