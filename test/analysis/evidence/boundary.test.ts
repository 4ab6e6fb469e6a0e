import { describe, expect, it } from 'vitest'
import {
  between,
  excludes,
  intersect,
  measure,
  NO_BOUNDARIES,
} from '../../../src/analysis/evidence/boundary.ts'
import type { Boundary } from '../../../src/model/index.ts'
import { boundary, controllerBoundary, us } from '../../support/analysis-fixture.ts'

const WITNESS = { kind: 'lease.update-failed', source: 'kubelet.log', line: 3, clock: 'worker' } as const

const bounded = (from: number | null, to: number | null): Boundary =>
  between(WITNESS, from === null ? null : us(from), to === null ? null : us(to)) as Boundary

describe('between', () => {
  it('takes the midpoint of two bounds, or the known one', () => {
    expect(bounded(0, 10).atUs).toBe(us(5))
    expect(bounded(null, 10)).toMatchObject({ atUs: us(10), earliestUs: null, exact: false })
    expect(between(WITNESS, null, null)).toBeNull()
  })
})

describe('intersect', () => {
  it('narrows a bounded boundary to what both allow', () => {
    expect(intersect(bounded(0, 10), bounded(4, 20))).toMatchObject({ earliestUs: us(4), latestUs: us(10) })
    expect(intersect(bounded(null, 10), bounded(4, null))).toMatchObject({
      earliestUs: us(4),
      latestUs: us(10),
    })
  })

  it('keeps an exact boundary, and takes the exact one of the other side', () => {
    const exact = boundary(5)
    expect(intersect(exact, bounded(0, 10))).toBe(exact)
    expect(intersect(bounded(0, 10), exact)).toBe(exact)
  })

  it('keeps the first of two that exclude each other', () => {
    const first = bounded(0, 1)
    expect(intersect(first, bounded(2, 3))).toBe(first)
  })

  it('meets in the middle where bounds cross within the tolerance', () => {
    const met = intersect(bounded(0, 1), bounded(1.01, 2))
    expect(met).toMatchObject({ earliestUs: us(1), latestUs: us(1.01), atUs: us(1.005) })
  })
})

describe('excludes', () => {
  it('tolerates 20 ms between two stamps of one moment', () => {
    expect(excludes(bounded(0, 1), bounded(1.02, 2))).toBe(false)
    expect(excludes(bounded(0, 1), bounded(1.021, 2))).toBe(true)
  })
})

describe('measure', () => {
  it('subtracts boundaries with their bounds and names intervals across two clocks', () => {
    const { intervals, intervalBounds, crossClock } = measure({
      ...NO_BOUNDARIES,
      lastRenewal: bounded(0, 10),
      firstRenewalAfter: boundary(100),
      markedNotReady: controllerBoundary(50),
    })
    expect(intervals.silenceSeconds).toBe(95)
    expect(intervalBounds.silenceSeconds).toEqual([90, 100])
    expect(intervals.detectionSeconds).toBe(45)
    expect(intervals.recoverySeconds).toBeNull()
    expect(crossClock).toEqual(['detectionSeconds'])
  })
})
