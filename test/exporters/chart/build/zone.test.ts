import { describe, expect, it } from 'vitest'
import { zoneSteps } from '../../../../src/exporters/chart/build/zone.ts'
import { formatDateTime } from '../../../../src/exporters/chart/zone-format.ts'
import { parseZone } from '../../../../src/time/zones.ts'
import { us } from '../../../support/fixture-values.ts'

describe('zoneSteps', () => {
  it('finds the change from daylight saving time', () => {
    const startUs = us('00:00:00') - 40 * 86_400e6
    const zone = zoneSteps(parseZone('Europe/Berlin'), startUs, us('00:00:00'))
    expect(zone.steps.map(([, minutes]) => minutes)).toEqual([120, 60])
    const changeUs = Date.parse('2026-10-25T01:00:00Z') * 1000
    expect(formatDateTime(zone, changeUs - 1e6)).toBe('2026-10-25 02:59:59')
    expect(formatDateTime(zone, changeUs)).toBe('2026-10-25 02:00:00')
  })
})
