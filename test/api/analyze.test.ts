import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyze, type CustomEnvelope, type Source, toJson, UsageError } from '../../src/index.ts'
import { builtCli } from '../support/built-cli.ts'

const LOGS = 'samples/network-cut/logs'
const KUBELET = join(LOGS, 'kubelet.log')
const TEXT = readFileSync(KUBELET, 'utf8')
const YEAR = { year: 2026 }

const directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** Files below the directory that this process has open. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`)
      return path.startsWith(directory) ? [path] : []
    } catch {
      return []
    }
  })
}

function largeFiles(): string[] {
  return ['a.log', 'b.log', 'c.log'].map((name) => {
    const path = join(directory, name)
    writeFileSync(path, TEXT.repeat(200))
    return path
  })
}

async function incidentsOf(...inputs: Parameters<typeof analyze>): Promise<unknown> {
  const report = await analyze(...inputs)
  return report.incidents.map(({ id, startUs, endUs, verdict }) => [id, startUs, endUs, verdict])
}

describe('analyze', () => {
  const bytes = Buffer.from(TEXT)
  const source: Source = {
    ...{ id: 'x', label: 'kubelet.log', path: null, size: bytes.length, modifiedUs: null },
    async *open() {
      yield new Uint8Array(bytes)
    },
  }
  it.each([
    ['a source', source],
    ['a string', { name: 'kubelet.log', data: TEXT }],
    ['bytes', { name: 'kubelet.log', data: new Uint8Array(bytes) }],
    ['compressed bytes', { name: 'kubelet.log', data: gzipSync(TEXT) }],
    ['a Readable', { name: 'kubelet.log', data: Readable.from([TEXT.slice(0, 999), TEXT.slice(999)]) }],
    ['a ReadableStream', { name: 'kubelet.log', data: new Blob([bytes]).stream() }],
    [
      'an async iterable',
      {
        name: 'kubelet.log',
        data: (async function* () {
          for (let at = 0; at < bytes.length; at += 777) yield bytes.subarray(at, at + 777)
        })(),
      },
    ],
  ] as const)('reads %s as the file', async (_, input) => {
    const expected = await incidentsOf([KUBELET], YEAR)
    expect(expected).not.toEqual([])
    const report = await analyze([input], YEAR)
    expect(await incidentsOf([KUBELET], YEAR)).toEqual(
      report.incidents.map(({ id, startUs, endUs, verdict }) => [id, startUs, endUs, verdict]),
    )
    expect(report.sources).toMatchObject([{ name: 'kubelet.log', bytes: bytes.length }])
  })

  it('takes one input, or any iterable', async () => {
    const expected = await incidentsOf([KUBELET], YEAR)
    expect(await incidentsOf(KUBELET, YEAR)).toEqual(expected)
    expect(await incidentsOf(new Set([KUBELET]), YEAR)).toEqual(expected)
  })

  it('analyzes what came before a stream failed, and counts the failure', async () => {
    const data = async function* (): AsyncIterable<string> {
      yield TEXT
      throw new Error('connection lost')
    }
    const report = await analyze({ name: 'live', data: data() }, YEAR)
    expect(report.incidents.length).toBeGreaterThan(0)
    expect(report.problems).toMatchObject([
      {
        code: 'unreadable',
        source: 'live',
        offset: TEXT.length,
        excerpt: 'reading stopped: connection lost',
      },
    ])
  })

  it('rejects an unknown scheme and an unknown zone with a UsageError', async () => {
    await expect(analyze('foo://bar')).rejects.toBeInstanceOf(UsageError)
    const inputZones = { default: 'Nowhere/City', perSource: new Map() }
    await expect(analyze(KUBELET, { inputZones })).rejects.toBeInstanceOf(UsageError)
  })
})

describe('analyze with a signal', { timeout: 60_000 }, () => {
  const reason = new Error('enough')
  // Threads run the built program.
  let built: typeof import('../../src/index.ts')
  beforeAll(async () => {
    built = await import(pathToFileURL(join(dirname(builtCli()), 'index.js')).href)
  }, 60_000)

  it('rejects at once if it is aborted', async () => {
    await expect(analyze(KUBELET, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  it.each([1, 3])('rejects in the middle of files and closes them (threads: %i)', async (threads) => {
    const files = largeFiles()
    const abort = new AbortController()
    const onProgress = (): void => abort.abort(reason)
    const { signal } = abort
    await expect(built.analyze(files, { ...YEAR, threads, onProgress, signal })).rejects.toBe(reason)
    expect(openFiles()).toEqual([])
  })

  it('rejects while it waits for a silent stream, and closes all', async () => {
    const data = new PassThrough()
    const [file = ''] = largeFiles()
    const abort = new AbortController()
    // The first listener is added when the stream is opened; one that is not open yet is left alone.
    data.once('newListener', () => setTimeout(() => abort.abort(reason), 10))
    await expect(analyze([{ name: 'live', data }, file], { signal: abort.signal })).rejects.toBe(reason)
    expect(data.destroyed).toBe(true)
    expect(openFiles()).toEqual([])
  })

  it('returns the same report if it is not aborted', async () => {
    const { signal } = new AbortController()
    expect(toJson(await analyze(LOGS, { ...YEAR, signal }))).toEqual(toJson(await analyze(LOGS, YEAR)))
  })
})

describe('analyze with custom formats', { timeout: 60_000 }, () => {
  const pipes: CustomEnvelope = {
    name: 'pipes',
    bypassLiterals: ['||'],
    unwrap: (body) => {
      const match = typeof body === 'string' ? /^(\S+)\|\|(.*)$/.exec(body) : null
      return match ? { body: match[2] as string, host: match[1] as string } : undefined
    },
  }

  it('unwraps a custom envelope', async () => {
    const data = TEXT.replace(/^(?=.)/gm, 'demo-worker||')
    const report = await analyze({ name: 'kubelet.log', data }, { ...YEAR, envelopes: [pipes] })
    expect(report.sources[0]?.envelopes).toContain('pipes')
    const verdicts = report.incidents.map(({ kind, startUs }) => [kind, startUs])
    const expected = await analyze(KUBELET, YEAR)
    expect(verdicts).toEqual(expected.incidents.map(({ kind, startUs }) => [kind, startUs]))
  })

  it('parses what no built-in grammar knows with a custom one', async () => {
    const grammar = {
      ...({ name: 'mine', component: 'kubelet', literals: ['lights out'] } as const),
      parse: ({ statement }: { readonly statement: { readonly message: string } | null }) =>
        statement?.message === 'lights out' ? ({ kind: 'kubelet.shutdown', node: 'n' } as const) : undefined,
    }
    const data = `${TEXT}I1122 11:44:57.909546    1153 x.go:1] "lights out"\n`
    const report = await analyze({ name: 'kubelet.log', data }, { ...YEAR, grammars: [grammar], all: true })
    expect(report.timeline.at(-1)?.observation).toMatchObject({ kind: 'kubelet.shutdown', node: 'n' })
  })

  it('closes every file when a grammar throws', async () => {
    const grammar = {
      ...({ name: 'mine', component: 'kubelet', literals: ['lease'] } as const),
      parse: (): never => {
        throw new Error('boom')
      },
    }
    const files = largeFiles()
    writeFileSync(files[0] as string, `${TEXT}I1122 11:44:57.909546    1153 x.go:1] "my lease"\n`)
    await expect(analyze(files, { ...YEAR, grammars: [grammar] })).rejects.toMatchObject({
      ...{ name: 'UsageError', given: 'grammar "mine"' },
      message: expect.stringContaining('grammar "mine" at '),
    })
    expect(openFiles()).toEqual([])
  })
})
