import { describe, expect, it } from 'vitest'
import { documentScanner, MAX_JSON_DEPTH } from '../../src/frames/json-scanner.ts'
import { type Scan, scanFrames } from '../support/frames.ts'

const json = (text: string | Buffer, size?: number, limit?: number): Scan =>
  scanFrames((events) => documentScanner(events, limit), text, size)

const names = ({ frames }: Scan): unknown[] =>
  frames.map(({ body }) => (body as { metadata?: { name?: string } }).metadata?.name)

const LEASES = [
  {
    metadata: { name: 'a', note: 'braces } and { "quoted" \\ 漢 😀' },
    spec: { n: [1, -2.5e3, true, null, {}] },
  },
  { metadata: { name: 'b' }, spec: {} },
]

describe('documentScanner', () => {
  const list = { apiVersion: 'coordination.k8s.io/v1', kind: 'LeaseList', metadata: { x: 1 }, items: LEASES }
  const expected = LEASES.map((item) => ({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...item }))

  it('adds the kind of a typed list to its items, whatever the order of keys and the layout', () => {
    const sorted = {
      apiVersion: list.apiVersion,
      items: LEASES,
      kind: 'LeaseList',
      metadata: { items: [{ not: 'an item' }] },
    }
    for (const value of [list, sorted]) {
      for (const indent of [undefined, 4, '\t']) {
        expect(json(JSON.stringify(value, null, indent)).frames.map(({ body }) => body)).toEqual(expected)
      }
    }
  })

  it('emits line and offset of the beginning of an object, however the bytes are cut', () => {
    const text = `${JSON.stringify(list, null, 4)}\n${JSON.stringify({ kind: 'Node' }, null, 2)}\n`
    const bytes = Buffer.from(text)
    const whole = json(text)
    expect(whole.lines).toBe(text.split('\n').length - 1)
    expect(whole.frames).toHaveLength(3)
    for (const { line, offset } of whole.frames) {
      expect(bytes[offset]).toBe('{'.charCodeAt(0))
      expect(bytes.subarray(0, offset).toString().split('\n')).toHaveLength(line)
    }
    for (let size = 1; size < 40; size++) expect(json(text, size)).toEqual(whole)
  })

  describe('finds the records of arrays in places that it does not know', () => {
    const LINE = 'E1122 10:43:03.104750    1153 controller.go:195] "text"'

    it.each([undefined, 1])('with what stands around them, indented by %s', (indent) => {
      const records = [{ log: 'no header' }, { log: LINE }, null, { log: 'more' }]
      const text = JSON.stringify(
        { page: 1, source: { node: 'worker-1', found: { all: records } } },
        null,
        indent,
      )
      const { frames } = json(text)
      expect(frames.map(({ body }) => body)).toEqual([
        { node: 'worker-1', log: 'no header' },
        { node: 'worker-1', log: LINE },
        { node: 'worker-1', log: 'more' },
      ])
      const lines = text.split('\n')
      if (indent)
        for (const { body, line } of frames)
          expect(lines[line]).toContain(JSON.stringify((body as { log: string }).log))
    })

    it('of log lines that are texts', () => {
      expect(
        json(JSON.stringify({ host: 'worker-1', output: ['first', LINE, 'last'] })).frames,
      ).toMatchObject([
        { body: { host: 'worker-1', message: 'first' } },
        { body: { host: 'worker-1', message: LINE } },
        { body: { host: 'worker-1', message: 'last' } },
      ])
      expect(json(JSON.stringify(['first', LINE, 'last'])).frames).toMatchObject([
        { body: { message: LINE } },
        { body: { message: 'last' } },
      ])
    })

    it('of rows with a time', () => {
      expect(json(JSON.stringify({ answer: [[1795344183104, 'x', LINE]] })).frames).toMatchObject([
        { body: { line: LINE, timestamp: 1795344183104 } },
      ])
    })

    it('of API objects, but not of references to some', () => {
      const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'a' } }
      const event = {
        kind: 'Event',
        involvedObject: {},
        ownerReferences: [{ kind: 'Node', apiVersion: 'v1' }],
      }
      expect(json(JSON.stringify({ dump: { leases: [lease] } })).frames).toMatchObject([{ body: lease }])
      expect(json(JSON.stringify({ type: 'ADDED', object: event })).frames).toMatchObject([
        { body: { type: 'ADDED', object: event } },
      ])
    })
  })

  it('emits elements of arrays and concatenated objects, but not the items of an object that is no list', () => {
    const box = { kind: 'Box', items: [{ a: 1 }] }
    expect(json(JSON.stringify(box, null, 1)).frames.map(({ body }) => body)).toEqual([box])
    expect(names(json(JSON.stringify(LEASES, null, 1)))).toEqual(['a', 'b'])
    expect(names(json(LEASES.map((item) => JSON.stringify(item, null, 1)).join('\n')))).toEqual(['a', 'b'])
    expect(json('[1, "x", [{"deep": 1}]]').frames).toEqual([])
  })

  it('keeps the kind of an item that has one', () => {
    const mixed = { items: [{ kind: 'Node' }, { kind: 'Pod' }], kind: 'List', apiVersion: 'v1' }
    expect(json(JSON.stringify(mixed, null, 1)).frames.map(({ body }) => body)).toEqual(mixed.items)
  })

  it('treats __proto__ as any other key', () => {
    const { frames } = json('{"__proto__": {"kind": "x"}\n}')
    expect(Object.keys(frames[0]?.body ?? {})).toEqual(['__proto__'])
    expect((frames[0]?.body as { kind?: string } | undefined)?.kind).toBeUndefined()
  })
})

describe('documentScanner on broken JSON', () => {
  const pretty = (name: string): string => JSON.stringify({ kind: 'Node', metadata: { name } }, null, 2)

  it('emits complete objects and reports the cut, wherever it is', () => {
    const text = JSON.stringify({ kind: 'NodeList', items: LEASES }, null, 2)
    for (let cut = 1; cut < text.length; cut++) {
      const { frames, problems } = json(text.slice(0, cut))
      const complete = LEASES.filter((item) => {
        const end = text.indexOf(`"name": "${item.metadata.name}"`)
        return text.slice(end, cut).includes('\n    }')
      })
      expect(frames).toHaveLength(complete.length)
      expect(problems.map(([code]) => code)).toEqual(['truncated-input'])
    }
  })

  it('emits lines of text between documents, with their place', () => {
    const scan = json(`${pretty('a')}\nError from server: {"x"} [gone]\n${pretty('b')}\nI1122 last`, 3)
    expect(scan.frames.map(({ body }) => typeof body === 'string')).toEqual([false, true, false, true])
    expect(scan.frames[1]).toMatchObject({ body: 'Error from server: {"x"} [gone]', line: 7 })
    expect(scan.frames[3]).toMatchObject({ body: 'I1122 last' })
    expect(scan.problems).toEqual([])
  })

  it('drops a document that another one interrupts', () => {
    const cut = pretty('a').split('\n').slice(0, 3).join('\n')
    const scan = json(`${cut}\n${pretty('b')}\n${cut}": "x\n${pretty('c')}`)
    expect(names(scan)).toEqual(['b', 'c'])
    expect(scan.problems.map(([code]) => code)).toEqual(['broken-record', 'broken-record'])
  })

  it('drops a document that is nested too deep', () => {
    const scan = json(`${'['.repeat(100_000)}\n${pretty('a')}`)
    expect(scan.problems).toEqual([['limit-reached', 1]])
    expect(names(scan)).toEqual(['a'])
    const deep = `${'{"a":'.repeat(MAX_JSON_DEPTH)}1${'}'.repeat(MAX_JSON_DEPTH)}`
    expect(json(deep)).toMatchObject({ problems: [], frames: [{ line: 1 }] })
    expect(json(`{"a":${deep}}`).problems).toEqual([['limit-reached', 1]])
  })

  it('drops an object that is too long', () => {
    const items = [{ kind: 'Node', metadata: { name: 'a', x: 'y'.repeat(2000) } }, ...LEASES]
    const text = JSON.stringify({ kind: 'NodeList', items }, null, 1)
    for (const size of [7, 100, Infinity]) {
      const scan = json(text, size, 1000)
      expect(names(scan)).toEqual(['a', 'b'])
      expect(scan.problems).toEqual([['limit-reached', 4]])
    }
  })

  it('reads 100 MB in one string in bounded memory', () => {
    const scanner = documentScanner({ frame: () => undefined, problem: () => undefined })
    const piece = Buffer.alloc(1_000_000, 'a')
    let most = 0
    scanner.push(Buffer.from('{"x":\n"'))
    const { heapUsed } = process.memoryUsage()
    for (let i = 0; i < 100; i++) {
      scanner.push(piece)
      most = Math.max(most, process.memoryUsage().heapUsed - heapUsed)
    }
    scanner.end()
    expect(scanner.bytes).toBe(100_000_007)
    expect(most).toBeLessThan(80_000_000)
  })
})

describe('documentScanner on answers of log platforms', () => {
  const bodies = (value: unknown): unknown[] => json(JSON.stringify(value), 7).frames.map(({ body }) => body)

  it('emits the hits of a search, and drops the answer around them', () => {
    const hits = [{ _source: { message: 'a' } }, { _source: { message: 'b' } }]
    expect(bodies({ took: 4, hits: { total: 2, hits }, aggregations: {} })).toEqual(hits)
  })

  it('merges the streams of one answer by time, with the labels of each', () => {
    const stream = (level: string, ...times: string[]): unknown => ({
      stream: { level },
      values: times.map((time) => [time, 'line', { trace: '' }]),
    })
    const found = bodies({
      status: 'success',
      data: { result: [stream('a', '10', '30'), stream('b', '20')] },
    })
    expect(found).toEqual([
      { stream: { level: 'a' }, timestamp: '10', line: 'line' },
      { stream: { level: 'b' }, timestamp: '20', line: 'line' },
      { stream: { level: 'a' }, timestamp: '30', line: 'line' },
    ])
  })

  it('names the columns of a row, and the fields of a result', () => {
    const tables = [{ columns: [{ name: 'Message' }, { name: 'Computer' }], rows: [['a', 'worker-1']] }]
    expect(bodies({ tables })).toEqual([{ Message: 'a', Computer: 'worker-1' }])
    expect(bodies({ results: [[{ field: '@message', value: 'a' }]] })).toEqual([{ '@message': 'a' }])
  })

  it('finds the records of Graylog, SigNoz and ClickHouse', () => {
    expect(bodies({ messages: [{ message: { message: 'a' } }] })).toEqual([{ message: { message: 'a' } }])
    expect(bodies({ data: { result: [{ list: [{ data: { body: 'a' } }] }] } })).toEqual([
      { data: { body: 'a' } },
    ])
    const compact = { meta: [{ name: 'ts' }, { name: 'message' }], data: [['t', 'a']], rows: 1 }
    expect(bodies(compact)).toEqual([{ ts: 't', message: 'a' }])
  })

  it('hands the resource down to the records of OpenTelemetry', () => {
    const resource = { attributes: [{ key: 'host.name', value: { stringValue: 'worker-1' } }] }
    const logRecords = [{ body: { stringValue: 'a' } }]
    expect(bodies({ resourceLogs: [{ resource, scopeLogs: [{ scope: {}, logRecords }] }] })).toEqual([
      { resource, body: { stringValue: 'a' } },
    ])
  })

  it('reads short streams beyond the limit of an object', () => {
    const result = Array.from({ length: 50 }, (_, n) => ({
      stream: { n: String(n) },
      values: [[String(n), 'x'.repeat(100)]],
    }))
    for (const size of [7, Infinity]) {
      const { frames, problems } = json(JSON.stringify({ data: { result } }), size, 4000)
      expect({ count: frames.length, problems }).toEqual({ count: 50, problems: [] })
    }
  })

  it('counts what is kept beside records that end in the same piece', () => {
    const kept = `"a":[${'[],'.repeat(500)}[]],"data":["x"],`
    const { problems } = json(`{${kept.repeat(10)}"b":{}}`, Infinity, 4000)
    expect(problems).toEqual([['limit-reached', 1]])
  })

  it('reads a document beyond the limit of an object, record by record', () => {
    const events = Array.from({ length: 100 }, (_, n) => ({ message: String(n) }))
    const scan = json(JSON.stringify({ events }), 64, 200)
    expect(scan.frames).toHaveLength(100)
    expect(scan.problems).toEqual([])
  })

  it('leaves an API object with such a field whole', () => {
    const object = { apiVersion: 'v1', kind: 'Thing', data: [{ message: 'a' }] }
    expect(bodies(object)).toEqual([object])
  })
})

describe('text behind a document that is cut', () => {
  const texts = (text: string): unknown[] => json(text, 7).frames.map(({ body, line }) => [body, line])

  it('is read, with the line that shows the cut', () => {
    const open = '{"unterminated": {"a": 1,\n'
    expect(texts(`${open}E1122 text {one}\nNov 22 two\n`)).toEqual([
      ['E1122 text {one}', 2],
      ['Nov 22 two', 3],
    ])
  })

  it('is read after nesting that is too deep', () => {
    expect(texts(`${'['.repeat(500)}\nE1122 text\n{"a":1}\n`)).toEqual([
      ['E1122 text', 2],
      [{ a: 1 }, 3],
    ])
  })

  it('is not made of the lines of a document', () => {
    expect(texts('{\n "a": [\n  1,\n  true,\n  null\n ]\n}\n')).toEqual([[{ a: [1, true, null] }, 1]])
  })
})
