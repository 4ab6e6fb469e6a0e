/** Steps of a clock, and what only looks like one: a reversed log, and lines that a paste repeats. */
import { describe, expect, it } from 'vitest'
import { ClockSteps, stepsOf as stepsOfPart } from '../../../src/read/processes/clock-steps.ts'

const us = (seconds: number): number => Math.round(seconds * 1e6)

function stepsOf(seconds: readonly number[]): readonly unknown[] {
  const steps = new ClockSteps()
  for (const second of seconds) steps.record(us(second))
  return stepsOfPart(steps.part())
}

describe('ClockSteps', () => {
  const BEFORE = [1.1, 2.2, 3.3, 100.4]

  it('reports the time that a clock showed twice', () => {
    expect(stepsOf([...BEFORE, 40.5, 41.6])).toEqual([{ startUs: us(40.5), endUs: us(100.4) }])
  })

  it('reports none where lines are repeated, the first of which was not read before', () => {
    expect(stepsOf([...BEFORE, 1.7, 2.2, 3.3, 100.4])).toEqual([])
  })

  it('reports none where the repeated lines are cut, so that only their seconds are left', () => {
    expect(stepsOf([...BEFORE, 1.7, 2, 3, 100])).toEqual([])
  })

  it('takes an equal second for chance in a log of whole seconds', () => {
    expect(stepsOf([1, 2, 3, 100, 2, 4])).toHaveLength(1)
  })

  it('reports a step behind repeated lines', () => {
    expect(stepsOf([...BEFORE, 2.2, 100.4, 101.5, 150.6, 120.7])).toEqual([
      { startUs: us(120.7), endUs: us(150.6) },
    ])
  })

  it('reports none of a reversed log', () => {
    expect(stepsOf([100.1, 80.2, 60.3, 40.4])).toEqual([])
  })
})
