import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProblemCode, Source } from '../../src/model/index.ts'
import { findSources } from '../../src/sources/index.ts'
import { plainSource } from '../../src/sources/plain.ts'

const root = mkdtempSync(join(tmpdir(), 'leasegap-source-'))
let room = root
let rooms = 0

beforeEach(() => {
  room = join(root, String(rooms++))
  mkdirSync(room)
})
afterAll(() => rmSync(root, { recursive: true }))

function write(name: string, content: string | Buffer): string {
  const path = join(room, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}

async function find(paths: readonly string[]): Promise<{ sources: Source[]; reported: string[] }> {
  const reported: string[] = []
  const sources = await findSources(paths, {
    unreadable: (name, reason) => reported.push(`unreadable ${name}: ${reason}`),
    skipped: (name, reason) => reported.push(`skipped ${name}: ${reason}`),
  })
  return { sources, reported }
}

interface Content {
  text: string
  problems: { code: ProblemCode; excerpt: string; offset: number | null }[]
}

async function read(source: Source | undefined): Promise<Content> {
  const problems: Content['problems'] = []
  const chunks: Buffer[] = []
  const bytes =
    source &&
    plainSource(source).open({
      problem: (code, _line, excerpt, offset) => problems.push({ code, excerpt, offset }),
    })
  for await (const chunk of bytes ?? []) chunks.push(chunk)
  return { text: Buffer.concat(chunks).toString(), problems }
}

const readFile = async (path: string): Promise<Content> => read((await find([path])).sources[0])

/** Text that hardly compresses, the same in every run. */
function noise(length: number): string {
  let state = 20261122
  let text = ''
  while (text.length < length) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    text += `${state.toString(36)}\n`
  }
  return text
}

describe('findSources', () => {
  it('finds the regular files of a directory in sorted order and reports what it skips', async () => {
    write('logs/b/kubelet.log', 'b')
    write('logs/a.log', 'a')
    write('logs/b.log', 'c')
    symlinkSync(join(room, 'logs'), join(room, 'logs/circle'))
    execFileSync('mkfifo', [join(room, 'logs/pipe')])
    const { sources, reported } = await find([join(room, 'logs')])
    expect(sources.map(({ label }) => label)).toEqual(
      ['a.log', 'b/kubelet.log', 'b.log'].map((name) => join(room, 'logs', name)),
    )
    expect(reported).toEqual([
      `skipped ${join(room, 'logs/circle')}: symbolic link`,
      `skipped ${join(room, 'logs/pipe')}: named pipe`,
    ])
  })

  it('labels files below the directory as the user gave it', async () => {
    write('x.log', 'x')
    const { sources } = await find([`${room}/`])
    expect(sources.map(({ label }) => label)).toEqual([`${room}/x.log`])
  })

  it('finds one file once, under its first name', async () => {
    const path = write('x.log', 'x')
    const link = join(room, 'link.log')
    symlinkSync(path, link)
    const { sources, reported } = await find([link, path, room, '-', '-'])
    expect(sources.map(({ label }) => label)).toEqual([link, '<stdin>'])
    expect(reported).toEqual([`skipped ${link}: symbolic link`])
  })

  it('finds standard input without any path', async () => {
    const { sources } = await find([])
    expect(sources).toMatchObject([{ id: '-', label: '<stdin>', modifiedUs: null, size: null, path: null }])
  })

  it('reports in plain words what does not exist, and goes on', async () => {
    const path = write('x.log', 'x')
    const missing = join(room, 'missing.log')
    const { sources, reported } = await find([missing, `${path}/below`, path])
    expect(reported).toEqual([
      `unreadable ${missing}: no such file or directory`,
      `unreadable ${path}/below: not a directory`,
    ])
    expect(sources).toHaveLength(1)
  })

  it('finds size and modification time', async () => {
    const path = write('x.log', 'four')
    utimesSync(path, 1_700_000_000, 1_700_000_000.5)
    const { sources } = await find([path])
    expect(sources).toMatchObject([{ size: 4, modifiedUs: 1_700_000_000_500_000, path }])
  })
})

describe('plainSource', () => {
  it('opens a pipe that the user names', async () => {
    const path = join(room, 'pipe')
    execFileSync('mkfifo', [path])
    const { sources } = await find([path])
    expect(sources).toMatchObject([{ label: path, modifiedUs: null, size: null, path: null }])
    const reading = read(sources[0])
    execFileSync('sh', ['-c', 'printf "through a pipe" > "$0"', path])
    expect((await reading).text).toBe('through a pipe')
  })

  it('rejects in plain words for a file that is gone when it is opened', async () => {
    const { sources } = await find([write('x.log', 'x')])
    rmSync(join(room, 'x.log'))
    await expect(read(sources[0])).rejects.toMatchObject({
      label: join(room, 'x.log'),
      reason: 'no such file or directory',
    })
  })

  it('opens an empty file', async () => {
    expect(await readFile(write('empty', ''))).toEqual({ text: '', problems: [] })
  })

  it('removes a byte order mark, and transcodes UTF-16 to UTF-8', async () => {
    const text = 'node Müller 漢 😀\r\nlast'
    const le = Buffer.from(`\uFEFF${text}`, 'utf16le')
    const be = Buffer.from(le).swap16()
    for (const bytes of [Buffer.from(`\uFEFF${text}`), le, be, gzipSync(le)]) {
      expect(await readFile(write('x.log', bytes))).toEqual({ text, problems: [] })
    }
    expect(await readFile(write('mark', '\uFEFF'))).toEqual({ text: '', problems: [] })
    expect((await readFile(write('odd', le.subarray(0, 5)))).text).toBe('n\uFFFD')
  })
})

describe('plainSource of gzip', () => {
  it('reads all members of a file recognized by its content, and no padding', async () => {
    const text = noise(300_000)
    expect(await readFile(write('kubelet.log', gzipSync(text)))).toEqual({ text, problems: [] })
    const members = Buffer.concat([gzipSync('one\n'), gzipSync('two\n'), Buffer.alloc(1000)])
    expect(await readFile(write('members', members))).toEqual({ text: 'one\ntwo\n', problems: [] })
    expect(await readFile(write('empty', gzipSync('')))).toEqual({ text: '', problems: [] })
  })

  it('gives what came before a cut, and a problem', async () => {
    const text = noise(300_000)
    const whole = gzipSync(text)
    for (const length of [3, 4, 5, 8, 9, 10, 11, 12, 17, 18, 19, 1000, whole.length >> 1, whole.length - 1]) {
      const { text: part, problems } = await readFile(write('cut.gz', whole.subarray(0, length)))
      expect(text.startsWith(part)).toBe(true)
      // Deflate holds back a symbol or two, not more.
      expect(part.length).toBeGreaterThan((text.length * (length - 1000)) / whole.length)
      expect(problems).toEqual([
        { code: 'truncated-input', excerpt: expect.any(String), offset: part.length },
      ])
    }
  })

  it('gives what came before a break, in small and large files', async () => {
    for (const size of [3000, 300_000]) {
      const text = noise(size)
      const whole = gzipSync(text)
      const middle = whole.length >> 1
      whole.fill(0xff, middle, middle + 50)
      const { text: part, problems } = await readFile(write('broken.gz', whole))
      expect(part.slice(0, size * 0.49)).toBe(text.slice(0, size * 0.49))
      expect(problems).toMatchObject([{ code: 'broken-archive', offset: part.length }])
    }
  })

  it('gives all of the text if the checksum is wrong', async () => {
    const text = noise(100_000)
    const whole = gzipSync(text)
    whole.fill(0, whole.length - 8)
    const { text: all, problems } = await readFile(write('sum.gz', whole))
    expect(all).toBe(text)
    expect(problems).toMatchObject([{ code: 'broken-archive' }])
  })
})

it('standard input counts the bytes read, which bound archives in it', async () => {
  vi.resetModules()
  vi.doMock('node:process', () => ({ stdin: Readable.from([gzipSync('a'), Buffer.alloc(0)]) }))
  const piped = await import('../../src/sources/index.ts')
  const { plainSource } = await import('../../src/sources/plain.ts')
  const [source] = await piped.findSources(['-'], { unreadable: () => {}, skipped: () => {} })
  const reported: number[] = []
  const events = { problem: () => {}, stored: (bytes: number) => reported.push(bytes) }
  for await (const _ of plainSource(source as Source).open(events));
  vi.doUnmock('node:process')
  expect(reported.at(-1)).toBe(gzipSync('a').length)
})
