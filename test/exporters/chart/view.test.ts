import { describe, expect, it } from 'vitest'
import { zoneSteps } from '../../../src/exporters/chart/build/zone.ts'
import { timeTicks } from '../../../src/exporters/chart/view.ts'
import { us } from '../../support/fixture-values.ts'

describe('timeTicks', () => {
  it('returns ticks at round local times of the zone', () => {
    const zone = zoneSteps('Asia/Kolkata', us('00:00:00'), us('12:00:00'))
    const ticks = timeTicks({ fromUs: us('00:00:00'), toUs: us('12:00:00'), width: 600 }, zone)
    expect(ticks.map(({ text }) => text)).toEqual(['06:00', '09:00', '12:00', '15:00'])
  })
})
