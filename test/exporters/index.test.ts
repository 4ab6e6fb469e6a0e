import { parse as parseCsv } from 'fast-csv'
import { beforeAll, describe, expect, it } from 'vitest'
import { formatObservation } from '../../src/exporters/data/observation-fields.ts'
import { exporters } from '../../src/exporters/index.ts'
import type { Exporter, ExportOptions, JsonValue, Report, SourceSummary } from '../../src/model/index.ts'
import { parseZone } from '../../src/time/zones.ts'
import {
  BARE,
  EMPTY_REPORT,
  HOSTILE,
  OBSERVATIONS,
  PLAIN,
  REPORT,
  written,
} from '../support/report-fixture.ts'
import { loadShippedExporters, type ShippedExporters } from '../support/shipped-exporters.ts'

const exporter = (name: string): Exporter => exporters.find((one) => one.name === name) as Exporter
const write = (name: string, report: Report = REPORT, options: ExportOptions = PLAIN): Promise<string> =>
  written(exporter(name).write(report, options))

/** Control characters but line ends, bidi controls, line and paragraph separators, lone surrogates. */
const UNPRINTABLE = /[^\P{Cc}\r\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

describe('every exporter', () => {
  let shipped: ShippedExporters
  beforeAll(async () => {
    shipped = await loadShippedExporters()
  })

  it.each(exporters.map(({ name }) => name))('%s prints nothing hidden', async (name) => {
    expect(await shipped.write(name, REPORT)).not.toMatch(UNPRINTABLE)
  })

  it.each(exporters.map(({ name }) => name))('%s ends its last line', async (name) => {
    expect((await shipped.write(name, REPORT)).endsWith('\n')).toBe(true)
    expect(await shipped.write(name, EMPTY_REPORT)).toMatch(/(^|\n)$/)
  })

  it('has a name and endings of its own', () => {
    const endings = exporters.flatMap((one) => one.endings)
    expect(new Set(endings).size).toBe(endings.length)
    expect(new Set(exporters.map(({ name }) => name)).size).toBe(exporters.length)
  })
})

describe('json', () => {
  it('holds the fields of the contract, pretty-printed with two blanks', async () => {
    const text = await write('json')
    const report = JSON.parse(text)
    expect(Object.keys(report)).toEqual([
      'schemaVersion',
      'leasegap',
      'window',
      'assumptions',
      'sources',
      'nodes',
      'incidents',
      'causes',
      'timeline',
      'unassignedEvictions',
      'warnings',
      'problems',
    ])
    expect(report.window).toEqual({
      start: '2026-11-22T10:31:02.000000Z',
      end: '2026-11-22T11:02:47.000000Z',
    })
    const [closed, bare, cluster] = report.incidents
    expect(closed.boundaries.lastRenewal).toEqual({
      at: '2026-11-22T10:44:46.909546Z',
      earliest: '2026-11-22T10:44:46.900546Z',
      latest: '2026-11-22T10:44:46.909546Z',
      exact: true,
      clock: 'demo-worker',
      from: 'lease.renewed',
      source: 'kubelet.log',
      line: 10380,
    })
    expect(closed.intervalBounds.detectionSeconds).toEqual([44.3, null])
    expect(closed.retries.observedIntervalsSeconds.min).toBe(7)
    expect(closed.cause.error).toBe(HOSTILE)
    expect(closed.expected.firstEviction).toEqual({ earliest: '2026-11-22T10:50:24.000000Z', latest: null })
    expect(closed).not.toHaveProperty('members')
    expect(bare).toMatchObject({ node: '__proto__', end: null, open: true, faultWindow: null })
    expect(Object.values(bare.boundaries)).toEqual(Array(9).fill(null))
    expect(cluster).toMatchObject({ node: null, first: 'demo-worker', affected: 2, seen: 3 })
    expect(report.timeline[0].count).toBe(17)
    expect(report.timeline[1]).not.toHaveProperty('count')
    expect(report.problems[0]).toEqual({
      code: 'broken-record',
      source: HOSTILE,
      line: 17,
      offset: 900,
      count: 3,
      excerpt: HOSTILE,
    })
  })

  it('is what JSON.stringify makes of it, whole lines at the end, in pieces', async () => {
    for (const report of [REPORT, EMPTY_REPORT]) {
      const text = await write('json', report)
      // Hidden characters are escaped, which JSON.stringify leaves as they are.
      const visible = text.replace(/\\u(?:00[7-9]|20|d8)[0-9a-f]+/g, (unit) => JSON.parse(`"${unit}"`))
      const again = JSON.stringify(JSON.parse(text), null, 2).replaceAll('\\ud800', '\ud800')
      expect(visible).toBe(`${again}\n`)
    }
  })

  it('streams a long timeline', async () => {
    const entry = REPORT.timeline[0] as Report['timeline'][number]
    let longest = 0
    let pieces = 0
    const long = { ...REPORT, timeline: Array(5000).fill(entry) }
    for await (const piece of exporter('json').write(long, PLAIN)) {
      longest = Math.max(longest, piece.length)
      pieces++
    }
    expect(pieces).toBeGreaterThan(5000)
    expect(longest).toBeLessThan(10_000)
  })
})

describe('ndjson', () => {
  it('has one incident a line, the same as in the report', async () => {
    const lines = (await write('ndjson')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(await write('json')).incidents)
    expect(await write('ndjson', EMPTY_REPORT)).toBe('')
  })
})

describe('observations', () => {
  const at = (i: number): Record<string, unknown> =>
    formatObservation(OBSERVATIONS[i] as (typeof OBSERVATIONS)[number]) as Record<string, unknown>

  it('say the common fields first, then their own', () => {
    expect(Object.keys(at(0))).toEqual([
      ...['kind', 'at', 'node', 'clock', 'component', 'source', 'line', 'pid'],
      ...['error', 'cause', 'alsoCauses', 'causeDetail', 'retryIntervalSeconds'],
    ])
  })

  it('tell when a request began', () => {
    expect(at(1)).toMatchObject({
      at: '2026-11-22T10:44:56.909546Z',
      startedAt: '2026-11-22T10:44:56.902546Z',
    })
    expect(at(2).startedAt).toBe('2026-11-22T10:44:56.900000Z')
    expect(at(3)).toMatchObject({ statusCode: null, startedAt: null })
    expect(at(2)).not.toHaveProperty('receivedUs')
  })

  it('tell when a node was last seen', () => {
    expect(at(5).lastSeenAt).toBe('2026-11-22T10:44:16.900000Z')
    expect(at(4)).toMatchObject({ renewTime: '2026-11-22T10:44:46.900000Z', managedTime: null })
    expect(at(7)).toMatchObject({ at: null, node: null, clock: null })
  })
})

/** Rows as a reader of RFC 4180 gets them. */
async function rowsOf(name: string, report: Report = REPORT): Promise<string[][]> {
  const text = await write(name, report)
  const rows: string[][] = []
  const parser = parseCsv<string[], string[]>({ strictColumnHandling: true })
  parser.on('data', (row: string[]) => rows.push(row))
  const end = new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject))
  parser.end(text)
  await end
  return rows
}

async function recordsOf(name: string, report: Report = REPORT): Promise<Record<string, string>[]> {
  const [header, ...rows] = await rowsOf(name, report)
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [header?.[i] as string, cell])))
}

/** Dotted paths of every leaf; through arrays, of their elements. */
function leaves(value: JsonValue, path: string): string[] {
  if (Array.isArray(value)) return value.length > 0 ? value.flatMap((one) => leaves(one, path)) : [path]
  if (value === null || typeof value !== 'object') return [path]
  return Object.entries(value).flatMap(([name, one]) => leaves(one ?? null, path ? `${path}.${name}` : name))
}

describe.each(['csv', 'csv-timeline', 'csv-heartbeats', 'timesketch-csv'])('%s', (name) => {
  it('has the same header over no rows', async () => {
    const [header] = await rowsOf(name)
    expect(await rowsOf(name, EMPTY_REPORT)).toEqual([header])
    expect(await write(name, EMPTY_REPORT)).toMatch(/^[\w.,-]+\r\n$/)
    expect(new Set(header).size).toBe(header?.length)
  })

  it('has as many cells in every row', async () => {
    const rows = await rowsOf(name)
    expect(rows.length).toBeGreaterThan(1)
    expect(new Set(rows.map((row) => row.length)).size).toBe(1)
  })
})

describe('csv', () => {
  it('has a column for every field of the JSON', async () => {
    const [header = []] = await rowsOf('csv')
    const { incidents, timeline } = JSON.parse(await write('json')) as Record<string, JsonValue>
    const nullable = (path: string): boolean => header.some((column) => column.startsWith(`${path}.`))
    const missing = leaves(incidents as JsonValue, '').filter(
      (path) => !header.includes(path) && !nullable(path),
    )
    expect(missing).toEqual([])
    const [timelineHeader = []] = await rowsOf('csv-timeline')
    const absent = leaves(timeline as JsonValue, '').filter(
      (path) =>
        !timelineHeader.includes(path) && !timelineHeader.some((column) => column.startsWith(`${path}.`)),
    )
    expect(absent).toEqual([])
  })

  it('flattens, joins, guards and leaves empty', async () => {
    const [closed = {}, bare = {}, cluster = {}] = await recordsOf('csv')
    expect(closed).toMatchObject({
      'boundaries.lastRenewal.at': '2026-11-22T10:44:46.909546Z',
      'boundaries.lastRenewal.exact': 'true',
      'intervals.silenceSeconds': '77.1',
      'intervals.recoverySeconds': '-1.25',
      'intervalBounds.recoverySeconds': '-5;-1',
      'intervalBounds.detectionSeconds': '44.3;',
      'cause.category': 'network-unreachable',
      crossClock: 'detectionSeconds;recoverySeconds',
      'evictions.pod': 'default/web-0;@evil',
      'evictions.at': '2026-11-22T10:50:31.000000Z;',
      'evidence.line': '10380;77',
      members: '',
    })
    expect(closed['cause.error']).toBe(
      `'=cmd|' /C calc'!A0 "q",\\u001b[2J\\u009b31m\\u202egnp\\u2028x\r\nforged: line\\u0000\\ud800`,
    )
    const filled = Object.entries(bare).filter(([, cell]) => cell !== '')
    expect(Object.fromEntries(filled)).toEqual({
      id: BARE.id,
      node: '__proto__',
      kind: 'lease-outage',
      start: '2026-11-22T10:50:00.000000Z',
      open: 'true',
      'cause.category': 'unknown',
      'cause.where': 'unknown',
      'cause.confidence': 'low',
      'retries.tries': '0',
      'retries.failures': '0',
      'retries.declaredIntervalsSeconds.count': '0',
      'retries.observedIntervalsSeconds.count': '0',
    })
    expect(cluster).toMatchObject({ node: '', nodes: 'demo-worker;__proto__', affected: '2', seen: '3' })
  })

  it.each(['=1', '+1', '-1', '@a', '\tx', '\rx'])('guards a text that begins like %j', async (text) => {
    const report = { ...REPORT, incidents: [{ ...BARE, verdict: text }] }
    expect((await recordsOf('csv', report))[0]?.verdict).toBe(`'${text}`)
  })

  it('tells a failure of the report to its reader', async () => {
    const report: Report = {
      ...REPORT,
      heartbeats: () => {
        throw new Error('no heartbeats today')
      },
    }
    await expect(write('csv-heartbeats', report)).rejects.toThrow('no heartbeats today')
  })
})

describe('csv-timeline and csv-heartbeats', () => {
  it('hold what observations say', async () => {
    const [failed, renewed, , , , stale, , seen] = await recordsOf('csv-timeline')
    expect(failed).toMatchObject({ count: '17', alsoCauses: 'dns;timeout', pid: '228', causeDetail: '' })
    expect(renewed).toMatchObject({ latencyMs: '6', startedAt: '2026-11-22T10:44:56.902546Z', error: '' })
    expect(stale).toMatchObject({ 'condition.message': "'-1+1", durationSeconds: '40.009546' })
    expect(seen).toMatchObject({
      at: '',
      'taints.key': 'a;b',
      'taints.timeAdded': ';2026-11-22T10:45:31.000000Z',
    })
  })

  it('have a row a renewal', async () => {
    const [first, second] = await recordsOf('csv-heartbeats')
    expect(first).toMatchObject({ intervalSeconds: '', latencyMs: '', startedAt: '' })
    expect(second).toMatchObject({ intervalSeconds: '10.1', latencyMs: '6', statusCode: '200', line: '2' })
  })
})

describe('table', () => {
  const widest = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length))

  it.each([60, 80, 120, 200])('fits %i columns', async (width) => {
    expect(widest(await write('table', REPORT, { ...PLAIN, width }))).toBeLessThanOrEqual(width)
  })

  it('forges no line from a log', async () => {
    expect((await write('table')).split('\n').filter((line) => line.startsWith('forged'))).toEqual([])
  })

  it('tells the boundaries in the order of time, bounded ones with both ends', async () => {
    const text = await write('table')
    const order = [
      'last seen by controller',
      'last renewal',
      'first failure',
      'marked not ready',
      'ready again',
    ]
    const places = order.map((title) => text.indexOf(title))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(text).toContain('~10:44:42.0 – 10:44:47.0 *')
    expect(text).toContain(' 10:44:46.909  ')
    expect(text).toContain('~before 10:46:09.0')
    expect(text).toMatch(/first failure +kubelet\.log:10385/)
    expect(text).toContain('detection 44.3 s (at least 44.3 s, two clocks)')
  })

  it('shows the root of a long error, which stands at its end', async () => {
    const error = `Put "https://host/${'x'.repeat(5000)}": dial tcp: lookup host: connect: network is unreachable`
    const text = await write('table', {
      ...REPORT,
      incidents: [{ ...BARE, cause: { ...BARE.cause, error } }],
    })
    expect(text).toMatch(/error +…/)
    expect(text).toContain('network is unreachable')
    expect(text).not.toContain('Put "https')
  })

  it('names the directory of all sources once', async () => {
    const [source] = REPORT.sources
    const named = (...names: string[]): Promise<string> =>
      write('table', { ...REPORT, sources: names.map((name) => ({ ...(source as SourceSummary), name })) })
    const listed = async (...names: string[]): Promise<string> => {
      const [, section = ''] = (await named(...names)).split('\n\n')
      return section
        .replace(/ +kubelet .*/g, '')
        .replace(/ +/g, ' ')
        .replace('\n lines observed', '')
    }
    expect(await listed('logs/a/kubelet.log', 'logs/b.log')).toBe('Sources in logs/\n a/kubelet.log\n b.log')
    expect(await listed('/var/kubelet.log', '/tmp/kcm.log')).toBe(
      'Sources in /\n var/kubelet.log\n tmp/kcm.log',
    )
    expect(await listed('logs/kubelet.log')).toBe('Sources\n logs/kubelet.log')
    expect(await listed('logs', 'logs/a.log')).toBe('Sources\n logs\n logs/a.log')
    expect(await listed('/a', 'b/c')).toBe('Sources\n /a\n b/c')
  })

  it('follows the zone', async () => {
    const text = await write('table', REPORT, { ...PLAIN, timeZone: 'Europe/Berlin' })
    expect(text).toContain('11:44:46.909')
    expect(text).toContain('Europe/Berlin')
  })

  it('prints the date where an incident crosses midnight', async () => {
    const text = await write('table', REPORT, { ...PLAIN, timeZone: parseZone('+13:15') })
    expect(text).toMatch(/11-22 23:59:46\.909 +last renewal/)
    expect(text).toMatch(/11-23 00:00:31\.250 \* +marked not ready/)
  })

  it('is coloured only when asked, with the same words', async () => {
    const plain = await write('table')
    const coloured = await write('table', REPORT, { ...PLAIN, color: true })
    expect(coloured).toContain('\u001b[1m')
    expect(coloured.replaceAll(new RegExp(`${'\u001b'}\\[\\d+m`, 'g'), '')).toBe(plain)
  })

  it('tells ten of many incidents in full and lists them all', async () => {
    const incidents = Array.from({ length: 25 }, (_, i) => ({ ...BARE, node: `node-${i}`, id: `${i}` }))
    const text = await write('table', { ...REPORT, incidents })
    expect(text).toContain('  25.  node-24')
    expect(text).toContain('\n10. node-9: lease outage')
    expect(text).not.toContain('\n11. node-10')
    expect(text).toContain('The first 10 of 25')
  })

  it('says that nothing was found, and what that proves', async () => {
    const calm: Report = { ...REPORT, incidents: [] }
    expect(await write('table', calm)).toContain('No incident')
    expect(await write('table', calm)).not.toContain('-v=6 on')
    const sources = REPORT.sources.map((source) => ({ ...source, verbosity: 2 }))
    expect(await write('table', { ...calm, sources })).toContain('-v=6 on')
    expect(await write('table', EMPTY_REPORT)).toContain('Nothing was read')
    expect(await write('table', EMPTY_REPORT)).not.toContain('No incident')
  })
})
