/** Times of facts in the page. */
import { describe, expect, it } from 'vitest'
import type { Fact, Model } from '../../../src/exporters/chart/model.ts'
import { boundedTimes, incidentTooltip } from '../../../src/exporters/viewer/tooltip-text.ts'
import { us } from '../../support/fixture-values.ts'

const MODEL = { zone: { name: 'UTC', steps: [[0, 0]] } } as unknown as Model
const DAY_US = 86_400e6
const fact = (atUs: number, bounds: readonly [number, number] | null = null): Fact =>
  [0, 'stale', 0, atUs, bounds?.[0] ?? null, bounds?.[1] ?? null] as unknown as Fact

describe('incidentTooltip', () => {
  it('calls an outage possible that may be none', () => {
    const incident = {
      kind: 'lease-outage',
      subject: 'w1',
      length: 'open',
      cause: 'cause unknown',
      effects: [],
    }
    const model = { ...MODEL, incidents: [incident, { ...incident, isInDoubt: true }] } as unknown as Model
    expect(incidentTooltip(model, 0).title).toBe('w1: lease outage')
    expect(incidentTooltip(model, 1).title).toBe('w1: possible lease outage')
  })
})

describe('boundedTimes', () => {
  it('leaves out the date of one day', () => {
    const facts = [fact(us('10:00:00')), fact(us('10:00:05'), [us('10:00:00'), us('10:00:10')])]
    expect(boundedTimes(MODEL, facts, 0)).toEqual(['10:00:00', '10:00:00 – 10:00:10'])
  })

  it('prints each date where there are several', () => {
    const later = us('09:00:00') + DAY_US
    const facts = [fact(us('10:00:00')), fact(later, [us('10:00:00'), later])]
    expect(boundedTimes(MODEL, facts, 0)).toEqual([
      '2026-11-22 10:00:00',
      '2026-11-22 10:00:00 – 2026-11-23 09:00:00',
    ])
  })
})
