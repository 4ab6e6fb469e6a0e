import { describe, expect, test } from 'vitest'
import { formatObservation, formatObservationLine } from '../../../src/exporters/data/observation-fields.ts'
import type { Observation } from '../../../src/model/index.ts'
import { escapeHidden } from '../../../src/text/printable.ts'
import { HOSTILE, OBSERVATIONS } from '../../support/report-fixture.ts'

/** The same through JSON.stringify. */
function plainly(observation: Observation): string {
  return `${escapeHidden(JSON.stringify(formatObservation(observation)))}\n`
}

describe('a line of an observation', () => {
  test.each(OBSERVATIONS.map((observation) => [observation.kind, observation] as const))(
    'of %s is what JSON.stringify prints',
    (_kind, observation) => {
      expect(formatObservationLine(observation)).toBe(plainly(observation))
      const hostile = { ...observation, node: HOSTILE, clock: HOSTILE, source: HOSTILE, timeUs: null }
      expect(formatObservationLine(hostile)).toBe(plainly(hostile))
    },
  )

  test('holds null for a number that is none', () => {
    const odd = { ...OBSERVATIONS[0], retryIntervalSeconds: Number.NaN } as Observation
    expect(formatObservationLine(odd)).toBe(plainly(odd))
    expect(formatObservationLine(odd)).toContain('"retryIntervalSeconds":null')
  })

  test('is right for a thousand nodes in turn', () => {
    for (let n = 0; n < 1000; n++) {
      const observation = { ...(OBSERVATIONS[0] as Observation), node: `worker-${n}` }
      expect(formatObservationLine(observation)).toBe(plainly(observation))
    }
  })
})
