import { describe, expect, it } from 'vitest'
import { formatObservation, formatObservationLine } from '../../../src/exporters/data/observation-fields.ts'
import type { Observation } from '../../../src/model/index.ts'
import { escapeHidden } from '../../../src/text/printable.ts'
import { HOSTILE } from '../../support/fixture-values.ts'
import { OBSERVATIONS } from '../../support/observation-fixture.ts'

/** The same line by JSON.stringify. */
function expectedLine(observation: Observation): string {
  return `${escapeHidden(JSON.stringify(formatObservation(observation)))}\n`
}

describe('formatObservationLine', () => {
  it.each(OBSERVATIONS.map((observation) => [observation.kind, observation] as const))(
    'prints %s as JSON.stringify does',
    (_kind, observation) => {
      expect(formatObservationLine(observation)).toBe(expectedLine(observation))
      const hostile = { ...observation, node: HOSTILE, clock: HOSTILE, source: HOSTILE, timeUs: null }
      expect(formatObservationLine(hostile)).toBe(expectedLine(hostile))
    },
  )

  it('prints null for NaN', () => {
    const odd = { ...OBSERVATIONS[0], retryIntervalSeconds: Number.NaN } as Observation
    expect(formatObservationLine(odd)).toBe(expectedLine(odd))
    expect(formatObservationLine(odd)).toContain('"retryIntervalSeconds":null')
  })

  it('prints the right node for a thousand nodes in turn', () => {
    for (let n = 0; n < 1000; n++) {
      const observation = { ...(OBSERVATIONS[0] as Observation), node: `worker-${n}` }
      expect(formatObservationLine(observation)).toBe(expectedLine(observation))
    }
  })
})

describe('formatObservation', () => {
  const at = (i: number): Record<string, unknown> =>
    formatObservation(OBSERVATIONS[i] as (typeof OBSERVATIONS)[number]) as Record<string, unknown>

  it('prints the common fields first, then those of the kind', () => {
    expect(Object.keys(at(0))).toEqual([
      ...['kind', 'at', 'node', 'clock', 'component', 'source', 'line', 'pid'],
      ...['error', 'cause', 'alsoCauses', 'causeDetail', 'retryIntervalSeconds'],
    ])
  })

  it('prints the start of a request', () => {
    expect(at(1)).toMatchObject({
      at: '2026-11-22T10:44:56.909546Z',
      startedAt: '2026-11-22T10:44:56.902546Z',
    })
    expect(at(2).startedAt).toBe('2026-11-22T10:44:56.900000Z')
    expect(at(3)).toMatchObject({ statusCode: null, startedAt: null })
    expect(at(2)).not.toHaveProperty('receivedUs')
  })

  it('prints when a node was last seen', () => {
    expect(at(5).lastSeenAt).toBe('2026-11-22T10:44:16.900000Z')
    expect(at(4)).toMatchObject({ renewTime: '2026-11-22T10:44:46.900000Z', managedTime: null })
    expect(at(7)).toMatchObject({ at: null, node: null, clock: null })
  })
})
