/** A line that is read from the cache yields the same as when it is read as text. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { envelopes, grammars } from '../../../src/index.ts'
import { LineCache } from '../../../src/read/line-cache/line-cache.ts'
import { LineHead } from '../../../src/read/line-cache/line-head.ts'
import type { ReaderSettings } from '../../../src/read/options/settings.ts'
import { SourceReader } from '../../../src/read/source-reader.ts'
import { KnownLines } from '../../../src/read/unparsed/known-lines.ts'
import { shapes } from '../../bench/generate.ts'
import { random } from '../../bench/random.ts'
import { type ReadResult, read } from '../../support/read-text.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** Counts the lines that are read from the cache in `action`. */
async function countCachedLines(action: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(SourceReader.prototype, 'readFromBytes')
  await action()
  const count = spy.mock.results.filter(({ value }) => value === true).length
  spy.mockRestore()
  return count
}

/** Reads every line as text, because every record is observed. */
function readAsText(content: string | Buffer, settings: Partial<ReaderSettings> = {}): Promise<ReadResult> {
  return read([Buffer.from(content)], { ...settings, onRecord: () => {} })
}

/** Compares both ways of reading. Returns how many lines were read from the cache. */
async function compare(content: string | Buffer, settings: Partial<ReaderSettings> = {}): Promise<number> {
  const asText = await readAsText(content, settings)
  return countCachedLines(async () => {
    expect(await read([Buffer.from(content)], settings)).toEqual(asText)
  })
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)))
}

it('the cache does not change what is read of all samples and cases', async () => {
  let lines = 0
  for (const file of ['samples', 'test/e2e/cases', 'test/support/data'].flatMap(filesBelow))
    lines += await compare(readFileSync(file), { year: null })
  expect(lines).toBeGreaterThan(100)
})

it.each(shapes.filter(({ name }) => name !== 'gzip').map((shape) => [shape.name, shape] as const))(
  'the cache does not change what is read of %s logs',
  async (name, shape) => {
    const [first] = shape.files(name === 'small-files' || name === 'fleet' ? 100_000_000 : 400_000, 11)
    const log = [...(first?.text ?? [])].join('')
    const lines = log.split('\n').length - 1
    const share = (await compare(log)) / lines
    if (name === 'dense' || name === 'fleet' || name === 'retries') expect(share).toBeGreaterThan(0.95)
  },
)

const CLOCK = /\d\d:\d\d:\d\d/g

/** Returns the same text at another time, sometimes with other digits in its last number. */
function later(text: string, draw: () => number): string {
  const part = (of: number): string => String(Math.floor(draw() * of)).padStart(2, '0')
  const clock = `${part(24)}:${part(60)}:${part(60)}`
  const timed = text.replace(CLOCK, clock)
  if (draw() < 0.7) return timed
  return timed.replace(/\d+(?=\D*$)/, (digits) => digits.replace(/\d/g, () => `${Math.floor(draw() * 10)}`))
}

/** Replaces one digit. */
function altered(text: string, draw: () => number): string {
  const places = [...text.matchAll(/\d/g)].map(({ index }) => index)
  const at = places[Math.floor(draw() * places.length)]
  return at === undefined ? text : `${text.slice(0, at)}${Math.floor(draw() * 10)}${text.slice(at + 1)}`
}

const PREFIXES: readonly (readonly [name: string, prefix: string])[] = [
  ['without an envelope', ''],
  ['in a journal', '2026-03-14T10:20:30.123456+0100 worker-1 kubelet[1234]: '],
  ['in a journal without a year', 'Mar 14 10:20:30 worker-1 kubelet[1234]: '],
  ["in a container's log", '2026-03-14T09:20:30.123456789Z stderr F '],
]

const texts = [...grammars, ...envelopes].flatMap(({ samples }) =>
  (samples as readonly { readonly text: unknown }[]).flatMap(({ text }) =>
    typeof text === 'string' && !text.includes('\n') ? [text] : [],
  ),
)

describe.each(PREFIXES)('the cache does not change what is read of samples %s', (_name, prefix) => {
  it('that repeat at other times', async () => {
    const draw = random(23)
    // Some of them: a cache that learns needs many lines of each.
    const some = texts.filter((_, i) => i % 4 === 0)
    let lines = 0
    for (const text of some) {
      const log = Array.from({ length: 70 }, () => `${later(prefix + text, draw)}\n`).join('')
      lines += await compare(log)
    }
    expect(lines).toBeGreaterThan(some.length)
  })

  it('that repeat with another digit', async () => {
    const draw = random(29)
    for (const text of texts) {
      let line = prefix + text
      const log = Array.from({ length: 24 }, (_, i) => {
        line = i % 3 === 0 ? altered(line, draw) : later(line, draw)
        return `${line}\n`
      }).join('')
      await compare(log)
    }
  })

  it('that alternate with others', async () => {
    const draw = random(31)
    let lines = 0
    for (let round = 0; round < 20; round++) {
      const some = Array.from(
        { length: 6 },
        () => prefix + (texts[Math.floor(draw() * texts.length)] as string),
      )
      const log = Array.from({ length: 200 }, () => {
        const text = some[Math.floor(draw() ** 2 * some.length)] as string
        return `${draw() < 0.1 ? altered(text, draw) : later(text, draw)}\n`
      }).join('')
      lines += await compare(log)
      await compare(log, { alsoDecode: 'all' })
      await compare(log, { maxObservations: 60 })
    }
    expect(lines).toBeGreaterThan(100)
  })
})

const request = (clock: string, rest = '200 OK in 4 milliseconds'): string =>
  `I1122 ${clock}    1153 round_trippers.go:553] PUT https://a:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s ${rest}`

/** Requests of a minute, so many that the cache contains the last ones. */
const earlier = Array.from({ length: 20 }, (_, n) => request(`10:42:${10 + n}.104750`))

/** Reads lines behind the earlier ones. Returns how many of them were read from the cache. */
async function compareLater(lines: readonly string[]): Promise<number> {
  return (
    (await compare(`${[...earlier, ...lines].join('\n')}\n`)) - (await compare(`${earlier.join('\n')}\n`))
  )
}

describe('a repeated request', () => {
  /** Returns for each line, whether it is read from the cache. */
  async function matches(...lines: string[]): Promise<boolean[]> {
    const matched: boolean[] = []
    for (let n = 1; n <= lines.length; n++)
      matched.push((await compareLater(lines.slice(0, n))) > matched.filter(Boolean).length)
    return matched
  }

  it('is read from the cache at every time, on every day, for every latency and query', async () => {
    expect(await matches(request('23:59:59.999999'))).toEqual([true])
    expect(await matches(request('00:00:00.000000', '200 OK in 0 milliseconds'))).toEqual([true])
    expect(await matches(request('10:43:33.104750', '200 OK in 123456 milliseconds'))).toEqual([true])
    expect(await matches(request('10:43:33.104750').replace(/$/, '\r'))).toEqual([true])
    expect(await matches(request('10:43:33.104750').replace('I1122', 'I1123'))).toEqual([true])
    expect(await matches(request('10:43:33.104750').replace('timeout=10s', 'a=b&watch=true'))).toEqual([true])
  })

  it('without an answer is read from the cache with the same query only: its time-out counts', async () => {
    const failed = (clock: string, timeout: string): string =>
      request(clock, ' in 4 milliseconds').replace('timeout=10s', `timeout=${timeout}`)
    const log = Array.from({ length: 20 }, (_, n) => failed(`10:43:${10 + n}.104750`, '10s'))
    const count = await compare(`${log.join('\n')}\n`)
    expect(count).toBeGreaterThan(2)
    expect(await compare(`${[...log, failed('10:43:37.104750', '5s')].join('\n')}\n`)).toBe(count)
  })

  it('is read as text in a leap second', async () => {
    const clocks = ['10:43:03.104750', '10:43:60.104750', '10:44:13.104750', '10:44:23.104750']
    expect(await compareLater(clocks.map((clock) => request(clock)))).toBe(3)
  })

  it('of JSON may have a number with leading zeros', async () => {
    const log = [4, 4, 4, '05', '007', 5].map(
      (ms, i) =>
        `2026-11-22T10:43:0${i}.104750Z stderr F {"ts": 1795344183104.75, "caller": "transport/round_trippers.go:632", "msg": "Response", "v": 6, "verb": "GET", "url": "https://a:6443/api/v1/nodes/worker-1", "status": "200 OK", "milliseconds": ${ms}}`,
    )
    await compare(log.join('\n'))
  })

  it('is read as text if anything else differs', async () => {
    for (const line of [
      request('10:43:33.104750', '201 OK in 4 milliseconds'),
      request('10:43:33.104750', '200 OK in 1x milliseconds'),
      request('10:43:33.104750', '200 OK in  milliseconds'),
      request('10:43:33.104750', '200 OK in 1234567890123 milliseconds'),
      request('10:43:33.104750').replace('worker-1', 'worker-2'),
      request('10:43:33.104750').replace('1153', '1154'),
      request('10:43:33.104750').replace('I1122', 'I1131'),
      request('10:43:33.104750').replace('I1122', 'W1122'),
      request('10:43:33.104750').replace('timeout=10s', 'a=:b'),
      request('10:43:33.104750').replace('?timeout', '/timeout'),
      request('10:43:33.104750').replace('v1/namespaces', 'vö/namespace'),
      request('10:43:60.104750'),
      request('24:43:33.104750'),
      request('10:43:33.10475x'),
    ])
      expect(await matches(line)).toEqual([false])
  })
})

const stale = (node: string, type: string, clock: string, duration: string): string =>
  `I1122 ${clock}       1 node_lifecycle_controller.go:958] "Node hasn't been updated" logger="node-lifecycle-controller" node="${node}" duration="${duration}" nodeConditionType="${type}" currentCondition="&NodeCondition{Type:${type},Status:Unknown,LastHeartbeatTime:2026-11-22 10:42:34 +0000 UTC,LastTransitionTime:2026-11-22 10:43:41 +0000 UTC,Reason:NodeStatusUnknown,Message:Kubelet stopped posting node status.,}"`

describe('a line read from the cache ends before it', () => {
  const requests = (from: number): string[] =>
    [3, 4, 5].map((minute) => request(`10:${from}${minute}:03.104750`))
  const failed = (minute: number): string =>
    `E1122 10:${minute}:03.104750    1153 controller.go:195] "Failed to update lease" err=`

  it('a multi-line value that is never closed', async () => {
    const open = [`${failed(16)}"x" response=<`, '\tone']
    expect(await compareLater([...requests(0), ...open, ...requests(2)])).toBe(5)
  })

  it('a wrapped error and a message that may continue', async () => {
    const broken = [`${failed(16)}"Put \\"https://a:6443/x\\": dial tcp`, ': connect: connection refused"']
    const unknown = ['I1122 10:17:03.104750    1153 kubelet.go:1] is about no lease']
    expect(await compareLater([...requests(0), ...broken, ...requests(2), ...unknown, ...requests(3)])).toBe(
      9,
    )
  })

  it('the count of the printed years', async () => {
    const dated = (minute: number, year: number): string =>
      stale('worker-1', 'Ready', `10:${minute}:03.104750`, '44.1s').replaceAll('2026-11', `${year}-11`)
    const log = [11, 12, 13, 14, 15].map((minute) => dated(minute, 2026))
    log.push(...[21, 22, 23, 24].map((minute) => dated(minute, 2025)))
    const content = `${log.join('\n')}\n`
    expect((await read(content, { year: null })).reading.yearless?.printedYear).toBe(2026)
    await compare(content, { year: null })
  })
})

describe('a line without findings', () => {
  const unanswered = (clock: string, path = 'api/v1/pods'): string =>
    `I1122 ${clock}    1153 round_trippers.go:553] GET https://a:6443/${path}?watch=true  in 4 milliseconds`
  const cut = (clock: string): string => `E1122 ${clock}    1153 controller.go:136] failed to ensure node lea`
  const rest =
    'se exists, will retry in 7s, error: Get "https://a:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1": dial tcp 10.0.0.1:6443: connect: no route to host'
  const clocks = Array.from({ length: 30 }, (_, n) => `10:${10 + n}:03.104750`)

  it('is read from the cache', async () => {
    const log = [...earlier, ...clocks.map((clock) => unanswered(clock))]
    const count = await compare(`${log.join('\n')}\n`)
    expect(count - (await compare(`${earlier.join('\n')}\n`))).toBeGreaterThan(15)
  })

  it('that was not parsed is joined with the line that continues it', async () => {
    const log = [...earlier, ...clocks.map(cut), rest, request('10:43:50.104750')]
    const content = `${log.join('\n')}\n`
    const held = vi.spyOn(KnownLines.prototype, 'matchSample')
    const { observations } = await read(content)
    expect(held.mock.results.filter(({ value }) => value !== undefined).length).toBeGreaterThan(3)
    expect(observations).toContainEqual(
      expect.objectContaining({ kind: 'lease.ensure-failed', line: 50, cause: 'no-route' }),
    )
    await compare(content)
    await compare(`${[...log.slice(0, 50), '', rest].join('\n')}\n`)
  })

  it('is parsed if its process has no record before it', async () => {
    const of = (pid: number): string => unanswered('10:43:50.104750').replace('1153', String(pid))
    await compare(
      `${[...earlier, ...clocks.map((clock) => unanswered(clock)), of(1154), of(1154)].join('\n')}\n`,
    )
  })
})

describe('a line that passes for its time', () => {
  const sample = (clock: string, message: string, pid = 1153): string =>
    `I1122 ${clock}    ${pid} generic.go:224] ${message}`

  /** Messages without a literal of the grammars; what makes them more than a time. */
  const messages: readonly string[] = [
    'plain',
    '"GenericPLEG: Relisting"',
    '"quoted" key="value"',
    'ends with a "quote that is open',
    String.raw`"escaped \" quote" key="a\\"`,
    '"open" value=<',
    'a second I1122 10:43:03.104750    1153 b.go:12] record',
    'ends with blanks  ',
    'with a tab\tinside',
    'with an umlaut: ü',
    'of kubelet/v1.27.1 as agent, User-Agent: kubelet/v1.27.1',
    'a command: kubectl get pods',
    'Pod  Normal  Scheduled',
    `${'long '.repeat(500)}`,
    '{"json": "text"}',
    "'quoted'",
    '',
  ]
  const rests: readonly string[] = [
    'the rest of a line',
    '  "err="dial tcp 10.0.0.1:6443: connect: no route to host"',
    '\ta tab',
    ' >',
    '',
    'Nov 22 10:43:04 worker-1 kubelet[1153]: another format',
    sample('10:61:00.000000', 'impossible'),
    sample('10:43:03.104750', 'another process', 77),
    sample('10:43:03.104750', 'a month').replace('I1122', 'I1331'),
    sample('10:43:03.104750', 'no severity').replace('I1122', 'X1122'),
    sample('10:43:03.104750', 'Listing and watching *v1.Pod').replace('generic.go', 'reflector.go'),
    'I1122 10:43:03.104750    1153 round_trippers.go:466] GET https://a:6443/api/v1/nodes/worker-1',
    'I1122 10:43:03.104750    1153 round_trippers.go:577] Response Status: 200 OK in 4 milliseconds',
    'I1122 10:43:03.104750 generic.go:224] without a process',
    'I1122 10:43:03.104750    1153 dir/generic.go:224] in a directory',
    'I1122 10:43:03.104750    1153 generic.go:224]no blank',
  ]

  it.each(PREFIXES)('shows the same as when it is parsed, %s', async (_name, otherPrefix) => {
    const draw = random(41)
    const prefixOf = (clock: string): string =>
      otherPrefix.replace('-03-14', '-11-22').replace('Mar 14', 'Nov 22').replace(CLOCK, clock.slice(0, 8))
    const held = vi.spyOn(KnownLines.prototype, 'matchSample')
    const one = (from: readonly string[]): string => from[Math.floor(draw() * from.length)] as string
    for (let round = 0; round < 40; round++) {
      const log = Array.from({ length: 120 }, (_, n) => {
        const clock = `10:${String(10 + Math.floor(n / 4)).padStart(2, '0')}:${String((n % 4) * 14 + 10)}.104750`
        const prefix = prefixOf(clock)
        const at = draw()
        if (at < 0.3 || n < 30) return prefix + request(clock)
        if (at < 0.8) return prefix + sample(clock, one(messages), draw() < 0.9 ? 1153 : 99)
        return (draw() < 0.5 ? prefix : '') + one(rests)
      })
      await compare(`${log.join('\n')}\n`)
    }
    expect(held.mock.results.filter(({ value }) => value !== undefined).length).toBeGreaterThan(300)
  })

  it('is parsed if an envelope takes something off behind it', async () => {
    const inside = (line: string): string => `{"message":${JSON.stringify(line)}}`
    const log = [
      ...earlier,
      ...messages.map((message) => sample('10:43:50.104750', message)),
      ...earlier,
    ].map(inside)
    await compare(`${log.join('\n')}\n`)
  })
})

/** Reads a line as a source does: one that the cache does not contain is offered to it. Returns whether it does. */
function readLine(cache: LineCache<string>, text: string, n: number): boolean {
  const bytes = Buffer.from(text)
  if (cache.match(bytes, 0, bytes.length, n)) return true
  cache.learn(n, text, 'process')
  return false
}

/** Returns the share of lines that the cache contains. */
function shareOf(lines: readonly string[]): number {
  const cache = new LineCache<string>()
  return lines.filter((text, n) => readLine(cache, text, n)).length / lines.length
}

describe('the cache', () => {
  const clockOf = (n: number): string => new Date(1000 * n).toISOString().slice(11, 23).concat('000')

  it('contains a line that repeats behind many that did not', () => {
    const once = Array.from({ length: 10_000 }, (_, n) =>
      request(clockOf(n)).replace('worker-1', `worker-${n}`),
    )
    const often = Array.from({ length: 10_000 }, (_, n) => request(clockOf(n)))
    // Then one of sixteen lines is looked up, until one is found.
    expect(shareOf([...once, ...often])).toBeGreaterThan(0.497)
  })

  it('is asked for few lines while it contains none of them', () => {
    const spy = vi.spyOn(LineHead.prototype, 'match')
    const lines = Array.from({ length: 20_000 }, (_, n) =>
      request(clockOf(n)).replace('worker-1', `worker-${n}`),
    )
    expect(shareOf(lines)).toBe(0)
    expect(spy.mock.calls.length).toBeLessThan(6000)
  })

  it('contains the lines of a day of a journal, whose head changes with the date', () => {
    const days = [...Array(9).keys()].flatMap((day) =>
      Array.from(
        { length: 400 },
        (_, n) => `Mar ${10 + day} ${clockOf(n).slice(0, 8)} worker-1 kubelet[1153]: ${request(clockOf(n))}`,
      ),
    )
    expect(shareOf(days)).toBeGreaterThan(0.9)
  })

  it('spends little on heads that do not come again', () => {
    const cache = new LineCache<string>()
    for (let n = 0; n < 1000; n++)
      readLine(cache, `Mar 10 ${clockOf(n).slice(0, 8)} host-${n} kubelet[${n}]: ${request(clockOf(n))}`, n)
    const known = request(clockOf(1))
    for (let n = 1000; n < 1020; n++) readLine(cache, known, n)
    expect(readLine(cache, known, 1020)).toBe(true)
  })

  it('distinguishes lines with the same hash', () => {
    const FACTOR = 0x01000193
    const word = (text: string): number => Buffer.from(text, 'latin1').readInt32BE()
    const mix = (hash: number, next: number): number => Math.imul(hash ^ next, FACTOR)
    const lineWith = (name: string): string =>
      `I1122 10:43:03.104750    1153 round_trippers.go:553] PUT https://a:6443/${name}/x 200 OK in 4 milliseconds`
    const rest = lineWith('').slice('I1122 10:43:03.104750'.length)
    const place = rest.indexOf('/x')
    const before = 'p'.repeat((4 - (place % 4)) % 4)
    const hashed = rest.slice(0, place) + before
    let start = 'I'.charCodeAt(0)
    for (let at = 0; at < hashed.length; at += 4) start = mix(start, word(hashed.slice(at, at + 4)))
    const draw = random(37)
    let other = ''
    while (other === '') {
      const first = Array.from(
        { length: 4 },
        () => 'abcdefghijklmnopqrstuvwxyz012345'[Math.floor(draw() * 32)],
      )
      const second = Buffer.alloc(4)
      second.writeInt32BE(mix(start, word('aaaa')) ^ word('aaaa') ^ mix(start, word(first.join(''))))
      if (first.join('') !== 'aaaa' && /^[a-z0-9]{4}$/.test(second.toString('latin1')))
        other = first.join('') + second.toString('latin1')
    }
    const [known, colliding] = [lineWith(`${before}aaaaaaaa`), lineWith(before + other)]
    const cache = new LineCache<string>()
    for (let n = 1; n <= 20; n++) readLine(cache, known, n)
    expect(readLine(cache, known, 21)).toBe(true)
    // The hash was seen before, so the other line is learned from its first occurrence.
    expect(readLine(cache, colliding, 22)).toBe(false)
    expect(readLine(cache, known, 23)).toBe(true)
  })
})
