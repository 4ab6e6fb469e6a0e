/** Deletions of Node objects, by observations made by hand and by Events. */
import { describe, expect, it } from 'vitest'
import { ObservationIndex } from '../../../src/analysis/evidence/observation-index.ts'
import { existingSpans, findDeletions } from '../../../src/analysis/node/deletions.ts'
import { analyze } from '../../../src/api/analyze.ts'
import type { NodeSummary, Observation } from '../../../src/model/index.ts'
import { observation, us } from '../../support/analysis-fixture.ts'
import { event, list } from '../../support/objects.ts'

const deleted = (seconds: number, reason: string | null, more: Partial<Observation> = {}) =>
  observation('node.deleted', seconds, { reason }, more)
const WHOLE = { resolutionUs: 1_000_000, component: 'api-object' } as const

const find = (...observations: Observation[]) =>
  findDeletions(new ObservationIndex([...observations].sort((a, b) => (a.timeUs ?? 0) - (b.timeUs ?? 0))))

describe('findDeletions', () => {
  it('takes what the controller saw before the Events about it', () => {
    const found = find(deleted(0, 'DeletingNode', WHOLE), deleted(2, null), deleted(2.5, 'RemovingNode'))
    expect(found.map(({ boundary }) => [boundary.atUs, boundary.exact])).toEqual([[us(2), true]])
  })

  it('takes RemovingNode before DeletingNode, bounded by its whole second', () => {
    const [found] = find(deleted(0, 'DeletingNode', WHOLE), deleted(3, 'RemovingNode', WHOLE))
    expect([found?.boundary.earliestUs, found?.boundary.latestUs, found?.boundary.exact]).toEqual([
      us(3),
      us(4),
      false,
    ])
  })

  it('separates deletions that are more than a minute apart', () => {
    expect(find(deleted(0, null), deleted(61, null))).toHaveLength(2)
    expect(find(deleted(0, null), deleted(59, null))).toHaveLength(1)
  })

  it('knows when a node of the name came next', () => {
    const next = (...observations: Observation[]) => find(deleted(0, null), ...observations)[0]?.nextUs
    expect(next()).toBeNull()
    expect(next(observation('node.registered', -5, {}))).toBeNull()
    expect(
      next(
        observation('node.registered', 90, {}),
        observation('node.ready', 70, { status: 'True', reason: null }),
      ),
    ).toBe(us(70))
  })
})

describe('existingSpans', () => {
  const [first] = find(deleted(10, null), observation('node.registered', 30, {}))
  const [last] = find(deleted(50, null))
  const spans = (deletions: (typeof first)[], firstUs: number | null) =>
    existingSpans({ deletions: deletions.flatMap((d) => d ?? []), firstUs, shiftUs: 0 })

  it('end with a deletion and begin with the next registration', () => {
    expect(spans([first, last], us(0))).toEqual([
      { startUs: us(0), endUs: us(10) },
      { startUs: us(30), endUs: us(50) },
    ])
  })

  it('have no end without a deletion, and no beginning without evidence', () => {
    expect(spans([], us(0))).toEqual([{ startUs: us(0), endUs: Number.POSITIVE_INFINITY }])
    expect(spans([], null)).toEqual([])
  })
})

describe('a share of the time', () => {
  const line = (at: string, rest: string) => `I0310 ${at}.000000       1 ${rest}\n`
  const registered = (at: string, node: string) =>
    line(
      at,
      `event.go:376] "Event occurred" object="${node}" kind="Node" type="Normal" reason="RegisteredNode" message="Node ${node} event: Registered Node ${node} in Controller"`,
    )
  const other = (at: string) =>
    line(
      at,
      'node_lifecycle_controller.go:1042] "Controller detected that zone is now in new state" zone="" newState="Normal"',
    )

  async function nodeOf(log: string, more = ''): Promise<NodeSummary | undefined> {
    const sources = [{ name: 'kcm.log', data: line('10:00:00', 'flags.go:64] FLAG: --v="2"') + log }]
    if (more !== '') sources.push({ name: 'events.json', data: more })
    return (await analyze(sources, { year: 2026 })).nodes.find(({ node }) => node === 'w1')
  }

  it('counts no time before the node was first seen', async () => {
    const summary = await nodeOf(other('10:00:01') + registered('10:50:00', 'w1') + other('11:00:00'))
    expect(summary?.availability.coveredSeconds).toBe(600)
    expect((await nodeOf(other('10:00:01') + registered('11:00:00', 'w1')))?.availability.share).toBeNull()
  })

  it('counts no time after it was deleted', async () => {
    const removal = list(event('w1', 'RemovingNode', '10:20:00'))
    const summary = await nodeOf(registered('10:10:00', 'w1') + other('11:00:00'), removal)
    expect(summary?.availability.coveredSeconds).toBeLessThanOrEqual(601)
    expect(summary?.state).toBe('deleted')
  })
})
