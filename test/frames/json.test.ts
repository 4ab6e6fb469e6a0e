import { describe, expect, test } from 'vitest'
import type { FrameEvents, FrameScanner, Gate } from '../../src/frames/index.ts'
import { documentScanner, MAX_JSON_DEPTH } from '../../src/frames/json.ts'
import { yamlScanner } from '../../src/frames/yaml.ts'
import type { Frame } from '../../src/model/index.ts'

type Scanner = (gate: Gate, events: FrameEvents, maxObjectBytes?: number) => FrameScanner

interface Scan {
  frames: Frame[]
  problems: [code: string, line: number | null][]
  lines: number
}

function scanWith(scanner: Scanner, text: string | Buffer, chunkBytes = Infinity, limit?: number): Scan {
  const frames: Frame[] = []
  const problems: Scan['problems'] = []
  const gate: Gate = { literals: ['lease', 'node', 'kind'], bypassLiterals: [], isOpen: false }
  const scan = scanner(
    gate,
    { frame: (frame) => frames.push(frame), problem: (code, line) => problems.push([code, line]) },
    limit,
  )
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += chunkBytes) scan.push(bytes.subarray(at, at + chunkBytes))
  scan.end()
  return { frames, problems, lines: scan.lines }
}

const json = (text: string | Buffer, chunkBytes?: number, limit?: number): Scan =>
  scanWith(documentScanner, text, chunkBytes, limit)
const yaml = (text: string, chunkBytes?: number, limit?: number): Scan =>
  scanWith(yamlScanner, text, chunkBytes, limit)

const names = ({ frames }: Scan): unknown[] =>
  frames.map(({ body }) => (body as { metadata?: { name?: string } }).metadata?.name)

const LEASES = [
  {
    metadata: { name: 'a', note: 'braces } and { "quoted" \\ 漢 😀' },
    spec: { n: [1, -2.5e3, true, null, {}] },
  },
  { metadata: { name: 'b' }, spec: {} },
]

describe('JSON documents', () => {
  const list = { apiVersion: 'coordination.k8s.io/v1', kind: 'LeaseList', metadata: { x: 1 }, items: LEASES }
  const expected = LEASES.map((item) => ({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...item }))

  test('a typed list gives its items with their kind, whatever the order of its keys and the layout', () => {
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

  test('line and offset are where the object begins, however the bytes are cut', () => {
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

  test('an object that is no list keeps its items; arrays and concatenated objects give each object', () => {
    const box = { kind: 'Box', items: [{ a: 1 }] }
    expect(json(JSON.stringify(box, null, 1)).frames.map(({ body }) => body)).toEqual([box])
    expect(names(json(JSON.stringify(LEASES, null, 1)))).toEqual(['a', 'b'])
    expect(names(json(LEASES.map((item) => JSON.stringify(item, null, 1)).join('\n')))).toEqual(['a', 'b'])
    expect(json('[1, "x", [{"deep": 1}]]').frames).toEqual([])
  })

  test('an item with a kind keeps it', () => {
    const mixed = { items: [{ kind: 'Node' }, { kind: 'Pod' }], kind: 'List', apiVersion: 'v1' }
    expect(json(JSON.stringify(mixed, null, 1)).frames.map(({ body }) => body)).toEqual(mixed.items)
  })

  test('a key __proto__ is a key', () => {
    const { frames } = json('{"__proto__": {"kind": "x"}\n}')
    expect(Object.keys(frames[0]?.body ?? {})).toEqual(['__proto__'])
    expect((frames[0]?.body as { kind?: string } | undefined)?.kind).toBeUndefined()
  })
})

describe('broken JSON', () => {
  const pretty = (name: string): string => JSON.stringify({ kind: 'Node', metadata: { name } }, null, 2)

  test('that is cut gives what was complete, and a problem, at every cut', () => {
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

  test('between documents costs itself', () => {
    const scan = json(`${pretty('a')}\nError from server: {"x"} [gone]\n${pretty('b')}\n`)
    expect(names(scan)).toEqual(['a', 'b'])
    expect(scan.problems).toEqual([['broken-record', 7]])
  })

  test('of a document that another one interrupts costs that document', () => {
    const cut = pretty('a').split('\n').slice(0, 3).join('\n')
    const scan = json(`${cut}\n${pretty('b')}\n${cut}": "x\n${pretty('c')}`)
    expect(names(scan)).toEqual(['b', 'c'])
    expect(scan.problems.map(([code]) => code)).toEqual(['broken-record', 'broken-record'])
  })

  test('nested without end is given up', () => {
    const scan = json(`${'['.repeat(100_000)}\n${pretty('a')}`)
    expect(scan.problems).toEqual([['limit-reached', 1]])
    expect(names(scan)).toEqual(['a'])
    const deep = `${'{"a":'.repeat(MAX_JSON_DEPTH)}1${'}'.repeat(MAX_JSON_DEPTH)}`
    expect(json(deep)).toMatchObject({ problems: [], frames: [{ line: 1 }] })
    expect(json(`{"a":${deep}}`).problems).toEqual([['limit-reached', 1]])
  })

  test('an object that is too long costs itself', () => {
    const items = [{ kind: 'Node', metadata: { name: 'a', x: 'y'.repeat(2000) } }, ...LEASES]
    const text = JSON.stringify({ kind: 'NodeList', items }, null, 1)
    for (const size of [7, 100, Infinity]) {
      const scan = json(text, size, 1000)
      expect(names(scan)).toEqual(['a', 'b'])
      expect(scan.problems).toEqual([['limit-reached', 4]])
    }
  })

  test('100 MB in one string take bounded memory', () => {
    const scanner = documentScanner(
      { literals: [], bypassLiterals: [], isOpen: false },
      { frame: () => undefined, problem: () => undefined },
    )
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

describe('YAML documents', () => {
  const LIST = `apiVersion: v1
items:
- apiVersion: v1
  kind: Node
  metadata:
    name: a
    note: |
      - no item
      kind: none
  status:
    conditions:
    - lastHeartbeatTime: "2026-11-22T10:44:56Z"
      status: Unknown
- apiVersion: v1
  kind: Node
  metadata:
    name: b
kind: List
metadata:
  resourceVersion: ""
`

  test('a list gives its items, a document itself, with the line where each begins', () => {
    const scan = yaml(`${LIST}---\n# a comment\nkind: Lease\nmetadata:\n  name: c\n...\n`)
    expect(names(scan)).toEqual(['a', 'b', 'c'])
    expect(scan.frames.map(({ line }) => line)).toEqual([3, 14, 22])
    expect(scan.frames[0]?.body).toMatchObject({
      metadata: { note: '- no item\nkind: none\n' },
      status: { conditions: [{ lastHeartbeatTime: '2026-11-22T10:44:56Z' }] },
    })
    expect(scan.problems).toEqual([])
    for (let size = 1; size < 20; size++) expect(yaml(LIST, size).frames).toEqual(yaml(LIST).frames)
  })

  test('items of a typed list, indented or not, take their kind from it', () => {
    const text =
      'apiVersion: coordination.k8s.io/v1\nitems:\n  - metadata:\n      name: lease-a\nkind: LeaseList\n'
    expect(yaml(text).frames.map(({ body }) => body)).toEqual([
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'lease-a' } },
    ])
  })

  test.each([
    ['brackets that nest', `note: ${'['.repeat(2500)}`],
    ['maps that nest', `note: ${'{a: '.repeat(2500)}`],
    ['tags without end', `note: ${'!!str '.repeat(1500)}x`],
    ['lists that nest in one line', `${'- '.repeat(300)}x`],
    ['indentation without end', `${' '.repeat(1500)}x: 1`],
  ])('%s are not given to the parser, and cost their document only', (_, text) => {
    const scan = yaml(`kind: Lease\n${text}\n---\nkind: Lease\nmetadata:\n  name: c\n`)
    expect(scan.problems).toEqual([['limit-reached', 1]])
    expect(names(scan)).toEqual(['c'])
  })

  test('an object that is broken or too long costs itself', () => {
    const broken = yaml(LIST.replace('name: a', 'name: "a'))
    expect(names(broken)).toEqual(['b'])
    expect(broken.problems).toEqual([['broken-record', 3]])
    const long = yaml(LIST.replace('no item', `no item\n${'      x\n'.repeat(100)}`), Infinity, 400)
    expect(names(long)).toEqual(['b'])
    expect(long.problems).toEqual([['limit-reached', 3]])
  })

  test('errors do not quote the line they are on, which would be as often as there are bytes', () => {
    const told: string[] = []
    const gate: Gate = { literals: ['kind'], bypassLiterals: [], isOpen: false }
    const scan = yamlScanner(gate, {
      frame: () => {},
      problem: (_code, _line, excerpt) => told.push(excerpt),
    })
    scan.push(Buffer.from('kind: Lease\na: "x\n---\nkind: Lease\na: ]]]]\n'))
    scan.end()
    expect(told).toEqual([
      'Missing closing "quote',
      expect.stringMatching(/^Unexpected flow-seq-end token[^\n]*$/),
    ])
    expect(told.join()).not.toMatch(/line/)
  })

  test('references that multiply without end are refused', () => {
    let bomb = 'kind: a\na: &a [x, x, x, x, x, x, x, x, x]\n'
    for (const [i, name] of [...'bcdefghi'].entries()) {
      bomb += `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]\n`
    }
    expect(yaml(bomb).problems).toEqual([['broken-record', 1]])
  })
})
