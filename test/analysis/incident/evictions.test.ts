import { describe, expect, it } from 'vitest'
import { assignEvictions } from '../../../src/analysis/incident/evictions.ts'
import type { Component, Observation } from '../../../src/model/index.ts'
import { NODE, observation, us } from '../../support/analysis-fixture.ts'

function deletion(
  kind: 'pod.evicted' | 'pod.eviction-marked',
  seconds: number,
  pod: string,
  line: number,
  component: Component = 'kube-controller-manager',
): Observation {
  return observation(kind, seconds, { pod }, { node: null, line, component })
}

describe('assignEvictions', () => {
  const tainted = { node: NODE, startUs: us(0), endUs: us(600) }

  it('counts two pods of one name in two namespaces as two', () => {
    const { byPeriod } = assignEvictions(
      [deletion('pod.evicted', 300, 'a/web-0', 1), deletion('pod.evicted', 301, 'b/web-0', 2)],
      [tainted],
    )
    expect(byPeriod.get(tainted)?.map(({ pod }) => pod)).toEqual(['a/web-0', 'b/web-0'])
  })

  it('lists evictions by time, whichever record of each came first', () => {
    const marked = deletion('pod.eviction-marked', 299, 'a/late', 9, 'api-object')
    const { byPeriod } = assignEvictions(
      [marked, deletion('pod.evicted', 300, 'a/early', 1), deletion('pod.evicted', 301, 'a/late', 2)],
      [tainted],
    )
    expect(byPeriod.get(tainted)?.map(({ pod, line }) => [pod, line])).toEqual([
      ['a/early', 1],
      ['a/late', 2],
    ])
  })

  it('assigns no eviction without a node while two nodes are tainted', () => {
    const other = { ...tainted, node: 'x' }
    const { unassigned } = assignEvictions([deletion('pod.evicted', 300, 'a/web-0', 1)], [tainted, other])
    expect(unassigned.map(({ pod, tiedBy }) => [pod, tiedBy])).toEqual([['a/web-0', null]])
  })

  it('assigns none without a node while another node is tainted whose mark is not in evidence', () => {
    const cleaned = (node: string, seconds: number): Observation =>
      observation('node.healthy-again', seconds, {}, { node })
    const unassignedWith = (...more: readonly Observation[]): number =>
      assignEvictions([deletion('pod.evicted', 300, 'a/web-0', 1), ...more], [tainted]).unassigned.length
    expect(unassignedWith(cleaned('x', 400))).toBe(1)
    expect(unassignedWith(cleaned(NODE, 601))).toBe(0)
    const early = cleaned('x', 200)
    expect(assignEvictions([early, deletion('pod.evicted', 300, 'a/b', 1)], [tainted]).unassigned).toEqual([])
  })
})
