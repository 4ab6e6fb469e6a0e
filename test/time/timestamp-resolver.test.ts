/** Times that the clock shows twice, at the end of summer time. */
import { describe, expect, it } from 'vitest'
import { zoneOf } from '../../src/read/options/options.ts'
import { civilToUs, YEARLESS } from '../../src/time/instant.ts'
import { TimestampResolver } from '../../src/time/timestamp-resolver.ts'

const zone = zoneOf('kubelet.log', {
  inputZones: { default: 'Europe/Berlin', perSource: new Map() },
})

/** Resolves local times of 25 October 2026 to UTC. */
function resolve(...times: readonly (readonly [number, number, number])[]): (string | undefined)[] {
  const resolver = new TimestampResolver(zone, 2026, 0)
  return times.map(([hour, minute, second]) => {
    const civilUs = civilToUs(YEARLESS, 10, 25, hour, minute, second, 0) ?? 0
    const time = resolver.resolve([{ civilUs, hasYear: false, offsetMinutes: null, resolutionUs: 1 }])
    return time ? new Date(time.timeUs / 1000).toISOString().slice(11, 19) : undefined
  })
}

describe('TimestampResolver', () => {
  it('takes a step back of an hour for the end of summer time', () => {
    expect(resolve([2, 59, 53], [2, 0, 0], [2, 30, 0], [3, 0, 1])).toEqual([
      '00:59:53',
      '01:00:00',
      '01:30:00',
      '02:00:01',
    ])
  })

  it('takes the first reading before the step, and of lines that overtake each other', () => {
    expect(resolve([1, 59, 59], [2, 0, 1], [2, 0, 0], [2, 59, 0])).toEqual([
      '23:59:59',
      '00:00:01',
      '00:00:00',
      '00:59:00',
    ])
  })
})
