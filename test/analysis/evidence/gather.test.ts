import { describe, expect, it } from 'vitest'
import { gather } from '../../../src/analysis/evidence/gather.ts'
import { readSource } from '../../../src/read/read-source.ts'
import { sourceOf } from '../../support/read-text.ts'

const renewal = (node: string): string =>
  `I1122 10:55:05.140231    1153 round_trippers.go:553] PUT https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node}?timeout=10s 200 OK in 5 milliseconds\n`

describe('gather', () => {
  it('leaves out nodes beyond the limit, by name, and counts them', async () => {
    const data = ['d', 'b', 'c', 'a'].map(renewal).join('')
    const settings = { zone: () => 0, year: 2026, nowUs: 1_795_305_600_000_000, node: null }
    const reader = await readSource(sourceOf(data), settings, (o, process) => process.keep(o))
    const readings = [reader.reading()]
    const { nodes, problems } = gather(readings, 2)
    expect(nodes.map(({ node }) => node)).toEqual(['a', 'b'])
    const [problem] = problems.filter(({ code }) => code === 'limit-reached')
    expect(problem).toMatchObject({ count: 2, excerpt: expect.stringContaining('more than 2 nodes: c and') })
    expect(gather(readings, 4).nodes).toHaveLength(4)
  })
})
