/** Renewals around a mark, by Lease and Node objects. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../../src/api/analyze.ts'
import type { Incident, Report } from '../../../../src/model/index.ts'
import { event, lease, list, node, printed } from '../../../support/objects.ts'

function report(...sources: readonly string[]): Promise<Report> {
  return analyze(sources.map((data, i) => ({ name: `objects-${i}.json`, data })))
}

async function outage(...sources: readonly string[]): Promise<Incident> {
  const { incidents } = await report(...sources)
  expect(incidents).toHaveLength(1)
  return incidents[0] as Incident
}

const time = (us: number | null | undefined): string | null =>
  us == null ? null : new Date(us / 1000).toISOString().slice(11, 23)

describe('the last renewal before a mark', () => {
  it('is that of the Lease that was printed with the marked Node, however late the mark', async () => {
    const marked = node('w1', 'Unknown', '10:05:00', '10:03:30')
    const own = lease('w1', '10:03:37.500000')
    for (const data of [printed(marked, own), list(own, marked)]) {
      const { boundaries, intervals, deviation } = await outage(data)
      expect([time(boundaries.lastRenewal?.atUs), boundaries.lastRenewal?.exact]).toEqual([
        '10:03:37.500',
        true,
      ])
      expect(intervals.detectionSeconds).toBe(83)
      expect(deviation.markedNotReady).toBeNull()
    }
  })

  it('is not that of a Lease which was printed with the Node still Ready', async () => {
    const before = [node('w1', 'True', '09:00:00', '10:03:30'), lease('w1', '10:03:37.500000')]
    const { boundaries } = await outage(printed(...before, node('w1', 'Unknown', '10:05:00', '10:03:30')))
    expect(boundaries.lastRenewal?.exact).toBe(false)
  })

  it('is that of a Lease of another source where the next renewal would have moved the mark', async () => {
    const marks = list(event('w1', 'NodeNotReady', '10:05:00'))
    expect((await outage(marks, list(lease('w1', '10:04:16.000000')))).boundaries.lastRenewal?.exact).toBe(
      true,
    )
    expect((await outage(marks, list(lease('w1', '10:03:55.000000')))).boundaries.lastRenewal?.exact).toBe(
      false,
    )
  })

  it('has no lower bound where the last heartbeat is older than a kubelet ever waits', async () => {
    const { boundaries, intervals, verdict } = await outage(
      printed(node('w1', 'Unknown', '10:05:00', '2026-02-10T10:00:00Z')),
    )
    expect([boundaries.lastRenewal?.earliestUs, intervals.detectionSeconds]).toEqual([null, null])
    expect(verdict).toContain('no later than')
    const recent = await outage(printed(node('w1', 'Unknown', '10:05:00', '10:00:00')))
    expect(recent.boundaries.lastRenewal?.earliestUs).not.toBeNull()
  })
})

describe('a Lease renewed after a mark', () => {
  const marked = (heartbeat: string) => node('w1', 'Unknown', '10:05:00', heartbeat)

  it('closes the outage before it', async () => {
    const found = await report(printed(marked('10:03:00'), lease('w1', '10:25:04.000000')))
    const { open, boundaries, verdict, intervals } = found.incidents[0] as Incident
    expect([open, time(boundaries.firstRenewalAfter?.latestUs)]).toEqual([false, '10:25:04.000'])
    expect(boundaries.firstRenewalAfter?.exact).toBe(false)
    expect(intervals.silenceSeconds).toBeNull()
    expect(verdict).not.toContain('had not renewed')
    expect(found.nodes[0]?.state).toBe('renewing')
  })

  it("closes nothing where a heartbeat after the mark shows that the node's clock is ahead", async () => {
    const { open } = await outage(printed(marked('10:25:01'), lease('w1', '10:25:04.000000')))
    expect(open).toBe(true)
  })
})
