import { linkSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { explain, formatObservationLine, observe, observeLines, UsageError } from '../../src/index.ts'

const directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
afterAll(() => rmSync(directory, { recursive: true }))

const RENEWED =
  'I1122 10:44:56.909546    1153 round_trippers.go:553] PUT https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker?timeout=10s 200 OK in 6 milliseconds\n'
const FAILED = 'E1122 10:45:17.088056    1153 controller.go:195] "Failed to update lease" err="x"\n'
const YEAR = { year: 2026 }

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

function largeFile(name: string): string {
  const path = join(directory, name)
  writeFileSync(path, RENEWED.repeat(20_000))
  return path
}

async function linesOf(stream: AsyncIterable<{ readonly line: number }>): Promise<number[]> {
  const lines: number[] = []
  for await (const { line } of stream) lines.push(line)
  return lines
}

describe('observe', () => {
  it('reports problems with the line and the byte where they begin, live and of a file', async () => {
    const path = join(directory, 'kubelet.log')
    const lines = [
      'E1122 10:45:17.088056    1153 controller.go:195] "Failed to update lease" err="x"',
      'lease '.repeat(1_000_000),
      'E1122 10:45:24.088056    1153 controller.go:195] "Failed to update lease" err="\xff"',
      'E1199 10:45:31.088056    1153 controller.go:195] "Failed to update lease" err="x"',
      'lease',
    ]
    writeFileSync(path, lines.join('\r\n'), 'latin1')
    const observed = async (follow: boolean): Promise<unknown> => {
      const stream = observe([path], { follow, year: 2026 })
      const seen = await linesOf(stream)
      return { seen, problems: stream.problems.map(({ code, line, offset }) => [code, line, offset]) }
    }
    expect(await observed(true)).toEqual({
      seen: [1, 3, 4],
      problems: [
        ['invalid-utf8', 3, 6_000_085],
        ['line-too-long', 2, 83],
        ['no-time', 4, 6_000_168],
        ['unrecognised-lines', null, null],
      ],
    })
    expect(await observed(true)).toEqual(await observed(false))
  })

  it('counts the sources that it read', async () => {
    const stream = observe(['samples/network-cut/logs', join(directory, 'missing')], YEAR)
    expect((await linesOf(stream)).length).toBeGreaterThan(0)
    expect(stream.sources).toBe(2)
    expect(stream.problems).toMatchObject([{ code: 'unreadable', source: join(directory, 'missing') }])
  })

  it('gives an object for each of many equal requests', async () => {
    const seen = new Set<object>()
    for await (const observation of observe(largeFile('equal.log'), YEAR)) {
      expect(observation.line).toBe(seen.size + 1)
      seen.add(observation)
    }
    expect(seen.size).toBe(20_000)
  })

  it('closes the file when the caller stops', async () => {
    const path = largeFile('break.log')
    for await (const _ of observe(path, YEAR)) {
      expect(openFiles()).toEqual([path])
      break
    }
    expect(openFiles()).toEqual([])
  })

  it('reads no more than the caller takes', async () => {
    let chunks = 0
    const data = async function* (): AsyncIterable<string> {
      for (; chunks < 100; chunks++) yield RENEWED.repeat(10_000)
    }
    let taken = 0
    for await (const _ of observe({ name: 'stream', data: data() }, YEAR)) if (++taken === 15_000) break
    // One is being read, and the first mebibyte decides the year.
    expect(chunks).toBeLessThan(4)
  })

  it('closes a silent live stream when the caller stops', async () => {
    const data = new PassThrough()
    data.write(RENEWED)
    for await (const { line } of observe({ name: 'live', data }, { ...YEAR, follow: true })) {
      expect(line).toBe(1)
      break
    }
    expect(data.destroyed).toBe(true)
  })

  it('cancels a silent ReadableStream when the caller stops', async () => {
    let reason: unknown = null
    const data = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from(RENEWED)),
      cancel: (given) => {
        reason = given
      },
    })
    for await (const _ of observe({ name: 'live', data }, { ...YEAR, follow: true })) break
    expect(reason).toBeInstanceOf(DOMException)
  })

  it('gives each line of a live stream before the next is written', async () => {
    const data = new PassThrough()
    const given: number[] = []
    data.write(RENEWED)
    for await (const { line } of observe({ name: 'live', data }, { ...YEAR, follow: true })) {
      given.push(line)
      if (line < 3) data.write(RENEWED.replace('10:44:56', `10:45:0${line}`))
      else data.end()
    }
    expect(given).toEqual([1, 2, 3])
  })

  it('rejects with the signal’s reason while it waits for a silent stream', async () => {
    const data = new PassThrough()
    data.write(RENEWED)
    const abort = new AbortController()
    const reason = new Error('enough')
    setTimeout(() => abort.abort(reason), 20)
    const stream = observe({ name: 'live', data }, { ...YEAR, follow: true, signal: abort.signal })
    await expect(linesOf(stream)).rejects.toBe(reason)
    expect(data.destroyed).toBe(true)
  })

  it('rejects with the signal’s reason between small files, which make nobody wait', async () => {
    const small = join(directory, 'small')
    mkdirSync(small)
    writeFileSync(join(small, '0'), 'I1122 10:44:56.909546    1153 server.go:1 nothing\n'.repeat(4000))
    for (let n = 1; n < 1000; n++) linkSync(join(small, '0'), join(small, String(n)))
    const abort = new AbortController()
    let isBegun = false
    const onProgress = (): void => {
      if (!isBegun) setTimeout(() => abort.abort(new Error('enough')))
      isBegun = true
    }
    const lines = linesOf(observe(small, { ...YEAR, signal: abort.signal, onProgress }))
    await expect(lines).rejects.toThrow('enough')
  })

  it('rejects with the signal’s reason in the middle of a file, and closes it', async () => {
    const path = largeFile('abort.log')
    const abort = new AbortController()
    const reason = new Error('enough')
    let taken = 0
    const run = async (): Promise<void> => {
      for await (const _ of observe(path, { ...YEAR, signal: abort.signal }))
        if (++taken === 10) abort.abort(reason)
    }
    await expect(run()).rejects.toBe(reason)
    expect(taken).toBe(10)
    expect(openFiles()).toEqual([])
  })

  it('gives what it parsed before a custom grammar throws, then rejects with a UsageError', async () => {
    const path = largeFile('throw.log')
    const grammar = {
      ...({ name: 'mine', component: 'kubelet', literals: ['lights out'] } as const),
      parse(): never {
        throw new RangeError('boom')
      },
    }
    writeFileSync(path, `${RENEWED}I1122 10:44:57.909546    1153 x.go:1] "lights out"\n${FAILED}`)
    const lines: number[] = []
    const run = async (): Promise<void> => {
      for await (const { line } of observe(path, { ...YEAR, grammars: [grammar] })) lines.push(line)
    }
    const error = await run().catch((thrown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toMatchObject({
      message: `grammar "mine" at ${path}:2 failed: boom`,
      given: 'grammar "mine"',
      cause: expect.any(RangeError),
    })
    expect(lines).toEqual([1])
    expect(openFiles()).toEqual([])
  })

  it('reports that a compressed stream is cut', async () => {
    const stream = observe({ name: 'cut.gz', data: gzipSync(RENEWED.repeat(9)).subarray(0, -8) }, YEAR)
    expect((await linesOf(stream)).length).toBe(9)
    expect(stream.problems).toMatchObject([{ code: 'truncated-input', source: 'cut.gz' }])
  })
})

describe('observeLines', () => {
  /** What a stream gives, as text; `error`: what it rejects with. */
  async function textOf(stream: AsyncIterable<Uint8Array>): Promise<{ text: string; error?: unknown }> {
    let text = ''
    try {
      for await (const piece of stream) text += Buffer.from(piece).toString()
      return { text }
    } catch (error) {
      return { text, error }
    }
  }

  it('gives the lines of what observe gives, but answers to other requests', async () => {
    const requests = ['5', '17'].map((ms) => RENEWED.replace(' 6 ', ` ${ms} `)).join('')
    const answered = RENEWED.replace(/apis\S+/, 'api/v1/pods').replace('PUT', 'GET')
    const data = `${RENEWED}${requests}${answered}${FAILED}`.repeat(500)
    for (const input of [{ name: 'kubelet.log', data }, 'samples/network-cut/logs']) {
      let expected = ''
      const stream = observe(input, YEAR)
      for await (const o of stream) if (o.kind !== 'api.answered') expected += formatObservationLine(o)
      const lines = observeLines(input, YEAR)
      expect((await textOf(lines)).text).toBe(expected)
      expect(lines.sources).toBe(stream.sources)
      expect(lines.problems).toEqual(stream.problems)
    }
  })

  it('names the sources with an observation', async () => {
    const answered = RENEWED.replace(/apis\S+/, 'api/v1/pods')
    const inputs = Object.entries({ a: answered, b: 'prose\n', c: RENEWED })
    const lines = observeLines(
      inputs.map(([name, data]) => ({ name, data })),
      YEAR,
    )
    expect((await textOf(lines)).text.split('\n').length).toBe(2)
    expect([...lines.observedSources]).toEqual(['a', 'c'])
  })

  it('gives what it parsed before a custom grammar throws', async () => {
    const grammar = {
      ...({ name: 'mine', component: 'kubelet', literals: ['lights out'] } as const),
      parse(): never {
        throw new RangeError('boom')
      },
    }
    const data = `${RENEWED}I1122 10:44:57.909546    1153 x.go:1] "lights out"\n${FAILED}`
    const { text, error } = await textOf(
      observeLines({ name: 'throw.log', data }, { ...YEAR, grammars: [grammar] }),
    )
    expect(error).toBeInstanceOf(UsageError)
    expect(text).toContain('"lease.renewed"')
    expect(text).not.toContain('"lease.update-failed"')
  })
})

describe('explain', () => {
  it('explains every record of content', async () => {
    const explanations = explain({ name: 'kubelet.log', data: Readable.from([RENEWED, 'prose\n']) }, YEAR)
    const given = []
    for await (const { line, grammar, reason } of explanations) given.push([line, grammar, reason])
    expect(given).toEqual([
      [1, 'kubelet-requests', null],
      [2, null, 'in no known format'],
    ])
  })
})
