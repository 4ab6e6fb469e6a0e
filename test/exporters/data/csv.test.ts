import { parse as parseCsv } from 'fast-csv'
import { describe, expect, it } from 'vitest'
import type { JsonValue, Report } from '../../../src/model/index.ts'
import { BARE } from '../../support/incident-fixture.ts'
import { EMPTY_REPORT, REPORT } from '../../support/report-fixture.ts'
import { writeReport } from '../../support/write-report.ts'

/** Parses a CSV output by RFC 4180. */
async function rowsOf(name: string, report: Report = REPORT): Promise<string[][]> {
  const text = await writeReport(name, report)
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

/** Dotted paths of all leaves; through arrays, of their elements. */
function leaves(value: JsonValue, path: string): string[] {
  if (Array.isArray(value)) return value.length > 0 ? value.flatMap((one) => leaves(one, path)) : [path]
  if (value === null || typeof value !== 'object') return [path]
  return Object.entries(value).flatMap(([name, one]) => leaves(one ?? null, path ? `${path}.${name}` : name))
}

describe.each(['csv', 'csv-nodes', 'csv-timeline', 'csv-heartbeats', 'timesketch-csv'])('%s', (name) => {
  it('has the same header without rows', async () => {
    const [header] = await rowsOf(name)
    expect(await rowsOf(name, EMPTY_REPORT)).toEqual([header])
    expect(await writeReport(name, EMPTY_REPORT)).toMatch(/^[\w.,-]+\r\n$/)
    expect(new Set(header).size).toBe(header?.length)
  })

  it('has the same number of cells in every row', async () => {
    const rows = await rowsOf(name)
    expect(rows.length).toBeGreaterThan(1)
    expect(new Set(rows.map((row) => row.length)).size).toBe(1)
  })
})

describe('csv', () => {
  it('has a column for every field of the JSON', async () => {
    const [header = []] = await rowsOf('csv')
    const { incidents, timeline, nodes } = JSON.parse(await writeReport('json')) as Record<string, JsonValue>
    const [nodeHeader = []] = await rowsOf('csv-nodes')
    const isInNodeHeader = (path: string): boolean =>
      nodeHeader.some((column) => column === path || column.startsWith(`${path}.`))
    expect(leaves(nodes as JsonValue, '').filter((path) => !isInNodeHeader(path))).toEqual([])
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

  it('flattens objects, joins arrays, guards formulas and leaves missing values empty', async () => {
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

  it.each(['=1', '+1', '-1', '@a', '\tx', '\rx'])('guards a text that starts with %j', async (text) => {
    const report = { ...REPORT, incidents: [{ ...BARE, verdict: text }] }
    expect((await recordsOf('csv', report))[0]?.verdict).toBe(`'${text}`)
  })

  it('passes an error of the report on to the caller', async () => {
    const report: Report = {
      ...REPORT,
      heartbeats: () => {
        throw new Error('no heartbeats today')
      },
    }
    await expect(writeReport('csv-heartbeats', report)).rejects.toThrow('no heartbeats today')
  })
})

describe('csv-timeline and csv-heartbeats', () => {
  it('contain the fields of observations', async () => {
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

  it('contain one row per renewal', async () => {
    const [first, second] = await recordsOf('csv-heartbeats')
    expect(first).toMatchObject({ intervalSeconds: '', latencyMs: '', startedAt: '' })
    expect(second).toMatchObject({ intervalSeconds: '10.1', latencyMs: '6', statusCode: '200', line: '2' })
  })
})
