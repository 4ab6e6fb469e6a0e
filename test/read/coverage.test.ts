import { expect, it } from 'vitest'
import { SourceCoverage } from '../../src/read/coverage.ts'

const SECOND_US = 1_000_000

it('SourceCoverage returns first and last time and the pauses of more than 20 s', () => {
  const coverage = new SourceCoverage()
  for (const seconds of [100, 120, 141, 130, 150]) coverage.recordTime(seconds * SECOND_US)
  expect(coverage.part()).toEqual({
    firstUs: 100 * SECOND_US,
    lastUs: 150 * SECOND_US,
    previousUs: 141 * SECOND_US,
    dated: null,
    pauses: [{ startUs: 120 * SECOND_US, endUs: 141 * SECOND_US }],
  })
})

it('SourceCoverage returns the range of the absolute times', () => {
  const coverage = new SourceCoverage()
  for (const timeUs of [7, 3, 5]) coverage.recordAbsoluteTime(timeUs)
  expect(coverage.part()).toMatchObject({ firstUs: null, dated: { firstUs: 3, lastUs: 7 } })
})
