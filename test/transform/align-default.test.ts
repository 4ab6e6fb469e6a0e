/** Which offsets move the times of formats for people unasked. */
import { describe, expect, it } from 'vitest'
import type { ClockOffset, Report } from '../../src/model/index.ts'
import { align } from '../../src/transform/align.ts'
import { REPORT } from '../support/report-fixture.ts'

function reportWith(clockOffset: ClockOffset | null): Report {
  return { ...REPORT, nodes: REPORT.nodes.map((node) => ({ ...node, clockOffset })) }
}

describe('align with provedOnly', () => {
  it.each([
    ['whose bounds include 0', { offsetSeconds: 0.1, earliestSeconds: -0.3, latestSeconds: 0.5, pairs: 3 }],
    [
      'whose bounds are more than a second apart',
      { offsetSeconds: 20, earliestSeconds: 18, latestSeconds: 22, pairs: 1 },
    ],
    ['without a bound', { offsetSeconds: 20, earliestSeconds: null, latestSeconds: 20.2, pairs: 1 }],
  ])('leaves a report with an offset %s as it is', (_, offset) => {
    const report = reportWith(offset)
    expect(align(report, { provedOnly: true })).toBe(report)
  })

  it('moves times by a proved offset and says so', () => {
    const report = reportWith({ offsetSeconds: 20, earliestSeconds: 19.9, latestSeconds: 20.1, pairs: 9 })
    const aligned = align(report, { provedOnly: true })
    expect(aligned.notes.map(({ code }) => code)).toContain('times-aligned')
    expect(aligned.incidents.some(({ alignedFrom }) => alignedFrom !== undefined)).toBe(true)
  })
})
