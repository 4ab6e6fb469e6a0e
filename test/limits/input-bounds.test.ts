/** Oversized and endless input: each piece is cut at its bound, counted, and loses nothing but itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import type { ProblemCode, Report } from '../../src/model/index.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const URL =
  'https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker?timeout=10s'
const renewal = (time: string): string =>
  `I1122 ${time}    1153 round_trippers.go:553] PUT ${URL} 200 OK in 5 milliseconds\n`
const BEFORE = renewal('10:55:05.140231')
const AFTER = renewal('10:55:15.140231')
function reportOf(...pieces: readonly (string | Buffer)[]): Promise<Report> {
  const path = join(directory, 'kubelet.log')
  writeFileSync(path, Buffer.concat(pieces.map((piece) => Buffer.from(piece))))
  return analyze([path], { year: 2026 })
}

const codes = ({ problems }: Report): ProblemCode[] => problems.map(({ code }) => code)
const renewals = ({ nodes }: Report): number => nodes[0]?.heartbeat.renewals ?? 0

describe('analyze', () => {
  const watch = '{"type":"MODIFIED","object":{"kind":"Lease","metadata":{"name":"a"}}}\n'

  it.each<[string, () => string | Buffer, ProblemCode | null]>([
    ['a line of 100 MB', () => Buffer.alloc(100e6, 'lease '), 'line-too-long'],
    ['5 MB of NUL', () => Buffer.alloc(5e6), 'line-too-long'],
    [
      'a JSON line nested 50,000 deep',
      () => `{"msg":"lease","a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      null,
    ],
    ['half of a JSON line nested 50,000 deep', () => `{"msg":"lease","a":${'{"a":['.repeat(25_000)}`, null],
    ['a watch in the middle of a log', () => watch.repeat(100), null],
  ])('reads the lines before and after %s', async (_, piece, code) => {
    const report = await reportOf(BEFORE, piece(), '\n', AFTER)
    expect(renewals(report)).toBe(2)
    if (code) expect(codes(report)).toContain(code)
  })

  it('reads the object after one that is nested 50,000 deep', async () => {
    const lease =
      '{"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{"name":"demo-worker","namespace":"kube-node-lease"},"spec":{"renewTime":"2026-11-22T10:44:56.902505Z"}}\n'
    const report = await reportOf(`{"kind":"List",\n"items":[\n${'{"a":'.repeat(50_000)}\n`, lease)
    expect(codes(report)).toContain('limit-reached')
    expect(report.nodes.map(({ node }) => node)).toEqual(['demo-worker'])
  })

  it('reads the first part of a truncated gzip file', async () => {
    const whole = Array.from({ length: 40 }, (_, i) => renewal(`10:${10 + i}:05.140231`)).join('')
    const packed = gzipSync(whole)
    const report = await reportOf(packed.subarray(0, packed.length - 100))
    expect(codes(report)).toContain('truncated-input')
    expect(renewals(report)).toBeGreaterThan(3)
  })

  it('reports a limit for gzip data that is nested 40 times', async () => {
    let packed = gzipSync(BEFORE)
    for (let depth = 1; depth < 40; depth++) packed = gzipSync(packed)
    expect(codes(await reportOf(packed))).toContain('limit-reached')
  })

  it('reports 20,100 nodes that one log names', async () => {
    const log = Array.from({ length: 20_100 }, (_, i) => BEFORE.replace('demo-worker', `node-${i}`)).join('')
    const report = await reportOf(log)
    expect(report.nodes).toHaveLength(20_100)
    expect(codes(report)).not.toContain('limit-reached')
  }, 60_000)
})
