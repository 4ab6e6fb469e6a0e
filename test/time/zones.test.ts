import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/model/errors.ts'
import { parseInstant } from '../../src/time/instant.ts'
import { formatLocal, parseZone, zoneOffsetMinutes } from '../../src/time/zones.ts'

const us = (text: string): number => parseInstant(text) as number
const civil = (text: string): number => us(`${text}Z`)

describe('parseZone', () => {
  it.each([
    ['UTC', 'UTC'],
    ['z', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['Europe/Berlin', 'Europe/Berlin'],
    ['+02:00', 'UTC+02:00'],
    ['-0330', 'UTC-03:30'],
    ['UTC+5', 'UTC+5'],
  ])('accepts %s', (given, name) => {
    expect(parseZone(given)).toBe(name)
  })

  it.each(['', 'Mars/Olympus', 'CEST2', '+2:xx', '__proto__', 'Europe/Berlin\n--x'])(
    'rejects %j',
    (given) => {
      expect(() => parseZone(given)).toThrow(UsageError)
    },
  )
})

describe('zoneOffsetMinutes', () => {
  it('reports an hour that the clock shows twice as ambiguous', () => {
    expect(zoneOffsetMinutes('Europe/Berlin', civil('2025-10-26T02:30:00'))).toEqual({
      minutes: 120,
      laterMinutes: 60,
      ambiguous: true,
      gap: false,
    })
    expect(zoneOffsetMinutes('Europe/Berlin', civil('2025-10-26T03:00:00')).ambiguous).toBe(false)
    expect(zoneOffsetMinutes('Europe/Berlin', civil('2025-10-26T01:59:59.999999')).ambiguous).toBe(false)
  })

  it('reports an hour that the clock never shows as a gap', () => {
    expect(zoneOffsetMinutes('America/New_York', civil('2025-03-09T02:15:00'))).toEqual({
      minutes: -300,
      laterMinutes: -300,
      ambiguous: false,
      gap: true,
    })
  })

  it('handles half-hour steps and fixed offsets', () => {
    expect(zoneOffsetMinutes('Australia/Lord_Howe', civil('2025-04-06T01:45:00')).ambiguous).toBe(true)
    expect(zoneOffsetMinutes('UTC-03:30', civil('2025-04-06T01:45:00')).minutes).toBe(-210)
  })

  it('agrees with luxon in every hour of a year', () => {
    for (const zone of ['Europe/Berlin', 'America/St_Johns', 'Pacific/Apia']) {
      for (let hour = 0; hour < 366 * 24; hour += 1) {
        const instant = us('2025-01-01T00:00:00Z') + hour * 3_600_000_000
        const local = DateTime.fromMillis(instant / 1000, { zone })
        const { minutes, ambiguous } = zoneOffsetMinutes(zone, instant + local.offset * 60_000_000)
        if (minutes !== local.offset) expect(ambiguous).toBe(true)
      }
    }
  })
})

describe('formatLocal', () => {
  it('formats the civil time of the zone', () => {
    const instant = us('2026-11-22T23:44:56.909546Z')
    expect(formatLocal(instant, 'UTC')).toBe('2026-11-22 23:44:56.909546')
    expect(formatLocal(instant, 'Europe/Berlin')).toBe('2026-11-23 00:44:56.909546')
    expect(formatLocal(Number.NaN, 'UTC')).toBeNull()
  })
})
