import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/model/errors.ts'
import { formatInstant, parseInstant } from '../../src/time/instant.ts'
import { parseDurationSeconds, parseWhen } from '../../src/time/user-time.ts'
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
  ])('takes %s', (given, name) => {
    expect(parseZone(given)).toBe(name)
  })

  it.each(['', 'Mars/Olympus', 'CEST2', '+2:xx', '__proto__', 'Europe/Berlin\n--x'])(
    'refuses %j',
    (given) => {
      expect(() => parseZone(given)).toThrow(UsageError)
    },
  )
})

describe('zoneOffsetMinutes', () => {
  it('tells the hour that was shown twice', () => {
    expect(zoneOffsetMinutes('Europe/Berlin', civil('2025-10-26T02:30:00'))).toEqual({
      minutes: 120,
      ambiguous: true,
      gap: false,
    })
    expect(zoneOffsetMinutes('Europe/Berlin', civil('2025-10-26T03:00:00')).ambiguous).toBe(false)
    expect(zoneOffsetMinutes('Europe/Berlin', civil('2025-10-26T01:59:59.999999')).ambiguous).toBe(false)
  })

  it('tells the hour that was never shown', () => {
    expect(zoneOffsetMinutes('America/New_York', civil('2025-03-09T02:15:00'))).toEqual({
      minutes: -300,
      ambiguous: false,
      gap: true,
    })
  })

  it('knows half-hour steps and fixed offsets', () => {
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

describe('parseWhen', () => {
  const lastUs = us('2026-11-22T12:00:00Z')
  it.each([
    ['2026-11-22T10:45:00Z', '2026-11-22T10:45:00.000000Z'],
    ['2026-11-22T10:45:00.25+01:00', '2026-11-22T09:45:00.250000Z'],
    ['2026-11-22 10:45', '2026-11-22T09:45:00.000000Z'],
    ['2026-07-22 10:45:30.5', '2026-07-22T08:45:30.500000Z'],
    ['2026-11-22', '2026-11-21T23:00:00.000000Z'],
    ['-1h', '2026-11-22T11:00:00.000000Z'],
    ['-1h30m', '2026-11-22T10:30:00.000000Z'],
    ['-1d', '2026-11-21T12:00:00.000000Z'],
    ['since+5m', '2026-11-20T00:05:00.000000Z'],
    ['since+90', '2026-11-20T00:01:30.000000Z'],
  ])('%s in Berlin', (given, instant) => {
    const sinceUs = us('2026-11-20T00:00:00Z')
    expect(formatInstant(parseWhen(given, 'Europe/Berlin', { lastUs, sinceUs }))).toBe(instant)
  })

  it.each([
    '',
    'yesterday',
    '2026-02-30',
    '2026-11-22 25:00',
    '2026-11-22 10:45 CET',
    '-',
    '--1h',
    '-1y',
    '+5m',
  ])('refuses %j and says what is allowed', (given) => {
    expect(() => parseWhen(given, 'UTC', { lastUs, sinceUs: lastUs })).toThrow(/: give /)
    expect(() => parseWhen(given, 'UTC', { lastUs, sinceUs: lastUs })).toThrow(UsageError)
  })

  it('refuses a relative time without its reference', () => {
    expect(() => parseWhen('-1h', 'UTC', { lastUs: null })).toThrow(/no record with a time/)
    expect(() => parseWhen('since+1h', 'UTC', { lastUs })).toThrow(/--since, which is not given/)
  })
})

describe('parseDurationSeconds', () => {
  it.each([
    ['40s', 40],
    ['1m30s', 90],
    ['300', 300],
    ['0', 0],
    ['1.5', 1.5],
    ['500ms', 0.5],
    ['1d', 86_400],
    ['1d12h', 129_600],
  ])('%s', (given, seconds) => {
    expect(parseDurationSeconds(given)).toBe(seconds)
  })

  it.each(['', 'x', '-40s', '40 s', '1h-5m', '1d-5m', '1e9', 'Infinity', '5 minutes'])(
    'refuses %j',
    (given) => {
      expect(() => parseDurationSeconds(given, '--grace')).toThrow(
        /^--grace ".*" is no duration: give seconds/,
      )
    },
  )
})

describe('formatLocal', () => {
  it('gives the civil time of the zone', () => {
    const instant = us('2026-11-22T23:44:56.909546Z')
    expect(formatLocal(instant, 'UTC')).toBe('2026-11-22 23:44:56.909546')
    expect(formatLocal(instant, 'Europe/Berlin')).toBe('2026-11-23 00:44:56.909546')
    expect(formatLocal(Number.NaN, 'UTC')).toBeNull()
  })
})
