/** How outages end, from boundaries made by hand. */
import { describe, expect, it } from 'vitest'
import { endingOf } from '../../../src/analysis/incident/ending.ts'
import type { NodeTimeline } from '../../../src/analysis/node/node-timeline.ts'
import { boundary, controllerBoundary, NODE, period, us } from '../../support/analysis-fixture.ts'

type Evidence = Pick<NodeTimeline, 'deletions' | 'clock' | 'offset' | 'roughOffset'>

const evidence = (deletedSeconds: readonly number[] = [], offsetSeconds: number | null = null): Evidence => ({
  clock: NODE,
  offset:
    offsetSeconds === null
      ? null
      : {
          atUs: us(offsetSeconds) - us(0),
          earliestUs: us(offsetSeconds) - us(0),
          latestUs: us(offsetSeconds) - us(0),
          pairs: 1,
        },
  roughOffset: null,
  deletions: deletedSeconds.map((seconds) => ({
    boundary: controllerBoundary(seconds, { from: 'node.deleted' }),
    nextUs: null,
  })),
})

const KNOWN = {
  startUs: us(0),
  lastFailureUs: null,
  firstRenewalAfter: null,
  readyAgain: null,
  open: true,
  periods: [],
}

describe('endingOf', () => {
  it('leaves an outage open that nothing ends', () => {
    expect(endingOf(KNOWN, evidence())).toMatchObject({ open: true, endUs: null, endedBy: null })
  })

  it('closes it with a renewal, before the transition to Ready', () => {
    const firstRenewalAfter = boundary(60)
    expect(endingOf({ ...KNOWN, firstRenewalAfter, readyAgain: boundary(70) }, evidence())).toMatchObject({
      open: false,
      endUs: us(60),
      firstRenewalAfter,
    })
  })

  it('closes it with the transition to Ready alone', () => {
    expect(endingOf({ ...KNOWN, readyAgain: boundary(70) }, evidence())).toMatchObject({
      open: false,
      endUs: us(70),
      firstRenewalAfter: null,
    })
  })

  it('takes no Ready that lies before the last failed try', () => {
    const known = { ...KNOWN, lastFailureUs: us(100), readyAgain: boundary(70) }
    expect(endingOf(known, evidence())).toMatchObject({ open: true, endUs: null })
    expect(endingOf({ ...known, readyAgain: boundary(95) }, evidence()).open).toBe(false)
  })

  it('closes it with what the controller saw next, unless a try failed after it', () => {
    const periods = [period(0, 50, { seenAgain: controllerBoundary(50), readyAgain: null })]
    expect(endingOf({ ...KNOWN, periods }, evidence())).toMatchObject({ open: false, endUs: us(50) })
    expect(endingOf({ ...KNOWN, periods, lastFailureUs: us(100) }, evidence()).open).toBe(true)
  })

  it('ends it with its node, and knows no renewal after that', () => {
    const known = { ...KNOWN, firstRenewalAfter: boundary(200), readyAgain: boundary(210) }
    expect(endingOf(known, evidence([100]))).toMatchObject({
      removedUs: us(100),
      open: false,
      endedBy: 'node-deleted',
      endUs: us(100),
      firstRenewalAfter: null,
      readyAgain: null,
    })
  })

  it('is not ended by a deletion before it or after its renewal', () => {
    const known = { ...KNOWN, firstRenewalAfter: boundary(60) }
    expect(endingOf(known, evidence([-10, 100])).endedBy).toBeNull()
  })

  it("compares a deletion on the node's clock, where an offset is measured", () => {
    const known = { ...KNOWN, firstRenewalAfter: boundary(60) }
    expect(endingOf(known, evidence([50])).endedBy).toBe('node-deleted')
    expect(endingOf(known, evidence([50], 30)).endedBy).toBeNull()
  })
})
