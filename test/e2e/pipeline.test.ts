/**
 * The whole pipeline on real logs. The order of inputs, chunks, the prefilter, copies, compression and line ends do
 * not change a report. Bad bytes change nothing but its problems.
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
const EXERCISE = ['samples/lab/logs/kubelet.log', 'samples/lab/logs/kube-controller-manager.log']

const json = exporters.find(({ name }) => name === 'json') as Exporter

async function textOf(report: Report): Promise<string> {
  let text = ''
  for await (const piece of json.write(report, { timeZone: 'UTC', color: false, width: 80 })) text += piece
  return text
}

/** The parts of the JSON report that these tests use. */
interface JsonReport {
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

/** Analyses the inputs. Returns the report as the json exporter writes it. */
async function analyzeToJson(
  inputs: readonly string[],
  options: AnalyzeOptions = { year: 2026 },
): Promise<JsonReport> {
  return JSON.parse(await textOf(await analyze(inputs, options)))
}

/** Incidents and nodes, without the names and lines of their sources. */
function withoutPlaces({ incidents, nodes }: JsonReport): unknown {
  return JSON.parse(
    JSON.stringify({ incidents, nodes }, (key, value) =>
      key === 'source' || key === 'line' ? undefined : value,
    ),
  )
}

/** The times of the incidents, and the heartbeat of each node. */
function timesOf({ incidents, nodes }: JsonReport): unknown {
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

function writeInput(name: string, content: string | Buffer): string {
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

describe('the report', () => {
  it.each([false, true])('does not depend on the order of the inputs (option all: %s)', async (all) => {
    const reports = new Set<string>()
    for (const inputs of permutations(SAMPLES))
      reports.add(await textOf(await analyze(inputs, { year: 2026, all })))
    expect(reports.size).toBe(1)
    const [report = ''] = reports
    expect(JSON.parse(report).incidents).toHaveLength(2)
  })

  it('does not depend on the order of the inputs if the year is found in another one', async () => {
    const reports = new Set<string>()
    for (const inputs of permutations(EXERCISE)) reports.add(await textOf(await analyze(inputs)))
    expect(reports.size).toBe(1)
    expect([...reports][0]).toContain('2025-01-18T13:30:26.833170Z')
  })

  it('is the same if a log is given twice', async () => {
    const copy = writeInput('copy.log', readFileSync(KUBELET))
    expect(withoutPlaces(await analyzeToJson([KUBELET, copy, CONTROLLER]))).toEqual(
      withoutPlaces(await analyzeToJson([KUBELET, CONTROLLER])),
    )
  })

  it('is the same if a log is rotated and both files contain some lines', async () => {
    const lines = readFileSync(KUBELET, 'utf8').split('\n')
    const rotated = writeInput('kubelet.log.1', `${lines.slice(0, 500).join('\n')}\n`)
    const current = writeInput('kubelet.log', lines.slice(400).join('\n'))
    expect(timesOf(await analyzeToJson([current, rotated, CONTROLLER]))).toEqual(
      timesOf(await analyzeToJson([KUBELET, CONTROLLER])),
    )
  })

  it('is the same if inputs are compressed, have CRLF or are in a directory', async () => {
    const plain = withoutPlaces(await analyzeToJson([KUBELET, CONTROLLER]))
    mkdirSync(join(dir, 'logs'))
    writeInput('logs/kubelet.log.gz', gzipSync(readFileSync(KUBELET)))
    writeInput('logs/controller.log', readFileSync(CONTROLLER, 'utf8').replaceAll('\n', '\r\n'))
    expect(withoutPlaces(await analyzeToJson([join(dir, 'logs')]))).toEqual(plain)
  })
})

describe.each(EXERCISE)('%s', (path) => {
  const bytes = readFileSync(path)

  it('gives the same observations in two chunks, cut at any byte, and byte by byte', async () => {
    const whole = await read([bytes])
    expect(whole.observations.length).toBeGreaterThan(1)
    for (let at = 1; at < bytes.length; at++) {
      expect(await read([bytes.subarray(0, at), bytes.subarray(at)]), `cut at ${at}`).toEqual(whole)
    }
    expect(await read([...bytes].map((byte) => Buffer.of(byte)))).toEqual(whole)
  })

  it('gives the same observations of its complete lines wherever it ends', async () => {
    const { observations } = await read([bytes])
    let lines = 0
    for (let end = 0; end < bytes.length; end++) {
      if (bytes[end - 1] === 10) lines++
      const part = await read([bytes.subarray(0, end)])
      const isOfCompleteLine = (o: Observation): boolean => o.line <= lines
      const expected = observations.filter(isOfCompleteLine)
      expect(part.observations.filter(isOfCompleteLine), `ends at ${end}`).toEqual(expected)
    }
  })
})

describe('the prefilter', () => {
  it.each([...SAMPLES, ...EXERCISE])('skips no line of %s that gives an observation', async (path) => {
    const bytes = readFileSync(path)
    const filtered = await read([bytes], {}, path)
    const unfiltered: Observation[] = []
    const settings = { zone: () => 0, year: 2026, nowUs: 0, node: null }
    const reader = new SourceReader(sourceOf([bytes], path), settings, (o) => unfiltered.push(o))
    const { lines } = await readFrames(
      sourceOf([bytes]).open(),
      { literals: [], bypassLiterals: [], isOpen: true },
      { problem: () => {}, frame: (frame) => reader.readFrame(frame) },
    )
    reader.end(lines, bytes.length)
    expect(reader.reading().records).toBe(lines)
    expect(unfiltered).toEqual(filtered.observations)
  })
})

describe('the end of a year', () => {
  /** A renewal of the sample with another time. */
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
    ['the age of the file', {}],
    ['the option year', { year: 2026 }],
  ])('does not interrupt a heartbeat if the year follows from %s', async (_, options) => {
    const path = writeInput('kubelet.log', log)
    utimesSync(path, new Date('2027-01-01T00:00:30Z'), new Date('2027-01-01T00:00:30Z'))
    const { nodes, incidents } = await analyzeToJson([path], options)
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
  /** Writes the sample with `insertion` after its third renewal. */
  const writeDisturbed = (insertion: string | Buffer): string => {
    const half = (part: readonly string[]): Buffer => Buffer.from(part.join('\n'))
    return writeInput(
      'disturbed.log',
      Buffer.concat([
        half(lines.slice(0, third)),
        Buffer.from('\n'),
        Buffer.from(insertion),
        Buffer.from('\n'),
        half(lines.slice(third)),
      ]),
    )
  }
  const lines = readFileSync(KUBELET, 'utf8').split('\n')
  const failure = lines[239] as string
  const renewals = lines.filter((line) => line.includes('leases/demo-worker?timeout=10s 200 OK'))
  const renewal = renewals[2] as string
  /** The line of the third renewal, 1-based. */
  const third = lines.indexOf(renewal) + 1

  it.each([
    ['zeros, as after a power failure', Buffer.alloc(5000)],
    ['random bytes', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 7 + (i >> 3)) & 0xff))],
    ['a renewal without its response', renewal.slice(0, renewal.indexOf('/demo-worker?') + 8)],
    ['a line that is too long', 'lease '.repeat(1_000_000)],
    ['an invalid timestamp', failure.replaceAll('1122 ', '1399 ').replace('Nov 22', 'Nov 99')],
    ['a line that is not UTF-8', Buffer.concat([Buffer.from('leases '), Buffer.from([0xff, 0xfe])])],
  ])('changes no incident: %s', async (_, insertion) => {
    const report = await analyzeToJson([writeDisturbed(insertion), CONTROLLER])
    expect(timesOf(report)).toEqual(timesOf(await analyzeToJson([KUBELET, CONTROLLER])))
  })

  it.each([
    ['line-too-long', 'lease '.repeat(1_000_000)],
    ['invalid-utf8', Buffer.concat([Buffer.from('leases '), Buffer.from([0xff, 0xfe])])],
    ['no-time', failure.replaceAll('1122 ', '1399 ').replace('Nov 22', 'Nov 99')],
  ])('is the problem %s', async (code, insertion) => {
    const path = writeDisturbed(insertion)
    const { problems } = await analyzeToJson([path])
    expect(problems).toContainEqual(expect.objectContaining({ code, source: path, line: third + 1 }))
  })

  it('in a gzip file is a problem with its offset in the decompressed bytes', async () => {
    const log = readFileSync(KUBELET)
    const whole = gzipSync(log)
    const cut = writeInput('cut.log', whole.subarray(0, whole.length >> 1))
    // Only the checksum and the length after the data are missing.
    const withoutTrailer = writeInput('without-trailer.log', whole.subarray(0, -8))
    const { problems } = await analyzeToJson([cut, withoutTrailer])
    const offsetOf = (path: string): unknown =>
      problems.find(({ code, source }) => code === 'truncated-input' && source === path)?.offset
    expect(offsetOf(withoutTrailer)).toBe(log.length)
    const offset = offsetOf(cut) as number
    expect(offset).toBeGreaterThan(0)
    const before = await analyzeToJson([writeInput('before.log', log.subarray(0, offset))])
    expect((await analyzeToJson([cut])).sources[0]?.lines).toBe(before.sources[0]?.lines)
  })

  it('in one input does not change the results of the others', async () => {
    const empty = writeInput('empty.log', '')
    const picture = writeInput(
      'picture.png',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
    )
    const missing = join(dir, 'missing.log')
    const report = await analyzeToJson([empty, picture, missing, KUBELET, CONTROLLER])
    expect(withoutPlaces(report)).toEqual(withoutPlaces(await analyzeToJson([KUBELET, CONTROLLER])))
    const problems = report.problems.map(({ code, source }) => [code, source])
    expect(problems).toContainEqual(['unreadable', missing])
    expect(problems).toContainEqual(['binary', picture])
    expect(report.sources).toContainEqual(expect.objectContaining({ name: empty, lines: 0, problems: 0 }))
  })
})
