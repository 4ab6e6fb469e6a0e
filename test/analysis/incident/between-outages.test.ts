import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BetweenOutages } from '../../../src/analysis/incident/between-outages.ts'
import type { Interval } from '../../../src/model/interval.ts'

interface Node {
  readonly outages: readonly Interval[]
}

const between = (nodes: readonly Node[]): BetweenOutages<Node> =>
  new BetweenOutages(nodes, ({ outages }) => outages)

const interval = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(Infinity)))
  .map(([startUs, length]): Interval => ({ startUs, endUs: startUs + length }))

const node = fc
  .array(interval, { maxLength: 5 })
  .map((outages): Node => ({ outages: outages.sort((a, b) => a.startUs - b.startUs) }))

describe('BetweenOutages', () => {
  it('finds the nodes without an outage that shares a moment with the interval', () => {
    fc.assert(
      fc.property(fc.array(node, { maxLength: 9 }), interval, (nodes, asked) => {
        const tested = new Set<Node>()
        between(nodes).some(asked, (one) => {
          tested.add(one)
          return false
        })
        const meets = (outage: Interval): boolean =>
          outage.startUs <= asked.endUs && asked.startUs <= outage.endUs
        const expected = nodes.filter(({ outages }) => !outages.some(meets))
        // A node is tested once for the one gap that holds the interval.
        expect(nodes.filter((one) => tested.has(one))).toEqual(expected)
      }),
    )
  })

  it('ends with the first that passes, and tests none in an outage of all', () => {
    const down: Node = { outages: [{ startUs: 10, endUs: 20 }] }
    const nodes = Array.from({ length: 100 }, () => ({ ...down }))
    let tests = 0
    const test = (): boolean => ++tests > 0
    expect(between(nodes).some({ startUs: 12, endUs: 30 }, test)).toBe(false)
    expect(tests).toBe(0)
    expect(between(nodes).some({ startUs: 21, endUs: 30 }, test)).toBe(true)
    expect(tests).toBe(1)
  })
})
