/**
 * Formats of other people's viewers, each held against that tool's own rules: the Trace Event Format, OpenShift's
 * monitorapi, Timesketch's importer, OpenMetrics 1.0 and promtool.
 */
import { spawnSync } from 'node:child_process'
import { Ajv } from 'ajv'
import { parse as parseCsv } from 'fast-csv'
import { describe, expect, it } from 'vitest'
import { exporters } from '../../../src/exporters/index.ts'
import type { Boundary, Exporter, Incident, NodeSummary, Report } from '../../../src/model/index.ts'
import { BARE, EMPTY_REPORT, HOSTILE, PLAIN, REPORT, written } from '../../support/report-fixture.ts'

const write = (name: string, report: Report): Promise<string> => {
  const { write } = exporters.find((one) => one.name === name) as Exporter
  return written(write(report, PLAIN))
}

const [CLOSED] = REPORT.incidents as readonly [Incident]
const MINUTE_US = 60_000_000

const boundary = (atUs: number): Boundary => ({
  ...(CLOSED.boundaries.markedNotReady as Boundary),
  atUs,
  earliestUs: atUs,
  latestUs: atUs,
})

/** The fixture, an outage that overlaps its first, and one whose every text is hostile. */
const CROWDED: Report = {
  ...REPORT,
  nodes: [...REPORT.nodes, { ...(REPORT.nodes[0] as NodeSummary), node: HOSTILE }],
  incidents: [
    ...REPORT.incidents,
    { ...CLOSED, id: 'overlapping', kind: 'status-outage', startUs: CLOSED.startUs + 1000 },
    {
      ...CLOSED,
      id: HOSTILE,
      node: HOSTILE,
      verdict: HOSTILE,
      open: true,
      endUs: null,
      boundaries: {
        ...BARE.boundaries,
        markedNotReady: boundary(CLOSED.startUs + MINUTE_US),
        taintQueued: boundary(CLOSED.startUs + 2 * MINUTE_US),
      },
    },
  ],
}
const REPORTS = { plain: REPORT, crowded: CROWDED, empty: EMPTY_REPORT }
const each = Object.entries(REPORTS)

const ajv = new Ajv({ allErrors: true, discriminator: true })
function errorsOf(schema: object, document: unknown): unknown[] {
  ajv.validate(schema, document)
  return ajv.errors ?? []
}

describe('perfetto', () => {
  const ids = { pid: { type: 'integer', minimum: 0 }, tid: { type: 'integer', minimum: 0 } }
  const event = (ph: string, required: readonly string[], properties: object): object => ({
    properties: {
      ph: { const: ph },
      name: { type: 'string' },
      ...ids,
      args: { type: 'object' },
      ...properties,
    },
    required: ['name', 'pid', 'tid', 'args', ...required],
    additionalProperties: false,
  })
  const time = { cat: { type: 'string' }, ts: { type: 'integer' } }
  const SCHEMA = {
    type: 'object',
    required: ['traceEvents'],
    properties: {
      displayTimeUnit: { enum: ['ms', 'ns'] },
      otherData: { type: 'object' },
      traceEvents: {
        type: 'array',
        items: {
          type: 'object',
          required: ['ph'],
          discriminator: { propertyName: 'ph' },
          oneOf: [
            event('M', [], {}),
            event('X', ['ts', 'dur'], { ...time, dur: { type: 'integer', minimum: 0 } }),
            event('i', ['ts', 's'], { ...time, s: { enum: ['g', 'p', 't'] } }),
          ],
        },
      },
    },
    additionalProperties: false,
  }
  interface TraceEvent {
    readonly name: string
    readonly ph: string
    readonly pid: number
    readonly tid: number
    readonly ts: number
    readonly dur: number
    readonly args: Readonly<Record<string, unknown>>
  }
  const eventsOf = async (report: Report): Promise<TraceEvent[]> =>
    JSON.parse(await write('perfetto', report)).traceEvents

  it.each(each)('obeys the format: %s', async (_, report) => {
    expect(errorsOf(SCHEMA, JSON.parse(await write('perfetto', report)))).toEqual([])
  })

  it('names a process after each node, and each thread once', async () => {
    const events = await eventsOf(CROWDED)
    const named = events.filter(({ name }) => name === 'process_name')
    expect(named.map(({ args }) => args.name)).toEqual(['cluster', 'demo-worker', '__proto__', HOSTILE])
    expect(new Set(named.map(({ pid }) => pid)).size).toBe(4)
    const thread = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`
    const threads = events.filter(({ name }) => name === 'thread_name').map(thread)
    expect(new Set(threads).size).toBe(threads.length)
    const used = events.filter(({ ph }) => ph !== 'M').map(thread)
    expect(new Set(used)).toEqual(new Set(threads))
  })

  it('puts spans that overlap on tracks of their own', async () => {
    const spans = (await eventsOf(CROWDED)).filter(({ ph }) => ph === 'X')
    for (const one of spans) {
      const beside = spans.filter((other) => other.pid === one.pid && other.tid === one.tid && other !== one)
      const overlapping = beside.filter(({ ts, dur }) => ts < one.ts + one.dur && one.ts < ts + dur)
      expect(overlapping).toEqual([])
    }
    const outages = spans.filter(({ name, pid }) => name.endsWith('outage') && pid === 2)
    expect(new Set(outages.map(({ tid }) => tid)).size).toBe(2)
  })

  it('tells silence, failures and what the controller did, to the microsecond', async () => {
    const events = await eventsOf(REPORT)
    const { lastRenewal, firstRenewalAfter, markedNotReady, readyAgain } = CLOSED.boundaries
    const [silence] = events.filter(({ name, ph }) => name === 'lease outage' && ph === 'X')
    expect(silence).toMatchObject({
      ts: lastRenewal?.atUs,
      args: { line: 10380, category: 'network-unreachable' },
    })
    expect((silence?.ts ?? 0) + (silence?.dur ?? 0)).toBe(firstRenewalAfter?.atUs)
    const [unknown] = events.filter(({ name }) => name === 'marked unknown')
    expect([unknown?.ts, unknown?.dur]).toEqual([
      markedNotReady?.atUs,
      (readyAgain?.atUs ?? 0) - (markedNotReady?.atUs ?? 0),
    ])
    const instants = events.filter(({ ph }) => ph === 'i').map(({ name }) => name)
    expect(instants).toEqual(expect.arrayContaining(['last renewal', 'ready again', 'evicted default/web-0']))
  })

  it('draws what is not over up to the end of the evidence', async () => {
    const [span] = (await eventsOf({ ...REPORT, incidents: [BARE] })).filter(({ ph }) => ph === 'X')
    expect(span).toMatchObject({ ts: BARE.startUs, args: { open: true } })
    expect((span?.ts ?? 0) + (span?.dur ?? 0)).toBe(REPORT.window.endUs)
  })
})

describe('openshift-intervals', () => {
  const texts = { type: 'object', additionalProperties: { type: 'string' } }
  const instant = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' }
  const strict = (properties: object): object => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  })
  const text = { type: 'string', minLength: 1 }
  const SCHEMA = strict({
    items: {
      type: 'array',
      items: strict({
        level: { enum: ['Info', 'Warning', 'Error'] },
        display: { type: 'boolean' },
        source: text,
        locator: strict({ type: { enum: ['Node', 'Kind'] }, keys: texts }),
        message: strict({ reason: text, cause: { type: 'string' }, humanMessage: text, annotations: texts }),
        from: instant,
        to: instant,
      }),
    },
  })
  interface Item {
    readonly from: string
    readonly to: string
    readonly locator: { readonly type: string; readonly keys: Readonly<Record<string, string>> }
    readonly message: Readonly<Record<'reason' | 'cause' | 'humanMessage', string>> & {
      readonly annotations: Readonly<Record<string, string>>
    }
  }

  it.each(each)('obeys monitorapi: %s', async (_, report) => {
    const document = JSON.parse(await write('openshift-intervals', report))
    expect(errorsOf(SCHEMA, document)).toEqual([])
    const items: Item[] = document.items
    expect(items.map(({ from }) => from)).toEqual(items.map(({ from }) => from).sort())
    for (const { from, to, message } of items) {
      expect(from <= to).toBe(true)
      expect(message.annotations).toMatchObject({ reason: message.reason, cause: message.cause })
    }
  })

  it('locates nodes by name, as they were', async () => {
    const items: Item[] = JSON.parse(await write('openshift-intervals', CROWDED)).items
    const nodes = items.flatMap(({ locator }) => (locator.type === 'Node' ? [locator.keys.node] : []))
    expect(new Set(nodes)).toEqual(new Set(['demo-worker', '__proto__', HOSTILE]))
    const failing = items.find(({ message }) => message.reason === 'FailedToUpdateLease')
    expect(failing).toMatchObject({
      from: '2026-11-22T10:44:56.909546Z',
      to: '2026-11-22T10:45:57.000001Z',
      message: { annotations: { evidence: 'kubelet.log:10385', clock: 'demo-worker' } },
    })
    const open = items.filter(({ message }) => message.annotations.open === 'true')
    expect(new Set(open.map(({ to }) => to))).toEqual(new Set(['2026-11-22T11:02:47.000000Z']))
  })
})

describe('timesketch', () => {
  const MANDATORY = ['message', 'datetime', 'timestamp_desc']
  type Row = Readonly<Record<string, unknown>>

  async function rowsOf(report: Report): Promise<Row[]> {
    const rows: Row[] = []
    const parser = parseCsv<Row, Row>({ headers: true, strictColumnHandling: true })
    const end = new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject))
    parser.on('data', (row: Row) => rows.push(row)).on('data-invalid', () => rows.push({}))
    parser.end(await write('timesketch-csv', report))
    await end
    return rows
  }
  const linesOf = async (report: Report): Promise<Row[]> =>
    (await write('timesketch-jsonl', report))
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))

  it.each(each)(
    'has the mandatory fields, and a time that is the same in both forms: %s',
    async (_, report) => {
      const [rows, lines] = [await rowsOf(report), await linesOf(report)]
      expect(rows.length).toBe(lines.length)
      for (const row of [...rows, ...lines]) {
        for (const field of MANDATORY) expect(row[field]).toMatch(/./)
        expect(row.datetime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
        const seconds = Date.parse(`${String(row.datetime).slice(0, 19)}Z`) * 1000
        expect(Number(row.timestamp)).toBe(seconds + Number(String(row.datetime).slice(20, 26)))
      }
      for (const [i, row] of rows.entries()) {
        expect(JSON.parse(String(row.tag))).toEqual(lines[i]?.tag)
        expect(row.timestamp).toBe(String(lines[i]?.timestamp))
      }
    },
  )

  it('tells incidents and observations, with their lines', async () => {
    const lines = await linesOf(REPORT)
    const ends = REPORT.incidents.filter(({ endUs }) => endUs !== null).length
    const timed = REPORT.timeline.filter(({ observation }) => observation.timeUs !== null).length
    expect(lines.length).toBe(REPORT.incidents.length + ends + timed)
    expect(lines[0]).toMatchObject({
      message: CLOSED.verdict,
      timestamp: CLOSED.startUs,
      timestamp_desc: 'Incident began',
      tag: ['incident', 'lease-outage', 'network-unreachable'],
    })
    const failed = lines.find((line) => line.timestamp_desc === 'lease.ensure-failed')
    expect(failed).toMatchObject({
      tag: ['kubelet', 'network-unreachable'],
      source: 'kubelet.log',
      line: 10385,
      node: 'demo-worker',
    })
    expect(failed?.message).toMatch(/\(17 more alike follow\)$/)
  })

  it('computes nothing in a spreadsheet', async () => {
    const incidents = [{ ...BARE, verdict: HOSTILE }]
    const [row] = await rowsOf({ ...REPORT, incidents })
    expect(row?.message).toMatch(/^'=cmd/)
  })
})

describe('openmetrics', () => {
  const NAME = /^leasegap_[a-z][a-z_]*$/
  const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$/
  const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y

  function labelsOf(text: string): Record<string, string> {
    const labels: [string, string][] = []
    LABEL.lastIndex = 0
    while (LABEL.lastIndex < text.length) {
      const label = LABEL.exec(text)
      if (label === null) throw new Error(`no label: ${text}`)
      const value = (label[2] as string).replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one))
      labels.push([label[1] as string, value])
    }
    return Object.fromEntries(labels)
  }

  /** Families by the rules of OpenMetrics: metadata first, nothing interleaved, each series once. */
  function familiesOf(text: string): Map<string, { labels: Record<string, string>; value: number }[]> {
    const families = new Map<string, { labels: Record<string, string>; value: number }[]>()
    const series = new Set<string>()
    let current = ''
    for (const line of text.split('\n').slice(0, -2)) {
      const metadata = /^# (TYPE|UNIT|HELP) (\S+) (.+)$/.exec(line)
      if (metadata) {
        const [, what, name, value] = metadata as unknown as [string, string, string, string]
        expect(name).toMatch(NAME)
        if (what === 'TYPE') {
          expect([families.has(name), value]).toEqual([false, 'gauge'])
          families.set(name, [])
          current = name
        }
        expect([name, families.get(name)?.length]).toEqual([current, 0])
        if (what === 'UNIT') expect(name.endsWith(`_${value}`)).toBe(true)
        continue
      }
      const sample = SAMPLE.exec(line)
      expect([line, sample?.[1]]).toEqual([line, current])
      const labels = labelsOf(sample?.[2] ?? '')
      const key = `${current} ${JSON.stringify(Object.entries(labels).sort())}`
      expect(series.has(key)).toBe(false)
      series.add(key)
      families.get(current)?.push({ labels, value: Number(sample?.[3]) })
    }
    return families
  }

  it.each(each)('obeys the format: %s', async (_, report) => {
    const text = await write('openmetrics', report)
    expect(text.endsWith('\n# EOF\n')).toBe(true)
    for (const [, samples] of familiesOf(text)) expect(samples.length).toBeGreaterThan(0)
  })

  it('tells what was measured', async () => {
    const families = familiesOf(await write('openmetrics', REPORT))
    const node = { node: 'demo-worker' }
    expect(families.get('leasegap_node_renewals')?.[0]).toEqual({ labels: node, value: 180 })
    expect(families.get('leasegap_node_renewal_latency_seconds')).toContainEqual({
      labels: { ...node, statistic: 'max' },
      value: 0.21,
    })
    expect(families.get('leasegap_node_clock_offset_seconds')).toEqual([{ labels: node, value: -0.25 }])
    const silences = families
      .get('leasegap_incident_interval_seconds')
      ?.filter(({ labels }) => labels.interval === 'silence')
    expect(silences).toEqual([
      {
        labels: {
          incident: CLOSED.id,
          ...node,
          kind: 'lease-outage',
          cause: 'network-unreachable',
          interval: 'silence',
        },
        value: 77.1,
      },
    ])
    expect(families.get('leasegap_problems')).toContainEqual({ labels: { code: 'broken-record' }, value: 3 })
  })

  it('keeps names apart that look alike', async () => {
    const [first] = REPORT.nodes as readonly [NodeSummary]
    const names = ['a\u001b', 'a\\u001b', 'a\\\\u001b', 'a"b', 'a\nb', 'a\\nb']
    const report = { ...REPORT, nodes: names.map((node) => ({ ...first, node })) }
    const samples = familiesOf(await write('openmetrics', report)).get('leasegap_node_renewals') ?? []
    expect(new Set(samples.map(({ labels }) => labels.node)).size).toBe(names.length)
  })

  const promtool = spawnSync('promtool', ['--version']).status === 0
  // Where the whole is checked it must be there.
  it.skipIf(!promtool && process.env.CI !== 'true').each(each)(
    'has nothing that promtool (Debian: prometheus) objects to: %s',
    async (_, report) => {
      const input = await write('openmetrics', report)
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
        input,
        encoding: 'utf8',
      })
      expect([status, stdout, stderr]).toEqual([0, '', ''])
    },
  )
})
