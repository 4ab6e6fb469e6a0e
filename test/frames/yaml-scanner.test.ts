import { describe, expect, it } from 'vitest'
import { yamlScanner } from '../../src/frames/yaml-scanner.ts'
import { prefilterOf, type Scan, scanFrames } from '../support/frames.ts'

const yaml = (text: string, size?: number, limit?: number): Scan =>
  scanFrames((events) => yamlScanner(prefilterOf('lease', 'node', 'kind'), events, limit), text, size)

const names = ({ frames }: Scan): unknown[] =>
  frames.map(({ body }) => (body as { metadata?: { name?: string } }).metadata?.name)

describe('yamlScanner', () => {
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

  it('emits documents and the items of lists, with the line where each begins', () => {
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

  it('adds the kind of a typed list to its items', () => {
    const text =
      'apiVersion: coordination.k8s.io/v1\nitems:\n  - metadata:\n      name: lease-a\nkind: LeaseList\n'
    expect(yaml(text).frames.map(({ body }) => body)).toEqual([
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'lease-a' } },
    ])
  })

  it.each([
    ['nested brackets', `note: ${'['.repeat(2500)}`],
    ['nested maps', `note: ${'{a: '.repeat(2500)}`],
    ['many tags', `note: ${'!!str '.repeat(1500)}x`],
    ['nested lists in one line', `${'- '.repeat(300)}x`],
    ['deep indentation', `${' '.repeat(1500)}x: 1`],
  ])('drops a document with %s without parsing it', (_, text) => {
    const scan = yaml(`kind: Lease\n${text}\n---\nkind: Lease\nmetadata:\n  name: c\n`)
    expect(scan.problems).toEqual([['limit-reached', 1]])
    expect(names(scan)).toEqual(['c'])
  })

  it('drops an object that is broken or too long', () => {
    const broken = yaml(LIST.replace('name: a', 'name: "a'))
    expect(names(broken)).toEqual(['b'])
    expect(broken.problems).toEqual([['broken-record', 3]])
    const long = yaml(LIST.replace('no item', `no item\n${'      x\n'.repeat(100)}`), Infinity, 400)
    expect(names(long)).toEqual(['b'])
    expect(long.problems).toEqual([['limit-reached', 3]])
  })

  it('reports errors without quoting their line, which may be long and have an error at each byte', () => {
    const excerpts: string[] = []
    const scan = yamlScanner(prefilterOf('kind'), {
      frame: () => {},
      problem: (_code, _line, excerpt) => excerpts.push(excerpt),
    })
    scan.push(Buffer.from('kind: Lease\na: "x\n---\nkind: Lease\na: ]]]]\n'))
    scan.end()
    expect(excerpts).toEqual([
      'Missing closing "quote',
      expect.stringMatching(/^Unexpected flow-seq-end token[^\n]*$/),
    ])
    expect(excerpts.join()).not.toMatch(/line/)
  })

  it('reports references that multiply without end', () => {
    let bomb = 'kind: a\na: &a [x, x, x, x, x, x, x, x, x]\n'
    for (const [i, name] of [...'bcdefghi'].entries()) {
      bomb += `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]\n`
    }
    expect(yaml(bomb).problems).toEqual([['broken-record', 1]])
  })
})
