/** The first eviction of an outage, by a controller's log that covers the mark and by one that begins later. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'
import type { Incident } from '../../../src/model/index.ts'
import { event, list } from '../../support/objects.ts'

const line = (at: string, rest: string): string => `I0310 ${at}.000000       1 ${rest}\n`
const BEGIN = line('10:04:00', 'flags.go:64] FLAG: --v="2"')
const EVICTION = line(
  '10:10:05',
  'taint_eviction.go:111] "Deleting pod" logger="taint-eviction-controller" controller="taint-eviction-controller" pod="default/web-0"',
)

async function outage(log: string): Promise<Incident | undefined> {
  const events = list(event('w1', 'NodeNotReady', '10:05:00'))
  const sources = [
    { name: 'events.json', data: events },
    { name: 'kcm.log', data: log },
  ]
  return (await analyze(sources, { year: 2026 })).incidents.find(({ node }) => node === 'w1')
}

describe('the first eviction', () => {
  it('is exact where a log of the controller covers the mark', async () => {
    const found = await outage(BEGIN + EVICTION)
    expect(found?.boundaries.firstEviction?.exact).toBe(true)
    expect(found?.intervals.toEvictionSeconds).toBe(304.5)
  })

  it('has no lower bound where the log begins after the mark', async () => {
    const found = await outage(EVICTION)
    expect(found?.boundaries.firstEviction).toMatchObject({ exact: false, earliestUs: null })
    expect(found?.intervals.toEvictionSeconds).toBeNull()
  })
})
