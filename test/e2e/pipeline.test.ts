/**
 * The whole pipeline on real logs: what must not change a report (the order of inputs, how bytes come in, the
 * gate, copies, compression, line ends), and what bad bytes may change: nothing but problems.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readFrames } from '../../src/frames/index.ts'
import { type AnalyzeOptions, analyze, exporters } from '../../src/index.ts'
import type { Exporter, JsonObject, Observation, Report } from '../../src/model/index.ts'
import { SourceReader } from '../../src/read/source-reader.ts'
import { read, sourceOf } from '../support/read-text.ts'

const KUBELET = 'samples/network-cut/logs/kubelet.log'
const CONTROLLER = 'samples/network-cut/logs/kube-controller-manager.log'
const SAMPLES = [
  KUBELET,
  CONTROLLER,
  'samples/apiserver-down/logs/kubelet.log',
  'samples/apiserver-down/logs/kube-controller-manager.log',
]
const EXERCISE = [
  'samples/lab-exercise/logs/kubelet.log',
  'samples/lab-exercise/logs/kube-controller-manager.log',
]

const json = exporters.find(({ name }) => name === 'json') as Exporter

async function textOf(report: Report): Promise<string> {
  let text = ''
  for await (const piece of json.write(report, { timeZone: 'UTC', color: false, width: 80 })) text += piece
  return text
}

interface Told {
  readonly incidents: readonly JsonObject[]
  readonly nodes: readonly JsonObject[]
  readonly sources: readonly { readonly name: string; readonly lines: number; readonly problems: number }[]
  readonly problems: readonly {
    readonly code: string
    readonly source: string
    readonly line: number | null
    readonly offset: number | null
  }[]
}

/** The report as JSON has it. */
async function tell(inputs: readonly string[], options: AnalyzeOptions = { year: 2026 }): Promise<Told> {
  return JSON.parse(await textOf(await analyze(inputs, options)))
}

/** Incidents and nodes, without the names and lines of the files that told them. */
function unplaced({ incidents, nodes }: Told): unknown {
  return JSON.parse(
    JSON.stringify({ incidents, nodes }, (key, value) =>
      key === 'source' || key === 'line' ? undefined : value,
    ),
  )
}

/** What happened, and each node's heartbeat. */
function times({ incidents, nodes }: Told): unknown {
  return [
    incidents.map(({ kind, node, start, end, intervals, cause, retries, verdict }) => ({
      ...{ kind, node, start, end, intervals, cause, retries, verdict },
    })),
    nodes.map(({ node, heartbeat, state }) => ({ node, heartbeat, state })),
  ]
}

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

function put(name: string, content: string | Buffer): string {
  const path = join(dir, name)
  writeFileSync(path, content)
  return path
}

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield []
  for (const [i, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(i, 1))) yield [item, ...rest]
  }
}

describe('the same report', () => {
  it.each([false, true])('whatever the order of the inputs (all of the timeline: %s)', async (all) => {
    const reports = new Set<string>()
    for (const inputs of permutations(SAMPLES))
      reports.add(await textOf(await analyze(inputs, { year: 2026, all })))
    expect(reports.size).toBe(1)
    const [report = ''] = reports
    expect(JSON.parse(report).incidents).toHaveLength(2)
  })

  it('whatever the order, where the year must be found in another input', async () => {
    const reports = new Set<string>()
    for (const inputs of permutations(EXERCISE)) reports.add(await textOf(await analyze(inputs)))
    expect(reports.size).toBe(1)
    expect([...reports][0]).toContain('2025-01-18T13:30:26.833170Z')
  })

  it('whether a log is given once or twice', async () => {
    const copy = put('copy.log', readFileSync(KUBELET))
    expect(unplaced(await tell([KUBELET, copy, CONTROLLER]))).toEqual(
      unplaced(await tell([KUBELET, CONTROLLER])),
    )
  })

  it('whether a log is whole or rotated, with lines in both files', async () => {
    const lines = readFileSync(KUBELET, 'utf8').split('\n')
    const rotated = put('kubelet.log.1', `${lines.slice(0, 500).join('\n')}\n`)
    const current = put('kubelet.log', lines.slice(400).join('\n'))
    expect(times(await tell([current, rotated, CONTROLLER]))).toEqual(
      times(await tell([KUBELET, CONTROLLER])),
    )
  })

  it('compressed, with CRLF, in a directory', async () => {
    const plain = unplaced(await tell([KUBELET, CONTROLLER]))
    mkdirSync(join(dir, 'logs'))
    put('logs/kubelet.log.gz', gzipSync(readFileSync(KUBELET)))
    put('logs/controller.log', readFileSync(CONTROLLER, 'utf8').replaceAll('\n', '\r\n'))
    expect(unplaced(await tell([join(dir, 'logs')]))).toEqual(plain)
  })
})

describe.each(EXERCISE)('%s', (path) => {
  const bytes = readFileSync(path)

  it('reads the same in two pieces, cut at any byte, and byte by byte', async () => {
    const whole = await read([bytes])
    expect(whole.observations.length).toBeGreaterThan(1)
    for (let at = 1; at < bytes.length; at++) {
      expect(await read([bytes.subarray(0, at), bytes.subarray(at)]), `cut at ${at}`).toEqual(whole)
    }
    expect(await read([...bytes].map((byte) => Buffer.of(byte)))).toEqual(whole)
  })

  it('tells of its whole lines the same wherever it ends', async () => {
    const { observations } = await read([bytes])
    let lines = 0
    for (let end = 0; end < bytes.length; end++) {
      if (bytes[end - 1] === 10) lines++
      const told = await read([bytes.subarray(0, end)])
      const ofWholeLines = (o: Observation): boolean => o.line <= lines
      const without = observations.filter(ofWholeLines)
      expect(told.observations.filter(ofWholeLines), `ends at ${end}`).toEqual(without)
    }
  })
})

it.each([...SAMPLES, ...EXERCISE])(
  '%s: the gate keeps nothing back that is told without it',
  async (path) => {
    const bytes = readFileSync(path)
    const gated = await read([bytes], {}, path)
    const ungated: Observation[] = []
    const settings = { zone: () => 0, year: 2026, nowUs: 0, node: null }
    const reader = new SourceReader(sourceOf([bytes], path), settings, (o) => ungated.push(o))
    const { lines } = await readFrames(
      sourceOf([bytes]).open(),
      { literals: [], bypassLiterals: [], isOpen: true },
      { problem: () => {}, frame: (frame) => reader.readFrame(frame) },
    )
    reader.end(lines, bytes.length)
    expect(reader.reading().records).toBe(lines)
    expect(ungated).toEqual(gated.observations)
  },
)

describe('a year that ends', () => {
  /** A renewal of the sample, moved to another time of the same form. */
  const renewal = (day: string, klogDay: string, time: string): string =>
    (readFileSync(KUBELET, 'utf8').split('\n')[199] as string)
      .replace('Nov 22 10:44:56.909804', `${day} ${time}`)
      .replace('1122 10:44:56.909546', `${klogDay} ${time}`)
  const log = [
    renewal('Dec 31', '1231', '23:59:49.000001'),
    renewal('Dec 31', '1231', '23:59:59.000001'),
    renewal('Jan 01', '0101', '00:00:09.000001'),
    renewal('Jan 01', '0101', '00:00:19.000001'),
  ].join('\n')

  it.each([
    ['by the age of the file', {}],
    ['as the user says', { year: 2026 }],
  ])('does not end a heartbeat, dated %s', async (_, options) => {
    const path = put('kubelet.log', log)
    utimesSync(path, new Date('2027-01-01T00:00:30Z'), new Date('2027-01-01T00:00:30Z'))
    const { nodes, incidents } = await tell([path], options)
    expect(incidents).toEqual([])
    expect(nodes).toMatchObject([
      {
        heartbeat: {
          renewals: 4,
          firstAt: '2026-12-31T23:59:49.000001Z',
          lastAt: '2027-01-01T00:00:19.000001Z',
          intervalSeconds: { count: 3, max: 10 },
        },
      },
    ])
  })
})

describe('bad data', () => {
  /** The sample with something behind its third renewal. */
  const disturbed = (what: string | Buffer): string => {
    const half = (part: readonly string[]): Buffer => Buffer.from(part.join('\n'))
    return put(
      'disturbed.log',
      Buffer.concat([
        half(lines.slice(0, third)),
        Buffer.from('\n'),
        Buffer.from(what),
        Buffer.from('\n'),
        half(lines.slice(third)),
      ]),
    )
  }
  const lines = readFileSync(KUBELET, 'utf8').split('\n')
  const failure = lines[239] as string
  const renewals = lines.filter((line) => line.includes('leases/demo-worker?timeout=10s 200 OK'))
  const renewal = renewals[2] as string
  /** Its line, 1-based. */
  const third = lines.indexOf(renewal) + 1

  it.each([
    ['a run of zeros, as a machine that lost power leaves it', Buffer.alloc(5000)],
    [
      'bytes of another kind',
      Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 7 + (i >> 3)) & 0xff)),
    ],
    ['a renewal that ends before its answer', renewal.slice(0, renewal.indexOf('/demo-worker?') + 8)],
    ['a line that is too long', 'lease '.repeat(1_000_000)],
    ['a stamp that is none', failure.replaceAll('1122 ', '1399 ').replace('Nov 22', 'Nov 99')],
    ['a line that is not UTF-8', Buffer.concat([Buffer.from('leases '), Buffer.from([0xff, 0xfe])])],
  ])('changes no incident: %s', async (_, what) => {
    const told = await tell([disturbed(what), CONTROLLER])
    expect(times(told)).toEqual(times(await tell([KUBELET, CONTROLLER])))
  })

  it.each([
    ['line-too-long', 'lease '.repeat(1_000_000)],
    ['invalid-utf8', Buffer.concat([Buffer.from('leases '), Buffer.from([0xff, 0xfe])])],
    ['no-time', failure.replaceAll('1122 ', '1399 ').replace('Nov 22', 'Nov 99')],
  ])('is told: %s', async (code, what) => {
    const path = disturbed(what)
    const { problems } = await tell([path])
    expect(problems).toContainEqual(expect.objectContaining({ code, source: path, line: third + 1 }))
  })

  it('where a container breaks, tell at which byte of what it held', async () => {
    const log = readFileSync(KUBELET)
    const whole = gzipSync(log)
    const cut = put('cut.log', whole.subarray(0, whole.length >> 1))
    // Whole but for the checksum and the length behind the data.
    const endless = put('endless.log', whole.subarray(0, -8))
    const { problems } = await tell([cut, endless])
    const offsetOf = (path: string): unknown =>
      problems.find(({ code, source }) => code === 'truncated-input' && source === path)?.offset
    expect(offsetOf(endless)).toBe(log.length)
    const offset = offsetOf(cut) as number
    expect(offset).toBeGreaterThan(0)
    const before = await tell([put('before.log', log.subarray(0, offset))])
    expect((await tell([cut])).sources[0]?.lines).toBe(before.sources[0]?.lines)
  })

  it('in one input leaves the others as they are', async () => {
    const empty = put('empty.log', '')
    const picture = put(
      'picture.png',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
    )
    const missing = join(dir, 'missing.log')
    const told = await tell([empty, picture, missing, KUBELET, CONTROLLER])
    expect(unplaced(told)).toEqual(unplaced(await tell([KUBELET, CONTROLLER])))
    const problems = told.problems.map(({ code, source }) => [code, source])
    expect(problems).toContainEqual(['unreadable', missing])
    expect(problems).toContainEqual(['binary', picture])
    expect(told.sources).toContainEqual(expect.objectContaining({ name: empty, lines: 0, problems: 0 }))
  })
})
