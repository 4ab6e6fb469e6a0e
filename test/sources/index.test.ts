/** Inputs to sources: by scheme, by path, and what a caller hands over. The example kind is all that a new one needs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import { UsageError } from '../../src/model/errors.ts'
import type { Input, OpenOptions, Source, SourceKind } from '../../src/model/index.ts'
import { files } from '../../src/sources/find.ts'
import { findSources, sourceKinds } from '../../src/sources/index.ts'
import { plainSource } from '../../src/sources/plain.ts'

const room = mkdtempSync(join(tmpdir(), 'leasegap-'))
afterAll(() => rmSync(room, { recursive: true }))

const lines: SourceKind = {
  schemes: ['lines', 'lines+twice'],
  title: 'the words of a URL, one a line',
  find: async (input) => [
    {
      ...{ id: input.toLowerCase(), label: input, path: null, size: null, modifiedUs: null },
      async *open() {
        for (const word of input.split('/').slice(2)) yield Buffer.from(`${word}\n`)
      },
    },
  ],
}

async function find(inputs: readonly Input[], kinds: readonly SourceKind[] = [...sourceKinds, lines]) {
  const unreadable: string[] = []
  const events = {
    unreadable: (label: string, reason: string) => void unreadable.push(`${label}: ${reason}`),
    skipped: () => {},
  }
  return { sources: await findSources(inputs, events, { kinds }), unreadable }
}

async function textOf(source: Source | undefined): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of plainSource(source as Source).open()) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

describe('findSources', () => {
  it('asks the kind of a scheme, whatever its case', async () => {
    const { sources } = await find(['lines://a/b', 'LINES+TWICE://c'])
    expect(sources.map(({ label }) => label)).toEqual(['lines://a/b', 'LINES+TWICE://c'])
    expect(await textOf(sources[0])).toBe('a\nb\n')
  })

  it('finds one source per identity, under its first name', async () => {
    const { sources } = await find(['lines://a', 'lines://A'])
    expect(sources.map(({ label }) => label)).toEqual(['lines://a'])
  })

  it('rejects an unknown scheme with what is allowed', async () => {
    const error = await find(['foo://bar']).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toMatchObject({
      message:
        'invalid input "foo://bar": use docker://, ssh://, journal://, kube://, clickhouse+https://, clickhouse+http://, loki+https://, loki+http://, victorialogs+https://, victorialogs+http://, lines://, lines+twice://, the path of a file or directory, or - for standard input',
      given: 'foo://bar',
      allowed: [
        'docker://',
        'ssh://',
        'journal://',
        'kube://',
        'clickhouse+https://',
        'clickhouse+http://',
        'loki+https://',
        'loki+http://',
        'victorialogs+https://',
        'victorialogs+http://',
        'lines://',
        'lines+twice://',
      ],
      try: 'the path of a file or directory, or - for standard input',
    })
  })

  it('reads a file of this name despite an unknown scheme', async () => {
    const before = process.cwd()
    mkdirSync(join(room, 'foo:'))
    writeFileSync(join(room, 'foo:', 'bar'), 'text')
    process.chdir(room)
    try {
      const { sources } = await find(['foo://bar'])
      expect(sources).toMatchObject([{ label: 'foo://bar', path: 'foo://bar', size: 4 }])
    } finally {
      process.chdir(before)
    }
  })

  it.each(['C:\\logs', 'archive:member', './a://b', '://x'])('takes %s for a path', async (input) => {
    expect((await find([input])).unreadable).toEqual([`${input}: no such file or directory`])
  })

  it('takes sources and content as they are, and two contents of one name for two', async () => {
    const [source] = await files.find('samples/network-cut/logs/kubelet.log', {
      unreadable: () => {},
      skipped: () => {},
    })
    const { sources } = await find([
      source as Source,
      'samples/network-cut/logs/kubelet.log',
      { name: 'x', data: 'one' },
      { name: 'x', data: Buffer.from('\ufefftwo') },
    ])
    expect(sources.map(({ label, size }) => [label, size])).toEqual([
      ['samples/network-cut/logs/kubelet.log', source?.size],
      ['x', 3],
      ['x', 6],
    ])
    expect(await Promise.all(sources.slice(1).map(textOf))).toEqual(['one', 'two'])
  })
})

describe('a source', () => {
  it('gives a part of a file', async () => {
    const path = join(room, 'part')
    writeFileSync(path, '0123456789')
    const [file] = (await find([path])).sources
    const part = async (bytes: OpenOptions['bytes']): Promise<string> => {
      let text = ''
      for await (const chunk of (file as Source).open(bytes ? { bytes } : {})) text += Buffer.from(chunk)
      return text
    }
    expect(await part({ start: 2, end: 5 })).toBe('234')
    expect(await part({ start: 8, end: 50 })).toBe('89')
    expect(await part({ start: 10, end: 10 })).toBe('')
    expect(await part(undefined)).toBe('0123456789')
  })

  it('is given the interval of interest', async () => {
    const given: unknown[] = []
    const source: Source = {
      ...{ id: 'x', label: 'x', path: null, size: null, modifiedUs: null },
      async *open({ time } = {}) {
        given.push(time)
        yield Buffer.alloc(0)
      },
    }
    const time = { sinceUs: 1, untilUs: null }
    await analyze(source, { time })
    expect(given).toEqual([time])
  })

  const failing = (before: readonly string[], error: unknown): Source => ({
    ...{ id: 'x', label: 'the label', path: null, size: null, modifiedUs: null },
    async *open() {
      for (const text of before) yield Buffer.from(text)
      throw error
    },
  })

  it('that fails at once rejects with a SourceError of its label', async () => {
    const cause = new TypeError('fetch failed')
    await expect(textOf(failing([], cause))).rejects.toMatchObject({
      ...{ name: 'SourceError', label: 'the label', reason: 'fetch failed', cause },
      message: 'the label: fetch failed',
    })
  })

  it('that fails later ends there with a problem', async () => {
    const problems: unknown[] = []
    const chunks: string[] = []
    const events = { problem: (...problem: unknown[]) => void problems.push(problem) }
    for await (const chunk of plainSource(failing(['a', 'bc'], 'gone')).open(events)) chunks.push(`${chunk}`)
    expect(chunks.join('')).toBe('abc')
    expect(problems).toEqual([['unreadable', null, 'reading stopped: gone', 3]])
  })
})
