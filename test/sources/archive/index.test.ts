import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { SourceInput } from '../../../src/model/index.ts'
import { type ArchiveBounds, unpack } from '../../../src/sources/archive/index.ts'
import { tarMembers } from '../../../src/sources/archive/tar.ts'
import { decompressed } from '../../../src/sources/decompress/index.ts'
import { findSources } from '../../../src/sources/find.ts'
import { findViolations } from '../../support/fuzz-invariants.ts'

const room = mkdtempSync(join(tmpdir(), 'leasegap-archive-'))
afterAll(() => rmSync(room, { recursive: true }))

interface Unpacked {
  files: Record<string, string>
  told: string[]
}

/** Reads all that is inside `content`; `piped`: as if it came through a pipe. Names are cut at the room. */
async function readAll(
  content: Buffer,
  { piped = false, skip = '', bounds }: { piped?: boolean; skip?: string; bounds?: ArchiveBounds } = {},
): Promise<Unpacked> {
  const path = join(room, 'in')
  writeFileSync(path, content)
  const told: string[] = []
  const say = (what: string, name: string, why: string): unknown =>
    told.push(`${what} ${name.slice(room.length + 1)}: ${why.split(/[:;]/, 1)}`)
  const events = {
    unreadable: (name: string, reason: string) => say('unreadable', name, reason),
    skipped: (name: string, reason: string) => say('skipped', name, reason),
    problem: (name: string, code: string, excerpt: string) => say(code, name, excerpt),
  }
  const files: Record<string, string> = {}
  for (const found of await findSources([path], events)) {
    const source: SourceInput = piped ? { ...found, bytes: null, rereadable: false } : found
    for await (const input of unpack(source, events, bounds)) {
      if (skip !== '' && input.name.endsWith(skip)) continue
      const chunks: Buffer[] = []
      const problem = (code: string, _line: unknown, excerpt: string): unknown =>
        say(code, input.name, excerpt)
      try {
        for await (const chunk of input.open({ problem })) chunks.push(chunk)
      } catch (error) {
        say('rejected', input.name, (error as Error).message)
        continue
      }
      files[input.name.slice(room.length + 1)] = Buffer.concat(chunks).toString()
    }
  }
  return { files, told }
}

/** Octal seconds of 2023-11-14. */
const MODIFIED = (1_700_000_000).toString(8).padStart(11, '0')

/** POSIX ustar: a header of 512 bytes, the content padded to as many. */
function tar(entries: [path: string, content: string | Buffer, type?: string, modified?: string][]): Buffer {
  const blocks = entries.flatMap(([path, content, type = '0', modified = MODIFIED]) => {
    const bytes = Buffer.from(content)
    const header = Buffer.alloc(512)
    header.write(path, 0)
    header.write('0000644\0', 100)
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write(`${modified}\0`, 136, 'latin1')
    header.write('        ', 148)
    header.write(type, 156)
    if (type === '2') header.write('elsewhere', 157)
    header.write('ustar\x0000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

/** PKWARE APPNOTE: local headers and data, then the directory. */
function zip(entries: [path: string, content: string | Buffer, mode?: number][]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, content, mode = 0o100644] of entries) {
    const bytes = Buffer.from(content)
    const data = deflateRawSync(bytes)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2) // Names are UTF-8.
    common.writeUInt16LE(8, 4)
    common.writeUInt16LE(0x5a21, 8)
    common.writeUInt32LE(crc(bytes), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(path.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(path), data])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE((mode * 0x10000) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x03'), common, rest, Buffer.from(path))
    locals.push(local)
    offset += local.length
  }
  const entry = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(entry.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, entry, end])
}

/** CRC-32, as gzip stores it in its trailer. */
function crc(bytes: Buffer): number {
  return gzipSync(bytes).subarray(-8).readUInt32LE()
}

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

  test('of more files than a bundle has is read up to there, links and devices counted', async () => {
    const content = archive([
      ['a', 'A'],
      ['b', '', 'link'],
      ['c', 'C'],
      ['d', 'D'],
    ])
    expect(await readAll(content, { bounds: { ...bounds, members: 3 } })).toEqual({
      files: { 'in!a': 'A', 'in!c': 'C' },
      told: ['skipped in!b: symbolic link', 'limit-reached in: more than 3 files'],
    })
    expect((await readAll(content, { bounds: { ...bounds, members: 4 } })).files).toHaveProperty('in!d')
  })

  test('that expands out of proportion ends there: the rest is not even asked for', async () => {
    // Ten million zeros in a hundred bytes, and that ten times.
    const bomb = gzipSync(gzipSync(Buffer.alloc(10_000_000)))
    const content = archive(Array.from({ length: 10 }, (_, i) => [`${i}`, bomb]))
    const { files, told } = await readAll(content, { bounds })
    const bytes = Object.values(files).reduce((sum, text) => sum + text.length, 0)
    expect(bytes).toBeLessThanOrEqual(Math.max(bounds.freeBytes, content.length * 1100))
    expect(told).toEqual([
      expect.stringMatching(/^limit-reached in!\d: the archive expands more than 1100 times$/),
      'limit-reached in: expands more than 1100 times',
    ])
  })

  test('of links, pipes and devices: each is passed over and said', async () => {
    const content = archive([
      ['link', '', 'link'],
      ['pipe', '', 'pipe'],
      ['device', '', 'device'],
      ['file', 'read'],
    ])
    expect(await readAll(content)).toEqual({
      files: { 'in!file': 'read' },
      told: ['skipped in!link: symbolic link', 'skipped in!pipe: named pipe', 'skipped in!device: device'],
    })
  })

  test('whose names would be paths elsewhere: they are names, and nothing is written', async () => {
    const names = [
      '../../etc/passwd',
      '/etc/passwd',
      `${room}/out`,
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
    vi.stubEnv('TMPDIR', room)
    const { files, told } = await readAll(content)
    vi.unstubAllEnvs()
    expect(Object.keys(files)).toEqual([...names, 'last'].map((name) => `in!${name}`))
    expect(told).toEqual(['rejected in!../journal: a binary journal'])
    expect(readdirSync(room)).toEqual(['in'])
  })

  test('whose names are orders to a terminal: none comes through in any output', async () => {
    const order = '\u001b]0;owned\u0007\u001b[2J\u202E<img src=x>'
    const url = 'https://a:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker'
    const line = `I1122 10:55:05.140231    1153 round_trippers.go:553] PUT ${url} 200 OK in 5 milliseconds\n`
    const content = archive([
      [`${order}.log`, line],
      [`${order}.link`, '', 'link'],
      [`${order}.zip`, zip([])],
    ])
    expect(await findViolations(room, [content], { year: 2026 })).toEqual([])
    rmSync(join(room, '0.log'))
  })

  test('of a name that is a file beside it: that one is not opened', async () => {
    const inner = zip([['x', 'inside']])
    writeFileSync(join(room, 'in!inner.zip'), inner)
    const { files, told } = await readAll(archive([['inner.zip', inner]]))
    rmSync(join(room, 'in!inner.zip'))
    expect(files).toEqual({})
    expect(told).toEqual(['unreadable in!inner.zip: a zip archive is read from a file only'])
  })

  test('may hold archives, three deep with itself', async () => {
    const nest = (depth: number): Buffer =>
      depth === 0 ? Buffer.from('deep') : gzipSync(tar([['t', nest(depth - 1)]]))
    expect((await readAll(archive([['t', nest(2)]]))).files).toEqual({ 'in!t!t!t': 'deep' })
    expect(await readAll(archive([['t', nest(39)]]))).toEqual({
      files: {},
      told: ['limit-reached in!t!t!t: archives nested deeper than 3'],
    })
  })

  test('with archives inside: all that they hold is counted together', async () => {
    const inner = tar([
      ['a', 'A'],
      ['b', 'B'],
    ])
    const content = archive([
      ['1', inner],
      ['2', inner],
    ])
    const told = async (members: number): Promise<string[]> =>
      (await readAll(content, { bounds: { ...bounds, members } })).told
    expect(await told(6)).toEqual([])
    expect(await told(5)).toEqual(['limit-reached in!2: more than 5 files'])
  })
})

test('a tar archive whose gzip is cut tells at which byte of the archive', async () => {
  const archive = tar([['kubelet.log', THREE]])
  const path = join(room, 'in')
  writeFileSync(path, gzipSync(archive).subarray(0, -8))
  const told: unknown[] = []
  const events = {
    unreadable: () => undefined,
    skipped: () => undefined,
    problem: (...problem: unknown[]) => told.push(problem),
  }
  for (const found of await findSources([path], events)) {
    for await (const input of unpack(found, events)) for await (const _ of input.open());
  }
  expect(told).toEqual([[path, 'truncated-input', 'the gzip data ends too early', archive.length]])
})

describe('an input that is no archive', () => {
  test.each([true, false])('comes out as it is (through a pipe: %s)', async (piped) => {
    expect(await readAll(Buffer.from('a\nb'), { piped })).toEqual({ files: { in: 'a\nb' }, told: [] })
    expect(await readAll(Buffer.alloc(0), { piped })).toEqual({ files: { in: '' }, told: [] })
    const cut = gzipSync('a\nb').subarray(0, -1)
    expect(await readAll(cut, { piped })).toEqual({
      files: { in: 'a\nb' },
      told: ['truncated-input in: the gzip data ends too early'],
    })
  })

  test('is decompressed by its content: xz, Zstandard and bzip2, up to where they are cut', async () => {
    for (const [base64, name, at, cut] of [
      [XZ, 'xz', 14, 1], // In the block's header.
      [ZSTD, 'Zstandard', 6, 1], // The type of the block.
      [BZIP2, 'bzip2', 20, 12], // The map of the symbols used; the last ten bytes only mark the end.
    ] as const) {
      expect(await readAll(stored(base64))).toEqual({ files: { in: THREE }, told: [] })
      const { files, told } = await readAll(stored(base64).subarray(0, -cut))
      expect(THREE.startsWith(files.in ?? 'nothing')).toBe(true)
      expect(told).toEqual([`truncated-input in: the ${name} data ends too early`])
      const broken = stored(base64)
      broken[at] = (broken[at] ?? 0) | 2
      expect((await readAll(broken)).told).toEqual([`broken-archive in: the ${name} data is broken`])
    }
  })

  test('made to burst is read as far as it is in proportion, or small', async () => {
    // `head -c 3000000 /dev/zero | bzip2 -9 | base64`: 51 bytes.
    const bomb = stored('QlpoOTFBWSZTWaZFgLIAFvpACMAAQAAACCAAMMwJqmmpAi2pIEXi7kinChIUyLAWQA==')
    const read = async (freeBytes: number): Promise<[number, string[]]> => {
      const told: string[] = []
      let bytes = 0
      const chunks = async function* (): AsyncIterable<Buffer> {
        yield bomb
      }
      for await (const chunk of decompressed(chunks(), (code) => told.push(code), null, freeBytes)) {
        bytes += chunk.length
      }
      return [bytes, told]
    }
    expect(await read(3_000_000)).toEqual([3_000_000, []])
    const [bytes, told] = await read(1_000_000)
    expect(told).toEqual(['limit-reached'])
    expect(bytes).toBeLessThanOrEqual(1_000_000)
  })

  test('compressed over and over is given up', async () => {
    const thrice = gzipSync(gzipSync(gzipSync('x')))
    expect((await readAll(thrice)).files).toEqual({ in: 'x' })
    expect((await readAll(gzipSync(thrice))).told).toEqual(['limit-reached in: compressed more than 3 times'])
  })
})

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
  const told = ['skipped in!node/link: symbolic link', 'skipped in!node/pipe: named pipe']

  test('is read member by member, compressed or not, from a file or a pipe', async () => {
    for (const piped of [true, false]) {
      expect(await readAll(archive, { piped })).toEqual({ files, told })
      expect(await readAll(gzipSync(archive), { piped })).toEqual({ files, told })
    }
  })

  test('goes on behind a member that nobody reads', async () => {
    const { files: read } = await readAll(archive, { skip: 'kubelet.log' })
    expect(Object.keys(read)).toEqual(Object.keys(files).slice(1))
  })

  test('knows when a member was modified', async () => {
    const path = join(room, 'in')
    writeFileSync(path, archive)
    const none = { unreadable: () => undefined, skipped: () => undefined, problem: () => undefined }
    const [source] = await findSources([path], none)
    for await (const input of unpack(source as SourceInput, none)) {
      expect(input).toMatchObject({ modifiedUs: 1_700_000_000_000_000, rereadable: false })
    }
  })

  test('that says nonsense about when a member was modified: nothing is known', async () => {
    const none = { unreadable: () => undefined, skipped: () => undefined, problem: () => undefined }
    const path = join(room, 'in')
    // No number, and 12,000 years from now in base 256.
    for (const modified of ['notanumber!', '\x80\0\0\0\0\0\0\x57\x00\0\0']) {
      writeFileSync(path, tar([['a', 'A', '0', modified]]))
      const [source] = await findSources([path], none)
      for await (const input of unpack(source as SourceInput, none)) expect(input.modifiedUs).toBe(null)
    }
  })

  test('of a path that no system has goes on behind it', async () => {
    const long = tar([
      ['././@LongLink', 'x'.repeat(1_000_000), 'L'],
      ['', 'not read'],
      ['a', 'A'],
    ])
    expect(await readAll(long)).toEqual({
      files: { 'in!a': 'A' },
      told: ['limit-reached in: a path that is too long'],
    })
  })

  test('through a pipe, whose size nobody knows, is bounded by what came', async () => {
    const honest = tar(['a', 'b', 'c'].map((name) => [name, name.repeat(700)]))
    const { files: read, told: said } = await readAll(honest, {
      piped: true,
      bounds: { members: 10, freeBytes: 1000 },
    })
    expect(said).toEqual([])
    expect(Object.keys(read)).toEqual(['in!a', 'in!b', 'in!c'])
  })

  test('with a broken member gives those before', async () => {
    const broken = Buffer.from(archive)
    broken.fill('x', 512 + 512 + 512 + 512 + 148, 512 + 512 + 512 + 512 + 156) // The checksum of the pipe's header.
    const read = await readAll(broken)
    expect(read.files).toEqual({ 'in!node/kubelet.log': THREE })
    expect(read.told.at(-1)).toMatch(/^broken-archive in: Invalid tar header/)
  })

  test('is read no further than to a broken header', async () => {
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

  test('that is cut gives what came before the cut, at every cut', async () => {
    const large = tar([
      ['a', 'a'.repeat(700)],
      ['b', 'b'.repeat(700)],
    ])
    for (let cut = 512; cut < 2 * (512 + 1024); cut += 97) {
      const { files: read, told: said } = await readAll(large.subarray(0, cut))
      expect((read['in!a'] ?? '') + (read['in!b'] ?? '')).toBe(
        'a'.repeat(Math.min(700, Math.max(0, cut - 512))) +
          'b'.repeat(Math.min(700, Math.max(0, cut - 2048))),
      )
      expect(said.at(-1)).toMatch(/^broken-archive in: /)
    }
  })

  test('may hold archives, three deep', async () => {
    const nest = (depth: number): Buffer =>
      depth === 0 ? Buffer.from('deep') : tar([['t', nest(depth - 1)]])
    expect((await readAll(nest(3))).files).toEqual({ 'in!t!t!t': 'deep' })
    expect((await readAll(nest(4))).told).toEqual(['limit-reached in!t!t!t: archives nested deeper than 3'])
  })
})

describe('a zip archive', () => {
  const archive = zip([
    ['logs/', ''],
    ['logs/kubelet.log', THREE],
    ['logs/link', 'kubelet.log', 0o120777],
    ['logs/inner.tar.gz', gzipSync(tar([['x', 'inside']]))],
  ])

  test('is read member by member', async () => {
    expect(await readAll(archive)).toEqual({
      files: { 'in!logs/kubelet.log': THREE, 'in!logs/inner.tar.gz!x': 'inside' },
      told: ['skipped in!logs/link: symbolic link'],
    })
  })

  test('with a broken member gives the others', async () => {
    const broken = Buffer.from(archive)
    broken.fill(0xff, broken.indexOf('kubelet.log') + 11, broken.indexOf('kubelet.log') + 16)
    const { files, told } = await readAll(broken)
    expect(files['in!logs/inner.tar.gz!x']).toBe('inside')
    expect(told[0]).toBe('truncated-input in!logs/kubelet.log: the archive breaks here')
  })

  test('that is cut or comes through a pipe is told, with advice', async () => {
    expect((await readAll(archive.subarray(0, 100))).told[0]).toMatch(/^broken-archive in: /)
    expect((await readAll(archive, { piped: true })).told).toEqual([
      'unreadable in: a zip archive is read from a file only',
    ])
    expect((await readAll(tar([['a.zip', archive]]))).told).toEqual([
      'unreadable in!a.zip: a zip archive is read from a file only',
    ])
  })
})

describe('a binary journal', () => {
  test('that nobody can read is told, with advice', async () => {
    const journal = Buffer.concat([Buffer.from('LPKSHHRH'), Buffer.alloc(300)])
    expect((await readAll(journal)).told).toEqual(['rejected in: a binary journal'])
    // One that is no file of its own goes through a temporary one, of which nothing stays.
    vi.stubEnv('TMPDIR', room)
    for (const content of [gzipSync(journal), tar([['system.journal', journal]])]) {
      expect((await readAll(content)).told).toEqual([
        expect.stringMatching(/^rejected in.*: a binary journal$/),
      ])
    }
    expect(readdirSync(room)).toEqual(['in'])
    vi.unstubAllEnvs()
  })
})
