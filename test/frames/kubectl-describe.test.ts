import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { framingOf } from '../../src/frames/index.ts'
import { describeScanner } from '../../src/frames/kubectl-describe.ts'
import type { Frame } from '../../src/model/index.ts'
import { read } from '../support/read-text.ts'

const file = (name: string): string =>
  readFileSync(new URL(`../support/data/${name}`, import.meta.url), 'utf8')
const LEASES = file('describe-lease-during.txt')
const NODES = file('describe-node-during.txt')

interface Scan {
  readonly frames: Frame[]
  readonly problems: (readonly [string, number | null])[]
}

function scan(text: string, literals: readonly string[] = [], size = Infinity, limit?: number): Scan {
  const result: Scan = { frames: [], problems: [] }
  const scanner = describeScanner(
    { literals, bypassLiterals: [], isOpen: literals.length === 0 },
    {
      frame: (frame) => result.frames.push(frame),
      problem: (code, line) => result.problems.push([code, line]),
    },
    limit,
  )
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size))
  scanner.end()
  return result
}

describe('a description', () => {
  it('is recognised by its first lines', () => {
    for (const text of [LEASES, NODES, `\n${LEASES}`])
      expect(framingOf(Buffer.from(text)).name).toBe('description')
    const others = ['Name: somebody\nLabels: none\n', 'Name:  only\nthis\n']
    for (const text of others) expect(framingOf(Buffer.from(text)).name).toBe('lines')
    expect(framingOf(Buffer.from(`log line\n${LEASES}`)).name).toBe('paste')
  })

  it('yields an observation of every lease', async () => {
    const { observations, problems } = await read(LEASES)
    const seen = { kind: 'lease.seen', leaseDurationSeconds: 40 }
    const nodes = ['demo-worker', 'demo-worker2', 'demo-worker3']
    const lines = LEASES.split('\n')
    const lineOf = (node: string): number => lines.findIndex((text) => text.endsWith(`  ${node}`)) + 1
    expect(observations).toMatchObject(nodes.map((node) => ({ ...seen, node, line: lineOf(node) })))
    expect(problems).toEqual([])
  })

  it('yields an observation of every node, and of each that is not ready', async () => {
    const { observations } = await read(NODES)
    const nodes = observations.filter(({ kind }) => kind === 'node.seen').map(({ node }) => node)
    expect(nodes).toContain('demo-worker')
    expect(new Set(nodes).size).toBe(NODES.match(/^Name:/gm)?.length)
    expect(observations.filter(({ kind }) => kind === 'node.not-ready')).toMatchObject([
      { node: 'demo-worker', status: 'Unknown', timeUs: Date.parse('2026-11-22T10:45:41Z') * 1000 },
    ])
  })
})

describe('describeScanner', () => {
  const TEXT = 'Name:  a\nKind:  Lease\n\nName:  b\nKind:  Pod\n'
  const FRAMES = [
    { body: 'Name:  a\nKind:  Lease\n', line: 1, offset: 0 },
    { body: 'Name:  b\nKind:  Pod', line: 4, offset: 23 },
  ]

  it('emits the objects, however the bytes are cut', () => {
    for (const size of [1, 2, 7, Infinity]) expect(scan(TEXT, [], size).frames).toEqual(FRAMES)
  })

  it('emits lines before the first object, without carriage returns', () => {
    const windows = `$ kubectl describe\n${TEXT}`.replaceAll('\n', '\r\n')
    expect(scan(windows).frames.map(({ body, line }) => [body, line])).toEqual([
      ['$ kubectl describe', 1],
      ['Name:  a\nKind:  Lease\n', 2],
      ['Name:  b\nKind:  Pod', 5],
    ])
  })

  it('emits only objects that contain a literal', () => {
    expect(scan(TEXT, ['Lease']).frames).toEqual(FRAMES.slice(0, 1))
  })

  it('cuts an object that is too long and reports it', () => {
    const { frames, problems } = scan(`${TEXT}${'  line\n'.repeat(9)}Name:  c\n`, [], Infinity, 40)
    const whole = `${FRAMES[1]?.body}\n  line\n  line`
    expect(frames.map(({ body }) => body)).toEqual([FRAMES[0]?.body, whole, 'Name:  c'])
    expect(problems).toEqual([['record-too-long', 4]])
  })
})
