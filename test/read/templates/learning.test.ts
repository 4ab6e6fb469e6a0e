/** How much the templates of a source learn. */
import { describe, expect, it } from 'vitest'
import { TemplateCache } from '../../../src/read/templates/cache.ts'

function lineOf(node: string, n: number): string {
  const seconds = String(n % 60).padStart(2, '0')
  return `I1122 10:43:${seconds}.104750    1153 round_trippers.go:553] PUT https://a:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node}?timeout=10s 200 OK in 4 milliseconds`
}

/** Reads a line as a source does: a line without a template is offered. Returns whether it has one. */
function read(cache: TemplateCache<string>, line: string): boolean {
  const bytes = Buffer.from(line)
  if (cache.match(bytes, 0, bytes.length)) return true
  cache.learn(line, 'process')
  return false
}

/** Words without digits, so that each node's lines have a form of their own. */
function nameOf(i: number): string {
  return `worker-${[...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`
}

describe('the templates of a source', () => {
  it('learn a line that repeats', () => {
    const cache = new TemplateCache<string>()
    const isKnown = Array.from({ length: 40 }, (_, n) => read(cache, lineOf('worker-a', n)))
    expect(isKnown.slice(20).every(Boolean)).toBe(true)
  })

  it('learn few of many lines that seldom repeat', () => {
    const cache = new TemplateCache<string>()
    const nodes = Array.from({ length: 2000 }, (_, i) => nameOf(i))
    for (let n = 0; n < 3; n++) for (const node of nodes) read(cache, lineOf(node, n))
    const known = nodes.filter((node) => cache.match(Buffer.from(lineOf(node, 9)), 0, lineOf(node, 9).length))
    expect(known.length).toBeLessThan(100)
  })

  it('learn a line that repeats behind many that did not', () => {
    const cache = new TemplateCache<string>()
    for (let i = 0; i < 5000; i++) read(cache, lineOf(nameOf(i), i))
    const isKnown = Array.from({ length: 30_000 }, (_, n) => read(cache, lineOf('control-plane', n)))
    expect(isKnown.at(-1)).toBe(true)
  })
})
