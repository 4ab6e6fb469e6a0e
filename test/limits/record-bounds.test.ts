/** Bounds of one source: records in pieces, processes, envelopes. What exceeds a bound is a problem, the rest is read. */
import { describe, expect, it } from 'vitest'
import type { ProblemCode } from '../../src/model/index.ts'
import { type ReadResult, read } from '../support/read-text.ts'

const renewal = (node: string, pid = 1153): string =>
  `I1122 10:55:05.140231 ${String(pid).padStart(7)} round_trippers.go:553] PUT https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node}?timeout=10s 200 OK in 5 milliseconds`

const countProblems = ({ problems }: ReadResult, wanted: ProblemCode): number =>
  problems.filter(({ code }) => code === wanted).reduce((sum, { count }) => sum + count, 0)
const nodes = ({ observations }: ReadResult): unknown[] => observations.map(({ node }) => node)

describe('the reader of a source', () => {
  it('discards the oldest record in pieces beyond 64', async () => {
    const streams = Array.from({ length: 65 }, (_, i) => ({ stream: `s${i}`, text: renewal(`node-${i}`) }))
    const piece = (stream: string, log: string): string =>
      `${JSON.stringify({ log, stream, time: '2026-11-22T10:55:05.140231Z' })}\n`
    const heads = streams.map(({ stream, text }) => piece(stream, text.slice(0, 150)))
    const tails = streams.map(({ stream, text }) => piece(stream, `${text.slice(150)}\n`))
    const whole = await read([...heads.slice(1), ...tails.slice(1)].join(''))
    expect([nodes(whole).length, countProblems(whole, 'truncated-input')]).toEqual([64, 0])
    const over = await read([...heads, ...tails].join(''))
    expect(nodes(over)).toEqual(streams.slice(1).map((_, i) => `node-${i + 1}`))
    expect(countProblems(over, 'truncated-input')).toBe(1)
  })

  it('keeps 10,000 processes apart and joins the others', async () => {
    const lines = Array.from({ length: 10_010 }, (_, i) => `${renewal('demo-worker', i + 1)}\n`)
    const { reading, problems } = await read(lines.join(''))
    expect(reading.processes).toHaveLength(10_001)
    expect(problems.map(({ code, excerpt }) => [code, excerpt])).toContainEqual([
      'limit-reached',
      'more than 10000 processes',
    ])
  })

  it('unwraps at most 8 envelopes around a message', async () => {
    const within = (depth: number): string =>
      depth === 0 ? renewal('demo-worker') : `2026-11-22T10:55:05.140231Z stderr F ${within(depth - 1)}`
    expect(nodes(await read(`${within(7)}\n`))).toEqual(['demo-worker'])
    const beyond = await read(`${within(8)}\n`)
    expect(nodes(beyond)).toEqual([])
    expect(countProblems(beyond, 'limit-reached')).toBe(1)
  })
})
