import { describe, expect, it } from 'vitest'
import { type Controller, Controllers } from '../../../src/analysis/evidence/controllers.ts'
import { assignEvictions as assign, type TaintedPeriod } from '../../../src/analysis/incident/evictions.ts'
import type { Component, Observation } from '../../../src/model/index.ts'
import type { ProcessReading } from '../../../src/store/reading.ts'
import { controllerProcess, NODE, observation, us } from '../../support/analysis-fixture.ts'

function deletion(
  kind: 'pod.evicted' | 'pod.eviction-marked',
  seconds: number,
  pod: string,
  line: number,
  component: Component = 'kube-controller-manager',
): Observation {
  return observation(kind, seconds, { pod }, { node: null, line, component })
}

const controllersWith = (process: Partial<ProcessReading>): readonly Controller[] =>
  new Controllers([controllerProcess(0, 1000, process)], null).all
const STARTED = controllersWith({ flags: new Map([['v', '2']]) })

function assignEvictions(observations: readonly Observation[], periods: readonly TaintedPeriod[]) {
  return assign(observations, periods, STARTED)
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

  it('assigns none without a node before the taints of another are removed whose end is of another clock', () => {
    const cleaned = observation('node.healthy-again', 310, {}, { node: 'x' })
    const evicted = deletion('pod.evicted', 300, 'a/web-0', 1)
    const unassignedWith = (isEndOfOtherClock: boolean): number =>
      assignEvictions(
        [evicted, cleaned],
        [tainted, { ...tainted, node: 'x', endUs: us(280), isEndOfOtherClock }],
      ).unassigned.length
    expect(unassignedWith(true)).toBe(1)
    expect(unassignedWith(false)).toBe(0)
  })

  it('reports a period of which an earlier eviction is left untied', () => {
    const marked = observation('node.not-ready', 0, { status: null, reason: null, category: null })
    const observations = [deletion('pod.evicted', 60, 'a/b', 1), deletion('pod.evicted', 310, 'a/c', 2)]
    const { incomplete, byPeriod } = assign(
      observations,
      [tainted],
      controllersWith({ observations: [marked] }),
    )
    expect(byPeriod.get(tainted)?.map(({ pod }) => pod)).toEqual(['a/c'])
    expect([...incomplete]).toEqual([tainted])
    expect(assignEvictions(observations, [tainted]).incomplete.size).toBe(0)
  })

  it('assigns none without a node where nodes may have been tainted before the log begins', () => {
    const tiedBy = (at: number, process: Partial<ProcessReading>) => {
      const observations = [deletion('pod.evicted', at, 'a/web-0', 1)]
      return assign(observations, [tainted], controllersWith(process)).byPeriod.get(tainted)?.[0]?.tiedBy
    }
    const stale = observation('node.not-ready', 0, { status: null, reason: null, category: null })
    const leads = { observations: [stale] }
    expect(tiedBy(40, leads)).toBeUndefined()
    expect(tiedBy(300, leads)).toBe('only-tainted-node')
    const acquired = observation('controller.leader-acquired', 1, { lock: null })
    expect(tiedBy(40, { observations: [acquired, stale] })).toBe('only-tainted-node')
    expect(tiedBy(40, { flags: new Map([['v', '2']]) })).toBe('only-tainted-node')
  })
})
